"""The driver: the loop's real performers, and the only threads of the program.

The main thread alone touches engine and journal; workers only speak to services and answer in events.
Workers are daemons, so that a second Ctrl-C ends the process at once, as safely as kill -9 would.
"""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from queue import Empty, SimpleQueue
from types import FrameType
from typing import TypeVar

from remixbatch import events as e
from remixbatch.actions import Action, Connect, Fetch, Hang, Look, Send, Survey
from remixbatch.address import bare
from remixbatch.connection import Connection, Watch
from remixbatch.contradiction import misdescribed
from remixbatch.download import fetch
from remixbatch.errors import ProviderError, RemixbatchError
from remixbatch.service import Service, Unreached
from remixbatch.take import Take

WORKERS = 48
TURN = 0.25  # seconds between two looks at deadlines and signals
ABREAST = 8  # questions asked at once before a run
LEAVE_WITHIN = 20.0  # seconds that SIGTERM and SIGHUP wait for answers to POSTs


T = TypeVar("T")


# Goes on while the machine sleeps: what a service has made meanwhile is that old. On Linux `time.monotonic` does not.
_STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class Clock:
    """Seconds since the epoch that never jump: the wall clock once, then a steady one."""

    def __init__(self) -> None:
        self._ahead = time.time() - time.clock_gettime(_STEADY)

    def __call__(self) -> float:
        return self._ahead + time.clock_gettime(_STEADY)


def side_by_side(
    work: Iterable[Callable[[], T]],
    clock: Callable[[], float],
    watch: Watch,
    tick: Callable[[float], None],
) -> Iterator[T]:
    """What comes of each piece of work, in the order in which it comes.

    The next piece is taken when there is room for it, so what came can still change what is to be done.
    Ctrl-C gets through at once, and the threads are daemons. Raises what a piece of work raises.
    """
    done: SimpleQueue[T | Exception] = SimpleQueue()
    pieces, under_way = iter(work), 0

    def do(piece: Callable[[], T]) -> None:
        try:
            done.put(piece())
        except Exception as bug:  # noqa: BLE001 - it is raised again where the user can be told
            done.put(bug)

    while True:
        for piece in islice(pieces, ABREAST - under_way):
            under_way += 1
            threading.Thread(target=do, args=(piece,), daemon=True).start()
        if not under_way:
            return
        watch.expire(clock())
        tick(clock())
        with suppress(Empty):
            outcome = done.get(timeout=TURN)
            under_way -= 1
            if isinstance(outcome, Exception):
                raise outcome
            yield outcome


class Leave(Exception):  # noqa: N818 - the user's wish, not an error
    """Leave now; whatever is under way stays as the journal has it."""


@dataclass(frozen=True, slots=True)
class _Done:
    """What a worker brings: an event, or the bug that stopped it."""

    outcome: e.Event | Exception
    post: bool


class Driver:
    """Performs actions on the services of a spec, by name of provider."""

    def __init__(
        self,
        opening: Callable[[str], Service],
        folder: Path,
        clock: Clock,
        watch: Watch,
        tick: Callable[[float], None] = lambda _: None,
        *,
        beside: Callable[[], e.Beside] = e.Beside,
    ) -> None:
        """`opening`: the service of a provider, asked for once, when something is first to be said to it; raises
        RemixbatchError, OSError. `beside`: reads what other specs of the folder have; asked on a worker, once a list has come.
        """
        self._opening = opening
        self._services: dict[str, Service] = {}
        self._folder = folder
        self._clock = clock
        self._watch = watch
        self._tick = tick
        self._beside = beside
        self._believed: set[tuple[str, str]] = (
            set()
        )  # origin and id, of takes that a lock alone tells of
        self._open: dict[str, tuple[Connection, str | None]] = {}  # with the address to send
        self._work: SimpleQueue[Callable[[], e.Event] | None] = SimpleQueue()
        self._done: SimpleQueue[_Done | e.Stopped] = SimpleQueue()
        self._workers = 0
        self._under_way = 0
        self._posts = 0
        self._leave_at: float | None = None
        self._signals: list[int] = []
        self._tell: Callable[[str], None] = lambda _: None

    # -- what the loop asks ---------------------------------------------------------------------------

    def now(self) -> float:
        return self._clock()

    def mint(self) -> str:
        """128 random bits: no two machines mint the same."""
        return f"t_{os.urandom(16).hex()}"

    @property
    def busy(self) -> bool:
        """Leaving, only answers to POSTs are worth waiting for."""
        return (self._posts if self._leave_at is not None else self._under_way) > 0

    def open(self, provider: str) -> e.Unusable | None:
        """In the main thread: it reads keys, and may start an emulator."""
        if provider in self._services:
            return None
        try:
            self._services[provider] = self._opening(provider)
        except RemixbatchError as error:
            hint = "" if error.hint is None else f"; {error.hint.removesuffix('.')}"
            reason = f"{error.message}{hint}"
        except OSError as error:  # a key's file, or no process left for an emulator
            reason = f"{provider}: {error.strerror}"
        else:
            return None
        return e.Unusable(at=self._clock(), provider=provider, reason=reason)

    def perform(self, action: Action) -> None:
        match action:
            case Connect(provider=provider):
                self._alone(lambda: self._connect(action, self._services[provider]), post=False)
            case Send(intent=intent, provider=provider, connection=name):
                connection, address = self._open.pop(name)
                service = self._services[provider]
                self._alone(lambda: service.send(connection, intent, address), post=True)
            case Look(uid=uid, provider=provider, id=id_, links=links):
                self._start(lambda: self._services[provider].look(uid, id_, links))
            case Fetch(provider=provider):
                self._start(lambda: fetch(self._services[provider], action, self._folder))
            case Survey(provider=provider, since=since):
                self._start(lambda: self._survey(self._services[provider], provider, since))
            case Hang(job=job):
                self._open.pop(job)[0].close()
            case _:
                raise TypeError(action)

    def wait(self, until: float | None) -> e.Event | None:
        """The next event. Raises Leave when the user insists or a leave takes too long."""
        while True:
            now = self._clock()
            self._watch.expire(now)
            self._tick(now)
            if self._leave_at is not None and now >= self._leave_at:
                self._tell("left")
                raise Leave
            if until is not None and now >= until:
                return None
            try:
                pause = TURN if until is None else min(TURN, until - now)
                return self._received(self._done.get(timeout=max(0.0, pause)))
            except Empty:
                if until is None and not self.busy:
                    return None

    def last_answers(self) -> list[e.Event]:
        """Answers to the POSTs under way, as far as they come within LEAVE_WITHIN. Nothing more is sent."""
        self._leave_at = self._clock() + LEAVE_WITHIN
        answers: list[e.Event] = []
        try:
            while self._posts and (event := self.wait(None)) is not None:
                answers.append(event)
        except Leave:
            pass
        return answers

    def _received(self, item: _Done | e.Stopped) -> e.Event:
        if isinstance(item, e.Stopped):
            if item.how == "leave" and self._leave_at is None:
                self._leave_at = item.at + LEAVE_WITHIN
            self._tell(item.how)
            return item
        self._under_way -= 1
        self._posts -= item.post
        if isinstance(item.outcome, Exception):
            raise item.outcome
        return item.outcome

    # -- workers -------------------------------------------------------------------------------------

    def _connect(self, action: Connect, service: Service) -> e.Event:
        service.learn_clock()
        job, parent = action.job, action.parent
        if action.hearsay is not None and (wrong := self._belied(service, action.hearsay)):
            return e.Belied(at=self._clock(), job=job, parent=str(parent), reason=wrong)
        address = None if parent is None else service.locate(parent)
        try:
            self._open[job] = service.connect(), address
        except Unreached as error:
            return e.Unreachable(at=self._clock(), job=job, reason=error.reason)
        told = None if address is None else bare(address)
        return e.Connected(
            at=self._clock(),
            job=job,
            ahead=service.ahead,
            parent=parent,
            address=told,
            account=service.account,
        )

    def _belied(self, service: Service, take: Take) -> str | None:
        """How the service describes another video than the lock does; asked until it answers. What it does not tell belies nothing."""
        video = take.origin, str(take.id)
        if video in self._believed:
            return None
        with suppress(ProviderError):
            found = service.describe(str(take.id))
            wrong = misdescribed(take, lineage=found.lineage, prompt=found.prompt)
            if wrong is not None:
                return wrong
            self._believed.add(video)
        return None

    def _survey(self, service: Service, provider: str, since: float | None) -> e.Event:
        """Other specs are asked after the list: whatever it shows, its submission is recorded by then."""
        listed = service.survey(provider, since)
        if isinstance(listed, e.Unlisted):
            return listed
        return replace(listed, beside=self._others())

    def _others(self) -> e.Beside:
        """What cannot be read of other specs leaves takes unclear; it never ends the run of this one."""
        try:
            return self._beside()
        except (RemixbatchError, OSError) as error:
            why = error.message if isinstance(error, RemixbatchError) else str(error)
            return e.Beside(unread=(f"{why}; which videos other specs have is not known",))

    def _alone(self, work: Callable[[], e.Event], *, post: bool) -> None:
        """On a thread of its own: an intent that is recorded must not wait behind downloads to be sent."""
        self._under_way += 1
        self._posts += post
        threading.Thread(target=self._do, args=(work, post), daemon=True).start()

    def _start(self, work: Callable[[], e.Event]) -> None:
        self._under_way += 1
        if self._workers < min(WORKERS, self._under_way):
            self._workers += 1
            threading.Thread(target=self._worker, daemon=True).start()
        self._work.put(work)

    def _worker(self) -> None:
        while (work := self._work.get()) is not None:
            self._do(work, post=False)

    def dismiss(self) -> None:
        """The workers may go: one process may run many specs, each with a driver of its own."""
        for _ in range(self._workers):
            self._work.put(None)

    def _do(self, work: Callable[[], e.Event], post: bool) -> None:  # noqa: FBT001 - a thread's argument
        try:
            outcome: e.Event | Exception = work()
        except Exception as bug:  # noqa: BLE001 - it is raised again where the user can be told
            outcome = bug
        self._done.put(_Done(outcome, post))

    # -- signals -------------------------------------------------------------------------------------

    @contextmanager
    def signals(self, tell: Callable[[str], None]) -> Iterator[None]:
        """Ctrl-C drains, again leaves; SIGTERM and SIGHUP leave once the answers of POSTs are in.

        `tell` hears of it ("drain", "leave", "left") from the main thread, not inside the handler.
        """
        self._tell = tell
        handled = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        former = {number: signal.getsignal(number) for number in handled}
        # What the caller ignores stays so: nohup, or the shell of a script's background job.
        former = {n: handler for n, handler in former.items() if handler is not signal.SIG_IGN}
        for number in former:
            signal.signal(number, self._signalled)
        try:
            yield
        finally:
            for number, handler in former.items():
                signal.signal(number, handler)

    def _signalled(self, number: int, _: FrameType | None) -> None:
        """Ctrl-C after any signal insists, and so does the same one again. SIGTERM and SIGHUP often come
        as a pair, or some seconds after a Ctrl-C: then answers to POSTs are still worth waiting for.
        """
        insists = number in self._signals or (number == signal.SIGINT and bool(self._signals))
        self._signals.append(number)
        now, name = self._clock(), signal.Signals(number).name
        if insists:
            self._leave_at = now
        elif number == signal.SIGINT:
            self._done.put(e.Stopped(at=now, how="drain", reason=f"stopped by {name}"))
        else:
            self._done.put(e.Stopped(at=now, how="leave", reason=f"stopped by {name}"))
