"""Every command as a user meets it: what it prints where, what it leaves, its exit code."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from canary import heard
from program import SPEC, Program
from remixbatch.cli.main import SECTIONS
from remixbatch.errors import Exit

JOBS = """\
  dusk: {from: a, prompt: Make it dusk}
  rain: {from: dusk, prompt: Add rain}
"""
README = Path(__file__).parent.parent / "README.md"


# -- init ----------------------------------------------------------------------------------------------


def test_init_writes_what_is_not_there(program: Program) -> None:
    (program.folder / "new").mkdir()
    (program.folder / "new" / "Makefile").write_text("mine:\n", "utf-8")
    end = program.here("init", "new")
    assert end.code == 0, end
    assert re.search(r"written +new/specs/quickstart.yaml\n", end.out)
    assert re.search(r"kept +new/Makefile\n", end.out)
    assert "Next: cd new && remixbatch run specs/quickstart.yaml" in end.out
    assert (program.folder / "new" / "Makefile").read_text("utf-8") == "mine:\n"
    attributes = (program.folder / "new" / ".gitattributes").read_text("utf-8")
    assert attributes == "specs/*.lock merge=union text eol=lf\n"
    spec = "new/specs/quickstart.yaml"
    assert program.here("validate", spec, "--strict").code == 0
    assert "To submit: 6 takes, free" in program.here("plan", spec).out


def test_init_where_nothing_can_be_written(program: Program) -> None:
    (program.folder / "file").write_text("", "utf-8")
    end = program.here("init", "file")
    assert (end.code, end.err[:6]) == (9, "error:"), end


# -- validate ------------------------------------------------------------------------------------------


def faulty(program: Program) -> str:
    """Two problems: lines 5 and 6."""
    path = program.folder / "bad.yaml"
    path.write_text(
        "version: 1\nprovider: swift\nsources: {a: v_1}\njobs:\n"
        "  dusk: {form: a, prompt: Make it dusk}\n  rain: {from: dsk, prompt: Add rain}\n",
        "utf-8",
    )
    return path.name


def test_validate_tells_every_problem_at_its_place(program: Program) -> None:
    program.write(JOBS)
    end = program.here("validate", faulty(program), SPEC)
    assert end.code == 2, end
    assert re.search(r"bad.yaml:5:10: RMB\d+ jobs.dusk: unknown key `form`\n", end.out)
    assert "did you mean `from`?" in end.out
    assert "bad.yaml:6:16: " in end.out
    assert f"{SPEC}: 2 jobs from 1 source, no errors" in end.out
    assert end.err == ""


def test_validate_for_machines(program: Program) -> None:
    name = faulty(program)
    told = json.loads(program.here("validate", name, "--format", "json").out)
    assert json.loads(program.here("validate", name, "--json").out) == told
    places = [(each["file"], each["line"], each["level"]) for each in told["problems"]]
    assert places == [(name, 5, "error"), (name, 6, "error")]
    lines = program.here("validate", name, "--format", "jsonl").out.splitlines()
    assert [json.loads(line) for line in lines] == told["problems"]
    end = program.here("validate", name, "--format", "github")
    assert end.code == 2
    notes = [line for line in end.out.splitlines() if line]
    assert notes[0].startswith(f"::error file={name},line=5,col=10,title=RMB")


def test_strict_makes_errors_of_warnings(program: Program) -> None:
    path = program.write(JOBS)
    path.write_text(path.read_text("utf-8").replace("sources:\n", "sources:\n  idle: v_2\n"))
    plain, strict = program.here("validate", SPEC), program.here("validate", SPEC, "--strict")
    assert (plain.code, strict.code) == (0, 2)
    assert "no job starts from it" in plain.out


# -- before and after a run ------------------------------------------------------------------------------


def test_status_and_report_with_nothing_run(program: Program) -> None:
    program.write(JOBS)
    end = program.on("status")
    assert end.code == 0, end
    assert "never run; after dusk" in end.out
    told = program.json("status")
    assert (told["kind"], [job["phase"] for job in told["jobs"]]) == (
        "status",
        ["ready", "blocked"],
    )
    assert program.on("report").code == 0
    assert not (program.folder / ".remixbatch").exists()


def test_a_run_is_told_by_lock_status_and_report(program: Program) -> None:
    program.write(JOBS)
    assert program.on("run").code == 0
    check = jsonschema.Draft7Validator(json.loads(program.here("schema", "lock").out))
    for line in program.lock.read_text("utf-8").splitlines():
        check.validate(json.loads(line))
    ids = [take["id"] for take in program.takes()]
    status = program.on("status")
    assert status.code == 0
    assert all(id_ in status.out for id_ in ids)
    told = program.json("status")
    assert [job["id"] for job in told["jobs"]] == ids
    folder = program.folder / "output" / "spring"
    for file in ("report.md", "report.json"):
        (folder / file).unlink()
    end = program.on("report")
    assert end.out.split() == ["output/spring/report.md", "output/spring/report.json"], end
    text = (folder / "report.md").read_text("utf-8")
    assert all(id_ in text for id_ in ids)
    assert "2 jobs: 2 completed. Exit 0." in text
    kept = json.loads((folder / "report.json").read_text("utf-8"))
    assert [job["id"] for job in kept["jobs"]] == ids
    shown = program.on("report", "--format", "md").out
    assert shown.split("\n")[4:] == text.split("\n")[4:]  # all but the time
    data = json.loads(program.on("report", "--format", "json").out)
    assert data["jobs"] == kept["jobs"]


# -- what stands beside the specs ----------------------------------------------------------------------


def test_schemas_are_schemas(program: Program) -> None:
    for name in ("spec", "profile"):
        schema = json.loads(program.here("schema", name).out)
        jsonschema.Draft7Validator.check_schema(schema)
        assert name in schema["title"]
    assert program.here("schema").out == program.call("schema", "spec").out
    assert program.here("schema", "lok").code == 2


def test_providers(program: Program) -> None:
    listed = program.here("providers", "list")
    assert listed.code == 0
    for words in ("openai .*OPENAI_API_KEY.*shut down 2026-09-24", "toapis .*TOAPIS_API_KEY"):
        assert re.search(words, listed.out)
    told = json.loads(program.here("providers", "list", "--json").out)["profiles"]
    assert {"emulator", "openai", "toapis", "swift", "paid"} <= {each["name"] for each in told}
    shown = program.here("providers", "show", "toapis")
    assert re.search(r"address +https://toapis.com\n", shown.out)
    assert re.search(r"models +sora-2-official\n", shown.out)
    data = json.loads(program.here("providers", "show", "toapis", "--json").out)
    assert (data["key"], data["upstream_retired"]) == ("TOAPIS_API_KEY", "2026-09-15")
    assert re.search(r"checks sources +yes\n", shown.out)
    program.environ["COLUMNS"] = "80"
    for narrow in (program.here("providers", "list"), program.here("providers", "show", "toapis")):
        assert max(map(len, narrow.out.splitlines())) <= 80
    unknown = program.here("providers", "show", "toapi")
    assert unknown.code == 6
    assert "did you mean `toapis`?" in unknown.err


def test_every_help_has_examples_and_fits_a_terminal(program: Program) -> None:
    program.environ["COLUMNS"] = "80"
    calls = [[name] for names in SECTIONS.values() for name in names]
    for words in ([], *calls, ["providers", "list"], ["providers", "show"]):
        told = (
            program.here(*words, "--help") if words != ["emulate"] else program.call(*words, "-h")
        )
        assert told.code == 0, words
        assert max(map(len, told.out.splitlines())) <= 80, words
        assert re.search("Examples?:|Begin with:|Where to put it:", told.out), words


def test_emulate_says_how_it_is_used(program: Program) -> None:
    end = program.call("emulate", "--help")
    assert end.code == 0
    assert end.out.startswith("usage: remixbatch emulate ")
    for word in ("--dialect", "[refuse later]", "absent-", "/emulator/books"):
        assert word in end.out


# -- readers that leave (calls that cannot be obeyed are in test_bad_input.py) -----------------------------


@pytest.mark.parametrize("words", [["status"], ["plan"], ["report", "--format", "md"], ["run"]])
def test_a_reader_that_leaves(program: Program, words: list[str]) -> None:
    """As `| head` does. It is no failed job, and a run goes on to its end."""
    program.write(JOBS)
    ours, theirs = os.pipe()
    os.close(ours)
    try:
        end = subprocess.run(
            [sys.executable, "-m", "remixbatch", words[0], SPEC, *words[1:]],
            cwd=program.folder,
            env=program.environ,
            stdout=theirs,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=30,
        )
    finally:
        os.close(theirs)
    heard("stderr", end.stderr)
    assert end.returncode == 0, end
    assert "error" not in end.stderr.lower()
    assert len(program.books()) == (2 if words == ["run"] else 0)


BUG = 70  # no outcome of a command, so not in Exit


def test_the_exit_codes_are_those_that_are_told(program: Program) -> None:
    codes = {int(code) for code in Exit}
    for words in (["--help"], ["run", "--help"]):
        table = program.here(*words).out.partition("Exit codes:")[2]
        assert {int(code) for code in re.findall(r"^ +(\d+) ", table, re.MULTILINE)} == codes | {
            BUG
        }
    readme = README.read_text("utf-8").partition("## Exit codes")[2].partition("\n## ")[0]
    told = {int(code) for code in re.findall(r"^\| (\d+) \|", readme, re.MULTILINE)}
    assert told - {70} == codes


def test_a_report_is_not_written_over_that_of_another_spec(program: Program) -> None:
    program.write(JOBS)
    program.write("  fog: {from: b, prompt: Fill it with fog}\n", name="other/spring.yaml")
    assert program.here("report", SPEC).code == 0
    report = program.folder / "output" / "spring" / "report.md"
    ours = report.read_bytes()
    end = program.here("report", "other/spring.yaml")
    assert end.code == 2, end
    assert "output/spring belongs to the spec spring.yaml" in end.err
    assert "set `name:` in one of them, or use --output-dir" in end.err
    assert report.read_bytes() == ours
    shown = program.here("report", "other/spring.yaml", "--format", "md")
    assert (shown.code, "fog" in shown.out) == (0, True), "reading is no writing"
    assert program.here("report", "other/spring.yaml", "--output-dir", "two").code == 0
    assert program.here("report", SPEC).code == 0
