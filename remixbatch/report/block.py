"""Readable blocks: labels in a column, values beside them, wrapped below themselves."""

from collections.abc import Iterator, Mapping
from typing import Any

from remixbatch.report.text import paint, told, wrap

LABEL = 11  # columns of a label with the space behind it
WHOLE = 1_000_000  # characters: a prompt is shown to its end
NARROWEST = 20


def field(label: str, text: str, width: int, *, color: bool = False) -> list[str]:
    """`  label  text`. Line breaks of the text stay; it is cleaned of what steers a terminal."""
    room = max(NARROWEST, width - LABEL - 2)
    return labelled(label, verse(text, room), color=color)


def labelled(label: str, lines: list[str], *, color: bool = False) -> list[str]:
    """Lines that are clean and fit already, with a label before the first."""
    head = "  " + paint(f"{label:<{LABEL}}", "dim", color=color)
    rest = " " * (LABEL + 2)
    return [f"{head}{lines[0]}".rstrip(), *(f"{rest}{line}".rstrip() for line in lines[1:])]


def verse(text: str, width: int) -> list[str]:
    """Foreign text, whole, in its own lines, each wrapped."""
    return [piece for line in text.split("\n") for piece in wrap(told(line, WHOLE), width)]


def pairs(params: Mapping[str, Any]) -> str:
    """Parameters on one line, by name: `seconds: 8, size: 720p`."""
    return ", ".join(f"{name}: {value(params[name])}" for name in sorted(params))


def value(given: Any) -> str:
    """A value as a spec would say it."""
    if given is None:
        return "none"
    if isinstance(given, bool):
        return str(given).lower()
    return told(str(given), WHOLE)


def titled(title: str, lines: Iterator[str] | list[str], *, color: bool = False) -> list[str]:
    """A heading and what is below it; nothing where there is nothing."""
    found = list(lines)
    return [paint(title, "bold", color=color), *found] if found else []
