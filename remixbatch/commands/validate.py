"""`validate`: every problem of every spec, without network."""

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from remixbatch.commands.console import colored
from remixbatch.commands.loaded import Loaded, SpecError, load
from remixbatch.errors import Exit, ProviderError, UsageError
from remixbatch.problem import Place, Problem, elsewhere, joined, render_all

UNREAD = "file"  # the code of a spec that cannot be read at all
GITHUB_SHOWS = 10  # annotations of a kind in one step; more are dropped without a word


def validate(paths: Sequence[Path], *, form: str, strict: bool) -> Exit:
    found: list[Problem] = []
    for path in paths:
        problems, lines, loaded = _problems(path)
        found += problems
        if form == "text":
            _show(path, problems, lines, loaded)
    if form != "text":
        click.echo(FORMS[form](found), nl=bool(found) or form == "json")
    bad = found if strict else [problem for problem in found if problem.level == "error"]
    return Exit.USAGE if bad else Exit.DONE


def _problems(path: Path) -> tuple[list[Problem], Sequence[str], Loaded | None]:
    try:
        loaded = load(path)
    except SpecError as error:
        return list(error.problems), error.lines, None
    except (UsageError, ProviderError) as error:
        place = Place(file=str(path), line=1, column=1)
        return (
            [Problem(code=UNREAD, place=place, message=error.message, hint=error.hint)],
            (),
            None,
        )
    return loaded.warnings, loaded.lines, loaded


def _show(
    path: Path, problems: Sequence[Problem], lines: Sequence[str], loaded: Loaded | None
) -> None:
    unread = [problem for problem in problems if problem.code == UNREAD]
    for problem in unread:  # it has no place inside the file
        click.echo(f"{problem.message}\n  help: {problem.hint}")
    if problems and not unread:
        click.echo(render_all(problems, lines, color=colored(sys.stdout)))
    if loaded is not None:
        jobs, sources = len(loaded.graph.jobs), len(loaded.graph.sources)
        click.echo(f"{path}: {_count(jobs, 'job')} from {_count(sources, 'source')}, no errors")
    else:
        errors = sum(problem.level == "error" for problem, _ in joined(problems))
        click.echo(f"{path}: {_count(errors, 'error')}")


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'s' * (number != 1)}"


def _data(problem: Problem) -> dict[str, object]:
    return {
        "code": problem.code,
        "level": problem.level,
        "file": problem.place.file,
        "line": problem.place.line,
        "column": problem.place.column,
        "message": problem.message,
        "hint": problem.hint,
    }


def _json(problems: Sequence[Problem]) -> str:
    return json.dumps({"version": 1, "problems": [_data(p) for p in problems]}, indent=2)


def _jsonl(problems: Sequence[Problem]) -> str:
    return "\n".join(json.dumps(_data(problem)) for problem in problems)


def _github(problems: Sequence[Problem]) -> str:
    """Annotations of a CI step; past nine one line counts the rest, since the host drops them silently."""
    causes = joined(problems)
    shown = [_annotation(problem, also) for problem, also in causes[: GITHUB_SHOWS - 1]]
    if len(causes) >= GITHUB_SHOWS:
        more = len(causes) - len(shown)
        shown.append(f"::error::{more} more problems; run `remixbatch validate`")
    return "\n".join(shown)


def _annotation(problem: Problem, also: Sequence[Place]) -> str:
    place = problem.place
    text = problem.message + (f" ({problem.hint})" if problem.hint else "")
    text += f"; {elsewhere(place, also)}" if also else ""
    for char, code in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A")):
        text = text.replace(char, code)
    file = place.file.replace("%", "%25").replace(",", "%2C").replace(":", "%3A")
    where = f"file={file},line={place.line},col={place.column},title={problem.code}"
    return f"::{problem.level} {where}::{text}"


FORMS: dict[str, Callable[[Sequence[Problem]], str]] = {
    "json": _json,
    "jsonl": _jsonl,
    "github": _github,
}
