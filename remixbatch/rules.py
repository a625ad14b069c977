"""What the codes of problems mean, why they matter, and what to write instead: `rules.yaml`, typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from remixbatch.document import parse
from remixbatch.problem import CODES
from remixbatch.prompts.finding import RULES, TITLES, Level

HEAD = "…\n"
NAMED = CODES | TITLES  # `name: a few words` of every code
LONG = ("<33,000 letters>", "x" * 33_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """`title` is a few words; `means` and `why` are sentences. `wrong` and `right` are specs as they are shown.

    Rules of prompts have a `level`, and further prompts: `found`, where they find something, and `fine`.
    """

    code: str
    name: str
    title: str
    means: str
    why: str
    wrong: str
    right: str
    asked: bool  # only the service can tell
    level: Level | None = None
    found: tuple[str, ...] = ()
    fine: tuple[str, ...] = ()


def rules(data: bytes) -> list[Rule]:
    """The rules in the bytes of `rules.yaml`, in the order of their codes."""
    document, problems = parse(data, "rules.yaml")
    assert document is not None
    assert not problems
    value: Mapping[str, Any] = document.value
    return [_rule(code, title, value) for code, title in NAMED.items() if code in value]


def _rule(code: str, title: str, value: Mapping[str, Any]) -> Rule:
    name, _, words = title.partition(": ")
    rule = value[code]
    return Rule(
        code=code,
        name=name,
        title=words,
        means=rule["means"],
        why=rule["why"],
        wrong=_whole(rule["wrong"], value["head"]),
        right=_whole(rule["right"], value["head"]),
        asked=rule.get("asked", False),
        level=RULES[code].level if code in RULES else None,
        found=tuple(rule.get("found", ())),
        fine=tuple(rule.get("fine", ())),
    )


def _whole(example: str, head: str) -> str:
    return head + example.removeprefix(HEAD) if example.startswith(HEAD) else example


def written_out(example: str) -> str:
    """An example as a file has it: what was shortened for the eye, at its length."""
    return example.replace(*LONG)
