"""Locks beside a spec's own: what other specs of the folder have, so that nobody takes it for nobody's."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from remixbatch import lockfile
from remixbatch.commands.abandoned import is_ours, specs_of
from remixbatch.commands.campaign import Campaign, lock_bytes
from remixbatch.commands.console import tell
from remixbatch.errors import LockError, UsageError
from remixbatch.report.text import told


@dataclass(frozen=True, slots=True, kw_only=True)
class Sibling:
    """A take of a spec beside this one. `spec`: its file, or its lock where the file is not there."""

    spec: Path
    lock: Path
    job: str
    take: int


def siblings(campaign: Campaign) -> dict[tuple[str, str], Sibling]:
    """By origin and id, the takes that locks of the same folder have. One that cannot be read is told, and left out."""
    found: dict[tuple[str, str], Sibling] = {}
    for lock in _beside(campaign.lock_path):
        try:
            facts = lockfile.read(lock_bytes(lock), str(lock))
        except LockError as error:
            tell(f"warning: {error.message}; which videos that lock has is not known")
            continue
        spec = next(specs_of(lock), lock)
        for take in facts.takes.values():
            if take.id is not None:
                one = Sibling(spec=spec, lock=lock, job=take.job, take=take.take)
                found.setdefault((take.origin, take.id), one)
    return found


def _beside(own: Path) -> Iterator[Path]:
    """Locks of ours, and what lies where a spec's lock would; other tools have files of that name, too."""
    for path in sorted(own.parent.glob("*.lock")):
        if path.name != own.name and (is_ours(path) or any(specs_of(path))):
            yield path


def check_elsewhere(
    beside: Mapping[tuple[str, str], Sibling], origin: str, id_: str, *, force: bool
) -> None:
    """Raises UsageError for an id that a spec beside this one has; with `force` that is told."""
    owner = beside.get((origin, id_))
    if owner is None:
        return
    said = f"{told(id_)} is take {owner.take} of {told(owner.job)} in {owner.spec}"
    if force:
        tell(f"note: {said}, too: it was paid for once")
        return
    raise UsageError(
        f"{said} already; nothing was changed",
        hint=f"It is in {owner.lock}. --force takes it over all the same: then both specs have it.",
    )
