"""What becomes of lost answers where a service has a list: the engine through the simulator."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphs import graph_of
from remixbatch import events as e
from remixbatch.actions import Connect, Survey
from remixbatch.dialect import Idempotency
from remixbatch.engine import Engine
from remixbatch.errors import Exit
from remixbatch.graph import Graph
from remixbatch.limits import Limits
from remixbatch.policy import Policy
from remixbatch.simulator.service import Weather
from remixbatch.take import Phase
from test_engine import World, kills

ODDS = st.sampled_from([0.0, 0.0, 0.2, 0.6])
weathers = st.builds(
    Weather, unanswered=ODDS, unsent=ODDS, late=ODDS, lag=ODDS, fails=st.sampled_from([0.0, 0.3])
)


@st.composite
def families(draw: st.DrawFn, *, complete: bool) -> Graph:
    """Chains and twins: jobs of one source and one prompt."""
    jobs: dict[str, str] = {}
    prompts: dict[str, str] = {}
    for index in range(draw(st.integers(1, 6))):
        name = f"j{index}"
        jobs[name] = draw(st.sampled_from(["@a", "@a", "@b", *jobs]))
        prompts[name] = draw(st.sampled_from([f"Prompt of {name}", "Make it dusk"]))
    in_flight, per_second = draw(st.integers(1, 4)), None if complete else 100_000
    return graph_of(jobs, prompts=prompts, in_flight=in_flight, per_second=per_second, seconds=8)


def check_paid(world: World) -> None:
    """Each submission was sent once, and no job has two videos of one request unless the first failed.

    Twins may have been given each other's videos, so it is by owner that videos are counted.
    """
    assert len(world.sent) == len(set(world.sent))
    for name in world.graph.jobs:
        kept = [t for t in world.holdings.of(name) if t.made and t.phase is not Phase.FAILED]
        assert len(kept) == len({(take.key, take.parent) for take in kept})
    assert len(world.books.videos) <= sum(take.maybe_paid for take in world.holdings.takes.values())


def check_adoptions(world: World) -> None:
    """What the list settled is true: an adopted video was made for such a submission, and for no other's take."""
    intents = {intent.uid: intent for intent in world.intents()}
    videos = world.books.videos
    for event in world.events:
        if isinstance(event, e.Adopted):
            intent, video = intents[event.uid], videos[event.id]
            assert (video.parent, video.prompt) == (intent.parent, intent.prompt)
            alike = [
                i for i in intents.values() if (i.parent, i.prompt) == (video.parent, video.prompt)
            ]
            assert video.uid == intent.uid or len(alike) > 1
        elif isinstance(event, e.Settled):
            made = [v for v in videos.values() if v.uid == event.uid]
            owned = {take.id for take in world.holdings.takes.values()}
            assert all(video.id in owned for video in made), (
                "not created, yet it is there for nobody"
            )


@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    graph=families(complete=True),
    weather=weathers,
    kills=kills,
    seed=st.integers(0, 2**32),
    ahead=st.sampled_from([0.0, -86_400.0, 600.5]),
)
def test_a_complete_list_leaves_no_doubt(
    graph: Graph, weather: Weather, kills: list[int], seed: int, ahead: float
) -> None:
    world = World(graph, Limits(), weather, Random(seed))
    world.books.ahead = ahead
    for kill_at in kills:
        world.process(kill_at)
        check_paid(world)
    assert world.process()
    check_paid(world)
    check_adoptions(world)
    assert not [t for t in world.holdings.takes.values() if t.phase is Phase.UNCLEAR]
    owned = {take.id for take in world.holdings.takes.values()}
    assert owned >= set(world.books.videos), "nothing that was paid for is lost"


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    graph=families(complete=False),
    weather=st.builds(
        Weather, unanswered=ODDS, unsent=ODDS, late=ODDS, lag=ODDS, hidden=ODDS, unlisted=ODDS
    ),
    kills=kills,
    seed=st.integers(0, 2**32),
)
def test_a_list_that_may_leave_things_out_settles_only_what_it_shows(
    graph: Graph, weather: Weather, kills: list[int], seed: int
) -> None:
    world = World(graph, Limits(), weather, Random(seed))
    for kill_at in [*kills, None]:
        world.process(kill_at)
        check_paid(world)
    check_adoptions(world)
    assert not any(isinstance(event, e.Settled) for event in world.events)
    unclear = [h for h, t in world.holdings.takes.items() if t.phase is Phase.UNCLEAR]
    assert all(world.holdings.held(handle) for handle in unclear), "each says why"
    length = len(world.events)
    world.weather = Weather(hidden=weather.hidden)
    world.process()
    world.process()
    more = [event for event in world.events[length:] if isinstance(event, e.Held)]
    assert len(more) <= len(unclear), "what is known already is not recorded again"


@pytest.mark.parametrize("count", [1, 3])
def test_twins_are_adopted_whichever_they_are(count: int) -> None:
    names = {f"j{i}": "@a" for i in range(count)}
    graph = graph_of(
        names, prompts=dict.fromkeys(names, "Make it dusk"), per_second=100_000, seconds=8
    )
    world = World(graph, Limits(), Weather(unanswered=1, lag=1, late=1), Random(1))
    world.process()
    assert not world.verdict()
    assert {take.id for take in world.holdings.takes.values()} == set(world.books.videos)


def test_an_equal_video_of_somebody_else_is_for_a_person() -> None:
    graph = graph_of({"j": "@a", "k": "j", "x": "@b"}, per_second=100_000, seconds=8)
    world = World(graph, Limits(wait=False), Weather(unanswered=1, unlisted=1), Random(1))
    world.process()
    world.weather = Weather()
    world.limits = Limits()
    first = next(v for v in world.books.videos.values() if v.parent == "video_a")
    twin = type(first)(
        id="video_foreign", uid="", parent=first.parent, prompt=first.prompt, ready_at=0, shown_at=0,
        end="completed", created=first.created + 5,
    )  # fmt: skip
    world.books.videos[twin.id] = twin
    world.process()
    [(handle, held)] = [
        (h, world.holdings.held(h))
        for h, t in world.holdings.takes.items()
        if t.phase is Phase.UNCLEAR
    ]
    assert world.holdings.job_of(handle) == "j"
    assert held is not None
    assert held.reason == "the list shows 2 videos that it may have made"
    assert [c["id"] for c in held.candidates] == ["video_foreign", first.id]
    assert world.engine is not None
    assert world.engine.steps["x"].phase is Phase.COMPLETED, "the rest went on"
    assert world.engine.steps["k"].exit is Exit.UNCLEAR
    events = len(world.events)
    world.process()
    assert len(world.events) == events + 1, "a run that learns nothing new records that it ran"


def test_a_service_that_makes_nothing_and_says_nothing_is_left_after_three_times() -> None:
    world = World(graph_of({"j": "@a", "k": "@b"}), Limits(), Weather(unsent=1), Random(1))
    world.process()
    assert 3 <= len(world.sent) <= 4  # the last ones were on their way together
    assert Exit.PROVIDER in world.verdict()
    assert Exit.UNCLEAR not in world.verdict()


def test_without_waiting_the_list_is_asked_once() -> None:
    world = World(graph_of({"j": "@a"}), Limits(wait=False), Weather(unsent=1), Random(1))
    began = world.at
    world.process()
    assert world.at - began < 10
    assert Exit.UNCLEAR in world.verdict()
    world.at += 60
    world.weather = Weather()
    world.process()
    assert Exit.UNCLEAR not in world.verdict(), "it had its time"


def keyed(graph: Graph, retention: float = 3600.0) -> Graph:
    """Its service has no list, and honours idempotency keys."""
    key = Idempotency(header="Idempotency-Key", honoured=True, retention=retention)
    providers = {
        name: replace(p, profile=replace(p.profile, listing=None, idempotency=key))
        for name, p in graph.providers.items()
    }
    return replace(graph, providers=providers)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    graph=families(complete=False),
    weather=st.builds(
        Weather, unanswered=ODDS, unsent=ODDS, later=ODDS, unreachable=ODDS, rejected=ODDS
    ),
    kills=kills,
    seed=st.integers(0, 2**32),
)
def test_a_key_that_is_honoured_pays_once_however_often_it_is_sent(
    graph: Graph, weather: Weather, kills: list[int], seed: int
) -> None:
    world = World(keyed(graph), Limits(), weather, Random(seed))
    for kill_at in [*kills, None]:
        world.process(kill_at)
    world.weather = Weather()
    world.process()
    made = Counter(video.uid for video in world.books.videos.values())
    assert all(count == 1 for count in made.values())
    for name in world.graph.jobs:
        kept = [t for t in world.holdings.of(name) if t.made and t.phase is not Phase.FAILED]
        assert len(kept) == len({(take.key, take.parent) for take in kept})
    assert not [t for t in world.holdings.takes.values() if t.phase is Phase.UNCLEAR]
    assert {t.id for t in world.holdings.takes.values()} >= set(world.books.videos)


@pytest.mark.parametrize(("retention", "sent"), [(3600.0, 4), (191.0, 1)])
def test_a_key_is_used_within_its_retention_alone(retention: float, sent: int) -> None:
    """The first time and three more; not where the service may have forgotten it by then."""
    world = World(
        keyed(graph_of({"j": "@a"}, per_second=1, seconds=8), retention),
        Limits(max_unclear=9),
        Weather(unsent=1),
        Random(1),
    )
    world.process()
    assert len(world.sent) == sent
    assert len(set(world.sent)) == 1
    assert Exit.UNCLEAR in world.verdict()


def test_a_key_is_not_used_for_another_request_nor_where_only_polling_is_allowed() -> None:
    graph = keyed(graph_of({"j": "@a"}))
    world = World(graph, Limits(max_unclear=1), Weather(unsent=1), Random(1))
    world.process()
    assert len(world.sent) == 1, "submitting had ended"
    world.limits = Limits(submit=False)
    world.process()
    assert len(world.sent) == 1
    world.limits = Limits()
    other = replace(graph.providers["main"].profile, headers={"X-Version": "2"})
    world.graph = replace(
        graph, providers={n: replace(p, profile=other) for n, p in graph.providers.items()}
    )
    world.process()
    assert len(world.sent) == 1, "the request would not be the same"
    world.graph = graph
    world.at += 4000
    world.process()
    assert len(world.sent) == 1, "the key is too old"


# -- one engine, told event by event -----------------------------------------------------------------


RUN = e.Run(at=90.0, pid=1, host="h", version="0", command="run")


def after_a_crash(
    graph: Graph,
    *,
    ahead: float | None = 0.0,
    then: Sequence[e.Event] = (),
    usd: int | None = None,
) -> Engine:
    """A process recorded the intent of `j` at 100 s and was gone; another began at 110 s."""
    job = graph.jobs["j"]
    intent = e.Intent(
        at=100.0,
        uid="t_1",
        job="j",
        take=1,
        key=job.key,
        parent="video_a",
        profile=job.profile,
        origin=job.origin,
        model=None,
        params={},
        prompt=job.prompt,
        usd=usd,
        position=1,
        ahead=ahead,
        shape=graph.providers["main"].profile.shape,
    )
    engine = Engine(graph, Limits(), Policy())
    engine.replay([RUN, intent, replace(RUN, at=110.0), *then])
    return engine


def test_an_answer_without_the_time_settles_nothing() -> None:
    engine = after_a_crash(graph_of({"j": "@a"}))
    [survey] = engine.actions(110.0)
    assert survey == Survey(not_before=110.0, provider="main", since=30.0)
    [held] = engine.follows(e.Listed(at=111.0, provider="main", ahead=None, sightings=()))
    assert isinstance(held, e.Held)
    assert held.reason == "its answers do not tell the time by its clock"


def test_nothing_is_asked_about_what_was_settled_meanwhile() -> None:
    adopted = e.Adopted(at=120.0, uid="t_1", id="video_1", by="ana")
    engine = after_a_crash(graph_of({"j": "@a"}), then=[adopted])
    assert not [a for a in engine.actions(121.0) if isinstance(a, Survey)]
    engine = after_a_crash(graph_of({"j": "@a"}))
    engine.apply(adopted)
    assert not [a for a in engine.actions(121.0) if isinstance(a, Survey)]


@pytest.mark.parametrize(
    ("then", "now", "allowed"),
    [
        (0.0, 0.0, True),
        (None, 0.0, False),
        (0.0, None, False),
        (0.0, 4000.0, False),
        (9000.0, 9000.0, True),
    ],
)
def test_a_key_counts_by_the_clock_of_the_service_alone(
    then: float | None, now: float | None, *, allowed: bool
) -> None:
    """`then`, `now`: by how much it was, and is, before ours."""
    engine = after_a_crash(keyed(graph_of({"j": "@a"})), ahead=then)
    [connect] = engine.actions(110.0)
    assert isinstance(connect, Connect)
    assert engine.wants(connect)
    admitted = engine.admit(e.Connected(at=112.0, job=connect.job, ahead=now), "t_2")
    assert (admitted == e.Resent(at=112.0, uid="t_1", ahead=now)) is allowed


@pytest.mark.parametrize(
    ("limits", "allowed"),
    [
        (Limits(), True),
        (Limits(max_new=0), False),
        (Limits(max_new=1), True),
        (Limits(budget=0), False),
        (Limits(budget=2_400_000), True),
        (Limits(budget=2_400_000, spent_before=1), False),
        (Limits(max_new=1, new_before=1), False),
    ],
)
def test_what_an_earlier_run_left_unclear_is_sent_again_within_the_limits_of_this_one(
    limits: Limits, *, allowed: bool
) -> None:
    """The service may make it only now."""
    engine = after_a_crash(keyed(graph_of({"j": "@a"})), usd=2_400_000)
    engine.permit.hold(limits)
    [connect] = engine.actions(110.0)
    assert isinstance(connect, Connect)
    admitted = engine.admit(e.Connected(at=112.0, job=connect.job, ahead=0.0), "t_2")
    assert (admitted is not None) is allowed
    if admitted is not None:
        for _ in range(2):  # once, however often
            engine.apply(admitted)
            engine.apply(e.Unclear(at=113.0, uid="t_1", reason="no answer"))
        assert (engine.spending.new, engine.spending.spent) == (1, 2_400_000)


def keyed_and_listed() -> Graph:
    """Its service honours keys, and its list is complete: 30 s for an answer, 2 s to settle."""
    key = Idempotency(header="Idempotency-Key", honoured=True, retention=3600.0)
    graph = graph_of({"j": "@a"})
    providers = {
        name: replace(p, profile=replace(p.profile, idempotency=key))
        for name, p in graph.providers.items()
    }
    return replace(graph, providers=providers)


def empty_list(engine: Engine, at: float) -> list[e.Event]:
    return engine.follows(e.Listed(at=at, provider="main", ahead=0.0, sightings=()))


RESENT = e.Resent(at=200.0, uid="t_1", ahead=0.0)
LOST = e.Unclear(at=230.0, uid="t_1", reason="timeout")


def test_a_submission_that_was_sent_again_has_its_time_once_more() -> None:
    engine = after_a_crash(keyed_and_listed(), then=[RESENT, LOST])
    assert empty_list(engine, 231.0) == [], "its last sending may yet be made"
    assert engine.sendings.sent_at("t_1") == 100.0
    assert empty_list(engine, 243.0) == [e.Settled(at=243.0, uid="t_1", by="service")]


@pytest.mark.parametrize("since", [None, 31.0])
def test_a_list_that_does_not_go_back_to_it_tells_nothing(since: float | None) -> None:
    """It was on its way when the submission became unclear: absence from it means nothing."""
    engine = after_a_crash(keyed_and_listed())
    listed = e.Listed(at=900.0, provider="main", ahead=0.0, sightings=(), since=since)
    assert engine.follows(listed) == []
    assert [due for _, due in engine.doubts.due()] == [900.0], "it is asked again"
    about_it = replace(listed, since=30.0)
    assert engine.follows(about_it) == [e.Settled(at=900.0, uid="t_1", by="service")]


def test_what_its_last_sending_made_is_adopted() -> None:
    engine = after_a_crash(keyed_and_listed(), then=[replace(RESENT, at=800.0)])
    engine.apply(replace(LOST, at=830.0))
    prompt = engine.graph.jobs["j"].prompt
    made = e.Sighting(id="video_1", parent="video_a", prompt=prompt, created=802.0)
    listed = e.Listed(at=831.0, provider="main", ahead=0.0, sightings=[made])
    [adopted] = engine.follows(listed)
    assert isinstance(adopted, e.Adopted)


def test_when_it_was_sent_again_must_be_known_too() -> None:
    engine = after_a_crash(keyed_and_listed(), then=[replace(RESENT, ahead=None), LOST])
    [held] = empty_list(engine, 900.0)
    assert isinstance(held, e.Held)
    assert held.reason == "when it was sent by the service's clock is not known here"


def test_a_process_that_stood_still_may_have_sent_late() -> None:
    """Hours between what was recorded and what was sent: the service has its time from the end of them."""
    engine = after_a_crash(keyed_and_listed(), then=[RESENT, replace(LOST, at=30_000.0)])
    assert empty_list(engine, 30_001.0) == []
    assert empty_list(engine, 30_013.0) == [e.Settled(at=30_013.0, uid="t_1", by="service")]


def test_what_was_on_its_way_when_its_process_ended_may_have_come_in_as_late_as_that() -> None:
    """A machine that slept, and a kill when it woke: the service has its time from the next process's begin."""
    engine = after_a_crash(keyed_and_listed(), then=[RESENT, replace(RUN, at=9_000.0)])
    assert empty_list(engine, 9_001.0) == []
    assert empty_list(engine, 9_013.0) == [e.Settled(at=9_013.0, uid="t_1", by="service")]


def test_a_clock_that_was_set_ahead_between_two_processes_holds_nothing_up() -> None:
    runs = [replace(RUN, at=99_000.0), replace(RUN, at=300.0)]
    engine = after_a_crash(keyed_and_listed(), then=[RESENT, *runs])
    assert empty_list(engine, 311.0) == []
    assert empty_list(engine, 313.0) == [e.Settled(at=313.0, uid="t_1", by="service")]


@pytest.mark.parametrize("lost", [112.0, 142.0], ids=["at once", "at its deadline"])
def test_a_service_whose_clocks_differ_has_its_time_by_ours(lost: float) -> None:
    """One that is behind stamped the submission, one that is before it the list."""
    engine = Engine(keyed_and_listed(), Limits(), Policy())
    engine.replay([RUN])
    [connect] = engine.actions(110.0)
    assert isinstance(connect, Connect)
    intent = engine.admit(e.Connected(at=112.0, job="j", ahead=-30.0), "t_1")
    assert isinstance(intent, e.Intent)
    engine.apply(intent)
    engine.apply(e.Unclear(at=lost, uid="t_1", reason="timeout"))
    listed = e.Listed(at=130.0, provider="main", ahead=30.0, sightings=())
    assert engine.follows(listed) == []
    late = replace(listed, at=155.0)
    assert engine.follows(late) == [e.Settled(at=155.0, uid="t_1", by="service")]


def test_what_a_list_showed_to_an_earlier_process_is_older_than_what_follows() -> None:
    """A person said that it is not the one; nor is it what the next submission made."""
    graph = graph_of({"j": "@a"})
    job = graph.jobs["j"]
    theirs = e.Sighting(id="video_old", parent="video_a", prompt=job.prompt, created=115.0)
    held = e.Held(
        at=120.0, uid="t_1", reason="two", candidates=[{"id": "video_old", "created": 115.0}]
    )
    engine = after_a_crash(graph, then=[held, e.Settled(at=130.0, uid="t_1", by="ana")])
    [connect] = engine.actions(131.0)
    assert isinstance(connect, Connect)
    intent = engine.admit(e.Connected(at=131.0, job="j", ahead=0.0), "t_2")
    assert isinstance(intent, e.Intent)
    engine.apply(intent)
    engine.apply(e.Unclear(at=132.0, uid="t_2", reason="reset"))
    later = e.Listed(at=180.0, provider="main", ahead=0.0, sightings=[theirs])
    assert engine.follows(later) == [e.Settled(at=180.0, uid="t_2", by="service")]


def test_what_is_sent_again_keeps_to_the_rate() -> None:
    engine = after_a_crash(keyed(graph_of({"j": "@a"}, submits_per_minute=1)))
    [connect] = engine.actions(110.0)
    assert isinstance(connect, Connect)
    assert engine.admit(e.Connected(at=112.0, job=connect.job, ahead=0.0), "t_2") is None
    [again] = engine.actions(112.0)
    assert again.not_before == 160.0
