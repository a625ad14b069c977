"""How long a plan may take: the longest path, the cap of flight, the rate, and what the campaign itself showed."""

from dataclasses import replace

import pytest

from campaigns import Campaign, paid
from graphs import graph_of
from remixbatch.graph import Graph
from remixbatch.plan import plan
from remixbatch.policy import Policy
from remixbatch.report.estimate import seconds_guess, usual
from remixbatch.report.text import about

TYPICAL = 180.0  # of the profile `openai`


def guess(graph: Graph, in_flight: int | None = None) -> float | None:
    fresh = Campaign(graph)
    return seconds_guess(graph, fresh.plan.steps, fresh.holdings, at=fresh.at, in_flight=in_flight)


def priced(jobs: dict[str, str], in_flight: int = 100) -> Graph:
    return graph_of(jobs, per_second=100_000, seconds=8, in_flight=in_flight)


def test_the_longest_path_the_cap_and_the_rate() -> None:
    wide = {f"j{n}": "@a" for n in range(9)}
    assert guess(priced({"j": "@a", "k": "j", "l": "k", "m": "@b"})) == 3 * TYPICAL
    assert guess(priced(wide)) == TYPICAL
    assert guess(priced(wide, in_flight=4)) == 3 * TYPICAL
    assert guess(priced(wide), in_flight=2) == 5 * TYPICAL
    graph = priced(wide)
    slow = {n: replace(p, submits_per_minute=2) for n, p in graph.providers.items()}
    assert guess(replace(graph, providers=slow)) == 4 * 60 + TYPICAL


def test_nothing_to_do_takes_no_time_and_what_nobody_says_is_unknown() -> None:
    graph = priced({"j": "@a"})
    assert seconds_guess(graph, {}, Campaign(graph).holdings, at=0) == 0
    silent = {
        n: replace(p, profile=replace(p.profile, typical=None)) for n, p in graph.providers.items()
    }
    assert guess(replace(graph, providers=silent)) is None


def test_what_is_in_flight_counts_with_what_is_left() -> None:
    told = Campaign(paid("  dusk: {from: beach, prompt: Make it dusk}\n"))
    told.submit("dusk")
    begun = told.at
    for passed, left in ((0, TYPICAL), (100, 80), (1000, 0)):
        steps = told.plan.steps
        found = seconds_guess(told.graph, steps, told.holdings, at=begun + passed)
        assert found == pytest.approx(left, abs=3)


def test_the_campaigns_own_takes_are_believed_once_there_are_three() -> None:
    jobs = "".join(f"  j{n}: {{from: beach, prompt: Prompt {n}}}\n" for n in range(4))
    told = Campaign(paid(jobs))
    provider = told.graph.providers["main"]
    for n in range(3):
        assert usual(provider, told.holdings) == TYPICAL
        told.finish(f"j{n}")
    assert usual(provider, told.holdings) == pytest.approx(60, abs=2)
    steps = plan(told.graph, told.holdings, Policy()).steps
    found = seconds_guess(told.graph, steps, told.holdings, at=told.at)
    assert found == pytest.approx(60, abs=2)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "about 5 seconds"),
        (14, "about 15 seconds"),
        (59, "about 1 minute"),
        (725, "about 12 minutes"),
        (5400, "about 90 minutes"),
        (9100, "about 2.5 hours"),
        (200_000, "about 2.5 days"),
        (1e9, "about 11,574 days"),
    ],
)
def test_about(seconds: float, words: str) -> None:
    assert about(seconds) == words
