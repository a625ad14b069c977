"""`rule`: every code has one, and every example is run."""

import json
import re
from contextlib import chdir
from pathlib import Path

import pytest

from program import Program
from remixbatch.commands.loaded import SpecError, load
from remixbatch.prompts.finding import RULES as PROMPT_RULES
from remixbatch.prompts.linter import check
from remixbatch.rules import LONG, NAMED, Rule, rules, written_out

PACKAGE = Path(__file__).parent.parent / "remixbatch"
RULES = rules((PACKAGE / "rules.yaml").read_bytes())


def codes(folder: Path, example: str) -> set[str]:
    """Codes of the problems in a spec, beside which a prompt's file lies."""
    spec = folder / "specs" / "spec.yaml"
    for file in (spec.parent / "prompts" / "dusk.txt", folder / "prompts" / "dusk.txt"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("Make it dusk", "utf-8")
    spec.write_text(written_out(example), "utf-8")
    try:
        with chdir(folder):
            return {problem.code for problem in load(Path("specs/spec.yaml")).warnings}
    except SpecError as error:
        return {problem.code for problem in error.problems}


OF_PROMPTS = [rule for rule in RULES if rule.code in PROMPT_RULES]
WRITTEN = [rule for rule in RULES if not rule.asked and rule not in OF_PROMPTS]
ASKED = [rule for rule in RULES if rule.asked and rule.code != "RMB503"]  # no id fails by itself


@pytest.mark.parametrize("rule", WRITTEN, ids=lambda rule: rule.code)
def test_examples(tmp_path: Path, rule: Rule) -> None:
    assert codes(tmp_path, rule.wrong) == {rule.code}
    assert codes(tmp_path, rule.right) == set()


@pytest.mark.parametrize("rule", ASKED, ids=lambda rule: rule.code)
def test_examples_that_only_the_service_can_tell(program: Program, rule: Rule) -> None:
    """The emulator is asked."""
    told = []
    for example in (rule.wrong, rule.right):
        (program.folder / "spec.yaml").write_text(example, "utf-8")
        end = program.here("plan", "spec.yaml", "--refresh")
        told.append(set(re.findall(r"RMB\d+", end.err)))
    assert told == [{rule.code}, set()]


@pytest.mark.parametrize("rule", OF_PROMPTS, ids=lambda rule: rule.code)
def test_examples_of_prompts(program: Program, rule: Rule) -> None:
    """Linted as a user would."""
    told = []
    for example in (rule.wrong, rule.right):
        (program.folder / "spec.yaml").write_text(example, "utf-8")
        end = program.here("lint", "spec.yaml")
        told.append(set(re.findall(r"\bRM[BX]\d+", end.out)))
    assert told == [{rule.code}, set()]


@pytest.mark.parametrize("rule", OF_PROMPTS, ids=lambda rule: rule.code)
def test_prompts_of_rules(rule: Rule) -> None:
    for prompt in rule.found:
        assert [each.code for each in check(prompt).findings] == [rule.code], prompt
    for prompt in rule.fine:
        assert not check(prompt).findings, prompt


@pytest.mark.parametrize("rule", OF_PROMPTS, ids=lambda rule: rule.code)
def test_what_it_says_of_leaving_it_out(program: Program, rule: Rule) -> None:
    ends = program.here("rule", rule.name).out.rpartition("It is left out ")[2]
    assert ("lint_ignore" in ends) == (rule.code != "RMX901")  # no suppression hides an idle one
    assert rule.name in ends


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_texts(rule: Rule) -> None:
    for sentence in (rule.means, rule.why):
        assert sentence.endswith(".")
        assert sentence.isprintable()
    assert rule.title == NAMED[rule.code].partition(": ")[2]
    assert (LONG[0] in rule.wrong) is (rule.code == "RMB304")


def test_names_are_names() -> None:
    assert [rule.code for rule in RULES] == list(NAMED)
    assert len({rule.name for rule in RULES}) == len(NAMED)


@pytest.mark.parametrize("word", ["RMB201", "rmb201", "unknown-key", "RMB201:"])
def test_a_rule_is_found(program: Program, word: str) -> None:
    end = program.here("rule", word)
    assert end.code == 0
    assert end.out.startswith("RMB201 unknown-key: a key that nothing reads\n")
    assert "  -   dusk: {from: beach, prompt: Make it dusk, time_out: 20m}" in end.out
    assert "  +   dusk: {from: beach, prompt: Make it dusk, timeout: 20m}" in end.out


def test_the_list(program: Program) -> None:
    end = program.here("rule")
    assert end.code == 0
    assert all(code in end.out for code in NAMED)
    told = json.loads(program.here("rule", "--json").out)
    assert [each["code"] for each in told["rules"]] == list(NAMED)
    one = json.loads(program.here("rule", "cycle", "--json").out)["rules"]
    assert [each["code"] for each in one] == ["RMB402"]


def test_examples_do_nothing_to_a_terminal(program: Program) -> None:
    assert "\\u0007" in program.here("rule", "RMB102").out


@pytest.mark.parametrize(
    ("word", "meant"), [("RMB921", "RMB201"), ("cycles", "cycle"), ("x\x1b", "lists them")]
)
def test_a_rule_that_is_not_there(program: Program, word: str, meant: str) -> None:
    end = program.here("rule", word)
    assert end.code == 2
    assert meant in end.err
    assert "\x1b" not in end.err
