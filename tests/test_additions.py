"""What a lock adds to what a run has under way, and what is more than that."""

from dataclasses import replace
from typing import Any

import pytest

from graphs import graph_of
from locks import choice, moved, settled
from remixbatch import events as e
from remixbatch.canonical import canonical
from remixbatch.errors import LockError
from remixbatch.holdings import Holdings
from remixbatch.knowledge import additions
from remixbatch.lockfile import EMPTY, read
from remixbatch.policy import Policy
from remixbatch.take import Take, begin, evolve

T = 1_700_000_000.0
GRAPH = graph_of({"j": "@a", "k": "@b"})


def intent(job: str, uid: str) -> e.Intent:
    asked = GRAPH.jobs[job]
    return e.Intent(
        at=T,
        uid=uid,
        job=job,
        take=1,
        key=asked.key,
        parent=asked.source or "",
        profile=asked.profile,
        origin=asked.origin,
        model=asked.model,
        params=dict(asked.params),
        prompt=asked.prompt,
        usd=None,
        position=1,
    )


def theirs(job: str, uid: str, *events: e.Event, **more: Any) -> dict[str, Any]:
    take: Take = begin(intent(job, uid))
    for event in events:
        take = evolve(take, event) or take
    return replace(take, **more).line()


def ours(*events: e.Event) -> Holdings:
    holdings = Holdings()
    for event in events:
        holdings.apply(event)
    return holdings


def told(holdings: Holdings, *lines: dict[str, Any], policy: Policy | None = None) -> list[e.Event]:
    text = EMPTY + "".join(f"{canonical(line)}\n" for line in lines)
    facts = read(text, "x.lock")
    before = dict(holdings.takes)
    news = additions(GRAPH, policy or Policy(), facts, holdings, T + 9)
    assert holdings.takes == before, "they are for the caller to apply"
    return news


MADE = e.Submitted(at=T + 1, uid="t_k", id="video_k")
UNCLEAR = e.Unclear(at=T + 1, uid="t_j", reason="no answer")


def test_takes_of_others_and_the_end_of_doubts() -> None:
    line = theirs("k", "t_k", MADE)
    assert told(ours(), line) == [e.Imported(at=T + 9, line=line)]
    doubt = ours(intent("j", "t_j"), UNCLEAR)
    assert told(doubt, settled("t_j")) == [e.Settled(at=T + 9, uid="t_j", by="service")]
    [found] = told(doubt, theirs("j", "t_j", UNCLEAR, status="running", id="video_j"))
    doubt.apply(found)
    assert doubt.owner(GRAPH.jobs["j"].origin, "video_j") == "t_j"


@pytest.mark.parametrize("answered", [False, True])
def test_what_this_run_waits_for_is_left_to_it(answered: bool) -> None:  # noqa: FBT001
    """Its own answer comes; of two it would be told twice what is known once."""
    held = ours(intent("k", "t_k"), *([MADE] if answered else []))
    assert told(held, theirs("k", "t_k", MADE, e.Completed(at=T + 5, uid="t_k"))) == []
    assert told(held, theirs("k", "t_k")) == []


@pytest.mark.parametrize(
    ("lines", "cause"),
    [
        ([moved("j", "l")], "it renames jobs"),
        ([theirs("k", "t_2", MADE)], "the video of another take"),
        ([theirs("k", "t_k", MADE, id="video_2")], "a second video of k.1, video_2"),
        ([{**choice("pick", "p_1", "t_k"), "job": "k"}], "other picks or rejects"),
        ([{**choice("reject", "p_1", "t_k"), "job": "k"}], "other picks or rejects"),
        ([{**theirs("j", "t_2", status="running", id="v_2"), "job": "l"}], "another name here"),
    ],
)
def test_what_is_more_than_that_is_refused(lines: list[dict[str, Any]], cause: str) -> None:
    held = ours(intent("k", "t_k"), MADE)
    with pytest.raises(LockError, match=cause):
        told(held, theirs("k", "t_k", MADE), *lines)
