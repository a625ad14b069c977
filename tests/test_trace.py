"""`trace`: from one video back to its source, by whatever name a person has of it."""

import json

import pytest
from markdown_it import MarkdownIt

from campaigns import Campaign, paid
from program import SPEC, Program
from remixbatch.errors import UsageError
from remixbatch.report.lineage import Lineage, lineage_of, lineage_of_source
from remixbatch.report.lookup import Lookup
from remixbatch.report.trace_data import trace_data
from remixbatch.report.trace_markdown import trace_markdown
from remixbatch.report.trace_text import trace_text

JOBS = """
  dusk: {from: beach, prompt: Make it dusk}
  rain: {from: dusk, prompt: "Add rain,\\nsoftly | <b>"}
  snow: {from: dusk, prompt: Add snow}
"""


def made() -> Campaign:
    told = Campaign(paid(JOBS))
    told.finish("dusk", "video_dusk_0001")
    told.finish("rain", "video_rain_0002")
    told.submit("snow", "video_snow_0003")
    return told


def found(told: Campaign, word: str) -> Lineage:
    lookup = Lookup(graph=told.graph, holdings=told.holdings, steps=told.plan.steps, spec="s.yaml")
    meant = lookup.find(word)
    if meant.handle is not None:
        return lineage_of(told.graph, told.holdings, meant.handle)
    return lineage_of_source(told.graph, told.holdings, f"video_{meant.source}")


def names(lineage: Lineage) -> list[str]:
    return [link.name for link in lineage.links]


@pytest.mark.parametrize(
    "word",
    [
        *("video_rain_0002", "rain_0002", "…ain_0002", "t_2", "rain", "rain.1"),
        *("videos/rain.1-t_2.mp4", "/somewhere/rain.1-t_2.mp4", "rain.1-t_2.mp4", "rain.mp4"),
    ],
)
def test_a_video_is_found_by_every_name(word: str) -> None:
    assert names(found(made(), word)) == ["rain.1", "dusk.1"]


def test_the_chain_is_told_with_all_that_is_known() -> None:
    text = trace_text(found(made(), "rain"), folder="output/spring")
    rain, dusk, source, totals = text.split("\n\n")
    assert rain.startswith("1  rain.1  completed\n  id         video_rain_0002\n")
    assert "prompt     Add rain,\n             softly | <b>" in rain
    assert "money      $2.40" in rain
    assert "file       output/spring/videos/rain.1-t_2.mp4" in rain
    assert "sha256     abab" in rain
    assert ", after 1:02" in dusk
    assert source == "source  beach, video_beach"
    assert totals.startswith("2 videos in this lineage: $4.80\n2:08 from the first submission")


def test_children_and_sources() -> None:
    told = made()
    text = trace_text(found(told, "dusk"), folder="o")
    assert "Made from it\n  rain.1, completed, video_rain_0002\n  snow.1, running" in text
    assert [link.name for link in found(told, "beach").children] == ["dusk.1"]
    assert names(found(told, "video_beach")) == []


def test_what_nobody_knows_is_said_to_be_unknown() -> None:
    told = made()
    told.finish("gone", "video_gone", parent="video_elsewhere")
    text = trace_text(found(told, "gone"), folder="o")
    assert "source  video_elsewhere: unknown; it is no source of this spec" in text


def test_a_circle_ends() -> None:
    told = made()
    told.finish("loop", "video_loop", parent="video_pool")
    told.finish("pool", "video_pool", parent="video_loop")
    lineage = found(told, "loop")
    assert names(lineage) == ["loop.1", "pool.1"]
    assert "a circle" in trace_text(lineage, folder="o")


def test_an_ancestor_that_is_a_source_too_is_marked() -> None:
    graph = paid("  dusk: {from: beach, prompt: Make it dusk}")
    told = Campaign(graph)
    told.finish("old", "video_beach", parent="video_first")
    told.finish("dusk", "video_dusk")
    lineage = found(told, "dusk")
    assert names(lineage) == ["dusk.1", "old.1"]
    assert "also       source beach of the spec" in trace_text(lineage, folder="o")


def test_a_long_chain_is_cut_in_the_middle() -> None:
    told = Campaign(paid("  j: {from: beach, prompt: Go}"))
    parent = "video_beach"
    for n in range(1100):
        told.finish(f"x{n}", f"video_{n:08}", parent=parent)
        parent = f"video_{n:08}"
    lineage = found(told, "x1099")
    text = trace_text(lineage, folder="o", most=10)
    assert "… 1,090 videos between, not shown (--all shows them) …" in text
    assert [line for line in text.splitlines() if line[:1].isdigit() and "  x" in line] == [
        *(f"{n}  x{1100 - n}.1  completed" for n in range(1, 6)),
        *(f"{n}  x{1100 - n}.1  completed" for n in range(1096, 1101)),
    ]
    assert trace_text(lineage, folder="o", most=None).count("\nsha256") == 0
    assert len(lineage.links) == 1100


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("video_rian_0002", "did you mean `video_rain_0002`?"),
        ("rian", "did you mean `rain`?"),
        ("rain.7", "it has rain.1 t_2"),
        ("rain.1x", "did you mean `rain`?"),
        ("", "`remixbatch status` lists ids, `remixbatch show` the jobs"),
    ],
)
def test_an_unknown_name(word: str, hint: str) -> None:
    with pytest.raises(UsageError) as error:
        found(made(), word)
    assert error.value.hint == hint


def test_an_ambiguous_label_is_refused_with_the_list() -> None:
    told = made()
    told.finish("rain", "video_other", take=1)
    with pytest.raises(UsageError, match=r"`rain.1` means 2 takes: rain.1 t_2; rain.1 t_4"):
        found(told, "rain.1")


def test_a_job_without_a_take_says_so() -> None:
    with pytest.raises(UsageError, match="dusk has no take yet") as error:
        found(Campaign(paid(JOBS)), "dusk")
    assert error.value.hint == "`remixbatch why s.yaml dusk` says why"


def test_markdown_holds_no_markup_of_others() -> None:
    text = trace_markdown(found(made(), "rain"), folder="output/spring")
    html = MarkdownIt("commonmark").enable("table").render(text)
    assert "<td>Add rain, softly | &lt;b&gt;</td>" in html
    assert html.count("<table>") == 2
    assert "<code>video_rain_0002</code>" in html


def test_the_data() -> None:
    data = trace_data(found(made(), "rain"), name="spring", spec="s.yaml", folder="o")
    assert [video["id"] for video in data["videos"]] == ["video_rain_0002", "video_dusk_0001"]
    assert data["source"] == {
        "identity": "video_beach",
        "known": True,
        "names": ["beach"],
        "circular": False,
    }
    assert data["totals"]["usd"] == "4.80"
    assert data["videos"][0]["making_seconds"] == 62.0


def test_the_command_in_every_form(program: Program) -> None:
    program.write("  dusk: {from: a, prompt: Make it dusk}\n")
    source = program.source("a")
    assert source in program.here("trace", SPEC, "a").out
    assert json.loads(program.here("trace", SPEC, source, "--json").out)["kind"] == "trace"
    assert program.here("trace", SPEC, "a", "--format", "md").out.startswith("# Lineage of a")
    wrong = program.here("trace", SPEC, "video_nobody")
    assert (wrong.code, wrong.out) == (2, "")
