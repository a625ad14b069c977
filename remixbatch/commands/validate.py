"""`validate`: every problem of every spec, those of its prompts among them, without network."""

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from remixbatch.commands.annotations import annotations, of_problems
from remixbatch.commands.console import annotate, colored
from remixbatch.commands.lint import sarif_text
from remixbatch.commands.linted import linted, preferences_of
from remixbatch.commands.loaded import Loaded, SpecError, load
from remixbatch.errors import Exit, ProviderError, UsageError
from remixbatch.problem import Place, Problem, joined, ordered, render_all
from remixbatch.report.lint_data import problem_data
from remixbatch.report.text import plural

UNREAD = "file"  # the code of a spec that cannot be read at all


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A spec with its problems; `loaded` where none of them keeps it from being read."""

    path: Path
    problems: Sequence[Problem]
    lines: Sequence[str] = ()
    loaded: Loaded | None = None
    strict: bool = False  # its settings say that warnings of the lint count

    def bad(self, *, strict: bool) -> bool:
        """Whether one of the problems counts as an error."""
        levels = ("error", "warning") if strict else ("error",)
        return any(
            each.level in levels
            or (self.strict and each.level == "warning" and each.code.startswith("RMX"))
            for each in self.problems
        )


def validate(paths: Sequence[Path], *, form: str, strict: bool) -> Exit:
    """Raises SpecError, UsageError for settings of the lint that cannot be read."""
    checked = []
    for path in paths:
        checked.append(_checked(path))
        if form == "text":
            _show(checked[-1])
    found = [problem for one in checked for problem in one.problems]
    if form != "text":
        click.echo(FORMS[form](found), nl=bool(found) or form in ("json", "sarif"))
    if form != "github":
        annotate(found)
    return Exit.USAGE if any(one.bad(strict=strict) for one in checked) else Exit.DONE


def _checked(path: Path) -> Checked:
    try:
        loaded = load(path)
    except SpecError as error:
        return Checked(path=path, problems=error.problems, lines=error.lines)
    except (UsageError, ProviderError) as error:
        place = Place(file=str(path), line=1, column=1)
        unread = Problem(code=UNREAD, place=place, message=error.message, hint=error.hint)
        return Checked(path=path, problems=[unread])
    prefs = preferences_of(path)
    prompts = [each.problem() for each in linted(loaded, prefs)]
    return Checked(
        path=path,
        problems=ordered([*loaded.warnings, *prompts]),
        lines=loaded.lines,
        loaded=loaded,
        strict=prefs.strict,
    )


def _show(one: Checked) -> None:
    unread = [problem for problem in one.problems if problem.code == UNREAD]
    for problem in unread:  # it has no place inside the file
        click.echo(f"{problem.message}\n  help: {problem.hint}")
    if one.problems and not unread:
        click.echo(render_all(one.problems, one.lines, color=colored(sys.stdout)))
    number = sum(problem.level == "error" for problem, _ in joined(one.problems))
    errors = plural(number, "error") if number or one.loaded is None else "no errors"
    if one.loaded is not None:
        graph = one.loaded.graph
        jobs, sources = plural(len(graph.jobs), "job"), plural(len(graph.sources), "source")
        errors = f"{jobs} from {sources}, {errors}"
    click.echo(f"{one.path}: {errors}")


def _json(problems: Sequence[Problem]) -> str:
    return json.dumps({"version": 1, "problems": [problem_data(p) for p in problems]}, indent=2)


def _jsonl(problems: Sequence[Problem]) -> str:
    return "\n".join(json.dumps(problem_data(problem)) for problem in problems)


def _github(problems: Sequence[Problem]) -> str:
    return annotations(of_problems(problems), "run `remixbatch validate`")


FORMS: dict[str, Callable[[Sequence[Problem]], str]] = {
    "json": _json,
    "jsonl": _jsonl,
    "sarif": sarif_text,
    "github": _github,
}
