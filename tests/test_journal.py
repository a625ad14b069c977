"""The journal on a real disk: what it keeps, what it refuses, and who may read it beside a writer."""

import os
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from crash_start import fail
from graphs import graph_of
from remixbatch import events as e
from remixbatch.claims import MADE_ELSEWHERE, matched
from remixbatch.engine import Engine
from remixbatch.errors import DiskError, Exit
from remixbatch.holdings import Holdings
from remixbatch.journal import PROMISES, VERSION, Journal
from remixbatch.limits import Limits
from remixbatch.loop import Unrecorded, loop, record
from remixbatch.policy import Policy
from remixbatch.simulator.performers import Simulator
from remixbatch.simulator.service import Books, Weather
from remixbatch.take import IllegalEventError

JOURNALS = Path(__file__).parent / "journals"
AT = 1_790_000_000.25
LINE = {
    "uid": "t_9",
    "job": "dusk",
    "take": 1,
    "key": "k1:0",
    "from": "video_a",
    "profile": "emulator",
    "origin": "emulator:local",
    "prompt": "Make it dusk",
    "id": "video_9",
}


def intent(uid: str = "t_1", job: str = "dusk", take: int = 1) -> e.Intent:
    return e.Intent(
        at=AT,
        uid=uid,
        job=job,
        take=take,
        key="k1:0",
        parent="video_a",
        profile="emulator",
        origin="emulator:local",
        model=None,
        params={"seed": 7, "scale": 0.5, "loop": True, "none": None, "words": ["a"]},
        prompt="Make it dusk \N{SUNRISE} \u2028 'quoted' \x00 \\ \n",
        usd=2_400_000,
        position=3,
    )


def submitted(uid: str = "t_1", id_: str = "video_1") -> e.Submitted:
    return e.Submitted(at=AT, uid=uid, id=id_)


EVERY: list[e.Event] = [
    e.Run(
        at=AT, pid=1, host="h\N{LATIN SMALL LETTER O WITH DIAERESIS}st", version="1", command="run"
    ),
    e.Imported(at=AT, line=LINE),
    intent(),
    e.Submitted(
        at=AT,
        uid="t_1",
        id="video_1",
        seconds="8",
        size="1280x720",
        expires=AT + 3600,
        links={"poll": "/v1/x"},
        note="odd",
    ),
    e.Deferred(at=AT, uid="t_1", scope="later", wait=1.5, code="429", message="slow down"),
    e.Rejected(at=AT, uid="t_1", code="400", message="no"),
    e.Refused(at=AT, uid="t_1", code="moderation_blocked", message="no"),
    e.Unclear(at=AT, uid="t_1", reason="timed out"),
    e.Held(at=AT, uid="t_1", reason="two fit", candidates=[{"id": "video_9", "created": AT}]),
    e.Completed(at=AT, uid="t_1", seconds="8", links={"result": "/y"}, usd=1, usd_basis="price"),
    e.Failed(at=AT, uid="t_1", code="x", message="gave up"),
    e.Fetched(at=AT, uid="t_1", sha256="ab", file="videos/dusk.1-1.mp4"),
    e.Gone(at=AT, uid="t_1", reason="expired"),
    e.Settled(at=AT, uid="t_1", by="ana"),
    e.Adopted(at=AT, uid="t_2", id="video_2", by="ana", seconds="8"),
    e.Moved(at=AT, source="dusk", target="evening"),
    e.Held(at=AT, uid="t_3", reason="hidden", candidates=[{"id": "video_3", "created": None}]),
    e.Resent(at=AT, uid="t_3"),
    e.Given(at=AT, uid="t_3", job="evening"),
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / ".remixbatch" / "spring.db"


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    with Journal.open(path) as one:
        yield one


def add(journal: Journal, *events: e.Event) -> None:
    for event in events:
        journal.append(event, journal.position)


def test_every_kind_comes_back_as_it_was(journal: Journal, path: Path) -> None:
    assert {type(event) for event in EVERY} == set(e.JOURNALED.values())
    add(journal, *EVERY)
    assert journal.position == len(EVERY)
    with Journal.open(path) as again:
        assert again.events() == EVERY
        assert again.position == len(EVERY)


def test_a_journal_of_the_first_format_is_read(path: Path) -> None:
    """It knows nothing of clocks, nor of what lists showed; what it says is kept."""
    path.parent.mkdir(exist_ok=True)
    with sqlite3.connect(path) as db:
        db.executescript((JOURNALS / "1.sql").read_text("utf-8"))
    db.close()
    with Journal.open(path) as old:
        found = old.events()
        assert found == [
            event for event in EVERY if not isinstance(event, e.Held | e.Resent | e.Given)
        ]
        assert intent().ahead is None
        add(old, e.Held(at=AT, uid="t_3", reason="hidden"))
        with pytest.raises(DiskError, match="video_9 has an owner already"):
            add(old, submitted("t_9", "video_9"))


@pytest.mark.parametrize("other", [False, True])
def test_a_file_that_was_taken_away_is_not_written_to(
    journal: Journal, path: Path, *, other: bool
) -> None:
    """By `git clean`, perhaps with another one in its place."""
    add(journal, EVERY[0])
    aside = path.parent.rename(path.parent.with_name("aside"))
    if other:
        Journal.open(path).__exit__(None, None, None)
    with pytest.raises(DiskError, match="taken away while this process wrote to it"):
        add(journal, intent())
    shutil.rmtree(path.parent, ignore_errors=True)
    aside.rename(path.parent)
    with pytest.raises(DiskError, match="failed before"):
        add(journal, intent())


def test_a_stale_position_is_refused(journal: Journal, path: Path) -> None:
    add(journal, intent())
    with Journal.open(path) as other:
        other.events()
        add(other, submitted())
        with pytest.raises(DiskError, match=r"another process wrote .*\(at 2, not 1\)"):
            journal.append(e.Unclear(at=AT, uid="t_1", reason="x"), 1)
        with pytest.raises(DiskError, match="at 2, not 3"):
            journal.append(e.Unclear(at=AT, uid="t_1", reason="x"), 3)
        assert len(other.events()) == 2
    assert journal.append(e.Completed(at=AT, uid="t_1"), 2) == 3


def test_several_are_added_together_or_not_at_all(journal: Journal, path: Path) -> None:
    """After a refusal half way this process adds nothing more: it has noticed what was taken back."""
    assert journal.append_all(EVERY[:3], 0) == journal.position == 3
    with pytest.raises(DiskError, match="has an open intent already"):
        journal.append_all([submitted(), intent("t_4")], 3)
    assert journal.position == 3
    with Journal.open(path) as other:
        assert other.events() == EVERY[:3]
        add(other, submitted())
    with pytest.raises(DiskError, match="failed before"):
        add(journal, submitted())


def test_what_one_of_several_says_holds_for_the_next(journal: Journal) -> None:
    """The origin of an intent, and the present name of its job."""
    moved = e.Moved(at=AT + 5, source="dusk", target="night")
    journal.append_all([intent(), submitted(), moved, intent("t_2", job="night", take=2)], 0)
    with pytest.raises(DiskError, match="video_1 has an owner"):
        add(journal, submitted("t_2", "video_1"))
    with pytest.raises(DiskError, match="has an open intent"):
        add(journal, intent("t_3", job="night", take=1))


def test_what_was_read_once_is_read_again_as_it_was(journal: Journal) -> None:
    """Also where a job's name has changed since."""
    add(journal, intent(), e.Moved(at=AT + 5, source="dusk", target="night"))
    begun = dict(journal._begun)
    assert journal.events() == journal.events(0)
    assert [type(event) for event in journal.events(1)] == [e.Moved]
    assert journal._begun == begun
    assert journal.position == 2


def test_a_take_has_one_open_intent(journal: Journal) -> None:
    add(journal, intent("t_1"), intent("t_2", take=2), intent("t_3", job="fog"))
    for event in (intent("t_4"), intent("t_1", job="rain")):
        with pytest.raises(DiskError, match="open intent"):
            add(journal, event)
    assert len(journal.events()) == 3


@pytest.mark.parametrize(
    "ending",
    [
        e.Deferred(at=AT, uid="t_1", scope="later", wait=None, code="429", message="m"),
        e.Rejected(at=AT, uid="t_1", code="400", message="m"),
        e.Settled(at=AT, uid="t_1", by="ana"),
    ],
    ids=lambda event: type(event).__name__,
)
def test_what_was_not_created_makes_room(journal: Journal, ending: e.Event) -> None:
    add(journal, intent("t_1"), ending, intent("t_2"))
    with pytest.raises(DiskError):
        add(journal, intent("t_3"))


@pytest.mark.parametrize(
    "answer",
    [
        submitted("t_1"),
        e.Unclear(at=AT, uid="t_1", reason="x"),
        e.Refused(at=AT, uid="t_1", code="c", message="m"),
    ],
    ids=lambda event: type(event).__name__,
)
def test_what_may_have_been_created_does_not(journal: Journal, answer: e.Event) -> None:
    add(journal, intent("t_1"), answer)
    with pytest.raises(DiskError, match="open intent"):
        add(journal, intent("t_2"))


def test_a_rename_takes_the_open_intent_along(journal: Journal) -> None:
    add(journal, intent("t_1"), e.Moved(at=AT, source="dusk", target="evening"), intent("t_2"))
    with pytest.raises(DiskError, match="open intent"):
        add(journal, intent("t_3", job="evening"))


def test_a_rename_that_comes_late(journal: Journal, path: Path) -> None:
    """By a merge: both names have takes of one label, and one of them began after the rename."""
    add(journal, intent("t_1"), intent("t_2", job="evening"))
    add(journal, replace(intent("t_3", take=2), at=AT + 100))
    with Journal.open(path) as again:
        again.events()
        add(again, e.Moved(at=AT + 50, source="dusk", target="evening"))
        for refused in (intent("t_4", job="evening"), intent("t_4", take=2)):
            with pytest.raises(DiskError, match="open intent"):
                add(again, refused)
        add(again, intent("t_4"), intent("t_5", job="evening", take=2))


def test_where_one_video_was_answered_to_two_intents_the_later_job_is_due_again(
    journal: Journal,
) -> None:
    """The take goes by the smaller uid."""
    add(journal, intent("t_5"), submitted("t_5", "video_1"))
    for uid, still in (("t_7", True), ("t_2", False)):
        add(journal, e.Imported(at=AT, line=LINE | {"id": "video_1", "uid": uid}))
        if still:
            with pytest.raises(DiskError, match="open intent"):
                add(journal, intent("t_6"))
    add(journal, intent("t_6"))


@pytest.mark.parametrize("theirs", ["t_2", "t_7"])
@pytest.mark.parametrize("note", [None, matched("ana")])
def test_an_intent_whose_match_is_another_s_video_stays_open(
    journal: Journal, path: Path, theirs: str, note: str | None
) -> None:
    add(journal, intent("t_5"), e.Unclear(at=AT, uid="t_5", reason="x"))
    add(journal, e.Adopted(at=AT, uid="t_5", id="video_1", by="service"))
    with Journal.open(path) as again:
        again.events()
        line = LINE | {"id": "video_1", "uid": theirs, "note": note}
        add(again, e.Imported(at=AT, line=line))
        with pytest.raises(DiskError, match="open intent"):
            add(again, intent("t_6"))
        add(again, e.Settled(at=AT, uid="t_5", by="me"), intent("t_6"))


def test_an_intent_that_lost_one_match_and_is_let_go_by_another_is_no_longer_open(
    journal: Journal,
) -> None:
    """It had video_1 by a match that another clone's was, then video_2, which a person brought for another job."""
    add(journal, intent("t_5"), e.Unclear(at=AT, uid="t_5", reason="x"))
    for number, uid, note in ((1, "t_2", matched("ana")), (2, "t_3", f"{MADE_ELSEWHERE}bo")):
        video = f"video_{number}"
        add(journal, e.Adopted(at=AT, uid="t_5", id=video, by="service"))
        with pytest.raises(DiskError, match="open intent"):
            add(journal, intent("t_6"))
        add(journal, e.Imported(at=AT, line=LINE | {"id": video, "uid": uid, "note": note}))
    add(journal, intent("t_6"))


def test_a_gift_takes_the_open_intent_along_alone(journal: Journal, path: Path) -> None:
    """An earlier rename of the name it has now, which comes late, does not carry it on."""
    add(journal, intent("t_1"), intent("t_2", take=2))
    add(journal, e.Given(at=AT + 50, uid="t_1", job="evening"))
    with pytest.raises(DiskError, match="open intent"):
        add(journal, intent("t_3", job="evening"))
    with Journal.open(path) as again:
        again.events()
        add(again, e.Moved(at=AT + 20, source="evening", target="night"))
        for refused in (intent("t_3", job="evening"), intent("t_3", take=2)):
            with pytest.raises(DiskError, match="open intent"):
                add(again, refused)
        add(again, intent("t_3"), intent("t_4", job="night"))


def test_what_the_table_of_takes_does_not_allow_is_not_written(journal: Journal) -> None:
    """The journal could not be replayed any more."""
    engine = Engine(graph_of({"j": "@a"}), Limits(), Policy())
    for event in (intent(), e.Refused(at=AT, uid="t_1", code="c", message="m")):
        record(engine, journal, event)
    for wrong in (e.Completed(at=AT, uid="t_1"), e.Gone(at=AT, uid="t_2", reason="x")):
        with pytest.raises(IllegalEventError):
            record(engine, journal, wrong)
    assert len(journal.events()) == 2


@pytest.mark.parametrize("seed", range(60))
def test_renames_in_whatever_order_leave_no_intent_under_a_name_that_has_no_take(
    journal: Journal, seed: int
) -> None:
    """What the lock of another clone tells late is older than what this journal knows of the same names.
    The next submission of any job is then one that the journal takes.
    """
    rng = Random(seed)
    holdings = Holdings()
    for number in range(14):
        job, other = rng.sample(["dusk", "evening", "night"], 2)
        at, uid = AT + rng.randrange(200), f"t_{rng.randrange(number + 1)}"
        event: e.Event = replace(
            intent(f"t_{number}", job, holdings.next_label(job)), at=AT + 10 * number
        )
        if number > 1:
            rename = e.Moved(at=at, source=job, target=other)
            event = rng.choice([event, rename, e.Given(at=at, uid=uid, job=job)])
        add(journal, event)
        holdings.apply(event)
    for job in ("dusk", "evening", "night"):
        add(journal, intent(f"t_new_{job}", job, holdings.next_label(job)))


@pytest.mark.parametrize(
    "owner",
    [
        submitted("t_1"),
        e.Adopted(at=AT, uid="t_1", id="video_1", by="ana"),
        e.Imported(at=AT, line=LINE | {"id": "video_1"}),
    ],
    ids=lambda event: type(event).__name__,
)
def test_an_id_has_one_owner(journal: Journal, path: Path, owner: e.Event) -> None:
    add(journal, intent("t_1"), intent("t_2", take=2), owner)
    with Journal.open(path) as again:  # a later process knows it, too
        again.events()
        for second in (submitted("t_2"), e.Adopted(at=AT, uid="t_2", id="video_1", by="ana")):
            with pytest.raises(DiskError, match="owner"):
                add(again, second)
        assert len(again.events()) == 3
        add(again, submitted("t_2", "video_2"))


def test_the_same_id_at_another_server_is_another(journal: Journal) -> None:
    line = LINE | {"origin": "https://elsewhere.example", "id": "video_1"}
    add(journal, e.Imported(at=AT, line=line), intent("t_1"), submitted("t_1", "video_1"))


def test_it_is_on_the_disk_when_append_returns(journal: Journal) -> None:
    """As far as settings tell; test_sync_order.py looks at the system calls."""
    assert journal._db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert journal._db.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL


def test_nobody_else_may_look_into_its_folder(journal: Journal) -> None:
    assert stat.S_IMODE(journal.path.parent.stat().st_mode) == 0o700


INTENT = "INSERT INTO events (kind, body) SELECT kind, body FROM events WHERE kind = 'intent'"
BROKEN: dict[str, str] = {
    "DELETE FROM events": "events are only added",
    "UPDATE events SET body = '{}'": "events are only added",
    "UPDATE events SET position = position + 10": "events are only added",
    "INSERT INTO events VALUES (9, 'settled', '{}')": "events follow one another",
    "INSERT INTO events VALUES (1, 'settled', '{}')": "UNIQUE constraint failed: events.position",
    INTENT: "one_intent_a_uid",
    INTENT.replace("intent", "submitted"): "one_id_an_intent",
    "INSERT INTO open_intents VALUES ('dusk', 1, 't_9')": "open_intents.job, open_intents.take",
    "INSERT INTO open_intents VALUES ('fog', 1, 't_1')": "open_intents.uid",
    "UPDATE open_intents SET uid = 't_9'": "an open intent is ended, not replaced",
    "UPDATE open_intents SET take = 9": "an open intent is ended, not replaced",
    "INSERT INTO owners VALUES ('emulator:local', 'video_1', 't_9')": "owners.origin, owners.id",
    "UPDATE owners SET uid = 't_9'": "an id keeps its owner",
    "DELETE FROM owners": "an id keeps its owner",
}


@pytest.mark.parametrize("statement", BROKEN)
def test_a_promise_that_somebody_breaks(journal: Journal, path: Path, statement: str) -> None:
    """By hand, or by a bug of ours: SQLite refuses it, and nothing changes."""
    add(journal, intent(), submitted())
    before = list(journal._db.iterdump())
    with pytest.raises(sqlite3.IntegrityError, match=BROKEN[statement]):
        journal._db.execute(statement)
    assert list(journal._db.iterdump()) == before


def test_an_intent_is_submitted_once_ever(journal: Journal) -> None:
    add(
        journal,
        intent(),
        e.Deferred(at=AT, uid="t_1", scope="later", wait=None, code="4", message=""),
    )
    with pytest.raises(DiskError, match="the intent t_1 was used before"):
        add(journal, intent())
    add(journal, intent("t_2"), submitted("t_2"))
    with pytest.raises(DiskError, match="the intent t_2 has an id already"):
        add(journal, submitted("t_2", "video_2"))
    assert len(journal.events()) == 4


def test_a_journal_of_before_gets_the_promises(journal: Journal, path: Path) -> None:
    add(journal, intent(), submitted())
    for kind, name in journal._db.execute("SELECT type, name FROM sqlite_master").fetchall():
        if kind != "table" and name in PROMISES:
            journal._db.execute(f"DROP {kind} {name}")
    with Journal.open(path) as again:
        assert len(again.events()) == 2
        with pytest.raises(sqlite3.IntegrityError, match="an id keeps its owner"):
            again._db.execute("DELETE FROM owners")


def test_a_driver_that_repeats_a_uid_sends_once(path: Path) -> None:
    """Through the loop: the second intent is refused, so its connection is never written to."""

    class Forgetful(Simulator):
        def mint(self) -> str:
            return "t_1"

    engine = Engine(graph_of({"dusk": "@a", "fog": "@a"}), Limits(), Policy())
    performers = Forgetful(Books(), Weather(later=1.0), Random(1), AT)
    with Journal.open(path) as one:
        engine.replay([])
        with pytest.raises(Unrecorded, match="the intent t_1 was used before"):
            loop(engine, one, performers)
    assert performers.posts == ["t_1"]


def test_a_reader_beside_a_writer(journal: Journal, path: Path) -> None:
    add(journal, intent())
    reader = Journal.read_only(path)
    assert reader is not None
    with reader:
        assert len(reader.events()) == 1
        add(journal, submitted())
        journal._db.execute("BEGIN IMMEDIATE")  # the writer is busy, the reader is not kept waiting
        assert len(reader.events()) == 2
        journal._db.execute("ROLLBACK")
        with pytest.raises(DiskError, match="readonly"):
            reader.append(e.Unclear(at=AT, uid="t_1", reason="x"), 2)


def test_a_reader_makes_nothing(path: Path) -> None:
    assert Journal.read_only(path) is None
    assert not path.parent.exists()


def test_a_journal_that_was_only_begun(path: Path) -> None:
    """Killed between the file and its tables: for a reader there is none, a writer goes on."""
    path.parent.mkdir()
    path.touch()
    assert Journal.read_only(path) is None
    with Journal.open(path) as journal:
        add(journal, intent())


@pytest.mark.parametrize("log", [b"", b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + b"\0" * 504])
def test_a_journal_whose_making_was_cut_short(path: Path, log: bytes) -> None:
    """SQLite has a log of its own for the first page; nothing of ours can be in it."""
    path.parent.mkdir(mode=0o700)
    path.touch()
    path.with_name(f"{path.name}-journal").write_bytes(log)
    assert Journal.read_only(path) is None
    with Journal.open(path) as journal:
        add(journal, intent())


@pytest.mark.parametrize("version", [0, VERSION])
def test_a_rollback_that_a_reader_may_not_do(path: Path, tmp_path: Path, version: int) -> None:
    """Killed in the middle of a write without a write-ahead log. Where events can be, there is not nothing."""
    path.parent.mkdir(mode=0o700)
    with closing(sqlite3.connect(tmp_path / "x", isolation_level=None)) as db:
        for statement in (
            *("PRAGMA cache_size = 1", "CREATE TABLE t (a)", f"PRAGMA user_version = {version}"),
            *("BEGIN", "INSERT INTO t SELECT zeroblob(9000) FROM (VALUES (1), (2), (3), (4))"),
        ):
            db.execute(statement)
        for end in ("", "-journal"):
            shutil.copy(tmp_path / f"x{end}", path.with_name(f"{path.name}{end}"))
    if version:
        with pytest.raises(DiskError, match="readonly"):
            Journal.read_only(path)
    else:
        assert Journal.read_only(path) is None


def test_a_newer_format_is_refused(journal: Journal, path: Path) -> None:
    journal._db.execute(f"PRAGMA user_version = {VERSION + 1}")
    for opened in (Journal.open, Journal.read_only):
        with pytest.raises(DiskError, match="newer remixbatch") as failure:
            opened(path)
        assert failure.value.exit is Exit.DISK
        assert failure.value.hint == "Update remixbatch."


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("dreamt", "{}"),
        ("intent", "{}"),
        ("settled", '{"at": 1, "uid": "t_1", "by": "ana", "more": 1}'),
        ("settled", "[]"),
        ("settled", "7"),
        ("settled", "not json"),
        ("settled", b"\xff\xfe"),
    ],
)
def test_an_event_that_cannot_be_read(journal: Journal, kind: str, body: str | bytes) -> None:
    add(journal, intent())
    journal._db.execute("INSERT INTO events (kind, body) VALUES (?, ?)", (kind, body))
    with pytest.raises(DiskError, match="event 2 cannot be read"):
        journal.events()


@pytest.mark.parametrize("size", [10, 5000])
def test_a_file_of_something_else(path: Path, size: int) -> None:
    path.parent.mkdir()
    path.write_bytes(b"garbage " * (size // 8))
    for opened in (Journal.open, Journal.read_only):
        with pytest.raises(DiskError, match=r"spring\.db.*not a database"):
            opened(path)
    assert path.read_bytes().startswith(b"garbage")


def test_somebody_elses_database(path: Path) -> None:
    path.parent.mkdir()
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE events (x)")
    db.close()
    with pytest.raises(DiskError, match="already exists"):
        Journal.open(path)


def test_a_damaged_file(journal: Journal, path: Path) -> None:
    add(journal, *(intent(f"t_{n}", take=n) for n in range(200)))
    journal._db.close()
    data = bytearray(path.read_bytes())
    data[4096 * 3 :] = b"\x5a" * (len(data) - 4096 * 3)
    path.write_bytes(data)
    with Journal.open(path) as broken, pytest.raises(DiskError, match="malformed"):
        broken.events()


def left(journal: Journal, path: Path) -> Path:
    """The files as a process leaves them that is killed now; the journal of that."""
    other = path.parent.with_name("left")
    other.mkdir(mode=0o700)
    for part in path.parent.iterdir():
        (other / part.name).write_bytes(part.read_bytes())
    return other / path.name


def test_after_an_unclean_end_it_is_looked_through(journal: Journal, path: Path) -> None:
    """A page that only a later append would come to; after a clean end nobody looks for it."""
    add(journal, *(intent(f"t_{n}", take=n) for n in range(200)))
    killed = left(journal, path)
    with Journal.open(killed) as again:
        assert len(again.events()) == 200
    data = bytearray(killed.read_bytes())
    leaves = [at for at in range(0, len(data), 4096) if data[at] == 0x0A]
    page = next(at for at in leaves if b"t_150" in data[at : at + 4096])
    data[page + 3 : page + 5] = b"\xff\xff"  # its number of entries
    killed.write_bytes(data)
    with Journal.open(killed) as clean:
        assert len(clean.events()) == 200
        add(clean, submitted("t_1", "video_x"))
        folder = killed.parent.rename(killed.parent.with_name("moved"))
        unclean = left(clean, folder / killed.name)
    with pytest.raises(DiskError, match="the journal is damaged") as failure:
        Journal.open(unclean)
    assert "Bring it back from a backup" in str(failure.value.hint)


def test_a_log_without_its_journal(journal: Journal, path: Path) -> None:
    """SQLite would begin anew and drop what the log alone knows."""
    add(journal, intent())
    killed = left(journal, path)
    for make in (killed.unlink, killed.touch):
        make()
        with pytest.raises(DiskError, match="the journal is gone, and a part of it") as failure:
            Journal.open(killed)
        assert "Bring spring.db back" in str(failure.value.hint)
    assert killed.with_name("spring.db-wal").stat().st_size > 0


@pytest.mark.parametrize("what", ["folder", "file"])
def test_no_place_for_it(path: Path, what: str) -> None:
    if what == "folder":
        path.parent.touch()
    else:
        path.mkdir(parents=True)
    with pytest.raises(DiskError) as failure:
        Journal.open(path)
    assert str(path.parent) in failure.value.message
    assert failure.value.hint


def test_nothing_is_added_after_the_disk_failed(journal: Journal, path: Path) -> None:
    """Not even what would succeed: a second try proves nothing of the first."""
    add(journal, intent())
    sound = journal._db
    fail("COMMIT")(journal)
    with pytest.raises(DiskError, match="disk I/O error"):
        journal.append(submitted(), 1)
    journal._db = sound
    with pytest.raises(DiskError, match="failed before"):
        journal.append(submitted(), 1)
    with Journal.open(path) as again:
        assert again.events() == [intent()]
        add(again, submitted())


def test_a_write_that_cannot_begin(journal: Journal) -> None:
    fail("BEGIN")(journal)
    with pytest.raises(DiskError, match="disk I/O error"):
        journal.append(intent(), 0)


def test_no_write_ahead_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite keeps none of a database in memory: the one place that can be had everywhere."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DiskError, match="cannot keep a write-ahead log"):
        Journal.open(Path(":memory:"))


def test_a_reader_is_told_what_is_no_file(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(DiskError, match="is not a file"):
        Journal.read_only(path)


def test_a_gap_in_the_events_is_refused(journal: Journal) -> None:
    """A file that was put together by hand: what is missing may have been paid for."""
    add(journal, intent())
    journal._db.execute("UPDATE sqlite_sequence SET seq = 9 WHERE name = 'events'")
    with pytest.raises(DiskError, match="events follow one another"):
        journal.append(EVERY[0], 1)


@pytest.mark.parametrize("end", ["wal", "journal", "shm"])
def test_a_reader_does_not_wait_for_a_pipe_beside_it(tmp_path: Path, end: str) -> None:
    """SQLite would; see test_irregular.py for what a user sees."""
    path = tmp_path / "state" / "x.db"
    with Journal.open(path):
        pass
    with Journal.read_only(path) as reader:  # type: ignore[union-attr]
        assert reader.events() == []
    part = path.with_name(f"x.db-{end}")
    part.unlink(missing_ok=True)
    os.mkfifo(part)
    with pytest.raises(DiskError, match=f"x.db-{end}: is a device, pipe or socket"):
        Journal.read_only(path)
