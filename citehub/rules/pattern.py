"""The pattern language of the rules, and a matcher whose time is linear in the text.

    survey                 the word, whole; case and accents aside
    distill*               any word that begins so; `*bench`, any that ends so
    (a|an|our new)         one of these
    propose ..3 method     up to three words between
    ^ a survey             at the start of the field; `$` is its end
    "RAFT"                 exactly these capitals
    {name}                 a coined name: vOPD, BERT, GPT-4, AlphaZero
    {hub}                  the cited work's distinctive name

Hyphens, punctuation and apostrophes part words, in patterns as in texts.

All patterns that look at one field become one finite automaton over words, made deterministic
piece by piece while texts are read (Thompson 1968; the lazy DFA of RE2). It is started anew at each
word that a pattern may begin with, and goes on for no more words than the longest pattern has: time
is linear in the text, and no pattern can be slow, for there is nothing to backtrack into. One
automaton that tries all starts at once would take one look-up a word, but with gaps in the patterns
its states multiply: on a thousand pages it spent four fifths of its time making new ones.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, islice
from sys import intern

from citehub.text import fold, token_spans, tokens, words

LONGEST_GAP = 20  # words
MOST_STEPS = 500_000  # steps, and places they lead to, that one automaton remembers (memory)
MOST_WORDS = 100_000  # words whose meaning one automaton remembers (memory)

_PIECE = re.compile(
    r"""\s*(?:
      \.\.(?P<most>\d+)
    | (?P<start>\^) | (?P<end>\$)
    | (?P<open>\() | (?P<close>\)) | (?P<bar>\|)
    | "(?P<exact>[^"]+)"
    | \{(?P<place>\w*)\}
    | (?P<ending>\*)? (?P<word>(?:[^\s()|^$"{}*.]|\.(?!\.))+) (?P<any>\*)?
    )""",
    re.VERBOSE,
)


class PatternError(ValueError):
    """A pattern that cannot be read; the message says what is wrong with it."""


# No word of a text holds a NUL: these are no words, and no beginning or ending fits them.
_HUB = "\0hub"  # the hub's name
_END = "\0end"  # stands behind the last word


class Text:
    """A text cut into words, the hub's name counting as one of them."""

    def __init__(self, text: str, hub_names: tuple[tuple[str, ...], ...] = ()) -> None:
        self.text = text
        self.words = tokens(text)
        self._longer: dict[int, int] = {}  # by position: how many words the hub's name has there
        if hub_names:
            self._name_the_hub(hub_names)

    def _name_the_hub(self, names: tuple[tuple[str, ...], ...]) -> None:
        folded = [fold(word) for word in self.words]
        at = 0
        while at < len(folded):
            for name in names:
                if folded[at] == name[0] and tuple(folded[at : at + len(name)]) == name:
                    self.words[at : at + len(name)] = [_HUB]
                    self._longer[at] = len(name)
                    folded[at : at + len(name)] = [_HUB]
                    break
            at += 1

    @property
    def names_hub(self) -> bool:
        """Tell whether the hub is named here."""
        return _HUB in self.words

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the characters that the words [start, end) take up."""
        first, last = self._token(start), self._token(end)
        spans = [*islice(token_spans(self.text), first, last)]
        return spans[0][0], spans[-1][1]

    def _token(self, word: int) -> int:
        """Return at which token of the text a word begins."""
        return word + sum(length - 1 for at, length in self._longer.items() if at < word)

    def passage(self, start: int, end: int) -> str:
        """Return the original text of the words [start, end)."""
        first, last = self.span(start, end)
        return self.text[first:last]


@dataclass(slots=True, eq=False)
class Node:
    """A place in a pattern: which words lead on from here, and which patterns end here.

    Words are asked for by keys, written as in patterns: `word`, `distill*`, `*bench`, `"RAFT"`,
    `{name}`.
    """

    keys: dict[str, list["Node"]] = field(default_factory=dict)
    any: list["Node"] = field(default_factory=list)  # reached by every word
    free: list["Node"] = field(default_factory=list)  # reached without a word
    ends: set[int] = field(default_factory=set)


class State(dict[str, "State"]):
    """A set of places that a start in a text has led to; by symbol, the state that is next.

    A step is worked out when it is first taken. A dictionary, for it is asked for each word.
    """

    __slots__ = ("_step", "asked", "ends", "nodes")

    def __init__(self, nodes: frozenset[Node], step: Callable[["State", str], "State"]) -> None:
        self.nodes = nodes
        self.ends = tuple(number for node in nodes for number in node.ends)
        self.asked = frozenset(chain.from_iterable(node.keys for node in nodes))
        self._step = step

    def __missing__(self, symbol: str) -> "State":
        return self._step(self, symbol)


def _closure(nodes: Iterable[Node]) -> frozenset[Node]:
    reached = set(nodes)
    waiting = list(reached)
    while waiting:
        for node in waiting.pop().free:
            if node not in reached:
                reached.add(node)
                waiting.append(node)
    return frozenset(reached)


class _Symbols(dict[str, str]):
    """What stands for each word that was met, worked out once."""

    def __init__(self, symbol_of: Callable[[str], str]) -> None:
        super().__init__()
        self._symbol_of = symbol_of

    def __missing__(self, word: str) -> str:
        if len(self) > MOST_WORDS:
            self.clear()
        symbol = self[word] = self._symbol_of(word)
        return symbol


class Automaton:
    """All the patterns that look at one field.

    A symbol stands for all words that the same keys fit; it is those keys, a line each.
    """

    def __init__(self) -> None:
        self._anywhere = Node()
        self._at_start = Node()
        self._keys: set[str] = set()
        self._forget()

    def _forget(self) -> None:
        self._parts = {len(key) - 1 for key in self._keys if "*" in key}  # lengths to try of a word
        self._symbols = _Symbols(self._symbol)
        self._states: dict[frozenset[Node], State] = {}
        self._learnt = 0
        self._nowhere = self._state([])
        self._from_anywhere = self._state([self._anywhere])
        self._from_start = self._state([self._at_start])

    def _forget_steps(self) -> None:
        """Forget all but the states that a text which is being followed holds on to."""
        kept = (self._nowhere, self._from_anywhere, self._from_start)
        self._states = {state.nodes: state for state in kept}
        self._learnt = 0
        for state in kept:
            state.clear()

    def add(self, pattern: str, number: int) -> None:
        """Take in a pattern that reports `number` when it matches; PatternError if it is wrong."""
        tree = _parse(pattern)
        _grow(self._at_start if tree.at_start else self._anywhere, tree.elements).ends.add(number)
        self._note(tree.elements)
        self._forget()

    def _note(self, elements: tuple["Element", ...]) -> None:
        for element in elements:
            if element.kind == "key":
                self._keys.add(element.value)
            for way in element.ways:
                self._note(way)

    def _symbol(self, word: str) -> str:
        """Return the keys that fit a word."""
        folded = fold(word)
        keys = [folded, f'"{word}"']
        parts = [n for n in self._parts if n <= len(folded)]
        keys += [f"{folded[:n]}*" for n in parts] + [f"*{folded[-n:]}" for n in parts]
        if is_coined(word):
            keys.append("{name}")
        return intern("\n".join(key for key in keys if key in self._keys))

    def _state(self, nodes: Iterable[Node]) -> State:
        closed = _closure(nodes)
        if closed not in self._states:
            self._states[closed] = State(closed, self._step)
            self._learnt += len(closed)
        return self._states[closed]

    def _step(self, state: State, symbol: str) -> State:
        """Work out a step that was not taken before, and remember it.

        Most steps are like one by a word of which no key is asked for here.
        """
        if self._learnt > MOST_STEPS:
            self._forget_steps()
        self._learnt += 1
        keys = [key for key in symbol.split("\n") if key in state.asked]
        known = "\n".join(keys)
        if symbol in (known, _END):
            reached = [n for node in state.nodes for n in node.any if symbol != _END]
            reached += [n for key in keys for node in state.nodes for n in node.keys.get(key, ())]
            behind = self._state(reached)
        else:
            behind = state[known]
        state[symbol] = behind
        return behind

    def matches(self, text: Text) -> dict[int, tuple[int, int]]:
        """Return the numbers of the matching patterns, each with the words [start, end) it takes.

        Of several matches, the one that ends first counts, and of those the shortest.
        """
        symbols = [*map(self._symbols.__getitem__, text.words), _END, _END]
        found: dict[int, tuple[int, int]] = {}
        size = len(text.words)
        self._follow(self._from_start, symbols, min(1, size), found)
        self._follow(self._from_anywhere, symbols, size, found)
        return found

    def _follow(
        self, first: State, symbols: list[str], starts: int, found: dict[int, tuple[int, int]]
    ) -> None:
        """Follow a text from its first `starts` words, each for as long as any pattern goes on."""
        size = len(symbols) - 2  # nothing goes on behind the second mark for the end
        nowhere = self._nowhere
        for start, begun in enumerate(map(first.__getitem__, islice(symbols, starts))):
            state = begun
            end = start + 1
            while state is not nowhere:
                if state.ends:
                    last = min(end, size)
                    for number in state.ends:
                        if number not in found or last <= found[number][1]:
                            found[number] = (start, last)
                state = state[symbols[end]]
                end += 1


def is_coined(word: str) -> bool:
    """Tell a coined name: a capital behind the first letter, as in vOPD, BERT or AlphaZero."""
    return word[1:] != word[1:].lower()


@dataclass(frozen=True, slots=True)
class Element:
    """One thing a pattern asks for: a `key` of Node, a `gap`, or `either` of several ways."""

    kind: str
    value: str = ""
    ways: tuple[tuple["Element", ...], ...] = ()


@dataclass(frozen=True, slots=True)
class _Tree:
    elements: tuple[Element, ...]
    at_start: bool


def _grow(node: Node, elements: tuple[Element, ...]) -> Node:
    """Build nodes for elements in a row, behind `node`; return the node behind the last."""
    for element in elements:
        behind = Node()
        if element.kind == "either":
            for way in element.ways:
                if len(way) == 1 and way[0].kind == "key":  # most are; no node of their own
                    node.keys.setdefault(way[0].value, []).append(behind)
                else:
                    _grow(node, way).free.append(behind)
        elif element.kind == "gap":
            node.free.append(behind)
            for _ in range(int(element.value)):
                further = Node(free=[behind])
                node.any.append(further)
                node = further
        else:
            node.keys.setdefault(element.value, []).append(behind)
        node = behind
    return node


@lru_cache(maxsize=4096)  # a rules file is read twice: to find its faults, and to compile it
def _parse(pattern: str) -> _Tree:
    pieces = []
    at = 0
    pattern = pattern.strip()
    while at < len(pattern):
        piece = _PIECE.match(pattern, at)
        if piece is None:
            raise PatternError(f"cannot read {pattern[at:]!r}")
        pieces.append(piece)
        at = piece.end()
    at_start = bool(pieces) and bool(pieces[0]["start"])
    at_end = bool(pieces) and bool(pieces[-1]["end"])
    inner = pieces[at_start : len(pieces) - at_end]
    ways, rest = _alternatives(inner, 0, inside=False)
    if rest < len(inner):
        raise PatternError("a ')' without its '('")
    (elements,) = ways
    if all(element.kind == "gap" for element in elements):
        raise PatternError("nothing to look for")
    if (elements[0].kind == "gap" and not at_start) or (elements[-1].kind == "gap" and not at_end):
        raise PatternError("a gap at the start or end of a pattern says nothing; leave it out")
    return _Tree((*elements, Element("key", _END)) if at_end else elements, at_start)


def _alternatives(
    pieces: list[re.Match[str]], at: int, *, inside: bool
) -> tuple[tuple[tuple[Element, ...], ...], int]:
    """Read elements in a row, or in brackets several rows parted by `|`, up to the bracket."""
    done: list[tuple[Element, ...]] = []
    row: list[Element] = []
    while at < len(pieces) and not pieces[at]["close"]:
        piece = pieces[at]
        if piece["bar"]:
            if not inside:
                raise PatternError("'|' stands between brackets only: (this|that)")
            done.append(tuple(row))
            row = []
        elif piece["open"]:
            ways, at = _alternatives(pieces, at + 1, inside=True)
            if at == len(pieces):
                raise PatternError("a '(' without its ')'")
            if not all(ways):
                raise PatternError("an empty alternative between brackets")
            row.append(Element("either", ways=ways))
        else:
            row += _elements(piece)
        at += 1
    return (*done, tuple(row)), at


def _elements(piece: re.Match[str]) -> list[Element]:
    if piece["most"]:
        if len(piece["most"]) > 2 or not 0 < int(piece["most"]) <= LONGEST_GAP:
            raise PatternError(f"a gap is 1 to {LONGEST_GAP} words long")
        return [Element("gap", piece["most"])]
    if piece["exact"]:
        parts = tokens(piece["exact"])
        if not parts:
            raise PatternError(f"no word in {piece['exact']!r}")
        return [Element("key", f'"{part}"') for part in parts]
    if piece["place"] == "hub":
        return [Element("key", _HUB)]
    if piece["place"] == "name":
        return [Element("key", "{name}")]
    if piece["place"] is not None:
        raise PatternError(f"{{{piece['place']}}} is unknown; there are {{hub}} and {{name}}")
    if piece["start"] or piece["end"]:
        raise PatternError("'^' stands first and '$' last in a pattern")
    plain = piece["word"]
    parts = [plain.lower()] if plain.isascii() and plain.isalnum() else words(plain)
    if not parts:
        raise PatternError(f"no word in {piece['word']!r}")
    if piece["any"] and piece["ending"]:
        raise PatternError("'*' stands at one end of a word, not at both")
    if piece["any"]:
        parts[-1] = f"{parts[-1]}*"
    if piece["ending"]:
        parts[0] = f"*{parts[0]}"
    return [Element("key", part) for part in parts]


_BRACKETED = re.compile(r"\(([^()\s]{2,20})\)")


def hub_names(title: str) -> tuple[tuple[str, ...], ...]:
    """Return the distinctive names of a work: `GSPO` in brackets, the part before a colon, all.

    A part before a colon of one common word ("Attention: …") is distinctive only when coined.
    """
    names = [found for found in _BRACKETED.findall(title) if is_coined(found)]
    head = title.split(":", 1)[0] if ":" in title else ""
    coined = bool(head) and any(map(is_coined, tokens(head)))
    if head and (coined or 2 <= len(words(head)) <= 4):
        names.append(head)
    if len(words(title)) >= 3:
        names.append(title)
    return tuple(dict.fromkeys(tuple(words(name)) for name in names if words(name)))
