"""In GitHub Actions, without a flag: annotations, a folded log, the report as the step's summary. Elsewhere nothing."""

import re
from pathlib import Path

import pytest

from program import SPEC, Program
from remixbatch.commands.annotations import Note, annotations
from remixbatch.commands.github import MOST, add_summary, cut
from remixbatch.problem import Place

JOBS = """\
  dusk: {from: a, prompt: Make it dusk}
  rain: {from: a, prompt: "Add rain [fail]"}
  fog: {from: a, prompt: "Add fog [refuse]", allow_failure: true}
"""


@pytest.fixture
def step(program: Program) -> Path:
    """The summary of the step that the program runs in."""
    summary = program.folder / "summary.md"
    program.environ |= {
        "GITHUB_ACTIONS": "true",
        "GITHUB_WORKSPACE": str(program.folder.parent),
        "GITHUB_STEP_SUMMARY": str(summary),
    }
    return summary


def commands(text: str) -> list[str]:
    """What the host would obey."""
    return [line for line in text.splitlines() if line.lstrip().startswith("::")]


def test_a_run(program: Program, step: Path) -> None:
    program.write(JOBS)
    step.write_text("# Before\n", "utf-8")
    end = program.here("run", SPEC, "--json")
    assert end.code == 1, end
    assert commands(end.out) == []
    begin, *notes = commands(end.err)
    assert begin == f"::group::run {SPEC}"
    assert notes[0] == "::endgroup::"
    folded = end.err.partition(begin)[2].partition("::endgroup::")[0]
    assert "dusk.1 submitted" in folded
    file = f"file={program.folder.name}/{SPEC}"
    assert notes[1].startswith(f"::error {file},line=7,col=3,title=remixbatch%3A failed::rain is ")
    assert notes[2].startswith(f"::warning {file},line=8,col=3,title=remixbatch%3A refused::fog ")
    assert len(notes) == 3
    report = (program.folder / "output" / "spring" / "report.md").read_text("utf-8")
    assert step.read_text("utf-8").startswith("# Before\n# spring\n")
    assert report.splitlines()[-1] in step.read_text("utf-8")


def test_elsewhere_it_is_silent(program: Program) -> None:
    program.write(JOBS)
    summary = program.folder / "summary.md"
    program.environ |= {"GITHUB_STEP_SUMMARY": str(summary)}
    end = program.here("run", SPEC)
    assert commands(end.out + end.err) == []
    assert not summary.exists()


def test_a_summary_that_cannot_be_written_fails_no_run(program: Program, step: Path) -> None:
    program.write("  dusk: {from: a, prompt: Make it dusk}\n")
    step.mkdir()
    end = program.here("run", SPEC)
    assert end.code == 0
    assert "note: the step's summary cannot be written" in end.err


@pytest.mark.parametrize(
    "words", [["plan", "bad.yaml"], ["run", "bad.yaml"], ["validate", "bad.yaml"]]
)
@pytest.mark.usefixtures("step")
def test_problems_of_a_spec(program: Program, words: list[str]) -> None:
    program.write("  dusk: {from: a, prompt: 3}\n", name="bad.yaml")
    end = program.here(*words)
    assert end.code == 2
    [line] = commands(end.err)
    where = f"::error file={program.folder.name}/bad.yaml,line=6,col=27,title=RMB202::"
    assert line.startswith(where + "jobs.dusk.prompt: expected text")
    assert commands(end.out) == []


@pytest.mark.usefixtures("step")
def test_validate_with_the_format_says_it_once(program: Program) -> None:
    program.write("  dusk: {from: a, prompt: 3}\n", name="bad.yaml")
    end = program.here("validate", "bad.yaml", "--format", "github")
    assert (len(commands(end.out)), commands(end.err)) == (1, [])


def note(text: str, *, level: str = "error", file: str = "a.yaml") -> Note:
    place = Place(file, 3, 5)
    return Note(level="error" if level == "error" else "warning", title="T", text=text, place=place)


def test_nine_of_a_kind() -> None:
    notes = [*map(note, "abcdefghijk"), note("w", level="warning")]
    lines = annotations(notes, "see the report").splitlines()
    assert len(lines) == 11
    assert sum(line.startswith("::error file=") for line in lines) == 9
    assert lines[-1] == "::error::2 more errors; see the report"
    assert annotations([note("a")], "") == "::error file=a.yaml,line=3,col=5,title=T::a"
    assert annotations([], "") == ""


def test_foreign_text_gives_no_commands() -> None:
    evil = "100%\n::add-mask::x\r::stop-commands::y \x1b[2J"
    line = annotations([note(evil, file="a,b:%.yaml")], "")
    assert commands(line) == [line]
    assert line.startswith("::error file=a%2Cb%3A%25.yaml,line=3,")
    text = line.partition(",title=T::")[2]
    assert text.startswith("100%25%0A:")
    assert "::" not in text
    assert "\x1b" not in text


# -- the summary -------------------------------------------------------------------------------------


def test_a_long_report_is_cut_at_the_end_of_a_line() -> None:
    data = b"".join(b"| row %d |\n" % number for number in range(1000))
    kept = cut(data, 500, "report.md")
    assert len(kept) <= 500
    table, _, left = kept.decode().partition("\n\n\n")
    assert re.fullmatch(r"(\| row \d+ \|\n)*\| row \d+ \|\n?", table)
    assert left.startswith("Cut here: ")
    assert cut(data, len(data), "report.md") == data
    assert cut(data, 20, "report.md") == b""
    assert cut(data, -5, "report.md") == b""


def test_several_reports_share_the_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "summary"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(file))
    report = "é" * 50 + "\n"
    assert add_summary(report * 8000, "one.md") is None
    assert add_summary(report * 8000, "two.md") is None
    assert file.stat().st_size <= MOST
    assert file.read_text("utf-8").endswith("two.md.\n")
    file.write_bytes(b"x" * MOST)
    assert "is full" in str(add_summary(report, "three.md"))
