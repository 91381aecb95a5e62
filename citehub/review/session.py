"""A review as it goes: the paper that is asked about, what was answered, and the way back.

It knows nothing of keys or screens. What it changes is in the journal when a method returns.
"""

from typing import NamedTuple

from citehub.jobs.label import utc_now
from citehub.jobs.label_rows import Task
from citehub.library.library import Library
from citehub.review.card import Card, Cards
from citehub.review.journal import Journal
from citehub.review.queue import Queue
from citehub.rules.ruleset import RuleSet

BATCH = 50  # labels after which those that wait are put into the store

_KEPT = 200  # cards at hand


class Answer(NamedTuple):
    """A label that was given: to which card, what, and what this review gave it before.

    `task` is its row of the journal, `instead` the rows that it took the place of.
    """

    value: str
    card: Card
    task: Task
    instead: list[Task]
    before: str | None


class Review:
    """One review of a queue."""

    def __init__(self, library: Library, journal: Journal, queue: Queue, rules: RuleSet) -> None:
        self.label = queue.asked.label
        self.journal = journal
        self.queue = queue
        self.at = 0
        self.answers: list[Answer] = []
        self.given: dict[object, str] = {}  # by the key of the paper: labels of this review
        self.notes: dict[object, str] = {}
        self.unsaved = 0  # labels since those that wait were put into the store
        self._library, self._rules = library, rules
        self._cards = Cards(library, rules)
        self._shown: dict[int, Card] = {}  # by the number of the paper
        self._titles: dict[int, str] = {}  # the same

    def save(self) -> None:
        """Put the labels that wait into the store, and say what is wrong with those that stay."""
        self.unsaved = 0
        save(self._library, self.journal, self._rules)

    # ---- looking --------------------------------------------------------------------------------

    def card(self, at: int | None = None) -> Card | None:
        """Return the card at a place of the queue, the present one by default; None at its end."""
        row = self.queue.get(self.at if at is None else at)
        if row is None:
            return None
        if row.number not in self._shown:
            card = self._shown[row.number] = self._cards.card(row, self.label)
            self._titles[row.number] = card.paper.title or ""
            if len(self._shown) > _KEPT:
                del self._shown[next(iter(self._shown))]
        return self._shown[row.number]

    def given_at(self, at: int) -> str | None:
        """Return the label that this review gave to the paper at a place of the queue."""
        row = self.queue.get(at)
        return self.given.get(self.queue.key(row)) if row else None

    def title_at(self, at: int) -> str | None:
        """Return the title of the paper at a place of the queue; None behind its end.

        As long as it was not read from the store, that is the words of the title, folded.
        """
        row = self.queue.get(at)
        return self._titles.get(row.number, row.words) if row else None

    def read_title(self, start: int, end: int) -> bool:
        """Read one title of the places start to end that was not yet; False where all were."""
        for at in range(start, end):
            row = self.queue.get(at)
            if row and row.number not in self._titles:
                self._titles[row.number] = self._cards.title(row)
                return True
        return False

    def labelled(self) -> list[Answer]:
        """Return the last answer to each paper that has a label of this review."""
        last = {answer.card.key: answer for answer in self.answers}
        return [answer for key, answer in last.items() if key in self.given]

    # ---- answering ------------------------------------------------------------------------------

    def give(self, value: str) -> None:
        """Label the paper and go on to the next that has no label of this review."""
        card = self.card()
        if card is None:
            return
        self._put(card, value)
        self.at += 1
        while self.given_at(self.at) is not None:
            self.at += 1

    def accept(self) -> bool:
        """Give the label that is proposed; False where none is."""
        card = self.card()
        value = card and (self.given.get(card.key) or card.proposed(self.label))
        if not value:
            return False
        self.give(value)
        return True

    def skip(self) -> None:
        """Go on without a label."""
        if self.card() is not None:
            self.at += 1

    def back(self) -> None:
        """Go to the paper before, labelled or not."""
        self.at = max(0, self.at - 1)

    def go(self, at: int) -> None:
        """Go to a place of the queue."""
        if self.queue.get(at) is not None:
            self.at = at

    def jump(self, number: int) -> None:
        """Go to the paper of a number in the index; put it here in the queue if it is not in it."""
        at = self.queue.place_of(number, self.at)
        if at is not None:
            self.at = at

    def begin(self, queue: Queue) -> None:
        """Go on with another queue, from its start; what was labelled stays so."""
        self.queue, self.at = queue, 0

    def note(self, text: str) -> None:
        """Keep a reason with the paper's label: the one it has, or the one it will be given."""
        card = self.card()
        if card is None:
            return
        self.notes[card.key] = text
        if (value := self.given.get(card.key)) is not None:
            self._put(card, value)

    def undo(self) -> bool:
        """Take the last label back, and go to its paper; False where there is none."""
        if not self.answers:
            return False
        last = self.answers.pop()
        if self.journal.can_take_back([last.task]):
            self.journal.exchange([last.task], last.instead)
        else:  # it is in the store by now
            self.journal.add([self._back_to(last)])
        if last.before is None:
            self.given.pop(last.card.key, None)
        else:
            self.given[last.card.key] = last.before
        self.jump(last.card.number)
        return True

    def _put(self, card: Card, value: str) -> None:
        task = self._task(card, {self.label: value})
        instead = [
            other
            for other in self.journal.tasks
            if (other.hub, other.paper) == (task.hub, task.paper)
            and self.label in (*other.labels, *other.clear)
        ]
        self.journal.add([task])
        self.unsaved += 1
        before = self.given.get(card.key)
        self.answers.append(Answer(value, card, task, instead, before))
        self.given[card.key] = value

    def _back_to(self, last: Answer) -> Task:
        """Return what gives a paper in the store the label that it had before an answer."""
        if last.before is not None:
            return self._task(last.card, {self.label: last.before})
        if last.card.by_hand(self.label):
            value = last.card.explained["labels"][self.label]["label"]
            why = (last.card.evidence(self.label) or {}).get("match")
            return self._task(last.card, {self.label: value}, why=why)
        return self._task(last.card, {})

    def _task(self, card: Card, labels: dict[str, str], why: str | None = None) -> Task:
        """Return a label for a paper; without one, what takes it back."""
        return Task(
            hub=card.hub.id,
            paper=str(card.position),
            labels=labels,
            why=why or self.notes.get(card.key),
            clear=() if labels else (self.label,),
            where=str(self.journal.path),
            title=card.paper.title,
            when=utc_now(),
            order=self.queue.order,
        )


def save(library: Library, journal: Journal, rules: RuleSet) -> None:
    """Put the labels that wait into the store, and say what is wrong with those that stay."""
    for message in journal.put_into(library, rules):
        library.say(f"{message}; the label waits in {journal.path}")
