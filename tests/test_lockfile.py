"""The lock: strict to read, joined without loss, grouped only on reading."""

import json
from collections.abc import Mapping
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from remixbatch import events as e
from remixbatch import fact
from remixbatch.lockfile import EMPTY, Facts, fold, imports, join, read, text, update
from remixbatch.take import Holdings, Phase, Take

quick = settings(max_examples=150, derandomize=True, deadline=None)

T0, T1, T2 = "2026-11-23T08:00:00Z", "2026-11-23T08:00:01Z", "2026-11-23T09:00:00Z"


def line(uid: str = "u1", id_: str | None = None, **more: Any) -> dict[str, Any]:
    """A take line with all that it needs."""
    return {
        "t": "take",
        "uid": uid,
        "job": "teal",
        "take": 1,
        "key": "k1:aa",
        "from": "video_0",
        "profile": "emulator",
        "origin": "emulator:local",
        "params": {},
        "prompt": "Shift",
        "id": id_,
        "status": "running" if id_ else "unclear",
        "at": T0,
        "submitted": T0,
        **more,
    }


def choice(kind: str, p: str, uid: str, over: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "t": kind,
        "p": p,
        "over": list(over),
        "job": "teal",
        "uid": uid,
        "by": "ana",
        "at": T1,
        "note": None,
    }


def settled(uid: str, by: str = "service") -> dict[str, Any]:
    return {"t": "settled", "uid": uid, "outcome": "not_created", "by": by, "at": T1}


def moved(source: str, target: str, at: str = T1) -> dict[str, Any]:
    return {"t": "moved", "from": source, "to": target, "at": at}


def lock_of(*lines: Mapping[str, Any]) -> str:
    return EMPTY + "".join(f"{json.dumps(one)}\n" for one in lines)


def facts_of(*lines: Mapping[str, Any]) -> Facts:
    return read(lock_of(*lines), "x.lock")


def ids(facts: Facts) -> set[tuple[str, str]]:
    return {(origin, id_) for _, origin, id_ in facts.takes if id_ is not None}


def holding(*facts: Facts, at: float = 2e9) -> Holdings:
    """What a clone without a journal holds after it saw these locks, one after the other."""
    held = Holdings()
    for one in facts:
        for event in imports(fold(one), held, at):
            held.apply(event)
    return held


# -- generated facts: few names, so that they collide ------------------------------------------------

UIDS = st.sampled_from(["u1", "u2", "u3"])
JOBS = st.sampled_from(["teal", "rain"])
TIMES = st.sampled_from([T0, T1, T2])
ODD = st.sampled_from(
    [None, 1, 1.0, True, "a", "a!", 'a"', [1, {"b": 2}], {"b": None}, "\u2028é\x7f"]
)


@st.composite
def take_lines(draw: st.DrawFn) -> dict[str, Any]:
    id_ = draw(st.sampled_from([None, None, "video_a", "video_b"]))
    statuses = sorted(fact.WITHOUT_ID if id_ is None else fact.WITH_ID)
    made = line(draw(UIDS), id_, job=draw(JOBS), take=draw(st.sampled_from([1, 2, 10])))
    made |= {
        "origin": draw(st.sampled_from(["emulator:local"] * 5 + ["https://other"])),
        "key": draw(st.sampled_from(["k1:aa", "k1:bb"])),
        "params": draw(st.dictionaries(st.sampled_from("xy"), ODD, max_size=2)),
        "status": draw(st.sampled_from(statuses)),
        "at": draw(TIMES),
        "submitted": draw(st.none() | TIMES),
        "usd": draw(st.sampled_from([None, "2.40", "2.4", "10.00"])),
        "usd_basis": draw(st.sampled_from([None, "reserved", "price", "reported"])),
        "error": draw(st.sampled_from([None, {"code": "x", "message": "y\n"}])),
        "gone": draw(st.none() | TIMES) if id_ else None,
        "sha256": draw(st.sampled_from([None, "ab", "cd"])) if id_ else None,
        **draw(st.dictionaries(st.sampled_from(["later", "parent", "extra"]), ODD, max_size=1)),
    }
    return made


CHOICES = st.builds(
    choice,
    st.sampled_from(["pick", "reject"]),
    st.sampled_from(["p1", "p2", "p3"]),
    st.sampled_from(["u1", "u2", "u3", "u1@video_a", "u9"]),
    st.lists(st.sampled_from(["p1", "p2", "p3"]), max_size=2).map(tuple),
)
LINES = st.one_of(
    take_lines(),
    take_lines(),
    CHOICES,
    st.builds(settled, UIDS, st.sampled_from(["service", "ana"])),
    st.builds(moved, JOBS, st.sampled_from(["teal", "rain", "dusk"]), TIMES),
    st.builds(
        lambda uid, cuts, at: {"t": "score", "uid": uid, "method": "fid1", "cuts": cuts, "at": at},
        UIDS,
        st.sampled_from([None, 1.0, 0.5]),
        TIMES,
    ),
    st.builds(lambda x, y: {"t": "judged", "job": x, "take": y}, ODD, ODD),
    st.builds(lambda x: {"t": "lock", "v": 1, "later": x}, ODD),
)
FACTS = st.lists(LINES, max_size=8).map(lambda lines: facts_of(*lines))


@quick
@given(FACTS, FACTS, FACTS)
def test_join_is_commutative_associative_idempotent(a: Facts, b: Facts, c: Facts) -> None:
    assert text(join(a, b)) == text(join(b, a))
    assert text(join(join(a, b), c)) == text(join(a, join(b, c)))
    assert text(join(a, a)) == text(a)
    assert text(join(join(a, b), b)) == text(join(a, b))


@quick
@given(FACTS)
def test_what_is_written_reads_the_same(facts: Facts) -> None:
    written = text(facts)
    assert written.endswith("\n")
    assert text(read(written, "x.lock")) == written
    assert read(written.encode(), "x.lock") == facts


@quick
@given(st.lists(LINES, max_size=8), st.randoms(use_true_random=False))
def test_neither_order_nor_repetition_of_lines_counts(
    lines: list[dict[str, Any]], rng: Random
) -> None:
    shuffled = lines + lines[:3]
    rng.shuffle(shuffled)
    assert text(facts_of(*shuffled)) == text(facts_of(*lines))
    assert fold(facts_of(*shuffled)) == fold(facts_of(*lines))


@quick
@given(FACTS, FACTS)
def test_no_id_is_lost(a: Facts, b: Facts) -> None:
    assert ids(join(a, b)) == ids(a) | ids(b)
    both = update(a, holding(b))
    assert ids(both) == ids(a) | ids(b)
    assert {(take.origin, take.id) for take in fold(both).takes if take.made} == ids(both)


@quick
@given(FACTS, FACTS)
def test_what_was_imported_is_not_imported_again(a: Facts, b: Facts) -> None:
    held = holding(a, b)
    assert imports(fold(b), held, 2e9) == []
    assert imports(fold(a), holding(a), 2e9) == []


def kept(held: Holdings) -> set[tuple[Any, ...]]:
    """What a lock has to keep of it: all but what is proven not created."""
    return {tell for tell in seen(held) if tell[0].startswith("video") or tell[-1] != Phase.FAILED}


def videos(held: Holdings) -> set[tuple[Any, ...]]:
    return {tell for tell in seen(held) if tell[0].startswith("video")}


def doubts(held: Holdings) -> set[str]:
    return {take.uid for take in held.takes.values() if take.phase is Phase.UNCLEAR}


def seen(held: Holdings) -> set[tuple[Any, ...]]:
    return {
        (take.id or take.uid, take.origin, held.job_of(handle), take.key, str(take.phase))
        for handle, take in held.takes.items()
    }


@quick
@given(FACTS, FACTS)
def test_two_locks_tell_of_the_same_videos_in_either_order(a: Facts, b: Facts) -> None:
    """As they do joined. An intent that only the other lock settles stays in doubt: no doubt is lost."""
    one, other, together = holding(a, b), holding(b, a), holding(join(a, b))
    assert videos(one) == videos(other) == videos(together)
    assert doubts(one) >= doubts(together)
    assert doubts(other) >= doubts(together)


@quick
@given(FACTS, FACTS)
def test_an_update_settles_down(a: Facts, b: Facts) -> None:
    held = holding(a, b)
    after = update(a, held)
    assert text(update(after, held)) == text(after)
    again = holding(after)
    assert videos(again) == videos(holding(join(a, b)))
    assert doubts(again) == doubts(held)


# -- a clone knows what the first machine knows ------------------------------------------------------


class Machine:
    """One machine: its journal in order, the lock that it writes now and then. Its clock is not sound."""

    def __init__(self, rng: Random, name: str = "m") -> None:
        self.rng = rng
        self.name = name
        self.at = 1_800_000_000.0
        self.made = 0
        self.held = Holdings()
        self.facts = read(EMPTY, "x.lock")

    def tick(self) -> float:
        self.at += self.rng.choice([0.0, 0.0, 0.3, 1.0, 70.0, -30.0])
        return self.at

    def mint(self, kind: str) -> str:
        self.made += 1
        return f"{kind}_{self.name}{self.made}"

    def step(self) -> None:
        what = self.rng.random()
        open_ = [h for h, take in self.held.takes.items() if self.answers(take)]
        if what < 0.3 or not open_:
            self.intend(self.rng.choice(["teal", "rain"]))
        elif what < 0.4 and self.held.moves[3:] == []:
            source, target = self.rng.sample(["teal", "rain", "dusk"], 2)
            self.held.apply(self.held.move(source, target, self.tick()))
        elif what < 0.45:
            self.held.apply(e.Run(at=self.tick(), pid=1, host="h", version="1", command="run"))
        elif what < 0.6:
            self.facts = update(self.facts, self.held)
        else:
            handle = self.rng.choice(open_)
            self.held.apply(self.rng.choice(self.answers(self.held.takes[handle])))

    def intend(self, job: str) -> None:
        waiting = [t for t in self.held.of(job) if not t.maybe_paid and t.phase is Phase.FAILED]
        self.held.apply(
            e.Intent(
                at=self.tick(),
                uid=self.mint("t"),
                job=job,
                take=waiting[0].take if waiting else self.held.next_label(job),
                key="k1:aa",
                parent="video_0",
                profile="emulator",
                origin="emulator:local",
                model=None,
                params={"x": 1},
                prompt="Shift",
                usd=self.rng.choice([None, 240_000]),
                position=0,
            )
        )
        assert self.held.job_of(f"t_{self.name}{self.made}") == job

    def answers(self, take: Take) -> list[e.Event]:
        at, uid = self.tick(), take.uid
        match take.phase:
            case Phase.SUBMITTING:
                return [
                    e.Submitted(at=at, uid=uid, id=self.mint("video"), links={"poll": "/x"}),
                    e.Deferred(at=at, uid=uid, scope="later", wait=1.0, code="429", message="m"),
                    e.Rejected(at=at, uid=uid, code="400", message="m"),
                    e.Refused(at=at, uid=uid, code="moderation", message="m"),
                    e.Unclear(at=at, uid=uid, reason="timeout"),
                ]
            case Phase.UNCLEAR:
                adopted = e.Adopted(at=at, uid=uid, id=self.mint("video"), by="ana")
                return [adopted, e.Settled(at=at, uid=uid, by="ana")]
            case Phase.RUNNING:
                return [
                    e.Completed(
                        at=at,
                        uid=uid,
                        seconds="8",
                        links={**take.links, "result": "/y"},
                        usd=1,
                        usd_basis="price",
                    ),
                    e.Failed(at=at, uid=uid, code="x", message="m"),
                    e.Gone(at=at, uid=uid, reason="expired"),
                ]
            case Phase.COMPLETED if take.sha256 is None:
                return [e.Fetched(at=at, uid=uid, sha256="ab", file="videos/a.mp4")]
            case _:
                return []


@quick
@given(st.randoms(use_true_random=False))
def test_a_clone_without_a_journal_knows_all(rng: Random) -> None:
    machine = Machine(rng)
    for _ in range(rng.randint(1, 40)):
        machine.step()
    machine.held.apply(e.Run(at=machine.at, pid=1, host="h", version="1", command="run"))
    facts = update(machine.facts, machine.held)
    assert text(update(facts, machine.held)) == text(facts)
    clone = holding(read(text(facts), "x.lock"))
    known = {
        handle: take
        for handle, take in machine.held.takes.items()
        if take.maybe_paid or take.phase is Phase.REFUSED
    }
    assert clone.takes == known
    assert {h: clone.job_of(h) for h in known} == {h: machine.held.job_of(h) for h in known}
    stood = {uid for uid, _, id_ in machine.facts.takes if id_ is None}
    written = {row["uid"] for row in facts.others.values() if row["t"] == "settled"}
    assert written >= stood & machine.held.ended().keys()


@quick
@given(st.randoms(use_true_random=False))
def test_machines_that_exchange_locks_agree(rng: Random) -> None:
    """Two machines work, merge, take in what the other did, work on; then both and a clone know the same."""
    a, b = Machine(rng, "a"), Machine(rng, "b")
    for _ in range(2):
        for _ in range(rng.randint(1, 15)):
            rng.choice([a, b]).step()
        merged = join(update(a.facts, a.held), update(b.facts, b.held))
        for machine in (a, b):
            machine.held.apply(e.Run(at=machine.at, pid=1, host="h", version="1", command="run"))
            for event in imports(fold(merged), machine.held, machine.at):
                machine.held.apply(event)
            assert imports(fold(merged), machine.held, machine.at) == []
            machine.facts = update(merged, machine.held)
    done = join(a.facts, b.facts)
    assert ids(done) >= ids(a.facts) | ids(b.facts)
    for machine in (a, b):
        for event in imports(fold(done), machine.held, machine.at):
            machine.held.apply(event)
    assert kept(a.held) == kept(b.held) == kept(holding(done))
