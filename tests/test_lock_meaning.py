"""What the facts of a lock say together: picks, names, settled intents, renames."""

import json
from typing import Any

import pytest

from locks import (
    T0,
    T1,
    T2,
    choice,
    facts_of,
    given_to,
    holding,
    line,
    moved,
    settled,
)
from remixbatch import events as e
from remixbatch.exchange import imports, update
from remixbatch.holdings import Holdings
from remixbatch.lockfile import EMPTY, Facts, choose, fold, join, read, text
from remixbatch.take import Phase

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
    doubtful = fold(join(facts, facts_of(choice("reject", "p1", "u1"))))
    assert doubtful.undecided == {"teal"}
    assert doubtful.rejected == frozenset()
    take = next(take for take in fold(facts).takes if take.id == "video_b")
    picked = choose(facts, "pick", take, p="p2", by="ana", at=2e9)
    assert fold(picked).picks == {"teal": "u1@video_b"}


def test_a_uid_keeps_its_own_video_when_it_is_said_to_own_another_ones() -> None:
    own = facts_of(line("u1", "video_a"), line("u2", "video_b"))
    held = holding(own, facts_of(line("u2", "video_a")))
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
    assert imports(fold(before), held, 2e9) == []  # the lock of before is checked out
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
def test_a_rename_carries_what_was_submitted_before_it(*, late: bool) -> None:
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


def test_a_take_that_was_given_to_a_job_goes_alone_and_on_with_that_name() -> None:
    gift, late = given_to("dusk", "u1", T1), moved("dusk", "night", T2)
    lines = [line("u1", "video_a"), line("u2", "video_b", take=2)]
    held = holding(facts_of(gift), facts_of(moved("dusk", "fog", T0), *lines), facts_of(late))
    assert (held.job_of("u1"), held.job_of("u2")) == ("night", "teal")
    later = facts_of(given_to("rain", "u1", T2))
    for event in imports(fold(later), held, 2e9):
        held.apply(event)
    assert held.job_of("u1") == "rain", "the last word counts"
    back = held.give(held.takes["u1"], "dusk", 0.0)
    held.apply(back)
    held.apply(held.move("dusk", "eve", 0.0))
    assert held.job_of("u1") == "eve", "whatever a clock says"
    written = update(facts_of(*lines), held)
    assert holding(written) == held


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


def test_a_signed_address_stays_out_of_the_lock() -> None:
    """Whoever has it has the video; the address to ask again at is for everybody."""
    held = holding(facts_of(line("u1", "video_a", status="running")))
    links = {"result": "https://files.example/x?signature=abc", "poll": "/v1/jobs/7"}
    held.apply(e.Completed(at=2e9, uid="u1", links=links))
    written = text(update(read(EMPTY, "x.lock"), held))
    assert "signature" not in written
    assert "/v1/jobs/7" in written
