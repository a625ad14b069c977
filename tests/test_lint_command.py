"""`lint`, and the commands that heed what it finds, through the real program."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from canary import heard
from inside import inside
from program import SPEC, Program, told

TWO = "Turn the sky purple and add two dogs to the beach"
VAGUE = "Make the video better"
ONE = "Add a thick morning fog"
JOBS = f"  one: {{from: a, prompt: {TWO}}}\n  two: {{from: a, prompt: {VAGUE}}}\n  three: {{from: b, prompt: {ONE}}}\n"


# -- what is shown -----------------------------------------------------------------------------------


def test_a_finding_is_told_at_its_place_with_why_and_the_way_out(program: Program) -> None:
    program.write(JOBS)
    end = program.here("lint", SPEC)
    assert (end.code, end.err) == (2, "")
    head, source, marks, *rest = end.out.splitlines()
    assert re.match(r"spring\.yaml:7:\d+: RMX101 jobs\.one\.prompt: .* \[multi-change\]$", head)
    column = int(head.split(":")[2])
    line = (program.folder / SPEC).read_text("utf-8").splitlines()[6]
    assert source == f"  7 | {line}"
    assert marks.index("^") - len("  7 | ") == column - 1
    assert 1 < marks.count("^") <= len(TWO)
    assert rest[0].startswith("  why:  ")
    assert rest[1].startswith("  help: ")
    assert "RMX201 warning: jobs.two.prompt" in end.out
    assert end.out.endswith("spring.yaml: 3 prompts, 1 error, 1 warning\n")


def test_nothing_found_is_told_too(program: Program) -> None:
    program.write(f"  one: {{from: a, prompt: {ONE}}}\n")
    end = program.here("lint", SPEC)
    assert (end.code, end.out) == (0, "spring.yaml: 1 prompt, nothing found\n")


def test_a_spec_with_problems_is_told_of_and_the_others_are_linted(program: Program) -> None:
    program.write(JOBS)
    (program.folder / "bad.yaml").write_text("version: 1\njobs: {x: {form: a}}\n", "utf-8")
    end = program.here("lint", "bad.yaml", "none.yaml", SPEC)
    assert end.code == 2
    assert "bad.yaml:2:12: RMB201 jobs.x: unknown key `form`" in end.out
    assert "none.yaml: there is no such file" in end.out
    assert "to mend before it can be linted" in end.out
    assert "3 prompts, 1 error, 1 warning" in end.out
    told = json.loads(program.here("lint", "bad.yaml", SPEC, "--json").out)
    assert told["totals"] == {"findings": 2, "levels": {"error": 1, "warning": 1}}
    assert [each["code"] for each in told["problems"]][:1] == ["RMB307"]


def test_what_is_no_spec_is_told_with_the_next_move(program: Program) -> None:
    (program.folder / "prompts.txt").write_text(f"{ONE}\n{TWO}\n", "utf-8")
    assert "`remixbatch lint - < prompts.txt`" in program.here("lint", "prompts.txt").out
    end = program.here("lint", ".")
    assert (end.code, end.out.startswith(".: is a folder\n  help: Name a")) == (2, True)
    end = program.here("lint", "--jsonl", "prompts.txt")
    assert end.err.startswith(
        "error: prompts.txt:1: this is not JSON: Expecting value (column 1)\n"
    )


def test_as_data(program: Program) -> None:
    program.write(JOBS)
    told = json.loads(program.here("lint", SPEC, "--json").out)
    assert (told["version"], told["kind"]) == (1, "lint")
    first = told["findings"][0]
    assert (first["code"], first["name"], first["level"]) == ("RMX101", "multi-change", "error")
    assert (first["file"], first["line"], first["jobs"]) == (SPEC, 7, ["one"])
    assert (first["prompt"], len(first["split"])) == (TWO, 2)
    line = (program.folder / SPEC).read_text("utf-8").splitlines()[6]
    assert line[first["column"] - 1 : first["end_column"] - 1] == first["text"]
    rows = [
        json.loads(row) for row in program.here("lint", SPEC, "--format", "jsonl").out.splitlines()
    ]
    assert rows == told["findings"]


def test_what_steers_a_terminal_is_spelled_out(program: Program) -> None:
    program.write('  one: {from: a, prompt: "Turn the \u202esky purple and add two dogs"}\n')
    for form in ("text", "json", "jsonl", "sarif", "github"):
        out = program.here("lint", SPEC, "--format", form).out
        assert "RMX101" in out
        assert "\u202e" not in out


def test_a_service_that_has_a_parameter_for_it_is_named(program: Program) -> None:
    profile = yaml.safe_load((program.folder / "profiles" / "swift.yaml").read_text("utf-8"))
    profile["remix"]["body"]["seconds"] = "{params.seconds}"
    profile["remix"]["params"] = {"seconds": {"type": "integer"}}
    path = program.folder / "profiles" / "lengthy.yaml"
    path.write_text(yaml.safe_dump({**profile, "name": "lengthy"}), "utf-8")
    jobs = "  one: {from: a, prompt: Make the video 12 seconds long}\n"
    program.write(jobs)
    assert "params" not in program.here("lint", SPEC).out
    program.write(jobs, "provider: lengthy")
    assert "lengthy takes it as `params: {seconds: …}`" in program.here("lint", SPEC).out


def test_github(program: Program) -> None:
    program.write(JOBS + "  four: {from: a, prompt: Make the video better.}\n")
    out = program.here("lint", SPEC, "--format", "github").out
    assert re.search(r"^::error file=spring\.yaml,line=7,col=\d+,title=RMX101::", out, re.MULTILINE)
    assert re.search(r"^::warning file=spring\.yaml,line=8,", out, re.MULTILINE)
    assert re.search(r"^::notice file=spring\.yaml,line=10,col=3,title=RMX604::", out, re.MULTILINE)
    assert out.count("::error") == 1
    program.environ["GITHUB_ACTIONS"] = "true"
    assert "::error file=spring.yaml,line=7," in program.here("lint", SPEC).err


def test_two_jobs_that_ask_the_same_are_suggested_to_be_one(program: Program) -> None:
    program.write(
        f"  one: {{from: a, prompt: {ONE}}}\n  two: {{from: b, prompt: {ONE}}}\n"
        "  three: {from: a, prompt: 'add a thick  morning fog.'}\n"
        f"  four: {{from: a, prompt: {ONE}, lint_ignore: [duplicate-prompt]}}\n"
    )
    end = program.here("lint", SPEC, "--strict")
    assert end.code == 0  # a suggestion stops nothing
    [head] = [line for line in end.out.splitlines() if "RMX604" in line]
    assert head.startswith("spring.yaml:9:3: RMX604 suggestion: jobs.three: asks the same of `a`")
    assert "as jobs.one in line 7" in head


# -- stdin -------------------------------------------------------------------------------------------


def test_prompts_from_stdin(program: Program) -> None:
    end = program.here("lint", "-", stdin=f"{ONE}\n\n  {TWO}\r\n")
    assert end.code == 2
    assert re.search(r"^-:3:\d+: RMX101 ", end.out)
    assert f"  3 |   {TWO}" in end.out
    assert end.out.endswith("-: 2 prompts, 1 error\n")
    end = program.here("lint", "-", stdin=f"{ONE}\n")
    assert (end.code, end.out) == (0, "-: 1 prompt, nothing found\n")
    end = program.here("lint", "-", stdin=f"Add \a fog\n{ONE}")
    assert end.code == 2
    assert "-:1:1: RMB305 control character U+0007" in end.out


def test_verdicts_a_line_in_order(program: Program) -> None:
    prompts = [TWO, ONE, VAGUE, "", "天" * 3, 'say "hi" \ud800', "e\u0301"]
    lines = "".join(json.dumps({"prompt": prompt, "id": 3}) + "\n" for prompt in prompts)
    end = program.here("lint", "--jsonl", "-", stdin="\n" + lines)
    assert (end.code, end.err) == (0, "")
    told = [json.loads(line) for line in end.out.splitlines()]
    assert [each["prompt"] for each in told] == prompts
    assert [each["multi"] for each in told] == [True, *[False] * 6]
    assert told[0]["rules"] == ["multi-change"]
    assert len(told[0]["split"]) == 2
    assert told[1] == {"prompt": ONE, "multi": False, "rules": [], "split": []}
    assert "天天天" in end.out


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (b"{", "this is not JSON: "),
        (b"nonsense", "this is not JSON: "),
        (b'"text"', "this is no object"),
        (b'{"promt": "x"}', "a `prompt` of text is missing"),
        (b'{"prompt": 3}', "a `prompt` of text is missing"),
        (b'{"prompt": "\xff"}', "this is not UTF-8"),
        (b'{"prompt": "' + b"x" * 32_001 + b'"}', "the prompt has 32,001 characters"),
        (b"[" * 100_000, "this is not JSON"),
        (b'{"prompt": ' + b"9" * 5000 + b"}", "this is not JSON"),
    ],
)
def test_a_line_that_is_no_prompt_ends_it_and_nothing_before_it_is_lost(
    program: Program, bad: bytes, said: str
) -> None:
    first = json.dumps({"prompt": TWO}).encode()
    end = program.here("lint", "--jsonl", "-", stdin=b"\n".join([first, bad, first]))
    assert end.code == 2
    assert end.err.startswith(f"error: -:2: {said}")
    [only] = end.out.splitlines()
    assert json.loads(only)["multi"] is True


def test_verdicts_of_a_file_and_of_rules_that_hold(program: Program) -> None:
    (program.folder / "prompts.jsonl").write_text(json.dumps({"prompt": TWO}), "utf-8")
    end = program.here("lint", "--jsonl", "prompts.jsonl", "--ignore", "multi-change")
    assert json.loads(end.out)["rules"] == []
    assert json.loads(end.out)["multi"] is True  # what it is does not hang on what is told
    end = program.here("lint", "--jsonl", "none.jsonl")
    assert (end.code, "none.jsonl: cannot be read" in end.err) == (2, True)


def test_verdicts_come_while_prompts_come(program: Program) -> None:
    """A program may ask, read the answer, and ask again."""
    import subprocess  # noqa: PLC0415
    import sys  # noqa: PLC0415

    command = [sys.executable, "-m", "remixbatch", "lint", "--jsonl", "-"]
    with subprocess.Popen(
        command,
        cwd=program.folder,
        env=program.environ,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for prompt in (TWO, ONE):
            process.stdin.write(json.dumps({"prompt": prompt}) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
            heard("stdout", line)
            assert json.loads(line)["prompt"] == prompt
        process.stdin.close()
        assert process.stdout.read() == ""
    assert process.returncode == 0


def test_many_prompts_are_answered_in_their_order(program: Program) -> None:
    """Of who sends more than a pipe holds, too."""
    prompts = [f"Paint boat {number} red and add {number} gulls" for number in range(12_000)]
    lines = "".join(json.dumps({"prompt": prompt}) + "\n" for prompt in prompts)
    assert len(lines) > 500_000
    end = program.here("lint", "--jsonl", "-", stdin=lines)
    verdicts = [json.loads(row) for row in end.out.splitlines()]
    assert [verdict["prompt"] for verdict in verdicts] == prompts
    assert all(verdict["multi"] for verdict in verdicts)


# -- SARIF -------------------------------------------------------------------------------------------

# What SARIF 2.1.0 has of the objects that are written here: their properties, and those that must be there.
OBJECTS: dict[str, tuple[set[str], set[str]]] = {
    "log": ({"$schema", "version", "runs", "properties"}, {"version", "runs"}),
    "run": ({"tool", "columnKind", "results", "artifacts", "invocations"}, {"tool"}),
    "driver": ({"name", "version", "semanticVersion", "informationUri", "rules"}, {"name"}),
    "rule": (
        {"id", "name", "shortDescription", "fullDescription", "help", "helpUri"}
        | {"defaultConfiguration", "properties"},
        {"id"},
    ),
    "result": (
        {"ruleId", "ruleIndex", "level", "message", "locations", "partialFingerprints"},
        {"message"},
    ),
    "physical": ({"artifactLocation", "region", "contextRegion"}, {"artifactLocation"}),
    "artifact": ({"uri", "uriBaseId", "index"}, {"uri"}),
    "region": ({"startLine", "startColumn", "endLine", "endColumn", "snippet"}, {"startLine"}),
}
LEVELS = {"none", "note", "warning", "error"}


def fits(kind: str, thing: dict[str, Any]) -> dict[str, Any]:
    known, needed = OBJECTS[kind]
    assert needed <= thing.keys() <= known, kind
    return thing


def results(text: str) -> Iterator[dict[str, Any]]:
    """The results of a log that keeps to the format."""
    log = fits("log", json.loads(text))
    assert log["version"] == "2.1.0"
    [run] = log["runs"]
    fits("run", run)
    assert run["columnKind"] in ("utf16CodeUnits", "unicodeCodePoints")
    driver = fits("driver", run["tool"]["driver"])
    for rule in driver["rules"]:
        fits("rule", rule)
        assert rule["defaultConfiguration"]["level"] in LEVELS
        assert all(rule[key]["text"] for key in ("shortDescription", "fullDescription", "help"))
        assert rule["help"].keys() == {"text", "markdown"}
    ids = [rule["id"] for rule in driver["rules"]]
    assert len(set(ids)) == len(ids)
    for result in run["results"]:
        fits("result", result)
        if "ruleIndex" in result:
            assert ids[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in LEVELS
        assert result["message"]["text"]
        assert all(isinstance(each, str) for each in result["partialFingerprints"].values())
        [location] = result["locations"]
        place = fits("physical", location["physicalLocation"])
        assert ":" not in fits("artifact", place["artifactLocation"])["uri"]
        region = fits("region", place["region"])
        assert all(isinstance(number, int) and number > 0 for number in region.values())
        yield result


def test_sarif(program: Program) -> None:
    jobs = JOBS + f"  four: {{from: a, prompt: {VAGUE}!}}\n"
    program.write(jobs, "name: mine\nprovider: swift", name="my spéc.yaml")
    text = program.here("lint", "my spéc.yaml", "--format", "sarif").out
    found = list(results(text))
    assert [(each["ruleId"], each["level"]) for each in found] == [
        ("RMX101", "error"),
        ("RMX201", "warning"),
        ("RMX604", "note"),
        ("RMX201", "warning"),
    ]
    place = found[0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "my%20sp%C3%A9c.yaml"
    line = (program.folder / "my spéc.yaml").read_text("utf-8").splitlines()[7]
    region = place["region"]
    assert region["startLine"] == region["endLine"] == 8
    assert line[region["startColumn"] - 1 : region["endColumn"] - 1] in TWO
    rules = json.loads(text)["runs"][0]["tool"]["driver"]["rules"]
    assert {rule["name"] for rule in rules} >= {"multi-change", "unused-suppression"}
    assert list(results(program.here("lint", "-", "--format", "sarif", stdin=ONE).out)) == []


def test_sarif_names_files_from_the_top_of_the_repository(program: Program) -> None:
    path = program.write(JOBS)
    (program.folder / ".git").mkdir()
    (program.folder / "deep").mkdir()
    ways = [(SPEC, "."), (f"../{SPEC}", "deep"), (str(path), "deep")]
    for name, folder in ways:
        words = ("lint", name, "--format", "sarif")
        text = told(inside(words, program.folder / folder, program.environ, stdin=b"")).out
        places = [each["locations"][0]["physicalLocation"] for each in results(text)]
        assert {each["artifactLocation"]["uri"] for each in places} == {SPEC}


def test_fingerprints_stay(program: Program) -> None:
    """Where lines are put above a finding, where its job is renamed, where its file is."""

    def marks(path: Path) -> list[str]:
        text = program.here("lint", path.name, "--format", "sarif").out
        return [each["partialFingerprints"]["primaryLocationLineHash"] for each in results(text)]

    twins = JOBS + f"  four: {{from: c, prompt: {TWO}}}\n  five: {{from: a, prompt: {TWO}}}\n"
    before = marks(program.write(twins))
    assert len(before) == len(set(before)) == 5
    moved = "# a comment\n\nprovider: swift\nx-note: more"
    after = twins.replace("one:", "uno:").replace("two:", "zwei:")
    assert marks(program.write(after, moved, name="other.yaml")) == before
    edited = marks(program.write(twins.replace("two dogs", "two cats")))
    assert not set(edited) & set(before) - {before[1]}


def test_validate_speaks_sarif_of_problems_of_every_kind(program: Program) -> None:
    path = program.write(JOBS)
    text = path.read_text("utf-8").replace("sources:", "sources:\n  idle: video_01")
    path.write_text(text, "utf-8")
    codes = [
        each["ruleId"] for each in results(program.here("validate", SPEC, "--format", "sarif").out)
    ]
    assert codes == ["RMB408", "RMX101", "RMX201"]
    path.write_text("version: 1\njobs: {x: {form: a}}\n", "utf-8")
    assert len(list(results(program.here("validate", SPEC, "--format", "sarif").out))) == 2


# -- validate, plan, run -----------------------------------------------------------------------------


def test_validate_shows_all_and_fails_on_errors(program: Program) -> None:
    program.write(JOBS)
    end = program.here("validate", SPEC)
    assert end.code == 2
    assert "spring.yaml:7:" in end.out
    assert "RMX201 warning: " in end.out
    assert end.out.endswith("spring.yaml: 3 jobs from 2 sources, 1 error\n")
    told = json.loads(program.here("validate", SPEC, "--json").out)
    assert [each["code"] for each in told["problems"]] == ["RMX101", "RMX201"]
    assert told["problems"][0]["end_column"] > told["problems"][0]["column"]
    program.write(f"  two: {{from: a, prompt: {VAGUE}}}\n")
    assert program.here("validate", SPEC).code == 0
    assert program.here("validate", SPEC, "--strict").code == 2


def test_a_run_stops_before_anything_is_sent(program: Program) -> None:
    program.write(JOBS)
    end = program.here("run", SPEC)
    assert (end.code, end.out) == (2, "")
    assert "spring.yaml:7:" in end.err
    assert "RMX201 warning: " in end.err
    assert "error: spring.yaml: 1 error in its prompts; nothing was sent\n" in end.err
    assert "`remixbatch lint spring.yaml`" in end.err
    assert program.books() == []
    assert not program.lock.exists()
    for words in (["--dry-run"], ["--rehearse"]):
        end = program.here("run", SPEC, *words)
        assert (end.code, end.out) == (2, "")
        assert "1 error in its prompts; nothing was sent" in end.err


def test_only_what_would_be_sent_stops_a_run(program: Program) -> None:
    """What is paid for is paid for: a finished campaign ends well whatever its prompts say."""
    program.write(JOBS)
    assert program.here("run", SPEC, "--select", "three").code == 0
    assert program.here("run", SPEC, "--exclude", "one").code == 0  # a warning stops nothing
    assert program.here("run", SPEC, "--no-lint").code == 0
    assert len(program.books()) == 3
    end = program.here("run", SPEC, "--locked")
    assert (end.code, "RMX" in end.err) == (0, False)
    assert program.here("wait", SPEC).code == 0
    assert program.here("status", SPEC).code == 0
    text = (program.folder / SPEC).read_text("utf-8")
    (program.folder / SPEC).write_text(
        text + f"  six: {{from: c, prompt: {TWO}}}\n".replace("c,", "a,")
    )
    end = program.here("run", SPEC)
    assert end.code == 2
    assert "jobs.six.prompt" in end.err
    assert "jobs.one.prompt" not in end.err


def test_no_spec_is_asked_about_where_the_prompts_of_another_stop_them_all(
    program: Program,
) -> None:
    """A yes to the first would have been in vain."""
    program.write(f"  three: {{from: a, prompt: {ONE}}}\n", "provider: paid")
    program.write(JOBS, "name: other\nprovider: paid", name="other.yaml")
    end = program.at_terminal("run", SPEC, "other.yaml", answer="y")
    assert end.code == 2
    assert "[y/N]" not in end.out
    assert "other.yaml: 1 error in its prompts; nothing was sent" in end.out
    assert program.books() == []
    end = program.here("run", SPEC, "other.yaml", "--select", "three", "--yes")
    assert end.code == 0


def test_the_commands_that_go_on_let_prompts_be(program: Program) -> None:
    program.write(JOBS)
    end = program.here("run", SPEC, "--rehearse", "--no-lint")
    assert (end.code, "remixbatch run spring.yaml --no-lint\n" in end.out) == (0, True)
    end = program.here("run", SPEC, "--no-lint", "--no-wait")
    assert end.code == 4
    assert program.here("wait", SPEC).code == 0


def test_warnings_stop_a_strict_run(program: Program) -> None:
    program.write(f"  two: {{from: a, prompt: {VAGUE}}}\n")
    end = program.here("run", SPEC, "--strict")
    assert end.code == 2
    assert "1 warning (--strict) in its prompts; nothing was sent" in end.err
    (program.folder / "remixbatch.toml").write_text("[lint]\nstrict = true\n", "utf-8")
    assert program.here("run", SPEC).code == 2
    assert program.books() == []
    (program.folder / "remixbatch.toml").write_text('[lint]\nignore = ["RMX2"]\n', "utf-8")
    assert program.here("run", SPEC, "--strict").code == 0


def test_a_plan_shows_what_would_stop_its_run_and_is_not_saved(program: Program) -> None:
    program.write(JOBS)
    end = program.here("plan", SPEC, "--out", "plan.json")
    assert end.code == 2
    assert "3 jobs: 3 submit" in end.out
    assert "RMX101" in end.err
    assert "1 error in its prompts; nothing was sent" in end.err
    assert not (program.folder / "plan.json").exists()
    told = json.loads(program.here("plan", SPEC, "--json").out)
    assert told["exit"] == 2
    assert [(each["code"], each["jobs"]) for each in told["findings"]] == [
        ("RMX101", ["one"]),
        ("RMX201", ["two"]),
    ]
    assert told["exits"][0]["reasons"][0].startswith("one: ")
    end = program.here("plan", SPEC, "--select", "two", "--detailed-exitcode")
    assert (end.code, "RMX101" in end.err, "RMX201" in end.err) == (10, False, True)
    assert program.here("plan", SPEC, "--select", "two", "--strict").code == 2


def test_a_saved_plan_is_linted_when_it_is_run(program: Program) -> None:
    program.write(JOBS)
    end = program.here("plan", SPEC, "--no-lint", "--out", "plan.json")
    assert end.code == 0
    assert "remixbatch run plan.json --no-lint" in end.err
    assert program.here("run", "plan.json").code == 2
    assert program.here("run", "plan.json", "--dry-run").code == 2
    assert program.books() == []
    assert program.here("run", "plan.json", "--no-lint").code == 0
    assert len(program.books()) == 3


@pytest.mark.parametrize("form", ["json", "sarif", "github"])
def test_verdicts_have_one_form(program: Program, form: str) -> None:
    end = program.here("lint", "--jsonl", "-", "--format", form)
    assert end.code == 2
    assert f"--format {form} is for findings" in end.err
