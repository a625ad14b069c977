"""What a shell is offered for the word under the cursor: spec files, jobs, selections, profiles.

Answers come from names alone: nothing is checked, no journal is opened, and an error is silence.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem, split_arg_string

Items = list[CompletionItem[str]]
SPECS = (".yaml", ".yml", ".json")  # plans that `plan --out` writes are JSON, too
# Where a job can stand (take.Phase) and what is decided of it (plan.Decision); those two are too heavy here.
STATUS = (
    *("blocked", "ready", "submitting", "running", "unclear", "completed", "failed", "refused"),
    *("lost", "submit", "attach", "keep", "ask"),
)


class Named(click.Path):
    """A path that is named: a shell variable that is not set leaves an empty word."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail("the name is empty; is a variable of the shell not set?", param, ctx)
        return super().convert(value, param, ctx)


class SpecFile(Named):
    """A spec: of the files below the folder begun with, only those that can be one are offered."""

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:  # noqa: ARG002
        return list(_paths(incomplete))


class Folder(Named):
    """A path where folders alone are offered."""

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:  # noqa: ARG002
        return [CompletionItem(incomplete, type="dir")]


def complete_jobs(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:  # noqa: ARG001
    """For what takes one job: addresses, and names of chains, of the specs on the line."""
    jobs, _ = _names(ctx)
    return [_item(name, note) for name, note in jobs.items() if name.startswith(incomplete)]


def complete_terms(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:  # noqa: ARG001
    """For `--select` and its like: names, `+x`, `x+`, `tag:x`, `status:x`, several joined by commas."""
    before, comma, term = incomplete.rpartition(",")
    plus = "+" if term.startswith("+") else ""
    word = term.removeprefix("+")
    head = f"{before}{comma}{plus}"
    return [
        CompletionItem(f"{head}{item.value}", type=item.type, help=item.help)
        for item in _terms(ctx, word)
        if item.value.startswith(word)
    ]


def complete_profiles(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:  # noqa: ARG001
    """Names of profiles."""
    from remixbatch import catalog  # noqa: PLC0415

    return [_item(name) for name in catalog.names() if name.startswith(incomplete)]


def complete_rules(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:  # noqa: ARG001
    """Codes, and the names of rules once one is begun."""
    from remixbatch.problem import CODES  # noqa: PLC0415
    from remixbatch.prompts.finding import TITLES  # noqa: PLC0415

    return _rules(CODES | TITLES, incomplete)


def complete_prompt_rules(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:  # noqa: ARG001
    """Those of the lint alone."""
    from remixbatch.prompts.finding import TITLES  # noqa: PLC0415

    return _rules(TITLES, incomplete)


def _rules(known: Mapping[str, str], incomplete: str) -> Items:
    titles = {code: title.partition(": ") for code, title in known.items()}
    named = {name: code for code, (name, _, _) in titles.items()} if incomplete else {}
    notes = {code: f"{name}: {words}" for code, (name, _, words) in titles.items()} | named
    return [_item(word, note) for word, note in notes.items() if word.startswith(incomplete)]


def _terms(ctx: click.Context, word: str) -> Iterator[CompletionItem[str]]:
    method, colon, _ = word.partition(":")
    jobs, tags = _names(ctx)
    if colon:
        words: Iterable[str] = {"tag": tags, "status": STATUS}.get(method, ())
        yield from (_item(f"{method}:{each}") for each in words)
        return
    yield from (_item(name, note) for name, note in jobs.items())
    if word in jobs:
        yield _item(f"{word}+", "and all that wait for it")
    if tags:
        yield CompletionItem("tag:", type="part", help="jobs with a tag")
    if jobs:
        yield CompletionItem("status:", type="part", help="jobs that stand there")


def _item(value: str, note: str = "") -> CompletionItem[str]:
    return CompletionItem(value, help=note or None)


# -- the specs on the line ---------------------------------------------------------------------------


def _names(ctx: click.Context) -> tuple[dict[str, str], list[str]]:
    """Jobs with chains, and tags, of every spec on the line."""
    from remixbatch.outline import LIMIT, outline  # noqa: PLC0415

    jobs: dict[str, str] = {}
    tags: dict[str, None] = {}
    for path in _specs(ctx):
        try:
            with path.open(
                "rb"
            ) as file:  # of `files.read_bytes` only what is needed, in a third of the time
                found = outline(file.read(LIMIT + 1))
        except OSError:
            continue
        jobs |= {**found.jobs, **found.chains}
        tags |= dict.fromkeys(found.tags)
    return jobs, list(tags)


def _specs(ctx: click.Context) -> list[Path]:
    """Those that click has parsed; else, since it drops all where an option lacks its value, those that
    stand anywhere on the line, behind the cursor too.
    """
    given = ctx.params.get("spec") or ctx.params.get("specs") or ()
    parsed = [given] if isinstance(given, Path) else list(given)
    words = split_arg_string(os.environ.get("COMP_LINE") or os.environ.get("COMP_WORDS", ""))
    named = [Path(word) for word in words if word.endswith(SPECS)]
    found = (path.expanduser() for path in parsed or named)
    return [path for path in dict.fromkeys(found) if path.is_file()]


def _paths(begun: str) -> Iterator[CompletionItem[str]]:
    """Folders, and files that can be a spec, whose path begins so."""
    folder, slash, name = begun.rpartition("/")
    try:
        entries = sorted(os.scandir(Path(folder + slash).expanduser()), key=lambda e: e.name)
    except OSError:
        return
    for entry in entries:
        hidden = entry.name.startswith(".") and not name.startswith(".")
        if hidden or not entry.name.startswith(name) or not entry.name.isprintable():
            continue
        path = folder + slash + entry.name
        if entry.is_dir():
            yield CompletionItem(f"{path}/", type="folder")
        elif entry.name.endswith(SPECS):
            yield CompletionItem(path, type="path")
