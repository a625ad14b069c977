"""What a spec holds, typed: its sources, providers, jobs and renames, before they are bound."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from remixbatch.problem import KeyPath, Place

OnParentChange = Literal["ask", "rerun", "keep"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A video that exists already. `identity` is None for a file: it is its content's."""

    name: str
    identity: str | None
    id: str | None
    url: str | None
    file: str | None
    seconds: Decimal | None
    size: str | None
    expires: float | None  # seconds since the epoch
    note: str | None
    place: Place
    seconds_told: bool = False  # the service said how long it is, and that counts

    @property
    def kind(self) -> str:
        return "id" if self.id is not None else "url" if self.url is not None else "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderUse:
    """A spec's named use of a profile. Money in micro-dollars."""

    name: str
    profile: str
    model: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    in_flight: int | None = None
    submits_per_minute: float | None = None
    per_second: int | None = None
    per_take: int | None = None
    as_of: date | None = None
    retires: date | None = None
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class JobEntry:
    """A job as written, defaults filled in. `parent` and `needs` are addresses, or unknown names."""

    address: str
    parent: str
    prompt: str
    provider: str
    model: str | None
    params: Mapping[str, Any]
    needs: tuple[str, ...]
    tags: tuple[str, ...]
    timeout: float | None  # seconds
    retry: int
    on_parent_change: OnParentChange
    allow_failure: bool
    lint_ignore: tuple[str, ...]
    place: Place
    path: KeyPath  # of the job's mapping
    prompt_path: KeyPath


@dataclass(frozen=True, slots=True, kw_only=True)
class Rename:
    source: str
    target: str
    place: Place


def ring(name: str, moved: Mapping[str, str]) -> tuple[str, ...]:
    """The names that were exchanged with this one, each with the next and the last with the first; or none."""
    names = [name]
    while (target := moved.get(names[-1])) is not None and target not in names:
        names.append(target)
    return tuple(names) if target == name and len(names) > 1 else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    file: str
    name: str
    providers: Mapping[str, ProviderUse]
    sources: Mapping[str, Source]
    jobs: tuple[JobEntry, ...]  # in the order of the file
    budget_run: int | None  # micro-dollars
    moved: tuple[Rename, ...]
    broken: frozenset[str]  # names with problems, left out above
    sound: bool  # no problem at all was found
    places: Mapping[KeyPath, Place] = field(repr=False, compare=False)  # of values
    key_places: Mapping[KeyPath, Place] = field(repr=False, compare=False)

    def where(self, entry: JobEntry, *keys: str | int) -> tuple[KeyPath, Place]:
        """Where a job has this value from: its own lines, the defaults or its provider."""
        for base in (entry.path, ("defaults",), ("providers", entry.provider)):
            path = (*base, *keys)
            if path in self.places:
                return path, self.places[path]
        return entry.path, entry.place
