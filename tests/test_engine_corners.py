"""The engine, told event by event what a run seldom sees: stops, services that are not the spec's any more, prices unknown."""

from dataclasses import replace

import pytest

from graphs import graph_of
from remixbatch import events as e
from remixbatch.actions import Connect, Look, Survey
from remixbatch.engine import Engine
from remixbatch.errors import Exit
from remixbatch.graph import Graph
from remixbatch.holdings import Holdings
from remixbatch.limits import Limits, Lost
from remixbatch.policy import Policy
from remixbatch.resends import AGAIN
from remixbatch.sendings import Sendings
from remixbatch.take import Phase, begin

T = 1_800_000_000.0
RUN = e.Run(at=T, pid=1, host="h", version="1", command="run")


def begun(graph: Graph, limits: Limits | None = None, *before: e.Event) -> Engine:
    """One process on such a spec. `before`: what the journal has."""
    engine = Engine(graph, limits or Limits(), Policy())
    engine.replay([*before, RUN])
    return engine


def sent(engine: Engine, job: str, uid: str, at: float = T) -> e.Intent:
    """A submission that was admitted and recorded."""
    engine.actions(at)
    intent = engine.admit(e.Connected(at=at, job=job), uid)
    assert isinstance(intent, e.Intent)
    engine.apply(intent)
    return intent


def made(engine: Engine, uid: str, at: float = T + 1, **more: float) -> None:
    engine.apply(e.Submitted(at=at, uid=uid, id=f"video_{uid}", expires=more.get("expires")))


def elsewhere(uid: str = "t_far", job: str = "j") -> e.Intent:
    """Sent to a service that the spec does not speak to any more."""
    return e.Intent(
        at=T - 100,
        uid=uid,
        job=job,
        take=1,
        key="k1:0",
        parent="video_0",
        profile="gone",
        origin="https://gone.example",
        model=None,
        params={},
        prompt="Old words",
        usd=None,
        position=0,
    )


def test_an_answer_that_names_a_source_of_the_spec_is_none() -> None:
    """That video was there before: what was made and paid for is another."""
    engine = begun(graph_of({"j": "@a", "k": "@b"}))
    intent = sent(engine, "j", "t_1")
    judged = engine.judge(e.Submitted(at=T + 1, uid=intent.uid, id="video_b"))
    reason = "the service answered with video_b, which is a source"
    assert judged == e.Unclear(at=T + 1, uid=intent.uid, reason=reason)


def test_a_full_minute_is_told() -> None:
    engine = begun(graph_of({"j": "@a", "k": "@a"}, submits_per_minute=1))
    first = sent(engine, "j", "t_1")
    made(engine, "t_1")
    engine.actions(T + 2)
    assert [name for name, _ in engine.paced(T + 2)] == ["main"]
    assert list(engine.paced(first.at + 3600)) == []


@pytest.mark.parametrize(("how", "looks"), [("drain", True), ("leave", False)])
def test_a_stop_ends_submitting_and_a_leave_looking(how: str, looks: bool) -> None:  # noqa: FBT001
    engine = begun(graph_of({"j": "@a", "k": "@a"}))
    sent(engine, "j", "t_1")
    made(engine, "t_1")
    engine.apply(e.Stopped(at=T + 2, how=how, reason="stopped"))  # type: ignore[arg-type]
    wanted = engine.actions(T + 2)
    assert [type(action) for action in wanted] == ([Look] if looks else [])
    look = Look(not_before=T, uid="t_1", provider="main", id="video_t_1", links={})
    assert engine.wants(look) is looks
    assert Exit.INTERRUPTED in engine.verdict()
    assert engine.admit(e.Connected(at=T + 3, job="k"), "t_2") is None


def test_facts_that_this_process_cannot_follow_end_submitting() -> None:
    engine = begun(graph_of({"j": "@a", "k": "@a"}))
    sent(engine, "j", "t_1")
    made(engine, "t_1")
    engine.apply(e.Overtaken(at=T + 2, reason="it renames jobs"))
    assert [type(action) for action in engine.actions(T + 2)] == [Look]
    assert engine.verdict()[Exit.LOCK] == ["it renames jobs"]
    assert engine.admit(e.Connected(at=T + 3, job="k"), "t_2") is None


@pytest.mark.parametrize(
    ("status", "phase"), [("running", Phase.RUNNING), ("unclear", Phase.UNCLEAR)]
)
def test_a_take_that_comes_in_while_its_job_connects(status: str, phase: Phase) -> None:
    """Nothing is sent for it, and it is looked after like any other."""
    there = begun(graph_of({"j": "@a"}))
    take = begin(sent(there, "j", "t_far"))
    engine = begun(graph_of({"j": "@a"}))
    engine.actions(T)
    id_ = "video_far" if phase is Phase.RUNNING else None
    line = replace(take, status=status, id=id_).line()
    engine.apply(e.Imported(at=T + 1, line=line))
    assert engine.admit(e.Connected(at=T + 1, job="j"), "t_2") is None
    assert engine.steps["j"].phase is phase
    wanted = [type(action) for action in engine.actions(T + 2)]
    assert wanted == [Look if phase is Phase.RUNNING else Survey]
    assert list(engine.roster.in_flight()) == ([("main", "t_far")] if id_ else [])


def test_our_disk_is_full_of_videos() -> None:
    engine = begun(graph_of({"j": "@a", "k": "@a"}))
    sent(engine, "j", "t_1")
    made(engine, "t_1")
    engine.apply(e.Completed(at=T + 5, uid="t_1"))
    engine.apply(e.FetchFailed(at=T + 6, uid="t_1", kind="disk", reason="no space left"))
    assert engine.verdict()[Exit.DISK] == ["no space left"]
    assert engine.admit(e.Connected(at=T + 7, job="k"), "t_2") is None


def test_a_price_that_nobody_knows_is_not_within_a_budget() -> None:
    engine = begun(graph_of({"j": "@a"}, per_second=100_000), Limits(budget=10_000_000))
    engine.actions(T)
    assert engine.admit(e.Connected(at=T, job="j"), "t_1") is None
    [reason] = engine.verdict()[Exit.BUDGET]
    assert "the price of j is unknown" in reason


def test_a_file_that_is_missing_before_it_can_have_expired_is_asked_for_again() -> None:
    engine = begun(graph_of({"j": "@a"}))
    sent(engine, "j", "t_1")
    made(engine, "t_1", expires=T + 9999)
    engine.apply(e.Completed(at=T + 5, uid="t_1"))
    missing = e.FetchFailed(at=T + 6, uid="t_1", kind="missing", reason="HTTP 404")
    assert engine.judge(missing) is missing
    assert isinstance(engine.judge(replace(missing, at=T + 99_999, ahead=0.0)), e.Gone)
    ours_is_wrong = replace(missing, at=T + 99_999, ahead=-99_990.0)
    assert engine.judge(ours_is_wrong) is ours_is_wrong, "by the service's clock it has not expired"
    assert isinstance(engine.judge(replace(missing, ahead=99_990.0)), e.Gone)


def test_our_clock_alone_gives_no_video_up() -> None:
    """A service that does not tell the time: what is paid for is asked for again, and kept."""
    engine = begun(graph_of({"j": "@a"}))
    sent(engine, "j", "t_1")
    made(engine, "t_1", expires=T + 9999)
    engine.apply(e.Completed(at=T + 5, uid="t_1"))
    missing = e.FetchFailed(at=T + 99_999, uid="t_1", kind="missing", reason="HTTP 404")
    for _ in range(6):
        assert engine.judge(missing) is missing
        engine.apply(missing)
    assert engine.holdings.phase("t_1") is Phase.COMPLETED
    assert engine.given_up == {"t_1": "the service has no file of it, asked 6 times: HTTP 404"}
    assert Exit.UNFINISHED in engine.verdict()


def test_a_service_that_is_not_the_specs_any_more() -> None:
    """What was sent there is kept and told; nobody asks there, and nothing is priced."""
    engine = begun(graph_of({"j": "@a"}), None, elsewhere())
    adopted = e.Adopted(at=T + 1, uid="t_far", id="video_far", by="ana")
    engine.apply(adopted)
    done = e.Completed(at=T + 2, uid="t_far", seconds="8")
    assert engine.judge(done) is done
    engine.apply(e.LookFailed(at=T + 2, uid="t_far", kind="silent", reason="nobody"))
    engine.apply(done)
    assert all(getattr(action, "uid", "") != "t_far" for action in engine.actions(T + 3))
    reasons = [reason for each in engine.verdict().values() for reason in each]
    assert any("gone.example" in reason for reason in reasons)


def test_a_connection_for_a_job_that_is_not_due_any_more() -> None:
    engine = begun(graph_of({"j": "@a"}))
    engine.actions(T)
    theirs = replace(elsewhere(), profile="emulator", origin="emulator:local")
    job = engine.graph.jobs["j"]
    assert job.source is not None
    engine.apply(replace(theirs, key=job.key, parent=job.source))
    made(engine, "t_far")
    assert engine.admit(e.Connected(at=T + 1, job="j"), "t_2") is None
    assert engine.spending.new == 1


def test_a_failure_of_another_prompt_is_no_reason_to_stop() -> None:
    """--fail-fast means what the spec asks for now."""
    graph = graph_of({"j": "@a", "k": "@a"})
    job = graph.jobs["j"]
    assert job.source is not None
    old = replace(elsewhere("t_old"), profile=job.profile, origin=job.origin, parent=job.source)
    now = replace(old, uid="t_now", key=job.key, take=2)
    before = (
        *(old, e.Submitted(at=T - 90, uid="t_old", id="video_old")),
        *(now, e.Refused(at=T - 80, uid="t_now", code="moderation_blocked", message="no")),
    )
    engine = begun(graph, Limits(fail_fast=True), *before)
    engine.apply(e.Failed(at=T + 1, uid="t_old", code="x", message="no"))
    assert Exit.FAILED not in engine.stops
    assert engine.steps["k"].due


def unclear(uid: str, at: float = T + 1) -> e.Unclear:
    return e.Unclear(at=at, uid=uid, reason="no answer")


def test_a_doubt_of_a_job_that_is_gone_is_cleared_up() -> None:
    engine = begun(graph_of({"j": "@a"}), Limits(max_unclear=1))
    engine.apply(replace(elsewhere("t_1", "old"), profile="emulator", origin="emulator:local"))
    engine.apply(unclear("t_1"))
    assert engine.spending.new == 1
    engine.apply(e.Settled(at=T + 2, uid="t_1", by="service"))
    assert engine.spending.new == 0


def test_one_doubt_too_many_is_left() -> None:
    engine = begun(graph_of({"j": "@a", "k": "@a"}), Limits(max_unclear=1))
    first = sent(engine, "j", "t_1")
    engine.apply(replace(first, uid="t_2", job="k", key=engine.graph.jobs["k"].key))
    for uid in ("t_1", "t_2"):
        engine.apply(unclear(uid))
    engine.apply(e.Adopted(at=T + 2, uid="t_1", id="video_1", by="service"))
    assert Exit.UNCLEAR in engine.stops
    engine.apply(e.Adopted(at=T + 3, uid="t_2", id="video_2", by="service"))
    assert Exit.UNCLEAR not in engine.stops


def test_a_service_that_made_nothing_of_what_another_spec_sent_is_left() -> None:
    """One after another by the same call; here it is the limit of one."""
    graph = graph_of({"j": "@a"})
    provider = graph.providers["main"]
    lost = {(provider.profile.name, provider.origin): Lost(vanished=1)}
    engine = begun(graph, Limits(max_unclear=1, lost_before=lost))
    assert engine.actions(T) == []
    [said] = engine.verdict()[Exit.PROVIDER]
    assert "gave no usable answer to 1 submissions in a row" in said
    assert engine.roster.lost() == lost
    assert begun(graph, Limits(max_unclear=2, lost_before=lost)).actions(T)
    doubts = {home: Lost(doubts=1) for home in lost}
    engine = begun(graph, Limits(max_unclear=1, lost_before=doubts))
    assert engine.actions(T) == []
    assert Exit.UNCLEAR in engine.stops


def test_what_is_sent_again_waits_its_turn() -> None:
    """Under its own key, which the service honours; yet within the minute, and not in a crowd."""
    engine = begun(graph_of({"j": "@a"}, submits_per_minute=1))
    sent(engine, "j", "t_1")
    engine.apply(unclear("t_1"))
    again = AGAIN + "t_1"
    assert engine.admit(e.Connected(at=T + 2, job=again), "t_2") is None
    [connect] = [action for action in engine.actions(T + 2) if isinstance(action, Connect)]
    assert (connect.job, connect.not_before) == (again, T + 60)
    engine.apply(e.Crowded(at=T + 61, job=again, until=T + 90, reason="others"))
    [connect] = [action for action in engine.actions(T + 61) if isinstance(action, Connect)]
    assert connect.not_before == T + 90
    engine.apply(e.Adopted(at=T + 62, uid="t_1", id="video_1", by="service"))
    assert not engine.wants(connect)
    engine.apply(e.Unreachable(at=T + 80, job=again, reason="nobody there"))
    assert engine.admit(e.Connected(at=T + 90, job=again), "t_2") is None
    assert not [action for action in engine.actions(T + 91) if isinstance(action, Connect)]


def test_what_another_machine_sent_is_not_sent_again() -> None:
    """How long its service knows its key is not known here."""
    graph = graph_of({"j": "@a"})
    there = begun(graph)
    sent(there, "j", "t_1")
    here = begun(graph, None, e.Imported(at=T, line=there.holdings.takes["t_1"].line()))
    assert here.holdings.phase("t_1") is Phase.UNCLEAR
    assert here.admit(e.Connected(at=T + 1, job=AGAIN + "t_1"), "t_2") is None


def test_nothing_is_submitted_without_a_permit() -> None:
    engine = begun(graph_of({"j": "@a"}))
    engine.permit.withdraw()
    assert not engine.actions(T)


def test_a_word_about_what_was_never_sent_makes_no_sending() -> None:
    sendings = Sendings(Holdings(), {}, lambda _: None)
    sendings.take_in(unclear("t_1"), 1)
    sendings.take_in(e.Resent(at=T, uid="t_1"), 2)
    assert sendings.get("t_1") is None


def from_a_lock(engine: Engine, of: str, uid: str = "t_far") -> e.Imported:
    """A line of the job's own request that this machine knows from a lock alone."""
    job = engine.graph.jobs[of]
    intent = replace(elsewhere(uid, of), key=job.key, parent=str(job.source), origin=job.origin)
    take = replace(begin(intent), id=f"video_{uid}", status="completed")
    return e.Imported(at=T, line=take.line())


def wished(engine: Engine, at: float = T) -> dict[str, Connect]:
    return {each.job: each for each in engine.actions(at) if isinstance(each, Connect)}


def test_what_only_a_lock_tells_of_is_looked_at_before_a_child_is_made_of_it() -> None:
    graph = graph_of({"a": "@s", "b": "a", "c": "a", "d": "@s"})
    line = from_a_lock(begun(graph), "a")
    engine = begun(graph, None, line)
    connect = wished(engine)["b"]
    assert connect.hearsay == engine.holdings.takes["t_far"]
    assert connect.parent == "video_t_far"
    engine.apply(e.Belied(at=T, job="b", parent="video_t_far", reason="has another prompt"))
    for name in ("b", "c"):
        assert engine.steps[name].exit is Exit.LOCK
        assert (
            "the lock alone tells of a.1, and the service has another prompt"
            in engine.steps[name].reason
        )
    assert set(wished(engine, T + 1)) == {"d"}
    assert set(engine.verdict()) == {Exit.LOCK, Exit.UNFINISHED}


@pytest.mark.parametrize("how", ["told", "adopted"])
def test_what_the_service_told_us_itself_is_not_looked_at_again(
    how: str,
) -> None:
    graph = graph_of({"a": "@s", "b": "a"})
    line = from_a_lock(begun(graph), "a")
    intent = replace(
        elsewhere("t_far", "a"),
        key=line.line["key"],
        parent=line.line["from"],
        origin=line.line["origin"],
    )
    before: dict[str, list[e.Event]] = {
        "told": [intent, e.Submitted(at=T, uid="t_far", id="video_t_far"), line],
        "adopted": [
            intent,
            e.Unclear(at=T, uid="t_far", reason="?"),
            e.Adopted(at=T, uid="t_far", id="video_t_far", by="ana"),
            line,
        ],
    }
    engine = begun(graph, None, *before[how])
    connect = wished(engine)["b"]
    assert (connect.parent, connect.hearsay) == ("video_t_far", None)


def test_what_an_old_connection_was_opened_for_is_looked_at_anew() -> None:
    """Another take came to stand for the parent meanwhile."""
    graph = graph_of({"a": "@s", "b": "a"})
    engine = begun(graph, None, from_a_lock(begun(graph), "a"))
    assert wished(engine)["b"].parent == "video_t_far"
    assert engine.admit(e.Connected(at=T, job="b", parent="video_of_before"), "t_1") is None
    assert wished(engine, T + 1)["b"].hearsay is not None
    assert isinstance(
        engine.admit(e.Connected(at=T + 1, job="b", parent="video_t_far"), "t_1"), e.Intent
    )


def belied(engine: Engine, job: str = "d") -> None:
    wished(engine)
    engine.apply(e.Belied(at=T, job=job, parent="video_t_far", reason="has another prompt"))


@pytest.mark.parametrize(
    ("word", "code", "said"),
    [
        (None, Exit.UNFINISHED, "its parent changed; --on-parent-change rerun or keep"),
        ("keep", Exit.DONE, "its parent changed; kept as it is"),
        ("rerun", Exit.LOCK, "the lock alone tells of a.1"),
    ],
)
def test_what_is_belied_decides_nothing_about_jobs_that_have_a_video(
    word: str | None, code: Exit, said: str
) -> None:
    """Made of an earlier take of the parent: it stays what it was; what starts from it is no sooner due."""
    graph = graph_of({"a": "@s", "d": "a", "b": "a", "c": "b"})
    job = graph.jobs["b"]
    sent_b = replace(elsewhere("t_b", "b"), key=job.key, parent="video_old", origin=job.origin)
    engine = Engine(graph, Limits(), Policy(on_parent_change=word))
    fetched = e.Fetched(at=T, uid="t_b", sha256="0" * 64, file="b.mp4")
    made_b = [e.Submitted(at=T, uid="t_b", id="video_b"), e.Completed(at=T, uid="t_b"), fetched]
    engine.replay([from_a_lock(begun(graph), "a"), sent_b, *made_b, RUN])
    due = {name for name, step in engine.steps.items() if step.due}
    belied(engine)
    step = engine.steps["b"]
    assert step.exit is code
    assert said in step.reason
    after = {name for name, each in engine.steps.items() if each.due}
    assert after <= due, "nothing became due"


def test_another_take_stands_for_a_parent_whose_video_is_belied() -> None:
    """The right one, though it is later; what was made of the other before stays."""
    graph = graph_of({"a": "@s", "d": "a"})
    job = graph.jobs["a"]
    own = replace(elsewhere("t_own", "a"), key=job.key, parent=str(job.source), origin=job.origin)
    own = replace(own, take=2, at=T - 1)
    made = [e.Submitted(at=T, uid="t_own", id="video_own"), e.Completed(at=T, uid="t_own")]
    engine = begun(graph, None, from_a_lock(begun(graph), "a"), own, *made)
    assert wished(engine)["d"].parent == "video_t_far"
    belied(engine)
    assert set(engine.steps["a"].accepted) == {"video_t_far", "video_own"}
    connect = wished(engine, T + 1)["d"]
    assert (connect.parent, connect.hearsay) == ("video_own", None)


def test_a_video_is_vouched_for_one_take_alone() -> None:
    """A list matched it with ours; a line says that another's submission was answered with it."""
    graph = graph_of({"dusk": "@s", "fog": "@s", "rain": "fog"})
    dusk = graph.jobs["dusk"]
    intent = replace(
        elsewhere("t_1", "dusk"), key=dusk.key, parent=str(dusk.source), origin=dusk.origin
    )
    matched = e.Adopted(at=T, uid="t_1", id="video_t_far", by="service")
    doubt = e.Unclear(at=T, uid="t_1", reason="?")
    engine = begun(graph, None, intent, doubt, matched, from_a_lock(begun(graph), "fog"))
    connect = wished(engine)["rain"]
    assert connect.parent == "video_t_far"
    assert connect.hearsay is not None


def test_a_source_is_what_the_spec_says_whatever_a_lock_says_of_it() -> None:
    graph = graph_of({"a": "@s", "d": "a", "x": "@t_far"})
    engine = begun(graph, None, from_a_lock(begun(graph), "a"))
    belied(engine)
    engine.apply(e.Run(at=T, pid=2, host="h", version="1", command="run"))
    belied(engine)
    assert engine.steps["x"].due
    assert engine.steps["d"].exit is Exit.LOCK


def test_what_is_kept_for_another_reason_stays_kept_where_its_parent_is_belied() -> None:
    """It is not selected: nothing was to be made of it, and what starts from its own video is made."""
    graph = graph_of({"a": "@s", "d": "a", "b": "a", "c": "b"})
    job = graph.jobs["b"]
    own = replace(elsewhere("t_b", "b"), key=job.key, parent="video_old", origin=job.origin)
    fetched = e.Fetched(at=T, uid="t_b", sha256="0" * 64, file="b.mp4")
    made_b = [e.Submitted(at=T, uid="t_b", id="video_b"), e.Completed(at=T, uid="t_b"), fetched]
    engine = Engine(graph, Limits(), Policy(selected=frozenset({"a", "d", "c"})))
    engine.replay([from_a_lock(begun(graph), "a"), own, *made_b, RUN])
    kept = engine.steps["b"]
    belied(engine)
    assert engine.steps["b"] == kept
    assert engine.steps["c"].due
