"""What suppresses a finding, what does not, and what is said of a suppression that suppresses nothing."""

import json

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from program import SPEC, Program
from remixbatch import suppression

TWO = "Turn the sky purple and add two dogs to the beach"
LINES = TWO.replace(" and", "\n      and").replace(" to", "\n      to")
VAGUE = "Make the video better"


def found(program: Program, jobs: str, head: str = "provider: swift") -> list[tuple[str, int]]:
    program.write(jobs, head)
    told = json.loads(program.here("lint", SPEC, "--json").out)
    assert told["problems"] == []
    return [(each["name"], each["line"]) for each in told["findings"]]


@pytest.mark.parametrize(
    "jobs",
    [
        f"  one: {{from: a, prompt: {TWO}, lint_ignore: [multi-change]}}\n",
        f"  one: {{from: a, prompt: {TWO}, lint_ignore: [RMX101]}}\n",
        f"  one: {{from: a, prompt: {TWO}}}  # remixbatch: ignore[multi-change]\n",
        f"  one: {{from: a, prompt: {TWO}}} # why not? # Remixbatch:ignore[rmx101] both at once\n",
        f"  # remixbatch: ignore[multi-change]\n  one: {{from: a, prompt: {TWO}}}\n",
        f"  one:  # remixbatch: ignore[multi-change]\n    from: a\n    prompt: {TWO}\n",
        f"  one:\n    from: a\n    # remixbatch: ignore[RMX101]: tried\n    # in May\n    prompt: {TWO}\n",
        f"  one:\n    from: a\n    prompt: |  # remixbatch: ignore[multi-change]\n      {TWO}\n",
        f"  one:\n    from: a\n    prompt: {LINES} # remixbatch: ignore[multi-change]\n",
        f"  one:\n    from: a\n    chain:\n    - x: {TWO} # remixbatch: ignore[multi-change]\n",
        f"  # remixbatch: ignore[multi-change]\n  one:\n    from: a\n    chain: [{{x: {TWO}}}]\n",
    ],
)
def test_a_finding_is_suppressed(program: Program, jobs: str) -> None:
    assert found(program, jobs) == []
    assert program.here("run", SPEC).code == 0


def test_defaults_suppress_for_every_job(program: Program) -> None:
    head = "provider: swift\ndefaults: {lint_ignore: [multi-change]}"
    jobs = f"  one: {{from: a, prompt: {TWO}}}\n  two: {{from: a, prompt: Add fog}}\n"
    assert found(program, jobs, head) == []
    own = f"  one: {{from: a, prompt: {TWO}, lint_ignore: [vague-change]}}\n"  # wins whole
    assert found(program, own, head) == [("multi-change", 7), ("unused-suppression", 7)]


@pytest.mark.parametrize(
    "jobs",
    [  # the comment is of another line, or none at all
        f"  # remixbatch: ignore[multi-change]\n\n  one: {{from: a, prompt: {TWO}}}\n",
        f"  two: {{from: a, prompt: Add fog}}  # remixbatch: ignore[multi-change]\n  one: {{from: a, prompt: {TWO}}}\n",
        f"  one:\n    from: a  # remixbatch: ignore[multi-change]\n    prompt: {TWO}\n",
        f"  one:\n    from: a\n    prompt: {TWO}\n    # remixbatch: ignore[multi-change]\n",
    ],
)
def test_a_comment_elsewhere_suppresses_nothing_and_is_told_of(program: Program, jobs: str) -> None:
    assert sorted(name for name, _ in found(program, jobs)) == [
        "multi-change",
        "unused-suppression",
    ]


@pytest.mark.parametrize(
    "prompt",
    [
        f'"{TWO} # remixbatch: ignore[multi-change]"',
        f"'{TWO} # remixbatch: ignore[multi-change]'",
        f"|\n      {TWO}\n      # remixbatch: ignore[multi-change]",
        f">-\n      {TWO} # remixbatch: ignore[multi-change]",
        f'"{TWO}\n      # remixbatch: ignore[multi-change]"',
    ],
)
def test_a_comment_inside_of_a_prompt_is_part_of_it(program: Program, prompt: str) -> None:
    names = [name for name, _ in found(program, f"  one:\n    from: a\n    prompt: {prompt}\n")]
    assert "multi-change" in names
    assert "unused-suppression" not in names


@pytest.mark.parametrize(
    ("comment", "said", "help_"),
    [
        ("# remixbatch: ignore", "does not understand this comment", "ignore[multi-change]"),
        ("# remixbatch: ignore[]", "names no rule", "ignore[multi-change]"),
        ("# remixbatch: ignore[all]", "there is no rule `all`", "lists them"),
        ("# remixbatch: ignore[RMX1]", "there is no rule `RMX1`", "name each rule: "),
        ("# remixbatch: ignore[vague-chnge]", "there is no rule `vague-chnge`", "vague-change"),
        ("# remixbatch: ignore[vague-change]", "`vague-change` finds nothing here", "take it out"),
        ("# remixbatch: allow[vague-change]", "does not understand", "ignore[multi-change]"),
    ],
)
def test_what_suppresses_nothing_is_told(
    program: Program, comment: str, said: str, help_: str
) -> None:
    program.write(f"  one: {{from: a, prompt: {TWO}}}  {comment}\n")
    end = program.here("lint", SPEC)
    assert end.code == 2  # the finding stands
    assert "RMX101" in end.out
    line, _, rest = end.out.partition("RMX901 warning: ")
    assert said in rest
    assert help_ in rest
    _, column = line.rsplit(":", 3)[-3:-1]
    assert int(column) > len(TWO)


def test_names_that_suppress_nothing_are_told_one_by_one(program: Program) -> None:
    jobs = (
        f"  one: {{from: a, prompt: {VAGUE}, lint_ignore: [vague-change, multi-chnge, RMX602]}}\n"
        "  two: {from: b, prompt: Add fog} # remixbatch: ignore[multi-change, RMX901]\n"
    )
    program.write(jobs)
    out = program.here("lint", SPEC).out
    assert "jobs.one.lint_ignore[1]: there is no rule `multi-chnge`" in out
    assert "jobs.one.lint_ignore[2]: `RMX602` finds nothing here" in out
    assert "RMX901 warning: `multi-change` finds nothing here" in out
    assert "2 prompts, 3 warnings" in out
    # of a rule that does not hold nobody can say that it would find nothing
    assert "1 warning" in program.here("lint", SPEC, "--ignore", "RMX101,RMX602").out
    assert "nothing found" in program.here("lint", SPEC, "--select", "RMX1").out


def test_a_prompt_of_several_jobs_is_told_of_for_those_that_do_not_suppress(
    program: Program,
) -> None:
    head = f"provider: swift\nx-text: &two {TWO}\ndefaults: {{prompt: {TWO}}}"
    jobs = (
        "  one: {from: a, lint_ignore: [multi-change]}\n  two: {from: b}\n  three: {from: c}\n"
        "  four: {from: one, prompt: *two}\n"
    )
    program.write(jobs, head)
    first, last = json.loads(program.here("lint", SPEC, "--json").out)["findings"]
    lines = (program.folder / SPEC).read_text("utf-8").splitlines()
    assert (first["jobs"], first["line"]) == (["two", "three"], 4)
    assert lines[3][first["column"] - 1 :].startswith(first["text"])
    # at the alias: what it stands for is elsewhere
    assert (last["jobs"], last["line"], last["column"]) == (["four"], 13, 29)


# -- where comments are ------------------------------------------------------------------------------

WORDS = st.text("a#:'\" \n-é", min_size=1, max_size=12)


@given(st.lists(WORDS, min_size=1, max_size=4), st.sampled_from(["'", '"', "|", ">", None]))
def test_no_comment_is_seen_inside_of_a_scalar(texts: list[str], style: str | None) -> None:
    """However texts are written, and wherever they hold what looks like a comment."""
    sign = "# remixbatch: ignore[x]"
    data = {f"k{n}": f"{text} {sign} {text}" for n, text in enumerate(texts)}
    text = yaml.dump(data, default_style=style, allow_unicode=True, width=30)
    lines = [line for line in text.splitlines() if line != "..."]
    assert suppression.read("a.yaml", lines) == []
    lines += [f"last: text {sign}"]
    [comment] = suppression.read("a.yaml", lines)
    assert (comment.place.line, comment.place.column) == (len(lines), 12)
    assert [name for name, _ in comment.names] == ["x"]


def test_json_has_no_comments() -> None:
    lines = ['{"a": "\\ud83d\\ude00 # remixbatch: ignore[x]"}']
    assert suppression.read("a.json", lines) == []
