"""What a spec becomes when jobs that ask for several changes become chains: planned, and refused where it must be.

Nothing is written here. `amend` plans the edits of the text, `intended` says which data the edited text must
hold; whoever writes it looks first that it does.
"""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from remixbatch.entries import JobEntry, Spec
from remixbatch.layout import Layout, layout
from remixbatch.problem import Place
from remixbatch.prompts.steps import Step, UnsplitError
from remixbatch.rewrite import Edit, UneditableError, chained, extended
from remixbatch.variables import TOKEN

BY_HAND = "write the chain by hand: `chain:` with one change a step"
Split = Callable[[JobEntry, Collection[str]], Sequence[Step]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """One job, or one step of a chain, that becomes several steps. The last means what the job meant."""

    job: str  # its address
    name: str  # of the entry under `jobs`
    index: int | None  # of the step in its chain, where it is one
    place: Place
    steps: tuple[Step, ...]
    edits: tuple[Edit, ...]

    @property
    def addresses(self) -> list[str]:
        return [f"{self.name}.{step.name}" for step in self.steps]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A job that stays as it is, and why."""

    job: str
    place: Place
    reason: str
    hint: str


def amend(
    text: str, value: Any, spec: Spec, jobs: Sequence[JobEntry], split: Split
) -> tuple[list[Amendment], list[Refusal]]:
    """What becomes of these jobs. `value`: the data of the text as it is written, no variable replaced.

    `split` gives the steps of a job, none of them with a name that is taken. It may raise UnsplitError.
    """
    where = layout(text, {str(entry.path[1]) for entry in jobs})
    taken = _steps_of(spec)
    moved = {name for rename in spec.moved for name in (rename.source, rename.target)}
    done: list[Amendment] = []
    refused: list[Refusal] = []
    for entry in jobs:
        try:
            _refuse_elsewhere(entry, value, moved)
            name = str(entry.path[1])
            names = taken.setdefault(name, {name})  # `storm.storm` would be taken for `storm`
            steps = split(entry, names)
            done.append(_amendment(where, entry, steps))
        except UnsplitError as no:
            reason = f"cannot be split safely: {no}"
            refused.append(_refusal(entry, reason, BY_HAND))
        except UneditableError as no:
            refused.append(_refusal(entry, no.reason, no.hint))
        else:
            names.update(step.name for step in steps)
    return done, refused


def _refusal(entry: JobEntry, reason: str, hint: str) -> Refusal:
    return Refusal(job=entry.address, place=entry.place, reason=reason, hint=hint)


def _steps_of(spec: Spec) -> dict[str, set[str]]:
    """The names of the steps that each chain has, and its own."""
    found: dict[str, set[str]] = {}
    for entry in spec.jobs:
        if len(entry.prompt_path) == 5:
            name = str(entry.path[1])
            found.setdefault(name, {name}).add(str(entry.prompt_path[4]))
    return found


def _refuse_elsewhere(entry: JobEntry, value: Any, moved: Collection[str]) -> None:
    """Raises UneditableError where the prompt is not a text of this job's own, without variables."""
    path = entry.prompt_path
    if path[0] == "defaults":
        raise UneditableError("its prompt stands under `defaults`, for other jobs too", BY_HAND)
    if path[-1] == "prompt_file" and len(path) == 3:
        raise UneditableError("its prompt stands in a file of its own (`prompt_file`)", BY_HAND)
    raw = value
    for step in path:
        raw = raw[step]
    if any(token["body"] is not None for token in TOKEN.finditer(raw)):
        raise UneditableError(
            "its prompt has variables, and parts of it may come from them", BY_HAND
        )
    if not {entry.address, str(entry.path[1])}.isdisjoint(moved):
        hint = "run once, so that its takes go along, and take that line out; then call this again"
        raise UneditableError("`moved` names it, and would mean something else then", hint)


def _amendment(where: Layout, entry: JobEntry, steps: Sequence[Step]) -> Amendment:
    """Raises UneditableError."""
    path, name = entry.prompt_path, str(entry.path[1])
    index = path[3] if len(path) == 5 and isinstance(path[3], int) else None
    if index is not None:
        steps = [*steps[:-1], replace(steps[-1], name=str(path[4]))]
    pairs = [(step.name, escaped(step.prompt)) for step in steps]
    edits = chained(where, name, pairs) if index is None else extended(where, name, index, pairs)
    return Amendment(
        job=entry.address,
        name=name,
        index=index,
        place=entry.place,
        steps=tuple(steps),
        edits=tuple(edits),
    )


def escaped(prompt: str) -> str:
    """A prompt as a spec has it: a dollar sign that could begin a variable is doubled."""
    return re.sub(r"\$(?=[${])", "$$", prompt)


def intended(value: Any, amendments: Iterable[Amendment]) -> Any:
    """The data that the edited text must hold: this, but for the amended jobs."""
    jobs = dict(value["jobs"])
    for each in sorted(amendments, key=lambda each: -(each.index or 0)):
        job = dict(jobs[each.name])
        steps = [{step.name: escaped(step.prompt)} for step in each.steps]
        if each.index is None:
            del job["prompt"]
            job["chain"] = steps
        else:
            chain = job["chain"]
            job["chain"] = [*chain[: each.index], *steps, *chain[each.index + 1 :]]
        jobs[each.name] = job
    return {**value, "jobs": jobs}
