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
    "RMX1": "Prompts: more than one change",
    "RMX2": "Prompts: no change that can be made",
    "RMX3": "Prompts: not a remix, or at odds with themselves",
    "RMX4": "Prompts: what the call fixes",
    "RMX5": "Prompts: names",
    "RMX6": "Prompts: their form",
    "RMX9": "Prompts: ignored rules",
}
UNUSED = "RMX901"  # of a suppression, which none can suppress
LEVELS = {
    "error": "An error: `run` stops at it, before anything is paid.",
    "warning": "A warning: it stops nothing, but for --strict.",
    "suggestion": "A suggestion: it stops nothing.",
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
            *_prompts("It is found in", rule.found, "-", "red", width, color=color),
            *_prompts("and not in", rule.fine, "+", "green", width, color=color),
            *_of_prompts(rule, room),
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


def _prompts(
    title: str, prompts: Sequence[str], mark: str, style: str, width: int, *, color: bool
) -> Iterable[str]:
    if prompts:
        yield from ("", title)
    for prompt in prompts:
        first, *rest = wrap(printable(prompt), width - 4)
        yield paint(f"  {mark} {first}", style, color=color)
        yield from (paint(f"    {line}", style, color=color) for line in rest)


def _of_prompts(rule: Rule, room: int) -> Iterable[str]:
    """How grave a rule of prompts is, and how to leave it out."""
    if rule.level is not None:
        yield from ("", *wrap(LEVELS[rule.level], room))
        of_job = f"It is left out of a job by `lint_ignore: [{rule.name}]`, and of all by"
        how = "It is left out by" if rule.code == UNUSED else of_job
        yield from wrap(f'{how} `ignore=["{rule.name}"]` under `[lint]` in remixbatch.toml.', room)


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
