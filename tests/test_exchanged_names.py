"""Names of jobs that were exchanged: in rings of any length, in chains, and where a process ended half way."""

import pytest

from campaigns import Campaign, T, paid
from remixbatch import events as e
from remixbatch.graph import Graph
from remixbatch.holdings import Holdings
from remixbatch.rename import renames

PROMPTS = ("Make it dusk", "Fill it with fog", "Add snow", "Make it gold")
NAMES = ("a", "b", "c", "d")


def spec(names: tuple[str, ...], *, moved: bool = True) -> Graph:
    """Jobs of the same prompts, in the same order, under these names; `moved` tells of it."""
    lines = [
        f"  {name}: {{from: beach, prompt: {prompt}}}"
        for name, prompt in zip(names, PROMPTS, strict=False)
    ]
    moves = [(old, new) for old, new in zip(NAMES, names, strict=False) if old != new]
    if moved and moves:
        told = ", ".join(f"{{from: {old}, to: {new}}}" for old, new in moves)
        lines.append(f"moved: [{told}]")
    return paid("\n".join(lines))


def finished(names: tuple[str, ...]) -> Holdings:
    told = Campaign(spec(names))
    for name in names:
        told.finish(name, f"video_{name}")
    return told.holdings


def owners(held: Holdings, graph: Graph) -> dict[str, list[str | None]]:
    return {name: [take.id for take in held.of(name)] for name in graph.jobs}


RINGS = [
    ("b", "a"),
    ("b", "c", "a"),
    ("c", "a", "b", "d"),
    ("b", "a", "d", "c"),
    ("d", "c", "a", "b"),
]


@pytest.mark.parametrize("names", RINGS, ids="".join)
def test_each_name_gets_what_was_made_for_its_prompt(names: tuple[str, ...]) -> None:
    before = NAMES[: len(names)]
    graph = spec(names)
    wanted = {new: [f"video_{old}"] for old, new in zip(before, names, strict=True)}
    steps = len(renames(graph, finished(before), T)[0])
    for done in range(steps + 1):  # the process that began it was killed after so many
        held = finished(before)
        moves, _ = renames(graph, held, T)
        for move in moves[:done]:
            held.apply(move)
        for move in renames(graph, held, T + 1)[0]:
            held.apply(move)
        assert owners(held, graph) == wanted, done
        assert renames(graph, held, T + 9) == ([], {}), "said and done"


@pytest.mark.parametrize("later", [0, 60])
@pytest.mark.parametrize("names", RINGS, ids="".join)
def test_two_clones_that_obey_it_each_for_itself_end_alike(
    names: tuple[str, ...], later: int
) -> None:
    """Their moves come together by a merge of their locks; what they undo of each other is done anew."""
    before = NAMES[: len(names)]
    graph = spec(names)
    wanted = {new: [f"video_{old}"] for old, new in zip(before, names, strict=True)}
    at = T + 10_000
    moves = [
        move for start in (at, at + later) for move in renames(graph, finished(before), start)[0]
    ]
    merged = finished(before)
    for move in sorted(set(moves), key=lambda move: move.at):
        merged.apply(move)
    for move in renames(graph, merged, at + 100)[0]:
        merged.apply(move)
    assert owners(merged, graph) == wanted
    assert renames(graph, merged, at + 200) == ([], {})


@pytest.mark.parametrize("names", RINGS, ids="".join)
def test_without_a_word_nothing_is_moved_and_nothing_spent(names: tuple[str, ...]) -> None:
    before = NAMES[: len(names)]
    moves, waiting = renames(spec(names, moved=False), finished(before), T)
    assert moves == []
    changed = {new for old, new in zip(before, names, strict=True) if old != new}
    assert waiting.keys() == changed
    for name in changed:
        assert "may have exchanged names; if so, say `moved: [{from: " in waiting[name]


def test_what_failed_is_worth_nothing_to_another_name() -> None:
    told = Campaign(spec(("a", "b")))
    for name in ("a", "b"):
        told.fail(told.submit(name))
    assert renames(spec(("b", "a"), moved=False), told.holdings, T) == ([], {})


def test_a_word_is_not_obeyed_against_what_is_held() -> None:
    """`moved` stays in a spec; jobs that have what they ask for keep it."""
    held = finished(("a", "b"))
    graph = paid(
        "  a: {from: beach, prompt: Make it dusk}\n  b: {from: beach, prompt: Add hail}\n"
        "moved: [{from: a, to: b}, {from: b, to: a}]"
    )
    assert renames(graph, held, T) == ([], {})


def test_a_word_about_a_name_that_had_takes_of_its_own_counts() -> None:
    """`b` was renamed to `a`, and the job that was called so is there no more."""
    held = finished(("a", "b"))
    graph = paid("  a: {from: beach, prompt: Fill it with fog}\nmoved: [{from: b, to: a}]\n")
    for move in renames(graph, held, T)[0]:
        held.apply(move)
    assert owners(held, graph) == {"a": ["video_a", "video_b"]}
    assert renames(graph, held, T + 9) == ([], {})


def test_an_exchange_that_is_told_is_done_though_a_name_was_asked_the_same_long_ago() -> None:
    told = Campaign(
        paid("  a: {from: beach, prompt: Add snow}\n  b: {from: beach, prompt: Add snow}\n")
    )
    told.finish("a", "video_old")
    told.finish("b", "video_b")
    held = told.holdings
    told = Campaign(spec(("a", "b")))
    graph = paid(
        "  a: {from: beach, prompt: Add snow}\n  b: {from: beach, prompt: Make it dusk}\n"
        "moved: [{from: a, to: b}, {from: b, to: a}]\n"
    )
    told.finish("a", "video_dusk")
    held.apply(e.Imported(at=T, line={**told.holdings.of("a")[0].line(), "uid": "t_dusk"}))
    for move in renames(graph, held, T + 9)[0]:
        held.apply(move)
    assert owners(held, graph) == {"a": ["video_b"], "b": ["video_old", "video_dusk"]}
    assert renames(graph, held, T + 99) == ([], {})


def test_an_exchange_with_a_name_whose_video_is_lost_is_no_reason_to_pay_for_the_other() -> None:
    held = finished(("a", "b"))
    handle = held.handles("a")[0]
    lost = {**held.takes[handle].line(), "gone": "2026-11-23T08:00:00Z", "sha256": None}
    held = Holdings()
    for line in (lost, finished(("a", "b")).of("b")[0].line()):
        held.apply(e.Imported(at=T, line=line))
    _, waiting = renames(spec(("b", "a"), moved=False), held, T)
    assert set(waiting) == {"a", "b"}
    graph = spec(("b", "a"))
    for move in renames(graph, held, T)[0]:
        held.apply(move)
    assert owners(held, graph) == {"a": ["video_b"], "b": ["video_a"]}


def jobs(*prompts: str | None) -> Graph:
    """`a`, `b`, … with these prompts; None: no such job."""
    named = zip(NAMES, prompts, strict=False)
    return paid("\n".join(f"  {n}: {{from: beach, prompt: {p}}}" for n, p in named if p))


DUSK, FOG, SNOW, GOLD = PROMPTS


@pytest.mark.parametrize(
    ("graph", "wanted"),
    [
        (jobs(GOLD, DUSK, FOG, SNOW), {"a": [], "b": ["a"], "c": ["b"], "d": ["c"]}),
        (jobs(DUSK, GOLD, FOG, SNOW), {"a": ["a"], "b": [], "c": ["b"], "d": ["c"]}),
        (jobs(FOG, SNOW), {"a": ["a", "b"], "b": ["c"]}),
        (jobs(FOG, SNOW, GOLD), {"a": ["a", "b"], "b": ["c"], "c": []}),
        (jobs(DUSK, SNOW), {"a": ["a"], "b": ["b", "c"]}),
    ],
    ids=["put first", "put between", "first removed", "first removed, one added", "one removed"],
)
def test_names_that_move_on_take_their_videos_along(
    graph: Graph, wanted: dict[str, list[str]]
) -> None:
    """Jobs are numbered, and one comes or goes: nothing that was paid for is asked for again."""
    before = NAMES[:3]
    for done in range(len(renames(graph, finished(before), T)[0]) + 1):
        held = finished(before)  # of the process that began it so many moves were kept
        for move in renames(graph, held, T)[0][:done]:
            held.apply(move)
        for move in renames(graph, held, T + 1)[0]:
            held.apply(move)
        assert owners(held, graph) == {n: [f"video_{o}" for o in wanted[n]] for n in wanted}, done
        assert renames(graph, held, T + 9) == ([], {})


def moved_on(before: Graph, after: Graph, *, lost: str = "") -> dict[str, list[str | None]]:
    """What each job has once its spec was edited; every job had its video, one of them is not there any more."""
    told = Campaign(before)
    for name in before.jobs:
        if name == lost:
            told.tell(e.Gone(at=T, uid=told.submit(name, f"video_{name}"), reason="404"))
        else:
            told.finish(name, f"video_{name}")
    for move in renames(after, told.holdings, T)[0]:
        told.holdings.apply(move)
    return owners(told.holdings, after)


def test_of_two_that_ask_what_one_name_gave_up_the_first_has_it() -> None:
    graph = jobs(GOLD, DUSK, DUSK)
    assert moved_on(jobs(DUSK, FOG, SNOW), graph) == {
        "a": [],
        "b": ["video_a", "video_b"],
        "c": ["video_c"],
    }


def test_equal_jobs_move_on_in_their_order() -> None:
    """Any of their videos is right for each, and none is asked for again."""
    wanted = {"a": [], "b": ["video_b"], "c": ["video_a"], "d": ["video_c"]}
    assert moved_on(jobs(DUSK, DUSK, FOG), jobs(GOLD, DUSK, DUSK, FOG)) == wanted


def test_equal_jobs_move_on_two_places_each_with_one() -> None:
    wanted = {"a": [], "b": [], "c": ["video_a", "video_c"], "d": ["video_b"]}
    assert moved_on(jobs(DUSK, DUSK, FOG), jobs(GOLD, SNOW, DUSK, DUSK)) == wanted


def test_a_child_moves_on_while_its_parent_gets_its_name() -> None:
    """The parent's own name is gone: what the child was made from is still under that."""
    before = f"  a: {{from: beach, prompt: {DUSK}}}\n  b: {{from: a, prompt: {FOG}}}"
    after = f"  b: {{from: beach, prompt: {DUSK}}}\n  c: {{from: b, prompt: {FOG}}}"
    assert moved_on(paid(before), paid(after)) == {"b": ["video_a"], "c": ["video_b"]}


def test_a_video_that_is_lost_moves_on_too() -> None:
    """It is never made again by itself, whatever its job is called."""
    wanted = {"a": [], "b": ["video_a"], "c": ["video_b"]}
    assert moved_on(jobs(DUSK, FOG), jobs(GOLD, DUSK, FOG), lost="b") == wanted
