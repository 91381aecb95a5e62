"""Patterns matched in time linear in the text.

All patterns that look at one field become one finite automaton over words, made deterministic
piece by piece while texts are read (Thompson 1968; the lazy DFA of RE2). It starts again at each
word that a pattern may begin with, and goes on for no more words than the longest pattern has: time
is linear in the text, and no pattern can be slow, for there is nothing to backtrack into. One
automaton that tries all starts at once would take one look-up a word, but with gaps in the patterns
its states multiply: on a thousand pages it spent four fifths of its time making new ones.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import chain, islice
from threading import Lock

from citehub.rules.alphabet import Alphabet
from citehub.rules.pattern import END_MARK, START_MARK, Element, Pattern
from citehub.rules.text import OTHER_CITE_WORD, Text

MOST_STEPS = 500_000  # steps, and places they lead to, that one automaton remembers (memory)


@dataclass(slots=True, eq=False)
class Node:
    """A place in a pattern: which words lead on from here, and which patterns end here.

    Words are asked for by keys, written as in patterns: `word`, `distill*`, `*bench`, `"RAFT"`,
    `{name}`; `prove~` by its stem.
    """

    keys: dict[str, list["Node"]] = field(default_factory=dict)
    any: list["Node"] = field(default_factory=list)  # reached by every word
    free: list["Node"] = field(default_factory=list)  # reached without a word
    ends: set[int] = field(default_factory=set)


class State(dict[str, "State"]):
    """A set of places that a start in a text has led to; by symbol, the state that is next.

    A step is worked out when it is first taken. A dictionary, because it is asked for every word.
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


class Automaton:
    """All the patterns that look at one field.

    Automata of one alphabet read a word as the same symbol. The nodes are built for the first text:
    most rules for citing sentences never see one.
    """

    def __init__(self, alphabet: Alphabet | None = None) -> None:
        self._alphabet = Alphabet() if alphabet is None else alphabet
        self._anywhere = Node()
        self._added: list[tuple[Pattern, int]] = []  # patterns without nodes as yet
        self._is_ready = False
        self._lock = Lock()

    def _build(self) -> None:
        for pattern, number in self._added:
            _grow(self._anywhere, pattern.elements).ends.add(number)
        self._added.clear()
        self._states: dict[frozenset[Node], State] = {}
        self._learnt = 0
        self._nowhere = self._state([])
        self._from_anywhere = self._state([self._anywhere])
        self._is_ready = True

    def _forget_steps(self) -> None:
        """Forget all but the states that a text which is being followed holds on to."""
        kept = (self._nowhere, self._from_anywhere)
        self._states = {state.nodes: state for state in kept}
        self._learnt = 0
        for state in kept:
            state.clear()

    def add(self, pattern: Pattern, number: int) -> None:
        """Take in a pattern that reports `number` when it matches."""
        self._alphabet.add(pattern)
        self._added.append((pattern, number))
        self._is_ready = False

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
        is_mark = symbol in (START_MARK, END_MARK, OTHER_CITE_WORD)
        if is_mark or symbol == known:
            reached = [n for node in state.nodes for n in node.any if not is_mark]
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
        with self._lock:  # threads may have rules in common
            return self._matches(text)

    def _matches(self, text: Text) -> dict[int, tuple[int, int]]:
        if not self._is_ready:
            self._build()
        size = len(text.words)
        symbols = [START_MARK, *map(self._alphabet.__getitem__, text.words), END_MARK, END_MARK]
        found: dict[int, tuple[int, int]] = {}
        nowhere = self._nowhere
        # Each word is a start, and followed for as long as any pattern goes on.
        begun = map(self._from_anywhere.__getitem__, islice(symbols, size + 1))
        for start, first in enumerate(begun):
            state = first
            end = start  # in words: the mark for the start is none
            while state is not nowhere:
                if state.ends:
                    place = (start - 1 if start else 0, end if end < size else size)
                    for number in state.ends:
                        if number not in found or place[1] <= found[number][1]:
                            found[number] = place
                end += 1
                state = state[symbols[end]]  # nothing goes on behind the second mark for the end
        return found


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
