"""Which jobs a selection means."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs import graph_of
from remixbatch.errors import UsageError
from remixbatch.select import choose
from test_graph import HEAD, good

GRAPH = good(
    HEAD
    + """
jobs:
  teal: {from: beach, prompt: x, tags: [color, night]}
  teal-rain: {from: teal, prompt: x, tags: [weather]}
  fog: {from: beach, prompt: x, tags: [weather], needs: [teal]}
  story: {from: beach, chain: [{dusk: x}, {lamps: x}, {close: x}]}
  winter: {from: story, prompt: x, tags: [weather]}
"""
)
STATUS = {"teal": {"completed", "keep"}, "fog": {"failed", "ask"}, "winter": {"blocked"}}
ALL = frozenset(GRAPH.jobs)
STEPS = {"story.dusk", "story.lamps", "story.close"}


@pytest.mark.parametrize(
    ("select", "expected"),
    [
        ("teal", {"teal"}),
        ("story", {"story.close"}),
        ("story.dusk", {"story.dusk"}),
        ("story.*", STEPS),
        ("te*", {"teal", "teal-rain"}),
        ("[tf]*", {"teal", "teal-rain", "fog"}),
        ("*", ALL),
        ("teal fog", {"teal", "fog"}),
        ("te*,tag:weather", {"teal-rain"}),
        ("te*,tag:weather winter", {"teal-rain", "winter"}),
        ("+fog", {"fog", "teal"}),
        ("teal+", {"teal", "teal-rain", "fog"}),
        ("+story", STEPS),
        ("story+", {"story.close", "winter"}),
        ("+story.lamps+", {*STEPS, "winter"}),
        ("tag:weather", {"teal-rain", "fog", "winter"}),
        ("tag:w*", {"teal-rain", "fog", "winter"}),
        ("+tag:weather", ALL),
        ("status:failed", {"fog"}),
        ("status:keep+", {"teal", "teal-rain", "fog"}),
        ("status:running", set()),
        ("fog,winter", set()),
    ],
)
def test_selections(select: str, expected: set[str]) -> None:
    assert choose(GRAPH, [select], [], STATUS) == expected


def test_several_options_and_exclusions() -> None:
    assert choose(GRAPH, [], []) == ALL
    assert choose(GRAPH, ["teal", "fog"], []) == {"teal", "fog"}
    assert choose(GRAPH, [], ["story.* winter"]) == ALL - STEPS - {"winter"}
    assert choose(GRAPH, ["teal+"], ["tag:weather,te*"]) == {"teal", "fog"}


@pytest.mark.parametrize(
    ("select", "hint"),
    [
        ("tael", "did you mean `teal`?"),
        ("stroy", "did you mean `story`?"),
        ("story.dsuk", "did you mean `story.dusk`?"),
        ("zz*", "`remixbatch status` lists the jobs"),
        ("tag:wether", "did you mean `weather`?"),
        ("status:faild", "did you mean `failed`?"),
        ("status:xyz", "completed, failed, keep, lost, ready, refused"),
        ("path:x", "write names, globs"),
        ("teal,", "write names, globs"),
        ("++teal", "write names, globs"),
        ("2+teal", "write names, globs"),
        ("+", "write names, globs"),
        ("  ", "write names, globs"),
        ("\x1b[31m", "`remixbatch status`"),
    ],
)
def test_a_term_that_means_no_job_stops(select: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        choose(GRAPH, [select], [], STATUS)
    assert hint in (caught.value.hint or "")
    assert caught.value.message.isprintable()


def test_a_typo_in_an_exclusion_stops_too() -> None:
    with pytest.raises(UsageError):
        choose(GRAPH, [], ["faog"])


def test_a_long_chain_is_no_trouble() -> None:
    jobs = {"j0": "@s"} | {f"j{n}": f"j{n - 1}" for n in range(1, 3000)}
    assert len(choose(graph_of(jobs), ["+j2999"])) == 3000


@given(st.text("teal+,:*[] tagsu!", max_size=12))
@settings(max_examples=300, deadline=None)
def test_any_text_selects_or_is_refused(text: str) -> None:
    try:
        chosen = choose(GRAPH, [text])
    except UsageError:
        return
    assert chosen <= ALL
