"""A lock that somebody else may change while a process has it: one way for the program and the simulator.

What lies there is read, checked, and only then taken in. What cannot be read, or cannot be true, is neither taken in nor
written over: the journal has what that lock lacks. What is sound counts before anything more is submitted, and where
it decides anew nothing more is.
"""

from collections.abc import Callable, Iterable
from math import inf
from typing import NamedTuple, Protocol

from remixbatch import events as e
from remixbatch import exchange, lockfile
from remixbatch.contradiction import Requests, check_facts
from remixbatch.engine import Engine
from remixbatch.errors import LockError
from remixbatch.graph import Graph
from remixbatch.holdings import Holdings
from remixbatch.knowledge import additions
from remixbatch.lockfile import Facts, Writer
from remixbatch.rename import check_lines

PATIENCE = 5.0  # seconds that a lock may be unreadable: git writes files in place
AGAIN = 1.0  # seconds between two looks at one
FORGOTTEN = 60.0  # seconds without a look, after which it may be another pull
LOOKS = 12  # at one that was unreadable each time, at most


class Theirs(NamedTuple):
    """A lock that somebody else put there: its facts together with those of the process, and its text."""

    facts: Facts
    text: bytes


class Copy:
    """What a process has of its lock: the facts that it stands by, and the text that it wrote or accepted last."""

    def __init__(
        self,
        facts: Facts,
        text: bytes | None,
        read: Callable[[bytes], Facts],
        writer: Writer | None = None,
    ) -> None:
        """`read` raises LockError for what cannot be read, or is half merged."""
        self._facts, self._text = facts, text
        self._read, self._writer = read, writer or Writer()
        self._made_of: tuple[Facts | None, int] = (None, 0)  # the text that lies there
        self._untold = False  # others' facts were accepted, and nobody has asked for them
        self.theirs: Theirs | None = None  # as long as it is not accepted

    def see(self, text: bytes | None) -> None:
        """This lies there now; None: nothing does. Raises LockError."""
        self.theirs = None
        if text is None:
            self._text, self._made_of = None, (None, 0)
        elif text != self._text:
            self.theirs = Theirs(lockfile.join(self._facts, self._read(text)), text)

    def news(self) -> Theirs | None:
        """What others put there that nobody has asked for so far."""
        if self._untold and self.theirs is None:
            return Theirs(self._facts, self._text or b"")  # also where the file is gone by now
        return self.theirs

    def accept(self, theirs: Theirs, *, untold: bool = False) -> None:
        text = theirs.text or None  # empty: there is no file any more
        self._facts, self._text = theirs.facts, text
        self.theirs, self._untold = None, untold

    def next(self, holdings: Holdings) -> bytes | None:
        """What is to lie there; None where it does."""
        if self._made_of[0] is self._facts and self._made_of[1] == holdings.told:
            return None
        self._facts = exchange.update(self._facts, holdings)
        text = self._writer.text(self._facts).encode()
        if text != self._text and (holdings.takes or self._text is not None):
            return text
        self._made_of = self._facts, holdings.told
        return None

    def put(self, text: bytes, holdings: Holdings) -> None:
        """That was `next`, and lies there."""
        self._text, self._made_of = text, (self._facts, holdings.told)


class Check:
    """Whether a lock can be true beside the journal. `events`: those of the journal behind a position."""

    def __init__(self, graph: Graph, file: str, events: Callable[[int], Iterable[e.Event]]) -> None:
        self._graph, self._file, self._events = graph, file, events
        self._requests = Requests()

    def __call__(self, theirs: Theirs) -> None:
        """Raises LockError."""
        self._requests.take_in(self._events(self._requests.position))
        check_facts(theirs.facts, self._requests, theirs.text, self._file)
        check_lines(self._graph, lockfile.fold(theirs.facts))


class Keeper(Protocol):
    """Who has the copy, and looks where the lock lies."""

    check: Check

    def pulled(self) -> Theirs | None:
        """What others put there that nobody has asked for so far. Raises LockError where it cannot be read."""
        ...

    def accept(self, theirs: Theirs) -> None:
        """It is asked for, and stood by."""
        ...


class Follower:
    """Of one run. Where it cannot follow, it ends submitting; what is in flight is looked after to its end."""

    def __init__(
        self,
        engine: Engine,
        keeper: Keeper,
        reason: Callable[[LockError], str],
    ) -> None:
        """`reason`: why nothing more is submitted, in words."""
        self._engine, self._keeper = engine, keeper
        self._reason = reason
        self._puzzled_at: tuple[float, float, int] | None = None  # since when, last, how often
        self._lost = False

    def news(self, at: float) -> e.News | None:
        """As `loop` asks: takes of others to record, or that this run cannot follow, now or at all."""
        if self._lost:
            return None
        try:
            theirs = self._keeper.pulled()
        except LockError as error:
            return self._puzzled(error, at)
        self._puzzled_at = None
        try:
            events = () if theirs is None else self._told_by(theirs, at)
        except LockError as error:
            return self._overtaken(error, at)
        return e.News(events, until=at) if events else None

    def _puzzled(self, error: LockError, at: float) -> e.News | None:
        """It may be in the middle of being written; what nobody looked at for long is as new, a few times."""
        since, last, looks = self._puzzled_at or (at, -inf, 0)
        if at > last + FORGOTTEN:
            since = at
        if at >= last + AGAIN:  # each connection that opens asks, many in one moment
            last, looks = at, looks + 1
        self._puzzled_at = since, last, looks
        if at < since + PATIENCE and looks <= LOOKS:
            return e.News((), until=at + AGAIN)
        return self._overtaken(error, at)

    def _told_by(self, theirs: Theirs, at: float) -> list[e.Event]:
        """Raises LockError where it is refused, or decides anew: then it is kept for the next process."""
        self._keeper.check(theirs)
        engine = self._engine
        try:
            events = additions(engine.graph, engine.policy, theirs.facts, engine.holdings, at)
        except LockError:
            self._keeper.accept(theirs)  # it is sound: no id of it is to be lost meanwhile
            raise
        self._keeper.accept(theirs)
        return events

    def _overtaken(self, error: LockError, at: float) -> e.News | None:
        self._lost = True
        if not self._engine.limits.submit:
            return None
        return e.News([e.Overtaken(at=at, reason=self._reason(error))], until=at)
