"""`validate`: every problem of every spec, without network."""

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from remixbatch.commands.annotations import annotations, of_problems
from remixbatch.commands.console import annotate, colored
from remixbatch.commands.loaded import Loaded, SpecError, load
from remixbatch.errors import Exit, ProviderError, UsageError
from remixbatch.problem import Place, Problem, joined, render_all

UNREAD = "file"  # the code of a spec that cannot be read at all


def validate(paths: Sequence[Path], *, form: str, strict: bool) -> Exit:
    found: list[Problem] = []
    for path in paths:
        problems, lines, loaded = _problems(path)
        found += problems
        if form == "text":
            _show(path, problems, lines, loaded)
    if form != "text":
        click.echo(FORMS[form](found), nl=bool(found) or form == "json")
    if form != "github":
        annotate(found)
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
    return annotations(of_problems(problems), "run `remixbatch validate`")


FORMS: dict[str, Callable[[Sequence[Problem]], str]] = {
    "json": _json,
    "jsonl": _jsonl,
    "github": _github,
}
