"""Digests: what tells records, and titles, from one another. Pure."""

try:  # what hashlib gives too, but without OpenSSL, which takes a twentieth of a command's start
    from _blake2 import blake2b
except ImportError:
    from hashlib import blake2b


def same_title(title: str) -> int | None:
    """Return a number that papers with this folded title share; None where there is no title."""
    digest = blake2b(title.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True) if title else None


def hash_of(data: bytes) -> bytes:
    """Return what tells one record from another."""
    return blake2b(data, digest_size=16).digest()
