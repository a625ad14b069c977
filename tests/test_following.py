"""What others put in a lock's place while a process has it, at any moment: real files, a virtual clock."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import chdir
from pathlib import Path
from random import Random
from threading import Timer
from typing import Any

import pytest

from locks import choice
from remixbatch import events as e
from remixbatch.actions import Action
from remixbatch.commands.campaign import Campaign, opened, start
from remixbatch.commands.follower import Follower
from remixbatch.commands.keeper import LockKeeper, in_words
from remixbatch.commands.loaded import load
from remixbatch.engine import Engine
from remixbatch.errors import Exit
from remixbatch.files import identity_of
from remixbatch.following import FORGOTTEN, PATIENCE
from remixbatch.holdings import Holdings
from remixbatch.journal import Journal
from remixbatch.limits import Limits
from remixbatch.lockfile import EMPTY
from remixbatch.loop import loop, record_all
from remixbatch.simulator.performers import Simulator
from remixbatch.simulator.service import Books, Weather

SPEC = """\
version: 1
provider: emulator
sources: {pier: video_pier}
jobs:
  a: {from: pier, prompt: Make it a}
  b: {from: pier, prompt: Make it b}
"""
T = 1_800_000_000.0
AT = "2026-11-23T08:00:00Z"


class Desk:
    """A spec that one process holds: what it does, and what others do to its lock."""

    def __init__(self, campaign: Campaign, journal: Journal, books: Books) -> None:
        self.campaign, self.journal, self.books = campaign, journal, books
        self.lock = campaign.lock_path
        self.engine = Engine(campaign.graph, Limits(), campaign.policy)
        self.keeper = LockKeeper(campaign, journal)
        self.follower = Follower(campaign, self.engine, self.keeper, lambda: "remixbatch run x")
        start(campaign, journal, self.engine, command="run", at=T)

    def line(self, job: str, uid: str = "t_theirs", **more: Any) -> dict[str, Any]:
        """A take that a colleague made."""
        asked = self.campaign.graph.jobs[job]
        return {
            "t": "take",
            "uid": uid,
            "job": job,
            "take": 1,
            "key": asked.key,
            "from": asked.source,
            "profile": asked.profile,
            "origin": asked.origin,
            "params": dict(asked.params),
            "prompt": asked.prompt,
            "id": f"video_of_{uid}",
            "status": "completed",
            "at": AT,
            "submitted": AT,
            "completed": AT,
            **more,
        }

    def put(self, *lines: Mapping[str, Any], cut: int = 0) -> None:
        """As git does it, in place; `cut`: bytes that are still to be written."""
        text = EMPTY + "".join(f"{json.dumps(line)}\n" for line in lines)
        self.lock.unlink(missing_ok=True)
        self.lock.write_text(text[: len(text) - cut], "utf-8")

    def ids(self) -> list[str]:
        rows = self.lock.read_text("utf-8").splitlines()[1:]
        return sorted(line["id"] for line in map(json.loads, rows) if line["t"] == "take")

    def write(self, holdings: Holdings | None = None) -> None:
        self.keeper.write(self.engine.holdings if holdings is None else holdings, lambda: T)

    def run(self, tick: Callable[[float], None] = lambda _: None) -> None:
        """The whole run; `tick` sees the time as it passes."""
        simulator = Simulator(self.books, Weather(), Random(1), T)
        simulator.tick = tick
        loop(self.engine, self.journal, simulator, news=self.follower.news)
        self.write()

    def asked(self) -> list[str]:
        return sorted(video.prompt for video in self.books.videos.values())

    def failure(self) -> str:
        """Why the lock is not what it is to be, in words; empty: it is."""
        return "" if self.keeper.failure is None else in_words(self.keeper.failure)

    def overtaken(self) -> bool:
        return Exit.LOCK in self.engine.stops


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    (tmp_path / "spring.yaml").write_text(SPEC, "utf-8")
    with chdir(tmp_path), opened(load(Path("spring.yaml")), T) as (campaign, journal):
        yield Desk(campaign, journal, Books())


class Interrupted(Holdings):
    """While it is being read for the lock something happens."""

    def __init__(self, happens: Callable[[], None], *lines: Mapping[str, Any]) -> None:
        super().__init__()
        self.happens: Callable[[], None] = happens
        for line in lines:
            self.apply(e.Imported(at=T, line=line))

    def aliases(self) -> Mapping[str, str]:
        self.happens()
        return super().aliases()


def test_what_comes_while_the_lock_is_written_is_not_written_over(desk: Desk) -> None:
    pulls = [desk.line("b")]
    held = Interrupted(lambda: desk.put(pulls.pop()) if pulls else None, desk.line("a", "t_ours"))
    desk.write(held)
    assert desk.failure() == ""
    assert desk.ids() == ["video_of_t_ours", "video_of_t_theirs"]
    news = desk.follower.news(T)
    assert news is not None
    assert [type(event) for event in news.events] == [e.Imported, e.Imported], "it is told, too"
    assert sorted(path.name for path in desk.lock.parent.iterdir() if "tmp" in path.name) == []


def test_what_was_taken_in_counts_also_where_the_lock_is_gone_by_then(desk: Desk) -> None:
    """`git stash -u`, or a branch that does not have it, right after a pull."""
    desk.put(desk.line("a", sha256="ab" * 32, file="videos/a.mp4"))
    desk.write()  # the tick of a run: it is taken in, and not asked for yet
    desk.lock.unlink()
    desk.run()
    assert desk.asked() == ["Make it b"]
    assert "video_of_t_theirs" in desk.ids()


def test_what_failed_once_or_was_set_back_is_written_again(desk: Desk) -> None:
    def held() -> Holdings:
        kept = Holdings()
        kept.apply(e.Imported(at=T, line=desk.line("a", "t_ours")))
        return kept

    ours = held()
    desk.put(desk.line("b"), cut=20)  # git is in the middle of it
    desk.write(ours)
    assert desk.failure() != ""
    desk.put(desk.line("b"))
    assert desk.keeper.unsettled
    desk.write(ours)
    assert (desk.failure(), desk.keeper.unsettled) == ("", False)
    assert desk.ids() == ["video_of_t_ours", "video_of_t_theirs"]
    desk.put(desk.line("b"))  # git checkout
    assert desk.keeper.unsettled
    desk.write(ours)
    assert desk.ids() == ["video_of_t_ours", "video_of_t_theirs"]


def test_the_patience_for_a_lock_begins_where_somebody_looks(desk: Desk) -> None:
    desk.put(desk.line("a"), cut=20)
    later = T + 2 * FORGOTTEN
    for at in (T, later):
        news = desk.follower.news(at)
        assert news is not None
        assert not news.events, "it is looked at again"
    assert desk.follower.news(later + PATIENCE - 0.1) is not None
    last = desk.follower.news(later + PATIENCE)
    assert last is not None
    assert [type(event) for event in last.events] == [e.Overtaken]


def test_an_empty_file_where_the_lock_was_is_one_that_is_being_written(desk: Desk) -> None:
    """What was taken in counts, the file went, and git has just made its new one."""
    desk.put(desk.line("a"))
    desk.write()
    desk.lock.unlink()
    assert desk.follower.news(T) is not None
    desk.lock.write_bytes(b"")
    news = desk.follower.news(T + 1)
    assert news is not None
    assert not news.events, "it is looked at again"
    desk.write()
    assert desk.lock.read_bytes() == b"", "and not written over"


def test_patience_ends_also_where_looks_are_rare(desk: Desk) -> None:
    desk.put(desk.line("a"), cut=20)
    at, looks = T, 0
    while (news := desk.follower.news(at)) is not None and not news.events:
        at, looks = at + 300, looks + 1
    assert news is not None
    assert looks < 20


def test_many_connections_at_one_moment_are_one_look(desk: Desk) -> None:
    """Each asks when it is open; a pull takes its milliseconds all the same."""
    desk.put(desk.line("a"), cut=20)
    for at in (T, T + 0.02, T + 1):
        for _ in range(50):
            news = desk.follower.news(at)
            assert news is not None
            assert not news.events
    desk.put(desk.line("a"))
    news = desk.follower.news(T + 2)
    assert news is not None
    assert [type(event) for event in news.events] == [e.Imported]


def test_a_lock_that_git_is_about_to_put_there_is_waited_for(desk: Desk) -> None:
    """It takes the old one away, and makes the new one then."""
    desk.write(Interrupted(lambda: None, desk.line("a", "t_ours")))
    desk.lock.unlink()
    later = Timer(0.03, lambda: desk.put(desk.line("b")))
    later.start()
    news = desk.follower.news(T)
    later.join()
    assert news is not None
    assert "video_of_t_theirs" in {
        event.line["id"] for event in news.events if isinstance(event, e.Imported)
    }


def test_a_lock_that_changes_all_the_time_is_left_alone(desk: Desk) -> None:
    count = iter(range(99))
    held = Interrupted(
        lambda: desk.put(desk.line("b", f"t_{next(count)}")), desk.line("a", "t_ours")
    )
    desk.write(held)
    assert "again and again" in desk.failure()
    assert desk.ids() == ["video_of_t_4"]
    held.happens = lambda: None
    desk.write(held)
    assert desk.failure() == ""
    assert len(desk.ids()) == 6, "all that were there once"


def test_our_own_lock_is_not_read_again(desk: Desk) -> None:
    held = Interrupted(lambda: None, desk.line("a"))
    desk.write(held)
    assert desk.keeper._seen == identity_of(desk.lock)
    assert desk.follower.news(T) is None


def test_a_lock_that_was_taken_away_is_written_again(desk: Desk) -> None:
    held = Interrupted(lambda: None, desk.line("a"))
    desk.write(held)
    desk.lock.unlink()
    desk.write(held)
    assert desk.ids() == ["video_of_t_theirs"]


@pytest.mark.parametrize(
    ("bad", "cause", "way_out"),
    [
        ({"key": "k1:ff"}, "this line of the lock cannot be true", "take the line back from git"),
        (
            {"origin": "https://a.example"},
            "was submitted to https://a.example",
            "a spec (and lock)",
        ),
    ],
)
def test_a_lock_that_was_refused_is_left_as_it_is_until_it_is_mended(
    desk: Desk, bad: dict[str, Any], cause: str, way_out: str
) -> None:
    """And nothing of it comes back with the next write, or is there at the end."""
    desk.run()
    [intent, _] = [event for event in desk.journal.events() if isinstance(event, e.Intent)]
    good, ours = desk.lock.read_bytes(), desk.ids()
    uid = intent.uid if "key" in bad else "t_theirs"
    desk.put(desk.line(intent.job, uid, id="video_bad", **bad))
    pulled = desk.lock.read_bytes()
    news = desk.follower.news(T)
    assert news is not None
    [end] = news.events
    assert isinstance(end, e.Overtaken)
    assert cause in end.reason
    desk.write()
    assert desk.lock.read_bytes() == pulled
    assert desk.failure() == end.reason, "told once"
    assert way_out in end.reason, "the next move is kept"
    assert "Nothing was sent" not in end.reason
    desk.lock.write_bytes(good)
    desk.engine.holdings.apply(e.Imported(at=T, line=desk.line("a", "t_new")))
    desk.write()
    assert desk.failure() == ""
    assert desk.ids() == sorted([*ours, "video_of_t_new"])


def test_what_decides_anew_ends_submitting_and_stays_in_the_lock(desk: Desk) -> None:
    """The next process takes it in; without our ids beside it a clone would pay for them again."""
    theirs = desk.line("b")
    reject = {**choice("reject", "r_1", "t_theirs"), "job": "b"}
    desk.put(theirs, reject)
    news = desk.follower.news(T)
    assert news is not None
    [end] = news.events
    assert isinstance(end, e.Overtaken)
    assert "it has other picks or rejects. `remixbatch run x` takes it in" in end.reason
    desk.write(Interrupted(lambda: None, desk.line("a", "t_ours")))
    assert '"reject"' in desk.lock.read_text("utf-8")
    assert desk.ids() == ["video_of_t_ours", "video_of_t_theirs"]


def test_a_lock_that_is_being_written_is_waited_for(desk: Desk) -> None:
    """Nothing is submitted meanwhile."""
    line = desk.line("b", sha256="ab", file="videos/b.1-1.mp4")
    desk.put(line, cut=20)

    def tick(now: float) -> None:
        if now < T + PATIENCE - 1:
            assert desk.asked() == []
        else:
            desk.put(line)

    desk.run(tick)
    assert not desk.overtaken()
    assert desk.asked() == ["Make it a"]
    assert desk.failure() == ""
    assert "video_of_t_theirs" in desk.ids()


@pytest.mark.parametrize("marked", [False, True])
def test_one_that_stays_unreadable_ends_submitting(desk: Desk, *, marked: bool) -> None:
    desk.put(desk.line("b"), cut=20)
    if marked:
        desk.put()
        desk.lock.write_text(f"{EMPTY}<<<<<<< HEAD\n", "utf-8")
    pulled = desk.lock.read_bytes()
    desk.run()
    assert desk.overtaken()
    assert desk.asked() == []
    assert desk.lock.read_bytes() == pulled
    assert desk.failure()


def test_what_tells_nothing_new_is_not_news(desk: Desk) -> None:
    """And where nothing is submitted nothing ends submitting."""
    desk.write(Interrupted(lambda: None, desk.line("a")))
    assert desk.follower.news(T) is None
    held = desk.lock.read_bytes()
    desk.engine.apply(e.Imported(at=T, line=desk.line("a")))
    desk.lock.write_bytes(held)
    assert desk.follower.news(T) is None
    desk.engine.permit.withdraw()
    desk.put({**choice("reject", "r_1", "t_theirs"), "job": "a"})
    assert desk.follower.news(T) is None
    assert desk.follower.news(T) is None, "it has lost the thread"
    assert not desk.overtaken()


def test_a_lock_is_written_where_it_is_to_be_another_one(desk: Desk) -> None:
    """By what lies there: neither the same once more, nor one without any take."""
    desk.write(Holdings())
    assert not desk.lock.exists()
    held = Interrupted(lambda: None, desk.line("a"))
    desk.write(held)
    before = identity_of(desk.lock)
    desk.write(held)
    held.told += 1
    desk.write(held)
    assert identity_of(desk.lock) == before


class Written:
    """A journal of which only the writes are kept."""

    def __init__(self) -> None:
        self.writes: list[list[type[e.Event]]] = []

    def append_all(self, events: Sequence[e.Event], expected: int) -> int:
        self.writes.append([type(event) for event in events])
        return expected + len(events)


class Noting(Simulator):
    """The names of what it performs are kept."""

    def __init__(self, books: Books) -> None:
        super().__init__(books, Weather(), Random(1), T)
        self.performed: list[str] = []

    def perform(self, action: Action) -> None:
        self.performed.append(type(action).__name__)
        super().perform(action)


def test_what_is_pulled_is_one_write_and_no_connection_waits_for_it(desk: Desk) -> None:
    """It is opened anew: a service closes one on which nothing comes."""
    fetched = {"sha256": "ab", "file": "videos/b.1-1.mp4"}
    desk.put(*(desk.line("b", f"t_{number}", **fetched) for number in range(3)))
    written = Written()
    simulator = Noting(desk.books)
    loop(desk.engine, written, simulator, news=desk.follower.news)
    assert simulator.performed[:4] == ["Connect", "Hang", "Connect", "Send"]
    assert written.writes[:2] == [[e.Imported] * 3, [e.Intent]]


def test_what_hangs_on_what_is_before_it_is_written_after_it(desk: Desk) -> None:
    """Whether a doubt is ended is asked of the takes as they are then."""
    written = Written()
    doubts = [desk.line("b", f"t_{n}", id=None, status="unclear", completed=None) for n in (1, 2)]
    news = [e.Imported(at=T, line=line) for line in doubts]
    record_all(desk.engine, written, [*news, e.Settled(at=T, uid="t_1", by="ana")])
    assert written.writes == [[e.Imported] * 2, [e.Settled]]
    assert list(desk.engine.holdings.takes) == ["t_2"]
