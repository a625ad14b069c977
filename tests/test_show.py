"""`show`: the expanded jobs as a table, in full, and as a listing that is made for `git diff`."""

import difflib
import json
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from campaigns import PAID, SCHEMA, graph_from
from program import SPEC, Program
from remixbatch.document import parse
from remixbatch.report.show_data import show_data
from remixbatch.report.show_text import show_blocks, show_table
from remixbatch.report.show_yaml import quoted, scalar, show_yaml
from remixbatch.report.text import cells
from remixbatch.spec import read

JOBS = """\
jobs:
  teal: {from: beach, prompt: Shift to teal, tags: [color]}
  story:
    from: teal
    chain: [{dusk: Make it dusk}, {rain: Add rain}]
  fog: {from: beach, prompt: "Add fog:\\n  thick\\nand low", needs: [story], params: {seconds: 8}}
"""
# Values from everywhere: the defaults, the provider, the profile.
HEAD = PAID.replace("defaults: {provider: main}", "defaults: {provider: main, retry: {max: 3}}")


def shown(text: str, chosen: frozenset[str] | None = None) -> dict[str, Any]:
    document, problems = parse(text.encode(), "specs/spring.yaml")
    assert document is not None, problems
    spec, problems = read(document, SCHEMA, {})
    assert spec is not None, problems
    return show_data(spec, graph_from(text), chosen)


SIMPLE = JOBS.replace(", params: {seconds: 8}", "")


def test_a_table_has_a_line_a_job_and_what_they_cost() -> None:
    text = show_table(shown(HEAD + SIMPLE), width=100)
    lines = text.splitlines()
    assert lines[0].split() == ["job", "from", "needs", "tags", "price", "prompt"]
    assert [line.split()[0] for line in lines[1:5]] == ["teal", "story.dusk", "story.rain", "fog"]
    assert "$2.40" in lines[1]
    assert "4 jobs from 1 source" in text
    assert "provider main: openai at https://api.openai.com, $0.30 a second" in text


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_a_table_keeps_names_whole_and_lines_within_the_width(width: int) -> None:
    name = "a-very-long-name-for-a-job"
    text = show_table(shown(HEAD + SIMPLE.replace("teal", name)), width=width)
    table = text.split("\n\n")[0].splitlines()
    assert all(name in line for line in table[1:3])
    if width >= 80:
        assert max(map(cells, table)) <= width


def test_a_block_says_everything_and_where_it_is_from() -> None:
    text = HEAD + SIMPLE
    blocks = show_blocks(shown(text), graph_from(text), width=100)
    rain = next(block for block in blocks.split("\n\n") if block.startswith("story.rain"))
    assert "story.rain  specs/spring.yaml:13" in rain
    assert "from       story.dusk (its chain)" in rain
    assert "source     beach, video_beach" in rain
    assert "provider   main: openai at https://api.openai.com (defaults, line 4)" in rain
    assert "retry      3 (defaults, line 4)" in rain
    assert "price      $2.40: 8 s at $0.30 a second" in rain
    fog = next(block for block in blocks.split("\n\n") if block.startswith("fog"))
    assert "prompt     Add fog:\n             thick\n             and low" in fog
    assert "needs      story.rain" in fog


def test_origins_of_a_provider_and_a_profile() -> None:
    text = (
        "version: 1\nproviders: {main: {profile: toapis, params: {watermark: true}}}\n"
        "sources: {a: video_a}\njobs: {b: {from: a, prompt: Go}}\n"
    )
    document, _ = parse(text.encode(), "s.yaml")
    assert document is not None
    spec, problems = read(document, SCHEMA, {})
    assert spec is not None, problems
    graph = graph_from(
        text.replace(", params: {watermark: true}", ", model: sora-2-official"), ("toapis",)
    )
    job = show_data(spec, graph)["jobs"][0]
    assert job["origins"]["provider"]["words"] == "the spec, line 2"
    assert job["origins"]["model"]["kind"] == "profile"


# -- yaml ------------------------------------------------------------------------------------------


def test_the_listing_is_yaml_and_holds_what_the_data_holds() -> None:
    data = shown(HEAD + SIMPLE)
    text = show_yaml(data)
    document, problems = parse(text.encode(), "flat.yaml")
    assert document is not None, problems
    assert yaml.safe_load(text) == document.value
    for job in data["jobs"]:
        told = document.value["jobs"][job["job"]]
        assert (told["from"], told["prompt"]) == (job["parent"], job["prompt"])
        assert told["key"] == job["key"]


def test_the_listing_changes_only_where_the_jobs_do() -> None:
    before = show_yaml(shown(HEAD + SIMPLE))
    lines = SIMPLE.splitlines(keepends=True)
    moved = [lines[0], "  # a comment\n", *lines[2:], lines[1]]
    assert show_yaml(shown(HEAD + "".join(moved))) == before
    after = show_yaml(shown(HEAD + SIMPLE.replace("Add rain", "Add snow")))
    changed = [
        line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line[0] in "+-"
    ]
    assert len(changed) == 4  # prompt and key, old and new


@given(
    st.text(st.characters(exclude_categories=["Cs"]))
    | st.sampled_from(["NO", "12:30", "~", "a: b", "e1", "null", "- a", "a #b"])
)
def test_any_text_reads_back(text: str) -> None:
    told = show_yaml(
        {
            "version": 1,
            "name": "n",
            "budget": None,
            "providers": [],
            "sources": [],
            "jobs": [
                {**dict.fromkeys(_KEYS), "job": "j", "prompt": text, "params": {}, "needs": [text]}
            ],
        }
    )
    read_back = yaml.safe_load(told)["jobs"]["j"]
    assert read_back.get("prompt", "") == text
    assert read_back["needs"] == [text]
    assert yaml.safe_load(f"a: {scalar(text)}") == {"a": text}
    assert "\u202e" not in quoted(f"\u202e{text}")


_KEYS = (
    *("parent", "prompt", "provider", "model", "params", "needs", "tags", "timeout", "retry"),
    *("on_parent_change", "allow_failure", "key"),
)


# -- the command -----------------------------------------------------------------------------------


def test_the_command(program: Program) -> None:
    (program.folder / "warm.txt").write_text("Make it\nwarm", "utf-8")
    program.write(
        "  dusk: {from: a, prompt: Make it dusk, tags: [light]}\n"
        "  story: {from: dusk, chain: [{one: Add rain}, {two: Add snow}]}\n"
        "  warm: {from: b, prompt_file: warm.txt}\n"
    )
    assert "story.two  story.one" in program.here("show", SPEC).out
    every = program.here("show", SPEC, "story").out
    assert [line.split()[0] for line in every.splitlines() if line[0:1] not in ("", " ")] == [
        "story.one",
        "story.two",
    ]
    assert "(from its prompt_file, line" in program.here("show", SPEC, "warm").out
    [job] = json.loads(program.here("show", SPEC, "tag:light", "--json").out)["jobs"]
    assert (job["job"], job["parent"], job["source"]) == ("dusk", "a", "a")
    assert job["place"]["line"] == 7
    assert program.here("show", SPEC, "status:ready").out.startswith("dusk")
    assert yaml.safe_load(program.here("show", SPEC, "--format", "yaml").out)["name"] == "spring"
    wrong = program.here("show", SPEC, "dsk")
    assert (wrong.code, wrong.out) == (2, "")
    assert "did you mean `dusk`?" in wrong.err
