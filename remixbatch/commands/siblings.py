"""Other specs of a folder: what they have, so that nobody takes it for nobody's."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from remixbatch import events as e
from remixbatch.commands.abandoned import held_at, is_ours, specs_of
from remixbatch.commands.campaign import Campaign
from remixbatch.commands.console import tell
from remixbatch.commands.loaded import Home
from remixbatch.errors import RemixbatchError, UsageError
from remixbatch.holdings import Holdings
from remixbatch.report.text import told
from remixbatch.take import Phase

NO_TIME = 0.0  # of the facts of a lock that are only looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class Sibling:
    """A take of a spec beside this one. `spec`: its file, or its lock where the file is not there."""

    spec: Path
    lock: Path
    job: str
    take: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Neighbour:
    """What journal and lock of a spec beside this one tell. A run of it may be under way."""

    spec: Path
    told_by: Path  # its lock, or its journal where that alone is there
    held: Holdings
    unread: list[RemixbatchError]


def siblings(campaign: Campaign) -> dict[tuple[str, str], Sibling]:
    """By origin and id, the takes of other specs of the folder. What cannot be read is told, and left out."""
    found: dict[tuple[str, str], Sibling] = {}
    for other in _beside(campaign):
        for error in other.unread:
            tell(f"warning: {_not_known(error)}")
        for handle, take in other.held.takes.items():
            if take.id is not None:
                job = other.held.job_of(handle)
                one = Sibling(spec=other.spec, lock=other.told_by, job=job, take=take.take)
                found.setdefault((take.origin, take.id), one)
    return found


def beside(campaign: Campaign) -> e.Beside:
    """The same as a run needs it, with what has no answer yet, as it stands now. Nothing is told."""
    owned: dict[tuple[str, str], str] = {}
    waiting: dict[tuple[str, str, str], dict[str, str]] = {}
    unread: list[str] = []
    for other in _beside(campaign):
        unread += map(_not_known, other.unread)
        for handle, take in other.held.takes.items():
            if take.id is not None:
                owned.setdefault((take.origin, take.id), take.uid)
            elif take.phase in (Phase.SUBMITTING, Phase.UNCLEAR):
                whose = f"{other.held.job_of(handle)} of {other.spec}"
                asked = (take.origin, take.parent, take.prompt)
                waiting.setdefault(asked, {})[take.uid] = whose
    return e.Beside(owned=owned, waiting=waiting, unread=tuple(unread))


def _not_known(error: RemixbatchError) -> str:
    return f"{error.message}; which videos it has is not known"


def _beside(campaign: Campaign) -> Iterator[_Neighbour]:
    """Locks and journals of ours, and what lies where a spec's lock would; other tools have files of that name, too."""
    own = campaign.loaded.home
    folder = own.lock.parent
    locks = (path for path in folder.glob("*.lock") if is_ours(path) or any(specs_of(path)))
    stems = {path.stem for path in locks} | {path.stem for path in own.state.glob("*.db")}
    for stem in sorted(stems - {own.stem}):
        home = Home(lock=folder / f"{stem}.lock", state=own.state, stem=stem)
        held, unread = held_at(home, NO_TIME)
        told_by = home.lock if home.lock.exists() else home.journal
        spec = next(specs_of(home.lock), told_by)
        yield _Neighbour(spec=spec, told_by=told_by, held=held, unread=unread)


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
