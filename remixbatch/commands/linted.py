"""A spec's prompts, linted: what every command that shows or heeds the findings asks for."""

import shlex
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from pathlib import Path

from remixbatch.commands.console import show_problems
from remixbatch.commands.loaded import Loaded
from remixbatch.commands.options import Options
from remixbatch.commands.preferences import checker, preferences
from remixbatch.errors import UsageError
from remixbatch.findings import Found, Script, findings
from remixbatch.preferences import Preferences
from remixbatch.report.next import command
from remixbatch.report.text import plural
from remixbatch.step import Step
from remixbatch.suppression import read as read_comments


def linted(loaded: Loaded, prefs: Preferences, jobs: AbstractSet[str] | None = None) -> list[Found]:
    """All findings, in the order of the files; with `jobs` those that are about these addresses."""
    script = Script(
        spec=loaded.spec,
        passage=loaded.passage,
        lines=loaded.lines,
        comments=read_comments(str(loaded.path), loaded.lines),
    )
    found = findings(script, prefs, checker(prefs).check, jobs)
    return [each if each.parameter is None else _by_profile(loaded, each) for each in found]


# What a prompt asks for in vain -> the names that services have for it as a parameter.
PARAMS = {
    "duration": ("seconds", "duration", "length"),
    "size": ("size", "resolution"),
    "aspect": ("aspect_ratio", "aspect", "ratio", "size"),
    "fps": ("fps", "frame_rate"),
    "format": ("format", "output_format"),
    "seed": ("seed",),
    "loop": ("loop",),
}


def _by_profile(loaded: Loaded, found: Found) -> Found:
    """A finding about what a call fixes, with the way that the job's service has for it."""
    job = loaded.graph.jobs[found.jobs[0]]
    profile = loaded.graph.providers[job.provider].profile
    name = next((n for n in PARAMS.get(str(found.parameter), ()) if n in profile.params), None)
    if name is not None:
        way = f"{profile.name} takes it as `params: {{{name}: …}}`"
    elif found.parameter == "model" and len(profile.models) > 1:
        way = f"`model:` chooses it, of {', '.join(profile.models)}"
    else:
        return found
    return replace(found, hint=f"take it out of the prompt; {way}")


def preferences_of(spec: Path) -> Preferences:
    """Raises SpecError, UsageError for settings that cannot be read."""
    return preferences(spec.parent)


def grave(found: Iterable[Found], *, strict: bool) -> list[Found]:
    """Those that count as errors."""
    levels = ("error", "warning") if strict else ("error",)
    return [each for each in found if each.level in levels]


def has_graves(loaded: Loaded, options: Options) -> bool:
    """Whether anything in the prompts of a spec would stop a run, were it due."""
    if not options.lint:
        return False
    prefs = preferences_of(loaded.path)
    return bool(grave(linted(loaded, prefs), strict=options.strict or prefs.strict))


def of_due(loaded: Loaded, due: Sequence[Step], options: Options) -> list[Found]:
    """Shows what is found in the prompts of jobs that are to be submitted; those findings that stop a run.

    Suggestions are left to `lint`. Raises SpecError, UsageError for settings that cannot be read.
    """
    found, graves = look(loaded, due, options)
    show(loaded, found)
    return graves


def look(loaded: Loaded, due: Sequence[Step], options: Options) -> tuple[list[Found], list[Found]]:
    """What is found in the prompts of jobs that are to be submitted, and which of that stops a run."""
    if not options.lint or not due:
        return [], []
    prefs = preferences_of(loaded.path)
    found = linted(loaded, prefs, {step.job for step in due})
    return found, grave(found, strict=options.strict or prefs.strict)


def show(loaded: Loaded, found: Iterable[Found]) -> None:
    shown = [each.problem() for each in found if each.level != "suggestion"]
    show_problems(shown, loaded.lines)


def stop(loaded: Loaded, graves: Sequence[Found]) -> UsageError:
    """The error that a run ends with, where there are such findings."""
    errors = sum(each.level == "error" for each in graves)
    warnings = len(graves) - errors
    counts = [plural(errors, "error")] if errors else []
    counts += [f"{plural(warnings, 'warning')} (--strict)"] if warnings else []
    spec = shlex.quote(str(loaded.path))
    words = f"`{command('lint', spec)}` tells more"
    if any(each.split for each in graves):
        words += ", --fix there proposes chains"
    return UsageError(
        f"{loaded.path}: {' and '.join(counts)} in its prompts; nothing was sent",
        hint=f"Mend them: {words}. With --no-lint they are sent as they are.",
    )
