"""The engine through the simulator: random graphs, answers and crashes."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphs import graph_of
from remixbatch import events as e
from remixbatch.account import Account
from remixbatch.engine import Engine
from remixbatch.errors import Exit
from remixbatch.graph import Graph
from remixbatch.holdings import Holdings
from remixbatch.limits import Limits
from remixbatch.loop import loop
from remixbatch.pacing import MINUTE
from remixbatch.plan import plan
from remixbatch.policy import Allowance, Policy
from remixbatch.rename import renames
from remixbatch.reply import duration
from remixbatch.simulator.disk import Crash, Disk
from remixbatch.simulator.performers import Simulator, simulate
from remixbatch.simulator.service import Books, Weather
from remixbatch.take import Phase

ODDS = st.sampled_from([0.0, 0.0, 0.1, 0.5])


@dataclass
class World:
    """One campaign over several processes: the service's books and the journal outlive each."""

    graph: Graph
    limits: Limits
    weather: Weather
    rng: Random
    keyless: frozenset[str] = frozenset()  # providers that there is no key for

    def __post_init__(self) -> None:
        self.books = Books()
        self.events: list[e.Event] = []
        self.at = 1_000_000.0
        self.sent: list[str] = []
        self.engine: Engine | None = None

    def process(
        self, kill_at: int | None = None, *, compare: bool = False, policy: Policy | None = None
    ) -> bool:
        """Run one process; False where it was killed."""
        engine = Engine(self.graph, self.limits, policy or Policy())
        disk = Disk(self.events, Crash(kill_at))
        simulator = Simulator(self.books, self.weather, self.rng, self.at)
        simulator.keyless = self.keyless

        def after(_: e.Event) -> None:
            if compare:
                again = Engine(self.graph, self.limits, policy or Policy())
                again.replay(disk.events)
                assert again.state() == engine.state()

        ended = simulate(engine, disk, simulator, after)
        self.events, self.at, self.engine = disk.events, simulator.at + 1, engine
        self.sent += simulator.posts
        assert self.limits.budget is None or engine.spending.spent <= self.limits.budget
        if ended:
            again = Engine(self.graph, self.limits, policy or Policy())
            again.replay(disk.events)
            assert again.state() == engine.state()
        return ended

    @property
    def holdings(self) -> Holdings:
        assert self.engine is not None
        return self.engine.holdings

    def verdict(self) -> Mapping[Exit, list[str]]:
        assert self.engine is not None
        return self.engine.verdict()

    def intents(self) -> list[e.Intent]:
        return [event for event in self.events if isinstance(event, e.Intent)]

    def check_books(self) -> None:
        """No submission was sent twice, none without a durable intent, no take was made twice."""
        intents = {intent.uid: intent for intent in self.intents()}
        assert len(self.sent) == len(set(self.sent))
        assert set(self.sent) <= set(intents)
        made = Counter(
            (intents[v.uid].job, intents[v.uid].take, intents[v.uid].key, intents[v.uid].parent)
            for v in self.books.videos.values()
        )
        assert all(count == 1 for count in made.values()), made
        self._check_retries()

    def _check_retries(self) -> None:
        """A job's next take for the same request comes only after the last was told to have failed."""
        failed = {event.uid for event in self.events if isinstance(event, e.Failed)}
        asked: dict[tuple[str, str, str], list[str]] = {}
        intents = {intent.uid: intent for intent in self.intents()}
        for video in self.books.videos.values():
            intent = intents[video.uid]
            asked.setdefault((intent.job, intent.key, intent.parent), []).append(video.uid)
        for uids in asked.values():
            assert all(uid in failed for uid in uids[:-1])


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    count = draw(st.integers(1, 7))
    jobs: dict[str, str] = {}
    needs: dict[str, tuple[str, ...]] = {}
    for index in range(count):
        name = f"j{index}"
        jobs[name] = draw(st.sampled_from(["@a", "@b", *jobs]))
        if jobs and draw(st.integers(0, 4)) == 0 and index:
            needs[name] = (f"j{draw(st.integers(0, index - 1))}",)
    in_flight = draw(st.integers(1, 4))
    if draw(st.booleans()):
        return graph_of(jobs, needs=needs, in_flight=in_flight)
    return graph_of(jobs, needs=needs, in_flight=in_flight, per_second=100_000, seconds=8)


weathers = st.builds(
    Weather,
    unreachable=ODDS,
    unanswered=ODDS,
    unsent=ODDS,
    later=ODDS,
    account=st.sampled_from([0.0, 0.0, 0.0, 0.1]),
    rejected=ODDS,
    refused=ODDS,
    stolen_id=st.sampled_from([0.0, 0.0, 0.0, 0.3]),
    fails=ODDS,
    refuses_later=ODDS,
    silent=ODDS,
    cut=ODDS,
)
limits = st.builds(
    Limits,
    in_flight=st.sampled_from([None, 1, 2]),
    max_new=st.sampled_from([None, None, 1, 3]),
    max_unclear=st.integers(1, 3),
    budget=st.sampled_from([None, None, 0, 1_600_000]),
)
kills = st.lists(st.integers(0, 40), max_size=4)


@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
@given(graph=graphs(), limits=limits, weather=weathers, kills=kills, seed=st.integers(0, 2**32))
def test_nothing_is_paid_twice_whatever_happens(
    graph: Graph, limits: Limits, weather: Weather, kills: list[int], seed: int
) -> None:
    world = World(graph, limits, weather, Random(seed))
    for kill_at in kills:
        world.process(kill_at)
        world.check_books()
    assert world.process(), "a run that is not killed settles"
    world.check_books()
    assert world.engine is not None
    for take in world.engine.holdings.takes.values():
        assert take.phase is not Phase.SUBMITTING
    unclear = [t for t in world.engine.holdings.takes.values() if t.phase is Phase.UNCLEAR]
    assert bool(unclear) == (Exit.UNCLEAR in world.engine.verdict())


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(graph=graphs(), limits=limits, weather=weathers, kills=kills, seed=st.integers(0, 2**32))
def test_a_replay_stands_where_the_live_engine_stands_after_every_event(
    graph: Graph, limits: Limits, weather: Weather, kills: list[int], seed: int
) -> None:
    world = World(graph, limits, weather, Random(seed))
    for kill_at in [*kills, None]:
        world.process(kill_at, compare=True)


@settings(max_examples=200, deadline=None)
@given(graph=graphs(), kills=st.lists(st.integers(0, 60), max_size=6), seed=st.integers(0, 2**32))
def test_crashes_alone_leave_only_open_submissions_unclear(
    graph: Graph, kills: list[int], seed: int
) -> None:
    """A service in fine weather: whatever was not caught between sending and recording is done in the end."""
    world = World(graph, Limits(), Weather(), Random(seed))
    for kill_at in kills:
        world.process(kill_at)
    assert world.process()
    world.check_books()
    assert world.engine is not None
    done = {n for n, s in world.engine.steps.items() if s.phase is Phase.COMPLETED}
    unclear = {n for n, s in world.engine.steps.items() if s.phase is Phase.UNCLEAR}
    blocked = {n for n, s in world.engine.steps.items() if s.exit is Exit.UNCLEAR} - unclear
    assert done | unclear | blocked == set(graph.jobs)
    if not unclear:
        posts = len(world.sent)
        assert world.process()
        assert len(world.sent) == posts, "a finished campaign submits nothing"


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(graph=graphs(), weather=weathers, kills=kills, seed=st.integers(0, 2**32))
def test_fail_fast_submits_nothing_after_the_first_failure_that_is_final(
    graph: Graph, weather: Weather, kills: list[int], seed: int
) -> None:
    world = World(graph, Limits(fail_fast=True), weather, Random(seed))
    for kill_at in [*kills, None]:
        known = len(world.events)
        world.process(kill_at)
        world.check_books()
        assert not after_the_first_failure(world.events, known, graph)
    assert world.engine is not None
    for take in world.engine.holdings.takes.values():
        assert take.phase is not Phase.SUBMITTING, "what is in flight is still looked after"


def after_the_first_failure(events: list[e.Event], known: int, graph: Graph) -> list[e.Intent]:
    """Intents of the last process that follow a job's end. Each job has one retry after a failure."""
    job_of = {event.uid: event.job for event in events if isinstance(event, e.Intent)}
    failures = Counter(job_of[event.uid] for event in events[:known] if isinstance(event, e.Failed))
    for index, event in enumerate(events[known:], known):
        if isinstance(event, e.Failed):
            failures[job_of[event.uid]] += 1
            final = failures[job_of[event.uid]] > graph.jobs[job_of[event.uid]].retry
        else:
            final = isinstance(event, e.Refused | e.Rejected | e.Gone)
        if final:
            return [later for later in events[index:] if isinstance(later, e.Intent)]
    return []


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    graph=graphs(),
    weather=weathers,
    kills=kills,
    seed=st.integers(0, 2**32),
    kept=st.sets(st.integers(0, 6), min_size=1),
)
def test_a_saved_plan_submits_nothing_that_is_not_in_it(
    graph: Graph, weather: Weather, kills: list[int], seed: int, kept: set[int]
) -> None:
    """However its takes fail, however often it is interrupted: each job once, under the label that was planned."""
    steps = plan(graph, Holdings(), Policy()).steps
    allowed = {
        name: Allowance(take=steps[name].take, parent=steps[name].parent)
        for name in graph.jobs
        if int(name[1:]) in kept
    }
    world = World(graph, Limits(), weather, Random(seed))
    for kill_at in [*kills, None]:
        world.process(kill_at, policy=Policy(planned=allowed))
    world.check_books()
    for intent in world.intents():
        assert intent.job in allowed
        assert intent.take == allowed[intent.job].take
        assert allowed[intent.job].parent in (None, intent.parent)
    made = Counter(intent.job for intent in world.intents() if world.books.made_for(intent.uid))
    assert all(count == 1 for count in made.values())


def test_fail_fast_says_so_and_a_job_that_may_fail_stops_nothing() -> None:
    graph = graph_of({f"j{i}": "@a" for i in range(5)}, in_flight=1)
    world = World(graph, Limits(fail_fast=True), Weather(refused=1), Random(13))
    world.process()
    assert len(world.sent) == 1
    assert world.engine is not None
    verdict = world.engine.verdict()
    assert verdict[Exit.FAILED][0] == "--fail-fast, and j0 was refused"
    assert len(verdict[Exit.UNFINISHED]) == 4
    allowed = {name: replace(job, allow_failure=True) for name, job in graph.jobs.items()}
    world = World(replace(graph, jobs=allowed), world.limits, Weather(refused=1), Random(13))
    world.process()
    assert len(world.sent) == 5


@pytest.mark.parametrize("provider", ["main", "other"])
def test_the_first_submission_goes_alone_then_the_window_doubles(provider: str) -> None:
    jobs = {f"j{i}": "@a" for i in range(12)}
    graph = graph_of(jobs, in_flight=12, provider=provider)
    world = World(graph, Limits(), Weather(), Random(1))
    world.process()
    open_at_once = []
    waiting: set[str] = set()
    for event in world.events:
        if isinstance(event, e.Intent):
            waiting.add(event.uid)
            open_at_once.append(len(waiting))
        elif isinstance(event, e.Submitted):
            waiting.discard(event.uid)
    assert open_at_once[:2] == [1, 1]
    assert max(open_at_once) > 2


def test_three_doubts_in_a_row_end_submitting() -> None:
    weather = Weather(unanswered=1, unlisted=1)
    world = World(graph_of({f"j{i}": "@a" for i in range(9)}), Limits(), weather, Random(2))
    world.process()
    assert len(world.sent) == 3
    assert world.engine is not None
    assert Exit.UNCLEAR in world.engine.verdict()
    world.process()
    assert len(world.sent) == 6, "a new run tries other jobs, never the unclear ones"
    world.check_books()


@pytest.mark.parametrize("budget", [0, 800_000, 1_600_000, 2_000_000])
def test_a_budget_is_never_passed(budget: int) -> None:
    graph = graph_of({f"j{i}": "@a" for i in range(5)}, per_second=100_000, seconds=8)
    world = World(graph, Limits(budget=budget), Weather(), Random(3))
    world.process()
    assert len(world.sent) == budget // 800_000
    assert world.engine is not None
    assert Exit.BUDGET in world.engine.verdict()


@pytest.mark.parametrize("told", ["NaN", "Infinity", "1e999999", "-8", "1e30", "0", "soon", None])
def test_seconds_that_are_no_length_price_nothing(told: str | None) -> None:
    assert duration(told) is None
    assert duration("8.5") == Decimal("8.5")


def test_max_new_counts_submissions_of_this_run() -> None:
    world = World(
        graph_of({f"j{i}": "@a" for i in range(5)}), Limits(max_new=2), Weather(), Random(4)
    )
    for expected in (2, 4, 5):
        world.process()
        assert len(world.sent) == expected
    assert world.engine is not None
    assert not world.engine.verdict()


def test_an_account_that_is_refused_stops_submitting_and_leaves_takes_ready() -> None:
    world = World(
        graph_of({f"j{i}": "@a" for i in range(5)}), Limits(), Weather(account=1), Random(5)
    )
    world.process()
    assert len(world.sent) == 1
    assert world.engine is not None
    assert Exit.PROVIDER in world.engine.verdict()
    assert all(step.due for step in world.engine.steps.values())


def test_five_requests_that_are_not_accepted_stop_submitting() -> None:
    world = World(
        graph_of({f"j{i}": "@a" for i in range(9)}), Limits(), Weather(rejected=1), Random(6)
    )
    world.process()
    assert len(world.sent) == 5
    assert world.engine is not None
    assert {Exit.PROVIDER, Exit.FAILED} <= set(world.engine.verdict())


def test_a_service_that_says_later_for_an_hour_ends_the_run() -> None:
    world = World(graph_of({"j": "@a"}), Limits(), Weather(later=1), Random(7))
    began = world.at
    world.process()
    assert world.books.videos == {}
    assert 3600 <= world.at - began < 4000
    assert world.engine is not None
    assert Exit.PROVIDER in world.engine.verdict()


def test_nobody_reached_for_a_minute_ends_the_run() -> None:
    world = World(graph_of({"j": "@a"}), Limits(), Weather(unreachable=1), Random(7))
    world.process()
    assert world.sent == []
    assert world.engine is not None
    assert Exit.PROVIDER in world.engine.verdict()


@pytest.mark.parametrize(
    ("odds", "places"),
    [({}, 2), ({"unanswered": 1.0, "unlisted": 1.0}, 1)],
    ids=["in flight", "unclear"],
)
def test_nothing_is_said_to_a_provider_without_a_key_and_it_stands_in_nobodys_way(
    odds: dict[str, float], places: int
) -> None:
    """Neither of what it is to make, nor of what it has; places that are free are the others'."""
    graph = graph_of({"made": "@a", "more": "@a", "twice": "@b", "far": "@a"})
    far = replace(graph.jobs["far"], provider="other")
    graph = replace(graph, jobs={**graph.jobs, "far": far})
    world = World(graph, Limits(wait=False, max_new=1), Weather(**odds), Random(3))
    world.process()
    world.limits, world.weather = Limits(in_flight=places), Weather()
    world.keyless = frozenset({"main"})
    world.process()
    assert [intent.job for intent in world.intents()] == ["made", "far"]
    assert world.verdict()[Exit.PROVIDER] == ["no key"]
    assert world.holdings.phase(world.intents()[1].uid) is Phase.COMPLETED
    assert world.holdings.phase(world.intents()[0].uid) in (Phase.RUNNING, Phase.UNCLEAR)
    world.keyless = frozenset()
    world.process()
    assert not world.verdict()
    assert len(world.intents()) == 4


def test_a_failed_take_gets_one_more_and_then_only_by_request() -> None:
    world = World(graph_of({"j": "@a", "k": "j"}), Limits(), Weather(fails=1), Random(8))
    world.process()
    assert [intent.take for intent in world.intents()] == [1, 2]
    world.process()
    assert len(world.sent) == 2
    assert world.engine is not None
    assert world.engine.steps["k"].exit is Exit.FAILED
    world.process(policy=Policy(retry_failed=True))
    assert [intent.take for intent in world.intents()] == [1, 2, 3]


def test_a_take_that_fails_in_a_later_run_is_retried_by_its_own_provider() -> None:
    graph = graph_of({"j": "@a"}, provider="other")
    world = World(graph, Limits(wait=False), Weather(fails=1), Random(8))
    world.process()
    world.limits = Limits()
    world.process()
    assert [intent.take for intent in world.intents()] == [1, 2]
    fresh = Engine(graph, Limits(), Policy())
    fresh.replay(world.events[: world.events.index(world.intents()[0]) + 2])
    assert [name for name, _ in fresh.roster.in_flight()] == ["other"]


def test_an_edited_prompt_makes_a_new_take_and_its_old_one_is_used_again_when_the_text_returns() -> (
    None
):
    first = graph_of({"j": "@a"})
    world = World(first, Limits(), Weather(), Random(9))
    world.process()
    world.graph = graph_of({"j": "@a"}, prompts={"j": "Make it dusk"})
    world.process()
    assert [(i.take, i.prompt) for i in world.intents()][1] == (2, "Make it dusk")
    world.graph = first
    world.process()
    assert len(world.sent) == 2


def test_children_of_an_edited_parent_wait_for_consent() -> None:
    world = World(graph_of({"j": "@a", "k": "j", "l": "k"}), Limits(), Weather(), Random(10))
    world.process()
    world.graph = graph_of({"j": "@a", "k": "j", "l": "k"}, prompts={"j": "Make it dusk"})
    world.process()
    assert [i.job for i in world.intents()] == ["j", "k", "l", "j"]
    assert world.engine is not None
    assert world.engine.steps["k"].exit is Exit.UNFINISHED
    assert "--on-parent-change" in world.engine.steps["k"].reason
    world.process(policy=Policy(on_parent_change="keep"))
    assert len(world.sent) == 4
    world.process(policy=Policy(on_parent_change="rerun"))
    assert [i.job for i in world.intents()][4:] == ["k", "l"]
    world.process()
    assert len(world.sent) == 6


def test_a_renamed_job_keeps_its_take_and_a_removed_one_is_an_orphan() -> None:
    world = World(graph_of({"j": "@a", "k": "j", "x": "@b"}), Limits(), Weather(), Random(11))
    world.process()
    assert world.engine is not None
    graph = graph_of({"jj": "@a", "kk": "jj"}, prompts={"jj": "Prompt of j", "kk": "Prompt of k"})
    moves, ambiguous = renames(graph, world.engine.holdings, world.at)
    assert {(m.source, m.target) for m in moves} == {("j", "jj"), ("k", "kk")}
    assert not ambiguous
    world.events += moves
    world.graph = graph
    world.process()
    assert len(world.sent) == 3
    planned = plan(graph, world.engine.holdings, Policy())
    assert {step.job for step in planned.orphans} == {"x"}


def test_an_ambiguous_rename_spends_nothing() -> None:
    same = {"j": "Make it dusk", "k": "Make it dusk"}
    world = World(graph_of({"j": "@a", "k": "@a"}, prompts=same), Limits(), Weather(), Random(12))
    world.process()
    assert world.engine is not None
    graph = graph_of({"new": "@a"}, prompts={"new": "Make it dusk"})
    moves, ambiguous = renames(graph, world.engine.holdings, world.at)
    assert moves == []
    assert "moved" in ambiguous["new"]
    world.graph = graph
    world.process(policy=Policy(ambiguous=ambiguous))
    assert len(world.sent) == 2


@pytest.mark.parametrize(("per_minute", "least"), [(0.25, 240), (1, 60), (2.9, 30)])
def test_the_rate_of_submissions_holds(per_minute: float, least: float) -> None:
    graph = graph_of({f"j{i}": "@a" for i in range(6)}, submits_per_minute=per_minute, in_flight=6)
    world = World(graph, Limits(), Weather(), Random(14))
    world.process()
    times = [intent.at for intent in world.intents()]
    assert (times[-1] - times[0]) / 5 >= least * 0.8
    most = max(1, int(per_minute))
    span = max(60.0, 60 / per_minute)
    assert all(later - early >= span for early, later in zip(times, times[most:], strict=False))


def test_a_clock_that_was_ahead_holds_no_submission_up() -> None:
    """A process of a year ahead used up the rate of its minute; this one has the right time."""
    jobs = {f"j{i}": "@a" for i in range(3)}
    graph = graph_of(jobs, submits_per_minute=1)
    world = World(graph, Limits(max_new=1, wait=False), Weather(), Random(13))
    now, world.at = world.at, world.at + 31_536_000.0
    world.process()
    assert [intent.job for intent in world.intents()] == ["j0"]
    world.at = now
    world.process()
    second = world.intents()[1]
    assert (second.job, second.at < now + MINUTE) == ("j1", True)
    world.process()
    third = world.intents()[2]
    assert MINUTE <= third.at - second.at < 2 * MINUTE, "the right minute is kept"


def test_what_lasted_over_two_clocks_is_not_counted() -> None:
    """Submitted by a process with one clock, finished by one a year later: not what a take usually lasts."""
    graph = graph_of({f"j{i}": "@a" for i in range(4)})
    world = World(graph, Limits(wait=False), Weather(), Random(15))
    world.process()
    world.at, world.limits = world.at + 31_536_000.0, Limits()
    world.process()
    assert {take.phase for take in world.holdings.takes.values()} == {Phase.COMPLETED}
    assert world.engine is not None
    assert {a.history.expected for a in world.engine.roster} == {None}


def account_of(windows: int) -> Account:
    """One whose last answers were all good."""
    account = Account.of(graph_of({"j": "@a"}).providers["main"], None)
    for number in range(windows):
        account.answered(e.Submitted(at=0.0, uid=f"t_{number}", id=f"video_{number}"))
    return account


def test_a_doubt_closes_the_window() -> None:
    account = account_of(3)
    assert account.window == 8
    account.answered(e.Unclear(at=1.0, uid="t_9", reason="no answer"))
    assert (account.window, account.doubts) == (1, 1)


def test_a_pause_that_the_service_asks_for_is_kept() -> None:
    account = account_of(3)
    account.answered(
        e.Deferred(at=100.0, uid="t_9", scope="later", wait=45.0, code="429", message="slow down")
    )
    assert (account.window, account.not_before) == (4, 145.0)


@pytest.mark.parametrize("seed", range(12))
def test_a_submission_that_must_wait_longer_does_not_end_the_run(seed: int) -> None:
    """It waits for the rate, and meanwhile the service says "later": it is put off again, with nothing else to do."""
    graph = graph_of({f"j{n}": "@a" for n in range(6)}, submits_per_minute=3)
    world = World(graph, Limits(), Weather(later=0.4), Random(seed))
    assert world.process()
    assert world.engine is not None
    assert world.engine.verdict() == {}
    assert len(world.books.videos) == 6


@given(seed=st.integers(0, 2**32), crowd=st.sampled_from([0.1, 0.5, 0.8]))
@settings(max_examples=30, deadline=None)
def test_an_account_that_others_use_too(seed: int, crowd: float) -> None:
    """Whatever the others leave us, before a connection or after: all is submitted in the end, and once."""
    rng = Random(seed)
    graph = graph_of({f"j{n}": "@a" if n < 4 else f"j{n - 4}" for n in range(8)})
    engine, books, disk = Engine(graph, Limits(), Policy()), Books(), Disk()
    simulator = Simulator(books, Weather(unreachable=0.1, later=0.1), rng, 1_000_000.0)
    granted: list[str] = []

    def ask(job: str, provider: str, at: float, uid: str | None) -> e.Crowded | None:
        if rng.random() < crowd:
            return e.Crowded(at=at, job=job, until=at + rng.choice([0.25, 30.0]), reason="x")
        granted.extend([] if uid is None else [uid])
        return None

    engine.replay([])
    disk.append(e.Run(at=simulator.at, pid=1, host="h", version="0", command="run"), 0)
    engine.apply(disk.events[0])
    loop(engine, disk, simulator, ask=ask)
    assert engine.verdict() == {}
    assert granted == [event.uid for event in disk.events if isinstance(event, e.Intent)]
    assert simulator.posts == granted
    assert len(books.videos) == 8
