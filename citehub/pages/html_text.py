"""A saved page of HTML as text: what stands in blocks on lines of its own, markup left out.

    <p>hub <b>Canonical reference</b></p><h1>Group Sequence Policy Optimization</h1>

gives what the text forms begin with. Which elements are blocks is the HTML standard's own style
sheet for them (https://html.spec.whatwg.org/multipage/rendering.html); what it does not show
(script, style, template) is left out. Read by the standard library's parser, from which is kept
what takes it time that grows with the square of the length: comments, declarations, scripts, and
tags that do not end.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from citehub.text.words import one_line

_HTML = re.compile(
    r"[\ufeff\s]*(?:<\?xml[^<>]*>\s*)?(?:<!--(?:(?!-->).){0,2000}-->\s*)*<(?:!doctype\s+html|html)\b",
    re.IGNORECASE | re.DOTALL,
)
_BLOCKS = {
    *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details"),
    *("dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hgroup", "hr", "html", "legend", "li"),
    *(
        "main",
        "menu",
        "nav",
        "ol",
        "optgroup",
        "option",
        "p",
        "pre",
        "search",
        "section",
        "summary",
    ),
    *("table", "tbody", "tfoot", "thead", "tr", "ul"),
}
_CELLS = {"td", "th"}
_UNSEEN = {"canvas", "iframe", "noscript", "object", "svg", "template", "textarea", "title"}
_UNREAD = re.compile(r"<!--|<[!?]|<(script|style)\b", re.IGNORECASE)
_ENDS = {"script": re.compile("</script", re.IGNORECASE), "style": re.compile("</style", re.I)}
# What the parts around one left out may join to, and numbers that are too large for the parser.
_ODD = re.compile("<(?=[!?])|&#(?:[0-9]{20,}|[xX][0-9a-fA-F]{20,});?")
_END = re.compile(r"</(?:html|body)\s*>\s*$", re.IGNORECASE)


def is_html(text: str) -> bool:
    """Return whether a text is a page of HTML, which begins by saying so."""
    return _HTML.match(text) is not None


def text_of(html: str) -> str:
    """Return the text of a page of HTML, a blank line between blocks.

    A page that is cut off has no line end behind its last line.
    """
    reader = _Reader()
    shown = _ODD.sub(
        lambda found: "&lt;" if found[0] == "<" else "\ufffd", "".join(_readable(html))
    )
    cut = shown.find("<", shown.rfind(">") + 1)  # a tag that does not end
    reader.feed(shown if cut < 0 else shown[:cut])
    reader.close()
    reader.end_line(2)
    return "".join(reader.text).strip("\n") + ("\n" if _END.search(html[-1000:]) else "")


def _readable(html: str) -> Iterator[str]:
    """Yield the text and the tags of a page; what does not end goes on to the end of the page."""
    at = 0
    while found := _UNREAD.search(html, at):
        yield html[at : found.start()]
        kind = (found[1] or "").lower()
        if kind:
            close = _ENDS[kind].search(html, found.end())
            at = html.find(">", close.end()) + 1 if close else 0
        else:
            mark = "-->" if found[0] == "<!--" else ">"
            end = html.find(mark, found.end())
            at = end + len(mark) if end >= 0 else 0
        if not at:
            return
    yield html[at:]


class _Reader(HTMLParser):
    """Gathers what a page shows."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []  # lines and what parts them
        self._line: list[str] = []
        self._unseen = 0  # elements open whose text is not shown
        self._as_written = 0  # elements open whose line ends count

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "body":
            self._unseen = 0
        elif tag in _UNSEEN:
            self._unseen += 1
        elif tag == "pre":
            self._as_written += 1
        self._part(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._part(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag == "pre":
            self._as_written = max(0, self._as_written - 1)
        self._part(tag)

    def _part(self, tag: str) -> None:
        if self._unseen:
            return
        if tag in _BLOCKS:
            self.end_line(2)
        elif tag == "br":
            self.end_line(1)
        elif tag in _CELLS:
            self._line.append(" ")

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        if not self._as_written:
            self._line.append(data)
            return
        first, *others = data.split("\n")
        self._line.append(first)
        for line in others:
            self.end_line(1)
            self._line.append(line)

    def end_line(self, ends: int) -> None:
        """End a line, with a blank one behind it where `ends` is 2."""
        words = one_line("".join(self._line))
        if words or self._as_written:
            self.text.append(words + "\n" * ends)
        elif self.text and ends == 2:
            self.text[-1] = self.text[-1].rstrip("\n") + "\n\n"
        self._line = []
