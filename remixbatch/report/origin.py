"""Where a job's values come from, when they are not its own: defaults, its provider, its profile, a chain."""

from collections.abc import Iterator
from dataclasses import dataclass

from remixbatch.entries import JobEntry, Spec
from remixbatch.graph import Job
from remixbatch.problem import KeyPath, Place

OWN = ("needs", "tags", "timeout", "retry", "on_parent_change", "allow_failure")


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """`kind`: defaults, provider, profile, spec, chain or file. No place where no line says it."""

    kind: str
    place: Place | None = None

    @property
    def words(self) -> str:
        name = {"file": "its prompt_file", "chain": "its chain", "spec": "the spec"}.get(
            self.kind, self.kind
        )
        return name if self.place is None else f"{name}, line {self.place.line}"


def origins(spec: Spec, entry: JobEntry, job: Job) -> dict[str, Origin]:
    """By field (`from`, `model`, `params.seconds`, …) where it is from. What is the job's own is left out."""
    return dict(_origins(spec, entry, job))


def _origins(spec: Spec, entry: JobEntry, job: Job) -> Iterator[tuple[str, Origin]]:
    yield from _start(spec, entry)
    yield from _prompt(spec, entry)
    yield from _provider(spec, entry)
    if job.model is not None:
        found = _elsewhere(spec, entry, "model")
        if found is not None:
            yield "model", found
        elif entry.model is None:
            yield "model", Origin(kind="profile")
    for name in job.params:
        if (found := _elsewhere(spec, entry, "params", name)) is not None:
            yield f"params.{name}", found
    for key in OWN:
        if (found := _elsewhere(spec, entry, key)) is not None:
            yield key, found


def _elsewhere(spec: Spec, entry: JobEntry, *keys: str) -> Origin | None:
    path, place = spec.where(entry, *keys)
    kind = {"defaults": "defaults", "providers": "provider"}.get(str(path[0]))
    return None if kind is None else Origin(kind=kind, place=place)


def _step(entry: JobEntry) -> int | None:
    """Position of the job in its chain, from 0."""
    path = entry.prompt_path
    at = path.index("chain") + 1 if "chain" in path[:3] else len(path)
    return int(path[at]) if at < len(path) else None


def _start(spec: Spec, entry: JobEntry) -> Iterator[tuple[str, Origin]]:
    if _step(entry):
        yield "from", Origin(kind="chain")
    elif (found := _elsewhere(spec, entry, "from")) is not None:
        yield "from", found


def _prompt(spec: Spec, entry: JobEntry) -> Iterator[tuple[str, Origin]]:
    path: KeyPath = entry.prompt_path
    place = spec.places.get(path)
    if path[0] == "defaults":
        yield "prompt", Origin(kind="defaults", place=place)
    elif _step(entry) is not None:
        yield "prompt", Origin(kind="chain", place=place)
    elif path[-1] == "prompt_file":
        yield "prompt", Origin(kind="file", place=place)


def _provider(spec: Spec, entry: JobEntry) -> Iterator[tuple[str, Origin]]:
    if (*entry.path, "provider") in spec.places:
        return
    for path in (("defaults", "provider"), ("provider",), ("providers", entry.provider)):
        if path in spec.places:
            kind = "defaults" if path[0] == "defaults" else "spec"
            yield "provider", Origin(kind=kind, place=spec.places[path])
            return
