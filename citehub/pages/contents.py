"""The bytes of a file as the text of a page: unpacked, known by their first letters, decoded.

A gzip file (RFC 1952) begins with 1f 8b, and is one or a few members, one behind the other.
"""

import zlib

from citehub.errors import PageError
from citehub.pages.files import LARGEST_PAGE

_GZIP = b"\x1f\x8b"
_MOST_MEMBERS = 16  # of a gzip file; `cat a.gz b.gz` makes two
_UNPACK = "unpack it, and give the pages that were in it"
_COPY = "open it, copy its text, and save that as a .txt file"
_SAVE = "save the page again, as text or as 'HTML only'"
# How other files begin (https://www.garykessler.net/library/file_sigs.html).
_KINDS: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF-", "a PDF", _COPY),
    (b"PK\x03\x04", "a zip archive, or an Office file, which is one too", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", _UNPACK),
    (b"\xfd7zXZ\x00", "an xz file", _UNPACK),
    (b"BZh91AY&SY", "a bzip2 file", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "a Zstandard file", _UNPACK),
    (b"\x89PNG\r\n", "a picture", "save the page itself, as text or HTML"),
    (b"\xff\xd8\xff", "a picture", "save the page itself, as text or HTML"),
    (b"SQLite format 3\x00", "an SQLite database", "give pages"),
    (b"bplist00", "a web archive of Safari", _SAVE),
    (b"From: <Saved by ", "a web archive (MHTML)", _SAVE),
    (b"MIME-Version: ", "a web archive (MHTML)", _SAVE),
)


def decode(data: bytes) -> str:
    """Return a page's text: UTF-8, or UTF-16 behind its byte order mark, also packed by gzip.

    PageError says what a file of another kind is, or where it is no text.
    """
    if data.startswith(_GZIP):
        data = _unpacked(data)
    for start, what, to_do in _KINDS:
        if data.startswith(start):
            raise PageError(f"no hub page: this is {what}; {to_do}")
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if error.end == len(data) and error.reason in ("unexpected end of data", "truncated data"):
            return data[: error.start].decode(encoding)  # the page was cut off inside a letter
        line = data[: error.start].count(b"\n") + 1
        raise PageError(
            f"line {line}: byte {error.start} is not {encoding[:6].upper().rstrip('-')} text; "
            "save the page as UTF-8"
        ) from None


def _unpacked(data: bytes) -> bytes:
    """Unpack a gzip file, no more of it than a page may have."""
    found = b""
    for _ in range(_MOST_MEMBERS):
        member = zlib.decompressobj(wbits=31)
        try:
            found += member.decompress(data, LARGEST_PAGE + 1 - len(found))
        except zlib.error as error:
            raise PageError(f"a damaged gzip file ({error}); save the page again") from None
        if len(found) > LARGEST_PAGE:
            raise PageError("larger than 64 MiB when unpacked, the most a page may have")
        if not member.eof:
            raise PageError("the gzip file is cut off; save the page again")
        data = member.unused_data
        if not data.startswith(_GZIP):
            return found
    raise PageError(f"a gzip file of more than {_MOST_MEMBERS} parts; {_UNPACK}")
