"""`lint`: the prompt rules alone, on specs and on prompts from stdin."""

import json
import os
import shlex
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files as package_files
from pathlib import Path

import click

from remixbatch import scalars
from remixbatch.commands.annotations import annotations, of_problems
from remixbatch.commands.console import annotate, colored
from remixbatch.commands.lint_stream import STDIN
from remixbatch.commands.linted import grave, linted, preferences_of
from remixbatch.commands.loaded import SpecError, load
from remixbatch.commands.preferences import Flags, checker, preferences
from remixbatch.errors import Exit, ProviderError, UsageError
from remixbatch.findings import Found, of_verdict
from remixbatch.passage import of_line
from remixbatch.preferences import Preferences
from remixbatch.problem import Place, Problem, printable, render_all
from remixbatch.report.data import harmless, to_json
from remixbatch.report.lint_data import lint_data, lint_lines
from remixbatch.report.sarif import sarif
from remixbatch.report.text import plural
from remixbatch.rules import Rule, rules
from remixbatch.scalars import WrongError

UNREAD = "file"  # the code of a file that cannot be read at all


@dataclass(frozen=True, slots=True, kw_only=True)
class Linted:
    """One file as far as it could be linted: its findings, or the problems that must be mended first."""

    path: Path
    found: Sequence[Found] = ()
    problems: Sequence[Problem] = ()
    lines: Sequence[str] = ()
    prompts: int = 0
    graves: int = 0


def lint(paths: Sequence[Path], flags: Flags, *, form: str) -> Exit:
    """Raises SpecError for settings with problems, UsageError for flags."""
    done = [_linted(path, flags) for path in dict.fromkeys(paths)]
    found = [each for one in done for each in one.found]
    broken = [problem for one in done for problem in one.problems]
    if form == "text":
        for one in done:
            _show(one)
    else:
        click.echo(FORMS[form](found, broken), nl=bool(found or broken) or form != "jsonl")
    if form != "github":
        annotate([*broken, *(each.problem() for each in found)])
    return Exit.USAGE if broken or any(one.graves for one in done) else Exit.DONE


# -- one file ----------------------------------------------------------------------------------------


def _linted(path: Path, flags: Flags) -> Linted:
    if str(path) == STDIN:
        return _of_stdin(path, flags.over(preferences(Path())))
    prefs = flags.over(preferences_of(path))
    try:
        loaded = load(path)
    except SpecError as error:
        problems = [_if_prompts(path, each) for each in error.problems]
        return Linted(path=path, problems=problems, lines=error.lines)
    except (UsageError, ProviderError) as error:
        place = Place(file=str(path), line=1, column=1)
        return Linted(path=path, problems=[Problem(UNREAD, place, error.message, error.hint)])
    found = linted(loaded, prefs)
    return Linted(
        path=path,
        found=found,
        lines=loaded.lines,
        prompts=len({entry.prompt for entry in loaded.spec.jobs}),
        graves=len(grave(found, strict=prefs.strict)),
    )


def _if_prompts(path: Path, problem: Problem) -> Problem:
    """What is wrong with a file that is no spec, and may be meant as a list of prompts."""
    if problem.code != "RMB202" or problem.path or path.suffix in (".yaml", ".yml", ".json"):
        return problem
    words = f"remixbatch lint - < {shlex.quote(str(path))}"
    hint = f"name a spec; prompts, one a line, come from stdin: `{words}`"
    return replace(problem, hint=hint)


def _of_stdin(path: Path, prefs: Preferences) -> Linted:
    """Prompts, one a line; empty lines are none."""
    check = checker(prefs).check
    lines = sys.stdin.buffer.read().decode("utf-8", "replace").splitlines()
    prompts = [(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    found: list[Found] = []
    problems: list[Problem] = []
    for number, line in prompts:
        try:
            verdict = check(scalars.prompt(line))
            found += of_verdict(verdict, of_line(STDIN, number, line), prefs)
        except WrongError as wrong:
            problems.append(Problem(wrong.code, Place(STDIN, number, 1), wrong.message, wrong.hint))
    return Linted(
        path=path,
        found=found,
        problems=problems,
        lines=lines,
        prompts=len(prompts),
        graves=len(grave(found, strict=prefs.strict)),
    )


# -- what is shown -----------------------------------------------------------------------------------


def _show(one: Linted) -> None:
    unread = [problem for problem in one.problems if problem.code == UNREAD]
    for problem in unread:  # it has no place inside the file
        click.echo(f"{printable(problem.message)}\n  help: {problem.hint}")
    problems = [*one.problems, *_reasoned(one.found)]
    if problems and not unread:
        click.echo(render_all(problems, one.lines, color=colored(sys.stdout)))
    click.echo(f"{one.path}: {'; '.join(_counts(one))}")


def _reasoned(found: Sequence[Found]) -> Iterator[Problem]:
    """The findings; the first of each rule says in a sentence why it matters."""
    why = {rule.code: rule.why.partition(". ")[0] for rule in known_rules()} if found else {}
    for each in found:
        reason = why.pop(each.code, None)
        yield each.problem(None if reason is None else f"{reason.removesuffix('.')}.")


def _counts(one: Linted) -> Iterator[str]:
    if one.problems:
        yield f"{plural(len(one.problems), 'problem')} to mend before it can be linted"
    if one.problems and not one.prompts:
        return
    levels = Counter(each.level for each in one.found)
    told = [
        plural(levels[word], word) for word in ("error", "warning", "suggestion") if levels[word]
    ]
    yield f"{plural(one.prompts, 'prompt')}, {', '.join(told) or 'nothing found'}"


def known_rules() -> list[Rule]:
    """What there is to say of each code."""
    return rules((package_files("remixbatch") / "rules.yaml").read_bytes())


Form = Callable[[Sequence[Found], Sequence[Problem]], str]


def _json(found: Sequence[Found], broken: Sequence[Problem]) -> str:
    return to_json(lint_data(found, broken))


def _sarif(found: Sequence[Found], broken: Sequence[Problem]) -> str:
    return sarif_text([*broken, *(each.problem() for each in found)])


def sarif_text(problems: Sequence[Problem]) -> str:
    """The SARIF document of these problems, with all rules of the lint and those that are named."""
    from remixbatch.prompts.finding import RULES  # noqa: PLC0415 - only this form wants them

    placed = [replace(each, place=_from_top(each.place)) for each in problems]
    named = {problem.code for problem in problems}
    told = [rule for rule in known_rules() if rule.code in RULES or rule.code in named]
    levels = {code: ruling.level for code, ruling in RULES.items()}
    return harmless(json.dumps(sarif(placed, told, levels), indent=2, ensure_ascii=False))


def _from_top(place: Place) -> Place:
    """As code hosts know a file: from the top of the repository, wherever this is called; if there is one."""
    here = Path.cwd()
    top = next((each for each in (here, *here.parents) if (each / ".git").exists()), None)
    path = Path(os.path.abspath(place.file))  # noqa: PTH100 - `..` goes, links stay as they are named
    if top is None or place.file == STDIN or not path.is_relative_to(top):
        return place
    return replace(place, file=path.relative_to(top).as_posix())


def _github(found: Sequence[Found], broken: Sequence[Problem]) -> str:
    problems = [*broken, *(each.problem() for each in found)]
    return annotations(of_problems(problems), "run `remixbatch lint`")


FORMS: dict[str, Form] = {"json": _json, "jsonl": lint_lines, "sarif": _sarif, "github": _github}
