"""The lock: strict to read, joined without loss, grouped only on reading."""

import json
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

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
    held = holding(a, b, join(a, b))
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


def rejected(machine: Machine) -> set[tuple[Any, ...]]:
    """Takes that the journal alone knows: the service did not accept them, so nothing was created."""
    return {told for told in seen(machine.held) if told[0] in machine.held.ended()}


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
    assert seen(a.held) - rejected(a) == seen(b.held) - rejected(b) == seen(holding(done))


# -- picks and rejects -------------------------------------------------------------------------------


def made(*uids: str, **more: Any) -> list[dict[str, Any]]:
    return [line(uid, f"video_{uid}", status="completed", **more) for uid in uids]


def person(facts: Facts, kind: Any, uid: str, p: str) -> Facts:
    take = next(take for take in fold(facts).takes if take.uid == uid)
    return choose(facts, kind, take, p=p, by="ana", at=2e9)


def over(facts: Facts, p: str) -> list[str]:
    found = [row["over"] for row in facts.others.values() if row.get("p") == p]
    assert len(found) == 1
    return list(found[0])


def test_a_later_pick_replaces_the_earlier() -> None:
    facts = facts_of(*made("u1", "u2"))
    first = person(facts, "pick", "u1", "p1")
    assert fold(first).picks == {"teal": "u1"}
    second = person(first, "pick", "u2", "p2")
    third = person(second, "pick", "u1", "p3")
    assert over(third, "p3") == ["p1", "p2"]
    assert fold(second).picks == {"teal": "u2"}
    assert fold(join(first, third)).picks == {"teal": "u1"}
    assert fold(third).undecided == frozenset()


def test_what_was_replaced_stays_replaced_where_a_line_between_is_missing() -> None:
    facts = facts_of(*made("u1", "u2", "u3"))
    for uid, p in (("u1", "p1"), ("u2", "p2"), ("u3", "p3")):
        facts = person(facts, "pick", uid, p)
    rest = [row for row in text(facts).splitlines() if '"p":"p2"' not in row]
    assert fold(read("\n".join(rest), "x.lock")).picks == {"teal": "u3"}


def test_two_picks_on_two_branches_are_undecided_until_a_third() -> None:
    facts = facts_of(*made("u1", "u2", "u3"))
    both = join(person(facts, "pick", "u1", "p1"), person(facts, "pick", "u2", "p2"))
    assert fold(both).undecided == {"teal"}
    assert fold(both).picks == {}
    third = person(both, "pick", "u3", "p3")
    assert over(third, "p3") == ["p1", "p2"]
    assert fold(third).picks == {"teal": "u3"}
    same = join(person(facts, "pick", "u1", "p1"), person(facts, "pick", "u1", "p2"))
    assert fold(same).picks == {"teal": "u1"}


def test_a_reject_takes_a_pick_back_and_a_pick_a_reject() -> None:
    facts = facts_of(*made("u1", "u2"))
    picked = person(facts, "pick", "u1", "p1")
    rejected_ = person(picked, "reject", "u1", "p2")
    assert fold(rejected_).picks == {}
    assert fold(rejected_).rejected == {"u1"}
    other = person(rejected_, "pick", "u2", "p3")
    assert fold(other).rejected == {"u1"}
    assert fold(other).picks == {"teal": "u2"}
    again = person(other, "pick", "u1", "p4")
    assert fold(again).rejected == frozenset()
    assert fold(again).picks == {"teal": "u1"}


def test_rejects_of_different_takes_are_no_conflict() -> None:
    facts = facts_of(*made("u1", "u2", "u3"))
    both = join(person(facts, "reject", "u1", "p1"), person(facts, "reject", "u2", "p2"))
    assert fold(both).rejected == {"u1", "u2"}
    assert fold(both).undecided == frozenset()


def test_a_take_picked_here_and_rejected_there_is_undecided_and_not_paid_for_again() -> None:
    facts = facts_of(*made("u1"))
    both = join(person(facts, "pick", "u1", "p1"), person(facts, "reject", "u1", "p2"))
    assert fold(both).undecided == {"teal"}
    assert fold(both).rejected == frozenset()
    assert fold(person(both, "reject", "u1", "p3")).rejected == {"u1"}


def test_a_pick_goes_with_its_renamed_job() -> None:
    facts = person(facts_of(*made("u1")), "pick", "u1", "p1")
    assert fold(join(facts, facts_of(moved("teal", "dusk")))).picks == {"dusk": "u1"}


def test_a_pick_of_a_take_that_the_lock_does_not_hold_counts_for_nothing() -> None:
    lock = fold(facts_of(choice("pick", "p1", "u7"), choice("reject", "p2", "u8")))
    assert (lock.picks, lock.undecided, lock.rejected) == ({}, frozenset(), frozenset())


# -- names -------------------------------------------------------------------------------------------


def test_uids_that_share_an_id_are_one_take_and_stay_names() -> None:
    a = line("u2", "video_a", status="completed", sha256="ab")
    b = line("u1", "video_a", job="rain", key="k1:bb")
    facts = facts_of(a, b, choice("pick", "p1", "u2"))
    lock = fold(facts)
    (take,) = lock.takes
    assert (take.uid, take.job, take.key) == ("u1", "rain", "k1:bb")
    assert (take.status, take.sha256) == ("completed", "ab")
    assert lock.picks == {"rain": "u1"}
    held = holding(facts)
    assert len(held.takes) == 1
    assert held.handle("u1") == held.handle("u2")
    assert text(update(facts, held)) == text(facts_of(*written(facts), *ahead(held)))


def written(facts: Facts) -> list[dict[str, Any]]:
    return [json.loads(row) for row in text(facts).splitlines()[1:]]


def ahead(held: Holdings) -> list[dict[str, Any]]:
    return [take.line() for take in held.takes.values()]


def test_a_name_that_the_journal_alone_knows_is_written() -> None:
    """The lock knows the video under u1; this machine submitted it as u2, whose doubt was written."""
    doubt, theirs = line("u2"), line("u1", "video_a")
    held = Holdings()
    held.apply(e.Imported(at=2e9, line=line("u2", "video_a")))
    facts = facts_of(doubt, theirs)
    for event in imports(fold(facts), held, 2e9):
        held.apply(event)
    after = update(facts, held)
    assert set(after.takes) == {
        ("u1", "emulator:local", "video_a"),
        ("u2", "emulator:local", "video_a"),
    }
    assert [take.uid for take in fold(after).takes] == ["u1"]


def test_one_uid_with_two_ids_is_two_takes() -> None:
    facts = facts_of(line("u1"), line("u1", "video_a"), line("u1", "video_b"))
    assert len(fold(facts).takes) == 2
    held = holding(facts)
    assert {take.id for take in held.takes.values()} == {"video_a", "video_b"}
    assert held.takes[held.handle("u1@video_b")].id == "video_b"
    assert held.takes[held.handle("u1@video_a")].id == "video_a"
    assert held.handle("u1@video_z") == "u1@video_z"
    assert fold(join(facts, facts_of(choice("pick", "p1", "u1")))).undecided == {"teal"}
    take = next(take for take in fold(facts).takes if take.id == "video_b")
    picked = choose(facts, "pick", take, p="p2", by="ana", at=2e9)
    assert fold(picked).picks == {"teal": "u1@video_b"}


def test_a_uid_keeps_its_own_video_when_it_is_said_to_own_another_ones() -> None:
    facts = facts_of(line("u1", "video_a"), line("u2", "video_b"), line("u2", "video_a"))
    held = holding(facts)
    assert held.takes[held.handle("u2")].id == "video_b"
    held.apply(e.Completed(at=2e9, uid="u2"))
    assert held.takes[held.handle("u1")].phase is Phase.RUNNING


# -- settled intents ---------------------------------------------------------------------------------


def intent(uid: str, at: float = 1_800_000_000.0, **more: Any) -> e.Intent:
    return e.Intent(
        at=at,
        uid=uid,
        job=more.get("job", "teal"),
        take=1,
        key="k1:aa",
        parent="video_0",
        profile="emulator",
        origin="emulator:local",
        model=None,
        params={},
        prompt="Shift",
        usd=None,
        position=0,
    )


def test_an_intent_that_was_never_written_leaves_no_trace() -> None:
    held = Holdings()
    held.apply(intent("u1"))
    held.apply(e.Deferred(at=2e9, uid="u1", scope="later", wait=1.0, code="429", message=""))
    assert text(update(read(EMPTY, "x"), held)) == EMPTY


@pytest.mark.parametrize("answer", ["deferred", "rejected", "settled"])
def test_a_written_intent_that_was_not_created_is_settled_for_ever(answer: str) -> None:
    held = Holdings()
    held.apply(intent("u1"))
    before = update(read(EMPTY, "x"), held)
    if answer == "settled":
        held.apply(e.Run(at=2e9, pid=1, host="h", version="1", command="run"))
        held.apply(e.Settled(at=2e9, uid="u1", by="ana"))
    elif answer == "deferred":
        held.apply(e.Deferred(at=2e9, uid="u1", scope="later", wait=1.0, code="429", message=""))
    else:
        held.apply(e.Rejected(at=2e9, uid="u1", code="400", message="no"))
    held.apply(intent("u2", 2e9))
    after = update(before, held)
    assert [uid for uid, _, _ in after.takes] == ["u2"]
    assert fold(after).settled == {"u1": "ana" if answer == "settled" else "service"}
    back = join(after, before)  # a union merge brings the line of u1 back
    assert [take.uid for take in fold(back).takes] == ["u2"]
    assert text(update(back, held)) == text(after)
    assert list(holding(back).takes) == ["u2"]


def test_a_settled_uid_that_has_an_id_elsewhere_keeps_it() -> None:
    facts = facts_of(line("u1"), settled("u1", "ana"), line("u1", "video_a"))
    assert [take.id for take in fold(facts).takes] == ["video_a"]
    assert [take.id for take in holding(facts).takes.values()] == ["video_a"]
    doubting = holding(facts_of(line("u1")))
    events = imports(fold(facts), doubting, 2e9)
    assert [type(event) for event in events] == [e.Imported]


def test_a_doubt_that_another_settled_is_settled_here() -> None:
    held = holding(facts_of(line("u1")))
    events = imports(fold(facts_of(line("u1"), settled("u1", "bo"))), held, 2e9)
    assert events == [e.Settled(at=2e9, uid="u1", by="bo")]


def test_a_submission_that_another_machine_never_heard_back_from_is_a_doubt_here() -> None:
    held = holding(facts_of(line("u1", status="submitting")))
    assert held.takes["u1"].phase is Phase.UNCLEAR


def test_refused_without_id_is_kept() -> None:
    held = Holdings()
    held.apply(intent("u1"))
    held.apply(e.Refused(at=2e9, uid="u1", code="moderation", message="no"))
    facts = update(read(EMPTY, "x"), held)
    assert [take.phase for take in fold(facts).takes] == [Phase.REFUSED]


# -- renames -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("late", [False, True])
def test_a_rename_carries_what_was_submitted_before_it(late: bool) -> None:
    old, new = line("u1", "video_a"), line("u2", "video_b", submitted=T2)
    held = holding(facts_of(old, new)) if late else Holdings()
    for event in imports(fold(facts_of(old, new, moved("teal", "dusk"))), held, 2e9):
        held.apply(event)
    assert (held.job_of("u1"), held.job_of("u2")) == ("dusk", "teal")


def test_renames_follow_each_other_in_whatever_order_they_are_learnt() -> None:
    first, second = moved("teal", "dusk", T1), moved("dusk", "night", T2)
    held = holding(facts_of(line("u1", "video_a"), second), facts_of(first))
    assert held.job_of("u1") == "night"
    assert held.next_label("night") == 2
    assert held.next_label("teal") == 1


def test_a_name_used_anew_within_the_second_is_not_renamed_with_the_old() -> None:
    held = Holdings()
    held.apply(intent("u1", at=100.2))
    held.apply(e.Unclear(at=100.3, uid="u1", reason="x"))
    held.apply(held.move("teal", "dusk", 100.4))
    held.apply(intent("u2", at=100.5))
    assert (held.job_of("u1"), held.job_of("u2")) == ("dusk", "teal")
    clone = holding(update(read(EMPTY, "x"), held))
    assert (clone.job_of("u1"), clone.job_of("u2")) == ("dusk", "teal")


def test_a_rename_by_a_slow_clock_still_carries_the_takes() -> None:
    held = Holdings()
    held.apply(intent("u1", at=1000.0))
    held.apply(held.move("teal", "dusk", 400.0))
    held.apply(held.move("dusk", "teal", 400.0))
    assert held.job_of("u1") == "teal"


# -- reading strictly --------------------------------------------------------------------------------


def refusal(given: str | bytes) -> LockError:
    with pytest.raises(LockError) as caught:
        read(given, "specs/x.lock")
    assert caught.value.exit is Exit.LOCK
    assert caught.value.hint
    assert caught.value.message.isprintable()
    return caught.value


HOSTILE = "\x1b[31m\u202e"
BROKEN: dict[str, tuple[str, str]] = {
    "not JSON": ("nonsense", "not JSON"),
    "cut": ('{"t":"take","uid":"u1"', "not JSON"),
    "two on a line": ("{} {}", "not JSON"),
    "control characters": ('{"t":"x","y":"\x1b"}', "not JSON"),
    "not an object": ("[1]", "not a JSON object"),
    "null": ("null", "not a JSON object"),
    "no type": ("{}", "t, the type"),
    "odd type": ('{"t":1}', "t, the type"),
    "twice": ('{"t":"x","y":1,"y":2}', "same key twice"),
    "twice within": ('{"t":"x","y":{"a":1,"a":1}}', "same key twice"),
    "NaN": ('{"t":"x","y":NaN}', "NaN is not"),
    "minus infinity": ('{"t":"x","y":-Infinity}', "-Infinity is not"),
    "great float": ('{"t":"x","y":1e999}', "too large"),
    "great int": ('{"t":"x","y":' + "9" * 20_000 + "}", "too large"),
    "deep": ('{"t":"x","y":' + "[" * 40 + "]" * 40 + "}", "too deeply"),
    "very deep": ('{"t":"x","y":' + "[" * 200_000 + "]" * 200_000 + "}", "too deeply"),
    "half a character": ('{"t":"x","y":"\\ud83d"}', "surrogate"),
    "half a key": ('{"t":"x","\\uDE00":1}', "surrogate"),
    "later version": ('{"t":"lock","v":2}', "version 2"),
    "no version": ('{"t":"lock"}', "v is missing"),
    "odd version": ('{"t":"lock","v":"1"}', "v must be"),
}
ILL_TYPED: dict[str, Any] = {
    "uid": [None, 1, "", "a@b", "a b", HOSTILE, "x" * 300],
    "job": [None, 1, "", "../x", "a/b", "-a", HOSTILE],
    "take": [None, "1", 0, -1, True, 1.0, 10**15],
    "key": [None, 1, "", HOSTILE],
    "from": [None, 1],
    "profile": [None, {}],
    "origin": [None, []],
    "model": [1],
    "params": [None, [], "x"],
    "prompt": [None, 1],
    "id": [1, "", HOSTILE],
    "status": [None, 1, "done", HOSTILE, [], "completed", "failed"],
    "at": [1, "yesterday", "2026-11-23", "2026-13-23T08:04:52Z", "2026-11-23T08:04:52+01:00"],
    "submitted": [0],
    "usd": [2.4, "-1", "NaN", "1e99", "x"],
    "usd_basis": ["guess"],
    "file": ["/etc/passwd", "../x", "a/../b", "a\\b", "C:/x", "a//b", ""],
    "error": ["x", {"code": 1}],
    "links": [[], {"poll": 1}],
    "gone": [T0],
}


@pytest.mark.parametrize(("row", "cause"), BROKEN.values(), ids=BROKEN)
def test_a_line_that_is_no_fact_is_named(row: str, cause: str) -> None:
    error = refusal(f'{EMPTY}{{"t":"x"}}\n{row}\n')
    assert error.message.startswith("specs/x.lock:3: ")
    assert cause in error.message


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in ILL_TYPED.items() for value in values]
)
def test_a_field_that_does_not_fit_is_named(name: str, value: Any) -> None:
    error = refusal(lock_of(line("u0"), line(**{"id_" if name == "id" else name: value})))
    assert error.message.startswith("specs/x.lock:3: ")
    assert name in error.message or (name == "status" and " id" in error.message)


@pytest.mark.parametrize(
    "row",
    [
        choice("pick", "p1", "u1"),
        choice("reject", "p1", "u1"),
        settled("u1"),
        moved("teal", "rain"),
    ],
    ids=["pick", "reject", "settled", "moved"],
)
def test_a_field_that_is_missing_is_named(row: dict[str, Any]) -> None:
    for name in row.keys() - {"t", "note"}:
        error = refusal(lock_of({key: value for key, value in row.items() if key != name}))
        assert f"2: this line of the lock cannot be read: {name} is missing" in error.message


def test_a_later_version_says_to_update() -> None:
    error = refusal('{"t":"lock","v":7}\n')
    assert "version 7" in error.message
    assert "Update remixbatch" in (error.hint or "")


def test_the_header_comes_first() -> None:
    assert "header" in refusal(json.dumps(line())).message
    assert "empty" in refusal("").message
    assert "empty" in refusal("\n\n").message


def test_bytes_that_are_no_text_are_named() -> None:
    assert refusal(EMPTY.encode() + b'{"t":"x"}\n{"t":"\xff"}\n').message.startswith(
        "specs/x.lock:3: this line of the lock cannot be read: it is not UTF-8"
    )


def test_separators_within_a_prompt_end_no_line() -> None:
    facts = facts_of(line(prompt="a\u2028b\x0c\r\n\x85c"))
    assert text(facts).count("\n") == 2
    assert read(text(facts), "x.lock") == facts
    assert text(read(text(facts).replace("\n", "\r\n"), "x.lock")) == text(facts)


def test_what_a_later_version_adds_is_kept() -> None:
    rows = [
        '{"t":"judged","a":{"c":1,"b":[1.0,null]},"z":"é"}',
        '{"t":"moved","from":"teal","to":"rain","at":"2026-11-23T08:00:00Z","why":"x"}',
    ]
    assert text(read(EMPTY + "\n".join(rows), "x")) == EMPTY + "\n".join(rows) + "\n"
    more = facts_of(line("u1", "video_a", parent="p", extra={"b": 1}, later=[1]))
    (take,) = fold(more).takes
    assert take.parent == "video_0"
    assert take.extra == {"parent": "p", "extra": {"b": 1}, "later": [1]}
    assert '"extra":{"b":1},"later":[1],"parent":"p"}' in text(more)


def test_the_lock_reads_as_the_documents_show_it() -> None:
    facts = facts_of(
        {"t": "score", "uid": "t_7", "method": "fid1", "cuts": 1.0, "layout": 0.97, "at": T0},
        line("t_8", "video_b", take=10),
        line("t_9", "video_a", take=2),
    )
    rows = text(facts).splitlines()
    assert rows[0] == '{"t":"lock","v":1}'
    assert rows[1].startswith('{"t":"score","uid":"t_7","method":"fid1","cuts":1.0,"layout":0.97,')
    assert rows[2] == (
        '{"t":"take","uid":"t_9","job":"teal","take":2,"key":"k1:aa","from":"video_0",'
        '"profile":"emulator","origin":"emulator:local","model":null,"params":{},"prompt":"Shift",'
        '"id":"video_a","status":"running","at":"2026-11-23T08:00:00Z",'
        '"submitted":"2026-11-23T08:00:00Z","completed":null,"seconds":null,"size":null,'
        '"expires":null,"usd":null,"usd_basis":null,"sha256":null,"file":null,"error":null,'
        '"gone":null,"note":null,"links":null}'
    )
    assert '"take":10' in rows[3]


MERGED = """{"t":"lock","v":1}
<<<<<<< HEAD
{"t":"x","y":1}
||||||| 1234abc
{"t":"x","y":0}
=======
{"t":"x","y":2}
>>>>>>> other branch
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("base", [True, False])
def test_conflict_markers_are_read_through(end: str, base: bool) -> None:
    given = MERGED if base else MERGED.replace('||||||| 1234abc\n{"t":"x","y":0}\n', "")
    facts = read(given.replace("\n", end), "x.lock")
    assert facts.conflicted
    assert [row["y"] for row in facts.others.values() if row["t"] == "x"] == (
        [1, 0, 2] if base else [1, 2]
    )
    assert not read(text(facts), "x.lock").conflicted
    assert join(facts, read(EMPTY, "x")).conflicted
    assert update(facts, Holdings()).conflicted


def test_markers_around_the_whole_file() -> None:
    given = f'<<<<<<< ours\n{EMPTY}{{"t":"x"}}\n=======\n{EMPTY}>>>>>>> theirs\n'
    assert len(read(given, "x").others) == 2


# -- the schema --------------------------------------------------------------------------------------


def schema() -> dict[str, Any]:
    path = Path(__file__).parent.parent / "schemas" / "lock.schema.json"
    loaded: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return loaded


def test_the_schema_tells_of_every_field() -> None:
    types = schema()["definitions"]
    for kind, shapes in fact.FIELDS.items():
        assert list(types[kind]["properties"]) == ["t", *shapes]
        assert set(types[kind]["required"]) == {"t", *shapes}


@settings(quick, max_examples=60)
@given(FACTS)
def test_what_is_written_fits_the_schema(facts: Facts) -> None:
    for row in text(facts).splitlines():
        VALIDATOR.validate(json.loads(row))


def test_the_schema_refuses_what_reading_refuses() -> None:
    assert not VALIDATOR.is_valid(line(status="completed", model=None))
    assert not VALIDATOR.is_valid(settled("u1") | {"outcome": "lost"})
    assert not VALIDATOR.is_valid({"t": "lock", "v": 2})
    assert VALIDATOR.is_valid({"t": "judged", "anything": [1]})


VALIDATOR = Draft7Validator(schema())
