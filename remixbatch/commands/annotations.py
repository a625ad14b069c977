"""Annotations: what is wrong, at its line, as GitHub Actions shows it beside the file.

The texts of specs and services are foreign, and must not become commands of the host.
"""

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from remixbatch.problem import Level, Place, Problem, elsewhere, joined, printable

KINDS: dict[Level, str] = {"error": "error", "warning": "warning", "suggestion": "notice"}
SHOWN = 9  # annotations of a kind; the host drops those behind the tenth of a step without a word


def on_actions() -> bool:
    return os.environ.get("GITHUB_ACTIONS") == "true"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One annotation: what is wrong, and where in a spec."""

    level: Level
    title: str
    text: str
    place: Place


def of_problems(problems: Iterable[Problem]) -> list[Note]:
    """A note for each cause, at its first place."""
    return [_of_problem(problem, also) for problem, also in joined(problems)]


def _of_problem(problem: Problem, also: Sequence[Place]) -> Note:
    text = problem.message + (f" ({problem.hint})" if problem.hint else "")
    text += f"; {elsewhere(problem.place, also)}" if also else ""
    return Note(level=problem.level, title=problem.code, text=text, place=problem.place)


def annotations(notes: Iterable[Note], more: str) -> str:
    """A line for each, nine of a kind at most, then one that counts the rest; `more` says where they are told."""
    lines, counts = [], Counter[str]()
    for note in notes:
        counts[KINDS[note.level]] += 1
        if counts[KINDS[note.level]] <= SHOWN:
            lines.append(_line(note))
    for kind, count in counts.items():
        if count > SHOWN:
            kinds = f"{kind}{'s' * (count - SHOWN != 1)}"
            lines.append(f"::{kind}::{data(f'{count - SHOWN:,} more {kinds}; {more}')}")
    return "\n".join(lines)


def _line(note: Note) -> str:
    place = note.place
    file = _property(_in_workspace(place.file))
    where = f"file={file},line={place.line},col={place.column},title={_property(note.title)}"
    return f"::{KINDS[note.level]} {where}::{data(note.text)}"


def _in_workspace(file: str) -> str:
    """As the host knows the file: from the top of what was checked out."""
    top = os.environ.get("GITHUB_WORKSPACE")
    path = Path(file).absolute()
    if not top or not path.is_relative_to(top):
        return file
    return path.relative_to(top).as_posix()


def data(text: str) -> str:
    """Foreign text on one line, where nothing begins a command or changes what the terminal shows."""
    return _escaped(text).replace("::", ":\u200b:")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


def _escaped(text: str) -> str:
    return printable(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))
