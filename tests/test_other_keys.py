"""A run with another key than the one before it: whose list it reads then, and what that proves."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
import requests
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emulated import Emulator, running
from graphs import graph_of
from program import KEY, SPEC, Program
from remixbatch import events as e
from remixbatch.accounts import name_of
from remixbatch.engine import Engine
from remixbatch.errors import Exit
from remixbatch.graph import Graph
from remixbatch.limits import Limits
from remixbatch.policy import Policy
from remixbatch.reconcile import Adopt, Hold, NotCreated
from remixbatch.simulator.service import Weather
from remixbatch.take import Phase
from test_doubts import RUN, after_a_crash, check_paid, families, keyed
from test_engine import World, kills
from test_reconcile import LATE, doubt, findings, video
from test_recovery import crashed, events, fog_of
from tiny_server import Request, serving

OTHER_KEY = "sk-renewed-5f1d0c9a"
CAUSE = (
    "it was sent with another key, or to another address, than this run's "
    "(a key that was renewed looks so, too; a run with that key could tell)"
)


def unclear(world: World) -> list[str]:
    return [h for h, take in world.holdings.takes.items() if take.phase is Phase.UNCLEAR]


def lost_with(account: str, graph: Graph) -> World:
    """The only submission was made with this key; the process was gone before it heard of it."""
    world = World(graph, Limits(wait=False), Weather(unanswered=1, unlisted=1), Random(1))
    world.books.account = account
    world.process()
    world.weather, world.limits = Weather(), Limits()
    assert len(world.books.videos) == 1
    return world


# -- lists ---------------------------------------------------------------------------------------------


def test_a_list_of_another_account_proves_nothing() -> None:
    world = lost_with("first", graph_of({"j": "@a", "k": "j"}))
    world.at += 4000
    world.books.account = "second"
    for _ in range(2):
        world.process()
        assert len(world.sent) == len(world.books.videos) == 1, "nothing is paid for a second time"
        [handle] = unclear(world)
        held = world.holdings.held(handle)
        assert held is not None
        assert held.reason.startswith(f"{CAUSE}, so that this list lacks it proves nothing")
        assert "with `resolve`" in held.reason
        assert Exit.UNCLEAR in world.verdict()
    told = [event for event in world.events if isinstance(event, e.Held)]
    assert len(told) == 1, "what is known already is not recorded again"
    world.books.account = "first"
    world.process()
    assert not world.verdict(), "with its own key it is found"
    assert len(world.books.videos) == 2


def test_what_another_list_shows_is_adopted_all_the_same() -> None:
    """The key was renewed: the account, and its list, are the same."""
    world = lost_with("first", graph_of({"j": "@a"}))
    [made] = world.books.videos.values()
    made.account = world.books.account = "second"
    world.process()
    assert not world.verdict()
    assert world.holdings.takes[made.uid].id == made.id
    assert len(world.sent) == 1


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    graph=families(complete=True),
    keys=st.lists(st.sampled_from(["first", "second"]), min_size=5, max_size=5),
    kills=kills,
    seed=st.integers(0, 2**32),
)
def test_however_often_the_key_changes_nothing_is_paid_for_twice(
    graph: Graph, keys: list[str], kills: list[int], seed: int
) -> None:
    weather = Weather(unanswered=0.4, unsent=0.3, late=0.3, lag=0.3)
    world = World(graph, Limits(), weather, Random(seed))
    for key, kill_at in zip(keys, [*kills, None], strict=False):
        world.books.account = key
        world.process(kill_at)
        check_paid(world)
    takes = world.holdings.takes
    owned = {take.id for take in takes.values()}
    for made in world.books.videos.values():
        assert made.id in owned or takes[made.uid].phase is Phase.UNCLEAR, "nothing is lost"


def test_of_equal_submissions_with_two_keys_none_is_missing() -> None:
    """That of this run's key takes the video: the other's may be where this key does not see it."""
    ours, theirs = doubt("t_1", order=10), doubt("t_2", order=11, elsewhere=CAUSE)
    found = findings([ours, theirs], [video()], after=LATE, complete=True)
    assert isinstance(found[0], Adopt)
    assert found[0].uid == "t_1"
    assert isinstance(found[1], Hold)
    assert CAUSE in found[1].reason
    both = findings([ours, theirs], [], after=LATE, complete=True)
    assert not any(isinstance(each, NotCreated) for each in both)
    assert {each.reason[:20] for each in both if isinstance(each, Hold)} == {
        "an equal submission ",
        CAUSE[:20],
    }
    alone = findings([ours], [], after=LATE, complete=True)
    assert alone == [NotCreated(uid="t_1")]


def begun_with_two(then: Sequence[e.Event] = (), *, made: float = 300.0) -> Engine:
    """`j` was sent at 100 s, and what became of it is not known; `k` was `made` then. Another process began at 600 s."""
    graph = graph_of({"j": "@a", "k": "@b"})
    j, k = [
        e.Intent(
            at=at,
            uid=uid,
            job=name,
            take=1,
            key=graph.jobs[name].key,
            parent=f"video_{source}",
            profile=graph.jobs[name].profile,
            origin=graph.jobs[name].origin,
            model=None,
            params={},
            prompt=graph.jobs[name].prompt,
            usd=None,
            position=position,
            ahead=0.0,
            account="first",
        )
        for at, uid, name, source, position in (
            (100.0, "t_j", "j", "a", 1),
            (made, "t_k", "k", "b", 2),
        )
    ]
    named = e.Submitted(at=made + 1, uid="t_k", id="video_k", expires=10_000.0)
    engine = Engine(graph, Limits(), Policy())
    engine.replay([RUN, j, k, named, replace(RUN, at=600.0), *then])
    return engine


def listed(at: float, *ids: str, account: str = "first", since: float = 0.0) -> e.Listed:
    shown = [e.Sighting(id=id_, parent="video_b", prompt="?", created=300.0) for id_ in ids]
    return e.Listed(
        at=at, provider="main", ahead=0.0, sightings=shown, since=since, account=account
    )


SETTLED = [e.Settled(at=900.0, uid="t_j", by="service")]


def test_a_list_without_what_is_ours_is_not_complete() -> None:
    [held] = begun_with_two().follows(listed(900.0))
    assert isinstance(held, e.Held)
    assert held.reason.startswith("the list lacks video_k, too, which is ours and has not expired")
    assert "with `resolve`" in held.reason
    assert begun_with_two().follows(listed(900.0, "video_k")) == SETTLED


@pytest.mark.parametrize(
    "then",
    [
        e.Gone(at=700.0, uid="t_k", reason="deleted"),
        e.Failed(at=700.0, uid="t_k", code="x", message="no"),
        e.Completed(at=700.0, uid="t_k", expires=800.0),
    ],
    ids=["gone", "failed", "expired"],
)
def test_what_is_not_there_any_more_is_not_missed(then: e.Event) -> None:
    assert begun_with_two([then]).follows(listed(900.0)) == SETTLED


@pytest.mark.parametrize("made", [50.0, 850.0], ids=["before its time", "a moment ago"])
def test_what_the_list_need_not_show_is_not_missed(made: float) -> None:
    assert begun_with_two(made=made).follows(listed(900.0, since=30.0)) == SETTLED
    [held] = begun_with_two().follows(listed(900.0, since=30.0))
    assert isinstance(held, e.Held)


def test_what_another_account_made_is_not_missed_in_a_list() -> None:
    [held] = begun_with_two().follows(listed(900.0, account="second"))
    assert isinstance(held, e.Held)
    assert held.reason.startswith(CAUSE)
    assert "video_k" not in held.reason


# -- idempotency keys ----------------------------------------------------------------------------------


def test_another_account_is_not_sent_what_its_key_does_not_protect_there() -> None:
    world = lost_once(keyed(graph_of({"j": "@a"})))
    world.books.account = "second"
    for _ in range(2):
        world.process()
        assert len(world.books.videos) == 1, "another account would make a second one"
        [handle] = unclear(world)
        held = world.holdings.held(handle)
        assert held is not None
        assert held.reason.startswith(f"{CAUSE}, and another account would make it once more")
        assert "with `resolve`" in held.reason
    assert len([event for event in world.events if isinstance(event, e.Held)]) == 1
    world.books.account = "first"
    world.process()
    assert not world.verdict(), "with its own key it is sent again, and answered"
    assert len(world.books.videos) == 1


def lost_once(graph: Graph) -> World:
    """Made with the key of the account `first`, and its process was killed before the answer."""
    for kill_at in range(30):
        world = World(graph, Limits(), Weather(), Random(1))
        world.books.account = "first"
        world.process(kill_at)
        if world.books.videos:
            return world
    raise AssertionError


def test_an_engine_of_an_earlier_journal_sends_nothing_again() -> None:
    """With which key it was sent, nobody wrote down."""
    graph = keyed(graph_of({"j": "@a"}))
    engine = after_a_crash(graph)
    [connect] = engine.actions(110.0)
    connected = e.Connected(at=112.0, job=connect.job, ahead=0.0, account="first")  # type: ignore[attr-defined]
    assert engine.admit(connected, "t_2") is None
    [held] = engine.follows(connected)
    assert isinstance(held, e.Held)
    assert held.reason.startswith("with which key it was sent was not recorded")
    assert engine.follows(connected) == []


# -- the program, at a gateway where every key has a list of its own ------------------------------------


class Gateway:
    """Hands each request to the emulator whose key it has."""

    def __init__(self, accounts: dict[str, Emulator], program: Program) -> None:
        self._accounts = accounts
        profiles = program.folder / "profiles"
        profile = yaml.safe_load((profiles / "frank.yaml").read_text("utf-8"))
        profile |= {
            "name": "gateway",
            "local": False,
            "origin": "https://videos.example",
            "auth": {"header": "Authorization", "prefix": "Bearer ", "env": "OPENAI_API_KEY"},
        }
        (profiles / "gateway.yaml").write_text(yaml.safe_dump(profile), "utf-8")

    def __call__(self, request: Request) -> bytes:
        behind = self._accounts[request.headers["authorization"].removeprefix("Bearer ")]
        reply = requests.request(
            request.method, behind.url + request.target, data=request.body, timeout=20
        )
        kept = ("Content-Type", "Date", "Content-Length", "ETag", "Last-Modified")
        head = "".join(f"{n}: {reply.headers[n]}\r\n" for n in kept if n in reply.headers)
        return f"HTTP/1.1 {reply.status_code} -\r\n{head}\r\n".encode() + reply.content


def test_a_run_with_another_key_pays_nothing(program: Program, tmp_path: Path) -> None:
    program.write(fog_of(program), "provider: gateway")
    prompt = f"Fill it with fog [{program.tag}]"
    with (
        running(tmp_path / "second", "--speed", "50") as other,
        serving(Gateway({KEY: program.emulator, OTHER_KEY: other}, program)) as server,
    ):
        program.environ["REMIXBATCH_BASE_URL"] = server.url
        crashed(program, "fog", ago=40, looked=True, account=name_of(server.url, KEY))
        made = program.emulator.make(program.source("a"), prompt)
        program.environ["OPENAI_API_KEY"] = OTHER_KEY
        end = program.on("run", "--yes")
        assert end.code == 7, end
        assert other.books() == [], "it was paid for with the first key"
        assert CAUSE in end.err
        assert f"remixbatch resolve {SPEC} fog --not-submitted" in program.on("status").out
        word = program.on("resolve", "fog", "--adopt", made)
        assert "key of OPENAI_API_KEY is of the account that made the video" in word.err
        program.environ["OPENAI_API_KEY"] = KEY
        end = program.on("run", "--yes")
        assert end.code == 0, end
    assert program.take("fog")["id"] == made
    assert len(program.books()) == 1


def test_whoever_says_that_it_was_not_submitted_hears_that_the_list_is_another_s(
    program: Program, tmp_path: Path
) -> None:
    program.write(fog_of(program), "provider: gateway")
    with (
        running(tmp_path / "second") as other,
        serving(Gateway({KEY: program.emulator, OTHER_KEY: other}, program)) as server,
    ):
        program.environ["REMIXBATCH_BASE_URL"] = server.url
        program.environ["OPENAI_API_KEY"] = OTHER_KEY
        crashed(program, "fog", ago=400, looked=True, account=name_of(server.url, KEY))
        end = program.on("resolve", "fog", "--not-submitted")
        assert end.code == 0, end
        assert f"warning: {CAUSE}: that this list does not show it says nothing" in end.err


def test_the_journal_has_the_account_and_the_lock_has_not(program: Program) -> None:
    """The lock is committed, and whoever reads it could try short keys until the digest fits."""
    program.write(fog_of(program), "provider: gateway")
    with serving(Gateway({KEY: program.emulator}, program)) as server:
        program.environ["REMIXBATCH_BASE_URL"] = server.url
        assert program.on("run", "--yes").code == 0
        account = name_of(server.url, KEY)
    [intent] = [fields for kind, fields in events(program) if kind == "intent"]
    assert intent["account"] == account
    assert KEY not in json.dumps(intent)
    assert account not in program.lock.read_text("utf-8")
