"""`graph`: the tree, what is shown of a large one, and what Mermaid and Graphviz are told."""

import json
import re
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns import Campaign, eventful, graph_from
from graphs import graph_of
from program import SPEC, Program
from remixbatch.report.dot import dot, quoted
from remixbatch.report.mark import WORDS, mark
from remixbatch.report.mermaid import label, mermaid
from remixbatch.report.row import orphan_rows, rows
from remixbatch.report.text import cells
from remixbatch.report.tree import Tree, tree
from remixbatch.report.tree_text import tree_text
from test_report import ANSI


def tree_of(told: Campaign, most: int | None = None, chosen: frozenset[str] | None = None) -> Tree:
    return tree(
        told.graph, rows(told.graph, told.plan.steps, told.holdings), chosen=chosen, most=most
    )


def text_of(
    told: Campaign, most: int | None = None, *, width: int = 80, color: bool = False
) -> str:
    orphans = orphan_rows(told.graph, told.holdings)
    return tree_text(told.graph, tree_of(told, most), orphans, width=width, color=color)


# -- the tree --------------------------------------------------------------------------------------


def test_each_job_hangs_below_what_it_starts_from_with_its_mark() -> None:
    assert text_of(eventful()).splitlines()[:10] == [
        "beach  video_beach",
        "├─ = teal  completed",
        "│  └─ + teal-rain  ready",
        "├─ ? gold  unclear  it may have been paid for",
        "├─ ! night  refused  no people; change the prompt",
        "│  └─ ! snow  blocked  because of night",
        "├─ ~ fog  ready",
        "├─ > calm  running",
        "└─ = dusk  completed",
        "   └─ ? dusk-rain  blocked  its parent changed; --on-parent-change rerun or keep",
    ]
    ending = text_of(eventful()).split("\n\n")
    assert ending[1].splitlines() == ["not in the spec any more", "└─ - gone-job  completed"]
    assert ending[2].startswith("9 jobs: 2 blocked, 2 ready, 1 running, 1 unclear, 2 completed")
    assert "~ submit anew" in ending[2]


def test_colour_adds_nothing_but_colour_and_lines_keep_to_the_width() -> None:
    colored = text_of(eventful(), color=True)
    assert ANSI.sub("", colored) == text_of(eventful())
    assert colored != text_of(eventful())
    assert max(map(cells, text_of(eventful(), width=50).splitlines())) <= 50


def test_needs_are_told_at_the_job() -> None:
    graph = graph_of({"a": "@s", "b": "a", "c": "@t"}, needs={"c": ("b",)})
    assert "└─ + c  blocked  needs b" in text_of(Campaign(graph))


@cache
def deep(length: int) -> Campaign:
    """A line of jobs, done down to one that was refused; the rest waits for that."""
    jobs = {f"j{n}": f"j{n - 1}" if n else "@a" for n in range(length)}
    told = Campaign(graph_of(jobs))
    parent = "video_a"
    for n in range(length // 2):
        told.finish(f"j{n}", f"v{n}", parent=parent)
        parent = f"v{n}"
    told.refuse(told.submit(f"j{length // 2}", parent=parent))
    return told


def test_a_deep_lineage_is_cut_around_what_failed() -> None:
    told = deep(1200)  # deeper than Python recurses
    shown = tree_of(told, most=20)
    assert len(shown.branches) == 20
    assert {f"j{n}" for n in range(597, 604)} <= shown.branches.keys() | {"j602", "j603"}
    assert shown.branches["j597"].skipped == 597 - 1 - max(
        n for n in range(597) if f"j{n}" in shown.branches
    )
    assert sum(shown.hidden.values()) == 1180 == shown.left_out
    text = text_of(told, most=20)
    assert re.search(r"\(level 601\) ! j600  refused  no people", text)
    assert "because of j600" in text
    assert "1,180 of 1,200 jobs not shown; --all shows everything" in text
    assert text_of(told).count("\n") > 1200


def test_a_blocked_job_names_the_root_alone() -> None:
    steps = deep(1200).plan.steps
    assert steps["j1199"].reason == "j600: refused: no people; change the prompt"
    assert (steps["j1199"].blocker, steps["j1199"].root) == ("j1198", "j600")
    assert (steps["j600"].blocker, steps["j600"].root) == (None, None)


def test_what_needs_a_person_comes_first_when_there_are_many() -> None:
    told = Campaign(graph_of({f"w{n}": "@a" for n in range(300)}))
    told.lose_answer("w250", parent="video_a")
    told.refuse(told.submit("w280", parent="video_a"))
    shown = tree_of(told, most=3)
    assert set(shown.branches) == {"w0", "w250", "w280"}
    assert shown.hidden == {"a": 297}
    assert "└─ … 297 jobs not shown" in text_of(told, 3)


def test_a_selection_hangs_from_the_nearest_that_is_selected() -> None:
    told = Campaign(graph_of({"a": "@s", "b": "a", "c": "b", "d": "@t"}))
    shown = tree_of(told, chosen=frozenset({"c"}))
    assert shown.sources == ("s",)
    assert (shown.branches["c"].above, shown.branches["c"].skipped) == ("s", 2)
    assert shown.left_out == 0


# -- drawings --------------------------------------------------------------------------------------

AWKWARD = {"end": "@graph", "class": "end", "o-x": "class", "o_x": "end", "default": "@graph"}


def test_mermaid_has_a_node_a_job_and_dotted_needs() -> None:
    told = Campaign(graph_of(AWKWARD, needs={"default": ("o-x",)}))
    lines = mermaid(tree_of(told)).splitlines()
    assert lines[0] == "flowchart LR"
    assert '  s_graph(["graph"]):::source' in lines
    assert '  j_o_2d_x["#43; o-x<br/>blocked"]:::blocked' in lines
    assert '  j_o_5f_x["#43; o_x<br/>blocked"]:::blocked' in lines
    assert "  j_end --> j_class" in lines
    assert "  j_o_2d_x -. needs .-> j_default" in lines
    classes = {line.split()[1] for line in lines if line.strip().startswith("classDef")}
    assert classes == {"source", "ready", "blocked"}
    assert {line.rpartition(":::")[2] for line in lines if ":::" in line} == classes


def test_what_is_left_out_of_a_drawing_is_in_it() -> None:
    shown = tree_of(deep(40), most=10)
    assert '["… ' in mermaid(shown)
    assert re.search(r'-->\|"\d+ between"\|', mermaid(shown))
    assert "30 of 40 jobs not shown" in dot(deep(40).graph, shown)


@given(st.text())
def test_a_label_is_no_markup(text: str) -> None:
    assert not set(re.sub(r"#\d+;", "", label(text))) & set('"#<>&`[]{}|\\\n')


@given(st.text())
def test_a_string_of_dot_ends_where_it_ends(text: str) -> None:
    assert re.fullmatch(r'"(?:[^"\\]|\\[\\"])*"', quoted(text))


def test_dot_has_boxes_with_phases_dashed_needs_and_a_legend() -> None:
    told = Campaign(graph_of(AWKWARD, needs={"default": ("o-x",)}, prompts={"end": 'a "b" \\'}))
    text = dot(told.graph, tree_of(told))
    assert text.startswith('digraph "test" {')
    assert text.count("{") == text.count("}") == 2
    assert '"job end" [label="+ end\\nready"' in text
    assert 'tooltip="a \\"b\\" \\\\"' in text
    assert '"job o-x" -> "job default" [style=dashed' in text
    assert '"legend blocked"' in text


def test_every_mark_has_words() -> None:
    told = eventful()
    every = [
        *rows(told.graph, told.plan.steps, told.holdings),
        *orphan_rows(told.graph, told.holdings),
    ]
    assert {mark(row)[0] for row in every} == set(WORDS)


# -- the command -----------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["text", "mermaid"])
def test_the_command(program: Program, form: str) -> None:
    jobs = "".join(f"  w{n}: {{from: a, prompt: Go {n}}}\n" for n in range(220))
    program.write(jobs + "  rain: {from: w219, prompt: Add rain}\n")
    end = program.here("graph", SPEC, "--format", form)
    assert end.code == 0
    assert "not shown" in end.out
    assert ("not shown; --all" in end.err) == (form != "text")
    assert "rain" not in end.out
    part = program.here("graph", SPEC, "--format", form, "--select", "+rain").out
    assert "rain" in part
    assert "w218" not in part
    assert "w218" in program.here("graph", SPEC, "--format", form, "--all").out


def test_the_command_as_json(program: Program) -> None:
    program.write("  dusk: {from: a, prompt: Go}\n  rain: {from: dusk, prompt: Rain}\n")
    data = json.loads(program.here("graph", SPEC, "--json").out)
    assert (data["version"], data["kind"]) == (1, "graph")
    assert [(job["job"], job["above"], job["phase"]) for job in data["jobs"]] == [
        ("dusk", "a", "ready"),
        ("rain", "dusk", "blocked"),
    ]
    assert program.here("graph", SPEC, "--select", "rin").code == 2


def test_urls_with_markup_are_harmless_in_every_form() -> None:
    graph = graph_from(
        'version: 1\nprovider: emulator\nsources: {s: video_a}\njobs: {b: {from: s, prompt: "]\\"; a -> b"}}'
    )
    told = Campaign(graph)
    assert '"]\\"; a -> b"' in dot(graph, tree_of(told))
