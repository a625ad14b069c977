"""Variables of a spec: what files in `specs/` say less well."""

from pathlib import Path

import pytest

from program import SPEC, Program
from remixbatch.document import Document, parse
from remixbatch.expansion import MOST_CHARACTERS, Expansion
from remixbatch.spec import read
from remixbatch.variables import Scalar, Variables
from test_spec import SCHEMA, everything, messages

DECLARED: dict[str, Scalar | None] = {"n": 8, "rate": 0.5, "on": True, "t": "tea", "empty": ""}
HEAD = "version: 1\nprovider: emulator\nsources: {beach: video_1}\n"


def expanded(text: str, *, typed: bool = False) -> Scalar:
    variables = Variables(declared=DECLARED, allowed=("A",), environ={"A": "${vars.n}"})
    found = variables.expand(text, typed=typed)
    assert not found.slips
    return found.value


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("${vars.t}", "tea"),
        ("a${vars.t}b${vars.n}c", "ateab8c"),
        ("$$${vars.t}$$$$", "$tea$$"),
        ("$${vars.t}", "${vars.t}"),
        ("$5, $x, $vars.t and $", "$5, $x, $vars.t and $"),
        ("${vars.on} ${vars.rate}", "true 0.5"),
        ("${vars.empty:-none} ${vars.empty:-}.", "none ."),
        ("${vars.t:-none}", "tea"),
        ("${env:B-:-x}", None),
        ("${env:A}", "${vars.n}"),  # what a variable holds is never looked at again
    ],
)
def test_a_text(written: str, read_as: str | None) -> None:
    if read_as is None:
        with pytest.raises(AssertionError):
            expanded(written)
        return
    assert expanded(written) == read_as


@pytest.mark.parametrize(
    ("written", "value"), [("n", 8), ("rate", 0.5), ("on", True), ("t", "tea")]
)
def test_alone_in_a_param_a_variable_keeps_its_type(written: str, value: Scalar) -> None:
    found = expanded(f"${{vars.{written}}}", typed=True)
    assert (found, type(found)) == (value, type(value))
    assert expanded(f"${{vars.{written}}}s", typed=True) == f"{str(value).lower()}s"
    assert isinstance(expanded(f"${{vars.{written}}}"), str)


def document_of(text: str) -> Document:
    document, problems = parse((HEAD + text).encode(), "specs/a.yaml")
    assert problems == []
    assert document is not None
    return document


def test_jobs_hash_what_is_sent() -> None:
    plain, _ = everything((HEAD + "jobs: {a: {from: beach, prompt: Add tea.}}").encode(), "a.yaml")
    varied, problems = everything(
        (HEAD + "vars: {x: tea}\njobs: {a: {from: beach, prompt: 'Add ${vars.x}.'}}").encode(),
        "a.yaml",
    )
    assert problems == []
    assert plain is not None
    assert varied is not None
    assert varied.jobs["a"].key == plain.jobs["a"].key
    assert varied.jobs["a"].prompt == "Add tea."


def test_prompt_files_have_places_of_their_own() -> None:
    text = "vars: {x: tea}\njobs: {a: {from: beach, prompt_file: p.txt}, b: {from: beach, prompt_file: p.txt}}"
    document = document_of(text)
    expansion = Expansion(document, {})
    said = expansion.text("specs/p.txt", "Add\r\n  ${vars.y} to ${vars.x}.", ("jobs", "a"))
    (problem,) = expansion.problems
    assert (str(problem.place.file), problem.place.line, problem.place.column) == (
        "specs/p.txt",
        2,
        3,
    )
    assert problem.source == "  ${vars.y} to ${vars.x}."
    _, problems = read(expansion.document, SCHEMA, {"p.txt": said}, expansion.problems)
    assert problems == [problem]
    assert expansion.unused() == []


def test_the_same_checks_hold_after_it() -> None:
    long = "x" * 30_000
    assert messages("vars: {x: ''}\njobs: {a: {from: beach, prompt: '${vars.x}'}}") == [
        "jobs.a.prompt: the prompt is empty"
    ]
    assert messages(
        f"vars: {{x: {long}}}\njobs: {{a: {{from: beach, prompt: '${{vars.x}}${{vars.x}}'}}}}"
    ) == ["jobs.a.prompt: the prompt has 60,000 characters; 32,000 are the most"]
    assert messages("vars: {x: ../a}\njobs: {a: {from: beach, prompt_file: '${vars.x}.txt'}}") == [
        "jobs.a.prompt_file: `../a.txt` leaves the spec's folder"
    ]


def test_a_variable_s_own_problem_is_the_only_one() -> None:
    """Whatever is made of it would fail as well, for no other reason."""
    assert messages(
        "env: {allow: [NOT]}\nvars: {x: '${env:NOT}', y: [1]}\n"
        "jobs: {a: {from: beach, prompt: '${vars.x}', tags: ['${vars.y}'], model: 'm ${vars.x}'}}"
    ) == [
        "vars.x: `NOT` is not set in the environment",
        "vars.y: expected text or a number or true or false, found a list",
    ]


def test_an_unused_variable_is_a_warning() -> None:
    assert messages("vars: {x: 1, y: 2}\njobs: {a: {from: beach, prompt: '${vars.y}'}}") == [
        "vars.x: nothing uses this variable"
    ]


def test_expansion_is_counted_before_it_is_made() -> None:
    """10,000 texts of 96,000 characters would be a gigabyte; what is made stays below the cap."""
    uses = "".join(
        f"  j{n}: {{prompt: '{n} ${{vars.x}}${{vars.x}}${{vars.x}}'}}\n" for n in range(10_000)
    )
    expansion = Expansion(document_of(f"vars: {{x: {'x' * 32_000}}}\njobs:\n{uses}"), {})
    (problem,) = expansion.problems
    assert problem.code == "RMB104"
    assert problem.place.line == 5 + 1 + MOST_CHARACTERS // 96_001
    texts = {id(job["prompt"]): job["prompt"] for job in expansion.document.value["jobs"].values()}
    assert sum(map(len, texts.values())) < MOST_CHARACTERS + 1_000_000
    (message,) = messages(
        f"vars: {{x: {'x' * 32_000}}}\njobs: {{a: {{from: beach, prompt: '{'${vars.x}' * 4}'}}}}"
    )
    assert (
        message
        == "jobs.a.prompt: its variables make 128,000 characters of it; 100,000 are the most"
    )
    (message,) = messages(
        f"vars: {{x: {'x' * 1_000_000}}}\njobs: {{a: {{from: beach, prompt: '{'${vars.x}' * 4}'}}}}"
    )
    assert message == "vars.x: is longer than 32000 characters"


def test_the_environment_is_not_repeated_in_messages() -> None:
    secret = "hunter2 hunter2 hunter2"
    text = (
        "env: {allow: [A, B, C]}\nvars: {m: '${env:A}'}\n"
        "jobs: {a: {from: beach, prompt_file: '../${env:A}', params: {p: '${vars.m}'}, tags: ['${env:C}']}}"
    )
    document = document_of(text.replace("video_1", "${env:A}"))
    expansion = Expansion(document, {"A": secret, "B": "b", "C": secret})
    _, found = read(expansion.document, SCHEMA, {}, expansion.problems)
    problems = expansion.veiled(found)
    assert len(problems) == 2
    assert secret in str(found)
    assert secret[:7] not in str(problems)
    assert "jobs.a.prompt_file: `../${env:A}` leaves the spec's folder" in [
        p.message for p in problems
    ]


# -- through the program -----------------------------------------------------------------------------


def test_a_spec_with_variables_runs(program: Program) -> None:
    program.environ |= {"SEASON": "autumn"}
    program.write(
        "  sun: {from: a, prompt: 'Make it ${env:SEASON} in ${vars.where}'}\n",
        "provider: swift\nenv: {allow: [SEASON]}\nvars: {where: town}",
    )
    assert program.here("run", SPEC).code == 0
    assert program.prompts() == ["Make it autumn in town"]
    assert program.take("sun")["prompt"] == "Make it autumn in town"
    assert "1 keep" in program.here("plan", SPEC).out.replace("= 1 job stays", "1 keep")
    program.environ["SEASON"] = "winter"
    plan = program.here("plan", SPEC)
    assert "prompt changed" in plan.out


@pytest.mark.parametrize("name", ["OPENAI_API_KEY", "TOAPIS_API_KEY_FILE", "MINE", "GITHUB_TOKEN"])
def test_no_key_is_ever_read(program: Program, name: str) -> None:
    """Nor under another name."""
    program.environ["MINE"] = program.environ["OPENAI_API_KEY"]
    program.write(
        f"  sun: {{from: a, prompt: 'Make it ${{env:{name}:-x}}'}}\n",
        f"provider: swift\nenv: {{allow: [{name}]}}",
    )
    before = sorted(program.folder.iterdir())
    end = program.here("run", SPEC, "--yes")
    assert (end.code, end.out) == (2, "")
    assert "RMB206" in end.err
    assert program.environ["OPENAI_API_KEY"] not in end.err
    assert sorted(program.folder.iterdir()) == before
    assert program.books() == []


def test_a_prompt_file_s_line_is_shown(program: Program) -> None:
    Path(program.folder, "p.txt").write_text("Add fog,\nthen ${vars.rian}.\n", "utf-8")
    program.write("  sun: {from: a, prompt_file: p.txt}\n", "provider: swift\nvars: {rain: hail}")
    end = program.here("validate", SPEC)
    assert end.code == 2
    assert end.out.splitlines()[:4] == [
        "p.txt:2:6: RMB312 there is no variable `rian`",
        "  2 | then ${vars.rian}.",
        "    |      ^",
        "  help: did you mean `rain`?",
    ]
