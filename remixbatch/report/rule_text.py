"""Rules on a screen and as data: one with its example, or the list."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import groupby
from typing import Any

from remixbatch.problem import printable
from remixbatch.report.text import fit, pad, paint, wrap
from remixbatch.rules import Rule

# What the first digit says of a code.
CHAPTERS = {
    "RMB1": "The file",
    "RMB2": "Keys and types",
    "RMB3": "Names, prompts, sources, prices, times",
    "RMB4": "Jobs and services",
    "RMB5": "What services say of sources",
}


def rule_text(rule: Rule, *, width: int, color: bool) -> str:
    """The lines of the two examples that differ are marked."""
    wrong, right = rule.wrong.splitlines(), rule.right.splitlines()
    head = f"{paint(rule.code, 'bold', color=color)} {rule.name}: {rule.title}"
    room = min(width, 100)
    return "\n".join(
        [
            head,
            "",
            *wrap(rule.means, room),
            *wrap(rule.why, room),
            "",
            "Instead of",
            *_example(wrong, right, "-", "red", width, color=color),
            "",
            "write",
            *_example(right, wrong, "+", "green", width, color=color),
        ]
    )


def _example(
    lines: Sequence[str], other: Sequence[str], mark: str, style: str, width: int, *, color: bool
) -> Iterable[str]:
    for line in lines:
        shown = fit(printable(line), width - 4)
        if line in other:
            yield f"    {shown}"
        else:
            yield paint(f"  {mark} {shown}", style, color=color)


def rules_text(rules: Sequence[Rule], *, width: int, color: bool) -> str:
    """One line for each, by chapters."""
    names = max(len(rule.name) for rule in rules)
    lines: list[str] = []
    for chapter, inner in groupby(rules, key=lambda rule: rule.code[:4]):
        lines += ["", paint(CHAPTERS.get(chapter, chapter), "bold", color=color)]
        for rule in inner:
            code = paint(rule.code, "cyan", color=color)
            lines.append(
                f"  {code}  {pad(rule.name, names)}  {fit(rule.title, width - names - 12)}"
            )
    return "\n".join(
        [*lines[1:], "", "`remixbatch rule CODE` tells why, and what to write instead."]
    )


def rules_data(rules: Sequence[Rule]) -> dict[str, Any]:
    return {"version": 1, "kind": "rules", "rules": [asdict(rule) for rule in rules]}
