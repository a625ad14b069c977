"""The checks of `doctor` as a table, and as data."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from remixbatch.errors import Exit, worst
from remixbatch.health.check import Check
from remixbatch.report.text import paint, plural, told, wrap

STYLES = {"ok": "green", "warning": "yellow", "problem": "red"}
LEVELS = max(map(len, STYLES))
LONG = 4000  # characters of foreign text: paths are shown whole


def verdict(checks: Sequence[Check]) -> Exit:
    """The code of the gravest problem."""
    return worst(check.exit for check in checks if check.exit is not None)


def health_text(checks: Sequence[Check], *, width: int, color: bool) -> str:
    """A block for each section, each check on a line of its own with the next move below it."""
    names = max(len(check.name) for check in checks)
    lines: list[str] = []
    for title, inner in groupby(checks, key=lambda check: check.section):
        lines += ["", paint(told(title, LONG), "bold", color=color)]
        for check in inner:
            lines += _lines(check, names, width, color=color)
    return "\n".join([*lines[1:], "", _last(checks, color=color)])


def _lines(check: Check, names: int, width: int, *, color: bool) -> list[str]:
    level = paint(f"{check.level:{LEVELS}}", STYLES[check.level], color=color)
    room = max(30, width - LEVELS - names - 6)
    indent = " " * (LEVELS + names + 6)
    text = wrap(told(check.text, LONG), room)
    help_ = [] if check.help is None else wrap(f"help: {told(check.help, LONG)}", room)
    first = f"  {level}  {check.name:{names}}  {text[0]}"
    return [first, *(f"{indent}{line}" for line in (*text[1:], *help_))]


def _last(checks: Sequence[Check], *, color: bool) -> str:
    problems = sum(check.level == "problem" for check in checks)
    warnings = sum(check.level == "warning" for check in checks)
    if not problems and not warnings:
        return paint(f"{plural(len(checks), 'check')}: all well", "green", color=color)
    style = "red" if problems else "yellow"
    counts = f"{plural(problems, 'problem')}, {plural(warnings, 'warning')}"
    code = f" (exit {int(verdict(checks))})" if problems else ""
    return paint(f"{plural(len(checks), 'check')}: {counts}{code}", style, color=color)


def health_data(checks: Sequence[Check]) -> dict[str, Any]:
    return {
        "version": 1,
        "kind": "doctor",
        "exit": int(verdict(checks)),
        "checks": [_data(check) for check in checks],
    }


def _data(check: Check) -> dict[str, Any]:
    return {
        "section": check.section,
        "name": check.name,
        "level": check.level,
        "text": check.text,
        "help": check.help,
        "exit": None if check.exit is None else int(check.exit),
    }
