"""The lock: joined without loss, and enough for a clone to know what the first machine knows."""

from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from locks import FACTS, LINES, facts_of, holding, ids, quick
from machines import Machine
from remixbatch import events as e
from remixbatch.exchange import imports, update
from remixbatch.holdings import Holdings
from remixbatch.lockfile import Facts, fold, join, read, text
from remixbatch.take import Phase


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
        handle: take.committed()
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
