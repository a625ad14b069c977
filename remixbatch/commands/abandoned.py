"""A spec that was renamed without its lock and journal: they lie beside it, and what they know was paid for.

Renaming a job costs nothing, and neither may renaming the file. Where the other spec still is, there are two
campaigns, and nothing is said.
"""

import os
import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from remixbatch import events as e
from remixbatch import exchange, lockfile
from remixbatch.commands.campaign import Campaign, lock_bytes, mark_of
from remixbatch.commands.console import tell
from remixbatch.commands.loaded import Home
from remixbatch.errors import DiskError, LockError, RemixbatchError
from remixbatch.files import head_of
from remixbatch.holdings import Holdings
from remixbatch.journal import Journal
from remixbatch.plan import Plan
from remixbatch.problem import printable
from remixbatch.report.text import plural, some
from remixbatch.step import Decision
from remixbatch.take import IllegalEventError, Phase

SPECS = (".yaml", ".yml", ".json", "")  # what a spec's file may end with
HEADER = b'{"t":"lock"'  # other tools call their files .lock, too

# What reading and folding a file raises that somebody edited, as far as it is no RemixbatchError.
_ODD = (
    IllegalEventError,
    AttributeError,
    LookupError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Abandoned:
    """What a spec of another name left. `jobs`: those of the spec at hand that would be paid for again."""

    home: Home
    jobs: tuple[str, ...]


def check_renamed(campaign: Campaign, planned: Plan, at: float) -> None:
    """Raises LockError where what is due was paid for under another name of the spec."""
    found = abandoned(campaign, planned, at)
    if found is not None:
        raise LockError(
            f"{_told(campaign, found)}; nothing was sent", hint=_way_out(campaign, found)
        )


def warn_renamed(campaign: Campaign, planned: Plan, at: float) -> None:
    """The same for who only looks."""
    found = abandoned(campaign, planned, at)
    if found is not None:
        tell(f"warning: {_told(campaign, found)}; a run would stop (exit 5)")
        tell(f"help: {_way_out(campaign, found)}")


def abandoned(campaign: Campaign, planned: Plan, at: float) -> Abandoned | None:
    """The first lock or journal without a spec that holds what is due here, by (key, from)."""
    home, jobs = campaign.loaded.home, campaign.graph.jobs
    due = {
        (jobs[step.job].key, step.parent): step.job
        for step in planned.of(Decision.SUBMIT)
        if step.parent is not None
    }
    if not due or home != Home.of(campaign.loaded.path):  # a rehearsal has a place of its own
        return None
    for other in (*_without_spec(home), *_moved_away(campaign)):
        again = sorted({due[asked] for asked in _asked(other, at) if asked in due})
        if again:
            return Abandoned(home=other, jobs=tuple(again))
    return None


def _without_spec(home: Home) -> Iterator[Home]:
    """Where locks and journals of this folder lie whose spec is not there any more."""
    folder = home.lock.parent
    stems = {path.stem for path in folder.glob("*.lock") if is_ours(path)}
    stems |= {path.stem for path in home.state.glob("*.db")}
    for stem in sorted(stems - {home.stem}):
        if not any(specs_of(lock := folder / f"{stem}.lock")):
            yield Home(lock=lock, state=home.state, stem=stem)


def specs_of(lock: Path) -> Iterator[Path]:
    """The files beside a lock that can be its spec; one, as a rule."""
    files = (lock.with_name(f"{lock.name.removesuffix('.lock')}{ending}") for ending in SPECS)
    return (file for file in files if is_there(file))


def is_there(path: Path) -> bool:
    """Whether something has that name. What cannot be looked at is there: a link into a closed folder, say."""
    try:
        return path.exists()
    except OSError:
        return True


def _moved_away(campaign: Campaign) -> Iterator[Home]:
    """Where the spec lay whose videos are in this one's output folder, if it is in another folder and not there any more."""
    here = campaign.loaded.path.absolute().parent
    try:
        former = mark_of(campaign.output) or ""
    except OSError:
        return
    spec = Path(os.path.normpath(campaign.output / former))
    if former and not spec.exists() and spec.absolute().parent != here:
        yield Home.of(spec)


def is_ours(path: Path) -> bool:
    """Whether a regular file begins as our locks do. Anything else of that name is not waited for."""
    return head_of(path, len(HEADER)) == HEADER


def _asked(home: Home, at: float) -> Iterator[tuple[str, str]]:
    """(key, from) of all that its journal and its lock may have paid for, and that did not fail."""
    held, unread = held_at(home, at)
    for error in unread:
        tell(f"warning: {home.lock.with_suffix('')} has no spec any more: {error.message}")
    for take in held.takes.values():
        if take.maybe_paid and take.phase is not Phase.FAILED:
            yield take.key, take.parent


def held_at(home: Home, at: float) -> tuple[Holdings, list[RemixbatchError]]:
    """What journal and lock of another spec tell, up to what of them cannot be read; and that."""
    held = Holdings()
    unread: list[RemixbatchError] = []
    events: list[e.Event] = []
    for path in (home.journal, home.lock):
        try:
            for event in _of_journal(home) if path == home.journal else _of_lock(home, held, at):
                held.apply(event)
                events.append(event)
        except RemixbatchError as error:
            unread.append(error)
        except _ODD as error:
            unread.append(_unread(path, error))
            held = _folded(events)  # the last event may have been taken in by half
    return held, unread


def _folded(events: Iterable[e.Event]) -> Holdings:
    held = Holdings()
    for event in events:
        held.apply(event)
    return held


def _unread(path: Path, error: Exception) -> DiskError:
    """What stands in another spec's file must not end this one's run as a fault of the program."""
    shown = printable(str(path))
    if isinstance(error, OSError):
        return DiskError(
            f"{shown}: cannot be read: {error.strerror or error}",
            hint="Make it a file that this user may read, or move it out of this folder.",
        )
    cause = str(error) if isinstance(error, IllegalEventError) else repr(error)
    return DiskError(
        f"{shown}: what it tells is not a history of takes ({printable(cause)})",
        hint="It was changed by hand, or by a newer remixbatch. Bring it back from a backup or from git, "
        "or move it out of this folder.",
    )


def _of_journal(home: Home) -> Iterator[e.Event]:
    journal = Journal.read_only(home.journal)
    if journal is not None:
        with journal:
            yield from journal.events()


def _of_lock(home: Home, held: Holdings, at: float) -> Iterator[e.Event]:
    if is_there(home.lock):
        facts = lockfile.read(lock_bytes(home.lock), str(home.lock))
        yield from exchange.imports(lockfile.fold(facts), held, at)


# -- what is told ------------------------------------------------------------------------------------


def _told(campaign: Campaign, found: Abandoned) -> str:
    left = found.home.lock if is_there(found.home.lock) else found.home.journal
    spec = campaign.loaded.path
    return (
        f"{left} has no spec any more and holds takes of {plural(len(found.jobs), 'job')} that {spec} "
        f"would pay for again ({some(found.jobs)})"
    )


def _way_out(campaign: Campaign, found: Abandoned) -> str:
    commands = "".join(f"\n  {command}" for command in _commands(campaign, found))
    left = found.home.lock if is_there(found.home.lock) else found.home.journal
    return (
        f"If the spec was renamed, bring along what is known of it:{commands}\n"
        f"If it is another campaign, move {left} out of this folder."
    )


def _commands(campaign: Campaign, found: Abandoned) -> Iterator[str]:
    """A shell's commands. What this spec has of its own is added to, not written over."""
    mine, other = campaign.loaded.home, found.home
    if is_there(mine.lock) or campaign.holdings.takes:
        if is_there(other.lock):
            both = f"cat {_quoted(other.lock)} >> {_quoted(mine.lock)}"
            yield f"{both} && rm {_quoted(other.lock)}"
        return
    if not mine.state.exists():
        yield f"mkdir -m 700 {_quoted(mine.state)}"
    moves = [(other.lock, mine.lock)]
    moves += [
        (
            other.journal.with_name(f"{other.stem}.db{tail}"),
            mine.journal.with_name(f"{mine.stem}.db{tail}"),
        )
        for tail in ("", "-wal")
    ]
    output = campaign.output.parent
    if (
        other.stem != mine.stem
        and campaign.graph.name == mine.stem
        and not campaign.output.exists()
    ):
        moves.append((output / other.stem, campaign.output))
    for source, target in moves:
        if source.exists() and not (source.name.endswith("-wal") and not source.stat().st_size):
            yield f"mv {_quoted(source)} {_quoted(target)}"


def _quoted(path: Path) -> str:
    return shlex.quote(os.path.normpath(path))
