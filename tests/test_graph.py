"""Jobs bound to profiles: keys, order, prices, and what only shows between jobs."""

import json
import time
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs import profile
from remixbatch.asked import key_of
from remixbatch.document import parse
from remixbatch.errors import ProviderError
from remixbatch.graph import LOCAL, Graph, bind
from remixbatch.order import cycles, heights, order
from remixbatch.param import Param
from remixbatch.problem import Problem
from remixbatch.profile import Profile
from remixbatch.spec import read

SCHEMA = json.loads(
    (Path(__file__).parent.parent / "schemas" / "spec.schema.json").read_text("utf-8")
)
PROFILES = {name: profile(name) for name in ("emulator", "openai", "toapis")}
HEAD = "version: 1\nprovider: emulator\nsources: {beach: {id: video_1, seconds: 8.5}}\n"


def bound(
    text: str, profiles: Mapping[str, Profile] = PROFILES, base_url: str | None = None
) -> tuple[Graph | None, list[Problem]]:
    document, problems = parse(text.encode(), "a.yaml")
    assert document is not None
    spec, more = read(document, SCHEMA, {})
    assert spec is not None
    graph, last = bind(spec, profiles, base_url, known=PROFILES)
    return graph, problems + more + last


def good(
    text: str, profiles: Mapping[str, Profile] = PROFILES, base_url: str | None = None
) -> Graph:
    graph, problems = bound(text, profiles, base_url)
    assert problems == []
    assert graph is not None
    return graph


def codes(text: str, profiles: Mapping[str, Profile] = PROFILES) -> list[tuple[str, str]]:
    graph, problems = bound(text, profiles)
    assert graph is None
    return [(problem.code, problem.message) for problem in problems]


# -- keys --------------------------------------------------------------------------------------------


def test_the_key_is_pinned() -> None:
    """Frozen: takes of old locks are found again by it."""
    prompt = "Shift the color palette to teal, sand, and rust – café"
    params = {"steps": 3, "mode": "soft", "loop": False}
    key = key_of("toapis", "sora-2-official", prompt, params)
    assert key == "k1:19146c47267b7b27e1cfe17939b46830"
    assert key_of("emulator", None, prompt, {}) == "k1:1a0c3408a3fcb747214b211120a5d0b2"


def test_only_what_reaches_the_service_is_in_the_key() -> None:
    plain = good(HEAD + "jobs: {a: {from: beach, prompt: Add fog.}}").jobs["a"]
    other = good(
        HEAD
        + "name: x\nbudget: {run: 3}\njobs: {b: {from: a, prompt: '  Add fog. ', tags: [t], timeout: 3}, "
        "a: {from: beach, prompt: Add rain.}}"
    ).jobs["b"]
    assert plain.key == other.key
    assert plain.key != key_of("emulator", None, "Add fog", {})


def test_params_are_typed_and_merged_before_the_key() -> None:
    steps = {
        "steps": Param(name="steps", type="integer"),
        "mode": Param(name="mode", type="string"),
    }
    profiles = {"p": replace(PROFILES["emulator"], params=steps)}
    text = (
        "version: 1\nproviders: {main: {profile: p, params: {steps: 1, mode: 3}}}\n"
        "defaults: {params: {steps: 2}}\nsources: {s: v}\n"
        "jobs: {a: {from: s, prompt: x}, b: {from: s, prompt: x, params: {steps: '2'}}}\n"
    )
    found = good(text, profiles).jobs
    assert found["a"].params == {"steps": 2, "mode": "3"}
    assert found["a"].key == found["b"].key
    wrong = text.replace("'2'", "two").replace("mode: 3", "mood: 3")
    assert codes(wrong, profiles) == [
        ("RMB405", "providers.main.params.mood: emulator has no parameter `mood`"),
        ("RMB405", "jobs.b.params.steps: 'two' is not a whole number"),
    ]


# -- order, heights, lineage -------------------------------------------------------------------------

STORY = HEAD + (
    "jobs:\n  late: {from: story, prompt: Add.}\n  story: {from: beach, chain: [{a: Add a.}, {b: Add b.}]}\n"
    "  side: {from: beach, prompt: Add., needs: [late]}\n  alone: {from: beach, prompt: Add.}\n"
)


def test_parents_come_first_and_else_the_spec_s_order() -> None:
    graph = good(STORY)
    assert list(graph.jobs) == ["story.a", "story.b", "late", "side", "alone"]
    assert [job.order for job in graph.jobs.values()] == [1, 2, 0, 3, 4]
    assert {name: job.height for name, job in graph.jobs.items()} == {
        "story.a": 4,
        "story.b": 3,
        "late": 2,
        "side": 1,
        "alone": 1,
    }
    assert graph.children["beach"] == ("story.a", "side", "alone")
    assert "late" not in graph.children
    assert graph.dependants["late"] == ("side",)
    assert graph.jobs["story.a"].source == "video_1"
    assert graph.jobs["late"].source is None


def test_prices_follow_the_lineage() -> None:
    text = STORY.replace("emulator", "openai")
    seconds = {job.seconds for job in good(text).jobs.values()}
    assert seconds == {Decimal("8.5")}
    assert {job.usd for job in good(text).jobs.values()} == {850_000}
    assert {job.usd for job in good(STORY).jobs.values()} == {0}  # free
    own = text.replace(
        "provider: openai", "providers: {p: {profile: openai, price: {per_take: 0.5}}}"
    )
    assert {job.usd for job in good(own).jobs.values()} == {500_000}
    unknown = text.replace("{id: video_1, seconds: 8.5}", "video_1")
    assert {job.usd for job in good(unknown).jobs.values()} == {None}


def test_limits_are_the_spec_s_or_the_profile_s() -> None:
    text = STORY.replace(
        "provider: emulator", "providers: {p: {profile: openai, limits: {in_flight: 2}}}"
    )
    provider = good(text).providers["p"]
    assert provider.in_flight == 2
    assert provider.submits_per_minute == PROFILES["openai"].submits_per_minute
    assert str(provider.retires) == "2026-09-24"


def test_origins() -> None:
    text = STORY.replace("emulator", "openai")
    assert {job.origin for job in good(text).jobs.values()} == {"https://api.openai.com"}
    moved = good(text, base_url="https://gateway.example:8443/prefix")
    assert {job.origin for job in moved.jobs.values()} == {"https://gateway.example:8443"}
    local = good(STORY, base_url="http://127.0.0.1:1234")
    assert {job.origin for job in local.jobs.values()} == {LOCAL}
    with pytest.raises(ProviderError):
        bound(text, base_url="https://user:key@example.com")


def test_a_service_that_takes_addresses() -> None:
    profiles = {
        **PROFILES,
        "u": replace(PROFILES["openai"], name="u", origin="https://u.example", source_kind="url"),
    }
    text = (
        "version: 1\nproviders: {main: {profile: u}, other: {profile: openai}}\ndefaults: {provider: main}\n"
        "sources: {s: {url: 'https://a.example/x.mp4?sig=1'}, i: video_1}\n"
        "jobs: {a: {from: s, prompt: x}, b: {from: c, prompt: x}, c: {from: i, prompt: x, provider: other}}\n"
    )
    assert good(text, profiles).jobs["a"].source == "https://a.example/x.mp4?sig=1"
    assert codes(text.replace("from: s", "from: i"), profiles)[0] == (
        "RMB406",
        "jobs.a.from: `i` has an id, u starts from a url",
    )


def test_an_unused_source_is_a_warning() -> None:
    graph, (problem,) = bound(STORY.replace("sources: {", "sources: {pier: video_2, "))
    assert graph is not None
    assert (problem.code, problem.level) == ("RMB408", "warning")


def test_a_prompt_may_be_too_long_for_the_service_alone() -> None:
    short = {"emulator": replace(PROFILES["emulator"], prompt_max=10)}
    ((code, message),) = codes(HEAD + "jobs: {a: {from: beach, prompt: Add some fog.}}", short)
    assert (code, message) == (
        "RMB304",
        "jobs.a.prompt: the prompt has 13 characters, emulator takes 10",
    )


def test_one_cause_is_told_once() -> None:
    assert codes(STORY.replace("emulator", "opnai")) == [
        ("RMB403", "provider: there is no profile `opnai`")
    ]


def test_the_only_model_of_a_service_needs_not_be_named() -> None:
    named, problems = bound(
        STORY.replace("emulator", "toapis") + "defaults: {model: sora-2-official}\n"
    )
    assert named is not None, problems
    silent, problems = bound(STORY.replace("emulator", "toapis"))
    assert silent is not None, problems
    assert {job.model for job in silent.jobs.values()} == {"sora-2-official"}
    assert [j.key for j in silent.jobs.values()] == [j.key for j in named.jobs.values()]


# -- cycles and long chains --------------------------------------------------------------------------


def test_cycles_are_named_whole() -> None:
    text = HEAD + (
        "jobs:\n  a: {from: c, prompt: x}\n  b: {from: a, prompt: x}\n  c: {from: beach, needs: [b], prompt: x}\n"
        "  d: {from: a, prompt: x}\n  e: {from: e, prompt: x}\n"
    )
    assert codes(text) == [
        ("RMB402", "jobs.a: jobs wait for each other: a → c → b → a"),
        ("RMB402", "jobs.e: jobs wait for each other: e → e"),
    ]


@pytest.mark.parametrize("chained", [True, False])
def test_a_chain_of_twenty_thousand(*, chained: bool) -> None:
    count = 20_000
    if chained:
        text = (
            "jobs:\n  j: {from: beach, chain: ["
            + ", ".join(f"{{s{n}: x}}" for n in range(count))
            + "]}\n"
        )
    else:
        lines = [f"  j{n}: {{from: j{n - 1}, prompt: x}}\n" for n in range(count - 1, 0, -1)]
        text = "jobs:\n" + "".join(lines) + "  j0: {from: beach, prompt: x}\n"
    begun = time.process_time()
    graph = good(HEAD + text)
    assert time.process_time() - begun < 10
    assert next(iter(graph.jobs.values())).height == count


def test_a_cycle_of_twenty_thousand() -> None:
    count = 20_000
    lines = [f"  j{n}: {{from: j{(n - 1) % count}, prompt: x}}\n" for n in range(count)]
    ((code, message), *rest) = codes(HEAD + "jobs:\n" + "".join(lines))
    assert code == "RMB402"
    assert "19,988 more" in message
    assert len(message) < 300
    assert rest == []


@given(st.integers(1, 30), st.randoms())
@settings(max_examples=100, deadline=None)
def test_order_holds_for_any_jobs(count: int, random: Random) -> None:
    names = [f"j{n}" for n in range(count)]
    above = {name: random.sample(names, random.randint(0, min(2, count))) for name in names}
    found, waiting = order(above)
    assert {*found} | waiting == {*names}
    assert len(found) + len(waiting) == count
    assert all(found.index(each) < found.index(name) for name in found for each in above[name])
    for cycle in cycles(waiting, above):
        assert all(
            after in above[name] for name, after in zip(cycle, cycle[1:] + cycle[:1], strict=True)
        )
    assert bool(waiting) == any(True for _ in cycles(waiting, above))
    tall = heights(found, above)
    assert all(tall[each] > tall[name] for name in found for each in above[name])
