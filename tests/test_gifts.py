"""Takes that lie under the name of a job that asks for something else go to the job that asks for them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from random import Random
from string import ascii_lowercase

import pytest

from campaigns import Campaign, T, paid
from remixbatch import events as e
from remixbatch.exchange import update
from remixbatch.gifts import gifts
from remixbatch.graph import Graph, Job
from remixbatch.holdings import Holdings
from remixbatch.knowledge import known
from remixbatch.lockfile import EMPTY, Facts, choose, join, read
from remixbatch.plan import Plan, plan
from remixbatch.step import Decision, Step

NOTHING = read(EMPTY, "x")


def jobs(**asked: str) -> Graph:
    """Each from `beach`, or as `parent: prompt`."""
    rows = {name: text.rpartition(": ") for name, text in asked.items()}
    return paid(
        "\n".join(f"  {n}: {{from: {p or 'beach'}, prompt: {t}}}" for n, (p, _, t) in rows.items())
    )


def finished(graph: Graph) -> Holdings:
    told = Campaign(graph)
    for name in graph.jobs:
        told.finish(name, f"video_{name}")
    return told.holdings


def settle(graph: Graph, held: Holdings, at: float = T + 1000) -> tuple[Holdings, Plan]:
    """What the next process knows, and plans; nothing more to tell for the one after it."""
    found = known(graph, update(NOTHING, held), [], at=at, run=None)
    again = known(graph, update(NOTHING, found.holdings), [], at=at + 1, run=None)
    gone_by = [event for event in again.news if event not in found.holdings.moves]
    assert gifts(graph, found.holdings, at, waiting=found.policy.ambiguous) == []
    assert again.holdings == found.holdings, gone_by
    return found.holdings, plan(graph, found.holdings, found.policy)


def owners(held: Holdings, graph: Graph) -> dict[str, set[str | None]]:
    return {name: {take.id for take in held.of(name)} for name in graph.jobs}


def due(found: Plan) -> list[str]:
    return [step.job for step in found.of(Decision.SUBMIT)]


DUSK, FOG, SNOW, GOLD = "Make it dusk", "Fill it with fog", "Add snow", "Make it gold"


def test_a_job_is_removed_and_another_gets_its_name_and_it_is_written_anew() -> None:
    held, _ = settle(jobs(b=DUSK), finished(jobs(a=DUSK, b=FOG)))
    assert owners(held, jobs(b=DUSK)) == {"b": {"video_a", "video_b"}}
    again = jobs(b=DUSK, a=FOG)
    held, found = settle(again, held, T + 2000)
    assert due(found) == []
    assert owners(held, again) == {"b": {"video_a"}, "a": {"video_b"}}


def test_a_name_goes_on_to_a_job_that_asks_the_same_of_another_parent() -> None:
    held, _ = settle(jobs(b=GOLD, a=SNOW), finished(jobs(a=DUSK, b=GOLD, c=SNOW)))
    after = jobs(b=GOLD, a=f"b: {DUSK}", d=SNOW)
    held, found = settle(after, held, T + 2000)
    assert owners(held, after) == {"b": {"video_b"}, "a": {"video_a"}, "d": {"video_c"}}
    assert "d" not in due(found)


def test_a_child_follows_what_its_parent_was_given() -> None:
    before = jobs(a=DUSK, b=f"a: {FOG}", c=SNOW, d=GOLD)
    held = finished(before)
    for move in (held.move("a", "c", T + 900), held.move("b", "d", T + 900)):
        held.apply(move)
    after = jobs(c=SNOW, d=GOLD, x=DUSK, y=f"x: {FOG}")
    held, found = settle(after, held)
    assert due(found) == []
    assert owners(held, after)["y"] == {"video_b"}


def test_what_a_reworded_job_was_asked_before_goes_to_the_job_that_asks_it_now() -> None:
    told = Campaign(jobs(a=DUSK))
    told.finish("a", "video_dusk")
    held = told.holdings
    told = Campaign(jobs(a=FOG))
    told.finish("a", "video_fog")
    held.apply(e.Imported(at=T, line={**told.holdings.of("a")[0].line(), "uid": "t_fog"}))
    after = jobs(a=FOG, b=DUSK)
    held, found = settle(after, held)
    assert due(found) == []
    assert owners(held, after) == {"a": {"video_fog"}, "b": {"video_dusk"}}


def test_equal_jobs_get_one_each_and_what_failed_counts_for_the_first() -> None:
    before = jobs(a=DUSK, b=DUSK, c=DUSK, d=FOG)
    told = Campaign(before)
    told.finish("a", "video_a")
    told.finish("b", "video_b")
    told.fail(told.submit("c", "video_c"))
    told.finish("d", "video_d")
    held = told.holdings
    for name in "abc":
        held.apply(held.move(name, "d", T + 900))
    after = jobs(d=FOG, x=DUSK, y=DUSK, z=DUSK)
    held, found = settle(after, held)
    assert owners(held, after) == {
        "d": {"video_d"},
        "x": {"video_a", "video_c"},
        "y": {"video_b"},
        "z": set(),
    }
    assert due(found) == ["z"]


@pytest.mark.parametrize("later", [0, 7])
def test_two_clones_that_renumber_each_for_itself(later: int) -> None:
    """After the merge of their locks every job has its video, whatever became of the names."""
    base = finished(jobs(a=DUSK, b=FOG, c=SNOW))
    facts = update(NOTHING, base)
    one = known(jobs(a=GOLD, b=DUSK, c=FOG, d=SNOW), facts, [], at=T + 900, run=None)
    two = known(jobs(a=FOG, b=SNOW), facts, [], at=T + 900 + later, run=None)
    both: Facts = join(update(facts, one.holdings), update(facts, two.holdings))
    for after in (
        jobs(a=GOLD, b=DUSK, c=FOG, d=SNOW),
        jobs(a=FOG, b=SNOW),
        jobs(a=DUSK, b=FOG, c=SNOW),
        jobs(a=SNOW, b=DUSK, c=FOG),
    ):
        found = known(after, both, [], at=T + 2000, run=None)
        made = {"Make it gold"}
        steps = plan(after, found.holdings, found.policy)
        assert all(after.jobs[name].prompt in made for name in due(steps)), after


def line(graph: Graph, job: str, uid: str, parent: str | None = None, **told: object) -> e.Imported:
    """A completed take of the job as it is asked here, unless told otherwise; its video is called as its uid."""
    asked, take = graph.jobs[job], int(uid[-1])
    fields: dict[str, object] = {
        "profile": asked.profile,
        "origin": asked.origin,
        "model": asked.model,
    }
    fields |= {"key": asked.key, "params": dict(asked.params), "prompt": asked.prompt}
    fields |= {"id": uid, "status": "completed", "sha256": "ab", "submitted": e.stamp(T + take)}
    fields |= {"t": "take", "uid": uid, "job": job, "take": take, "from": parent or asked.source}
    return e.Imported(at=T, line=fields | told)


@pytest.mark.parametrize("picked", [1, 2])
def test_of_several_that_were_made_of_a_parents_takes_the_one_that_counts_is_given(
    picked: int,
) -> None:
    asked = jobs(p=DUSK, c=f"p: {FOG}")
    held = Holdings()
    for take in (1, 2):
        held.apply(line(asked, "p", f"p{take}"))
        held.apply(line(asked, "c", f"c{take}", parent=f"p{take}"))
    after = jobs(p=DUSK, c=f"p: {SNOW}", d=f"p: {FOG}")
    facts = choose(
        update(NOTHING, held), "pick", held.takes[f"p{picked}"], p="p1", by="ana", at=T + 9
    )
    found = known(after, facts, [], at=T + 1000, run=None)
    steps = plan(after, found.holdings, replace(found.policy, on_parent_change="rerun")).steps
    assert steps["d"].decision is Decision.KEEP
    assert steps["d"].pick == f"c{picked}"


def test_of_those_of_a_stale_parent_the_one_of_the_present_one_is_given() -> None:
    held = Holdings()
    for take, prompt in ((1, DUSK), (2, GOLD)):
        then = jobs(g=prompt, p=f"g: {FOG}", c=f"p: {SNOW}")
        held.apply(line(then, "g", f"g{take}"))
        held.apply(line(then, "p", f"p{take}", parent=f"g{take}"))
        held.apply(line(then, "c", f"c{take}", parent=f"p{take}"))
    after = jobs(g=GOLD, p=f"g: {FOG}", c=f"p: {DUSK}", d=f"p: {SNOW}")
    held.apply(line(after, "c", "c3", parent="p2"))
    held, found = settle(after, held)
    assert owners(held, after)["d"] == {"c2"}
    assert due(found) == []


def test_a_job_whose_own_take_failed_gets_one_that_did_not() -> None:
    before, after = jobs(a=DUSK, b=DUSK), jobs(a=GOLD, b=DUSK)
    held = Holdings()
    held.apply(line(before, "a", "t1"))
    held.apply(line(before, "b", "t2", status="failed", sha256=None))
    held.apply(line(after, "a", "t3"))
    held, found = settle(after, held)
    assert owners(held, after) == {"a": {"t3"}, "b": {"t1", "t2"}}
    assert due(found) == []


def test_what_is_rejected_or_waits_for_a_word_is_given_to_nobody() -> None:
    held = finished(jobs(a=DUSK, b=FOG))
    held.apply(held.move("a", "b", T + 900))
    after = jobs(b=FOG, c=DUSK)
    assert [gift.job for gift in gifts(after, held, T + 999)] == ["c"]
    assert gifts(after, held, T + 999, waiting=["c"]) == []
    assert gifts(after, held, T + 999, rejected=held.handles("b")) == []
    third = jobs(b=FOG, c=DUSK, d=DUSK)
    assert gifts(third, held, T + 999, waiting=["d"]) == [], "`d` may need it"


def test_exchanged_names_still_wait() -> None:
    held = finished(jobs(a=DUSK, b=FOG))
    found = known(jobs(a=FOG, b=DUSK), update(NOTHING, held), [], at=T + 900, run=None)
    assert not found.holdings.gifts
    assert found.policy.ambiguous.keys() == {"a", "b"}


# -- clones that number their jobs anew ----------------------------------------------------------------


class Clone:
    """Who has a lock and no journal, and runs jobs under names of the day."""

    def __init__(self, name: str, facts: Facts) -> None:
        self.name, self.facts = name, facts
        self.bought: list[str] = []  # prompts

    def run(self, graph: Graph, at: float) -> None:
        """Parents first; what is due is made at once."""
        found = known(graph, self.facts, [], at=at, run=None)
        held = found.holdings
        for name in graph.jobs:
            step = plan(graph, held, found.policy).steps[name]
            if step.due:
                self._buy(graph.jobs[name], step, held, at)
        self.facts = update(self.facts, held)

    def _buy(self, job: Job, step: Step, held: Holdings, at: float) -> None:
        self.bought.append(job.prompt)
        uid = f"t_{self.name}{len(self.bought)}"
        line = {
            "t": "take",
            "uid": uid,
            "job": job.address,
            "take": step.take,
            "key": job.key,
            "from": step.parent,
            "profile": job.profile,
            "origin": job.origin,
            "model": job.model,
            "params": dict(job.params),
            "prompt": job.prompt,
            "id": f"video_{uid}",
            "status": "completed",
            "submitted": e.stamp(at),
            "sha256": "ab",
        }
        held.apply(e.Imported(at=at, line=line))


def numbered(rng: Random, parents: Mapping[str, str], *, every: bool = False) -> Graph:
    """Some of these prompts, each with what it starts from, under names in any order."""
    asked: set[str] = set()
    for prompt in reversed([*parents]):
        if every or not asked or prompt in asked or rng.random() < 0.6:
            asked |= {prompt, parents[prompt]} - {"beach"}
    names = dict(
        zip(sorted(asked), rng.sample(ascii_lowercase[: len(asked) + 1], len(asked)), strict=True)
    )
    return jobs(
        **{
            name: f"{names.get(parents[prompt], 'beach')}: {prompt}"
            for prompt, name in names.items()
        }
    )


@pytest.mark.parametrize("seed", range(100))
def test_however_clones_number_their_jobs_nothing_is_asked_for_again(seed: int) -> None:
    """No two jobs ask the same. The locks meet at any time, and the clocks are not sound."""
    rng, at, prompts = Random(seed), T, ["beach"]
    parents: dict[str, str] = {}
    for number in range(rng.randint(2, 5)):
        parents[f"Add snow {number}"] = rng.choice(prompts)
        prompts.append(f"Add snow {number}")
    first = Clone("a", NOTHING)
    first.run(numbered(rng, parents, every=True), at)
    clones = [first, Clone("b", first.facts)]
    for step in range(rng.randint(2, 8)):
        clone, at = rng.choice(clones), at + rng.choice([0.0, 1.0, 700.0, -300.0])
        if rng.random() < 0.4:
            clone.facts = join(first.facts, clones[1].facts)
        parents[f"Add fog {step}"] = "beach"
        known_here = {take.prompt for take in clone.facts.takes.values()} | {f"Add fog {step}"}
        clone.run(numbered(rng, {p: s for p, s in parents.items() if p in known_here}), at)
    first.facts = join(first.facts, clones[1].facts)
    first.run(numbered(rng, parents, every=True), at + 9000)
    bought = Counter([*first.bought, *clones[1].bought])
    assert not {prompt: n for prompt, n in bought.items() if n > 1}


def test_a_job_that_got_a_take_of_the_same_label_asks_under_another_one() -> None:
    """The journal would refuse the intent, and no run could go on."""
    told = Campaign(jobs(a=DUSK, b=FOG))
    told.finish("a")
    (uid,) = told.holdings.takes
    refused = told.intent("b")
    told.tell(refused)
    told.tell(e.Rejected(at=told.at + 1, uid=refused.uid, code="bad_thing", message="no"))
    step = told.plan.steps["b"]
    assert (step.decision, step.take) == (Decision.SUBMIT, 1), (
        "its own label, as long as that is its own"
    )
    told.tell(e.Given(at=told.at + 1, uid=uid, job="b"))
    assert {take.take for take in told.holdings.of("b")} == {1}
    step = told.plan.steps["b"]
    assert (step.decision, step.take) == (Decision.SUBMIT, 2)
