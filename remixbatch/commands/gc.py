"""`gc`: what nobody needs any more in a spec's output folder, and what its rehearsals left."""

import os
import shutil
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, nullcontext
from pathlib import Path

import click

from remixbatch.commands.campaign import Campaign, owner_of, read_campaign, signature
from remixbatch.commands.console import colored, tell, terminal_width
from remixbatch.commands.loaded import Loaded, load
from remixbatch.driver import Clock
from remixbatch.errors import DiskError, Exit
from remixbatch.files import digest_of
from remixbatch.kept import standing
from remixbatch.leftovers import FETCHING, Entry, Kind, Leftover, Sorted, former_names, sort_out
from remixbatch.plan import plan
from remixbatch.report.data import to_json
from remixbatch.report.gc_text import Sweep, gc_data, gc_text
from remixbatch.writer import is_held, one_writer


def gc(path: Path, *, delete: bool, history: bool, as_json: bool, output_dir: Path | None) -> Exit:
    """Dry without `delete`. Raises LockError where a run holds the spec and something is to be deleted."""
    at = Clock()()
    loaded = load(path)
    home = loaded.home
    me = signature("gc --delete", at)
    with one_writer(home.state, home.stem, me) if delete else nullcontext():
        campaign = read_campaign(loaded, at, output_dir)
        busy = not delete and is_held(home.state, home.stem)
        busy = busy or is_held(campaign.output, FETCHING)
        found = _found(campaign, busy=busy)
        asked = [each for each in found.leftovers if history or each.kind is not Kind.HISTORY]
        rehearsal = _rehearsal(loaded)
        # the rehearsal first: one that goes on now refuses all of it
        failed = _rehearsals_deleted(rehearsal) if delete else {}
        failed |= _deleted(campaign.output, asked) if delete else {}
        sweep = Sweep(
            name=campaign.graph.name,
            found=[*asked, *rehearsal],
            older=[each for each in found.leftovers if each not in asked],
            others=found.others,
            doubtful=found.doubtful,
            deleted=delete,
            failed=failed,
        )
    if as_json:
        click.echo(to_json(gc_data(sweep, at=at)))
    else:
        click.echo(gc_text(sweep, at=at, width=terminal_width(), color=colored(sys.stdout)))
    if busy:
        tell("note: a run or a fetch is on, so what it may be writing is not counted")
    return Exit.DISK if failed else Exit.DONE


def _found(campaign: Campaign, *, busy: bool) -> Sorted:
    """Raises UsageError where the output folder belongs to another spec."""
    holdings, policy, jobs = campaign.holdings, campaign.policy, campaign.graph.jobs
    planned = plan(campaign.graph, holdings, policy)
    return sort_out(
        _entries(campaign.output, former_names(holdings, jobs)) if _is_ours(campaign) else [],
        holdings,
        jobs=jobs,
        stand=standing(planned, policy, holdings),
        busy=busy,
        journal=campaign.loaded.home.journal.exists(),
    )


def _is_ours(campaign: Campaign) -> bool:
    """Whether the folder is there, is no link, and a run has put this spec's mark on it."""
    output = campaign.output
    if output.is_symlink():
        tell(f"note: {output} is a link; links are not followed, so nothing there is looked at")
        return False
    try:
        marked = owner_of(output, campaign.loaded.path) is not None
    except OSError as error:
        raise DiskError(
            f"{error.filename or output}: {error.strerror}",
            hint="Make the folder readable, or name another.",
        ) from None
    if not marked and output.is_dir():
        tell(f"note: {output} has no mark of this spec; nothing there is looked at")
    return marked


# -- what is there -----------------------------------------------------------------------------------


def _entries(output: Path, former: Iterable[str]) -> Iterator[Entry]:
    """Every file below the folder; what a link leads to is not looked at."""
    links = {f"videos/{job}.mp4" for job in former}
    for path in _walked(output):
        try:
            found = path.lstat()
        except OSError:
            continue  # it went while we looked
        name = path.relative_to(output).as_posix()
        regular = stat.S_ISREG(found.st_mode)
        yield Entry(
            path=name if regular else f"{name}/",  # no name of ours, so it is left alone
            bytes=found.st_size,
            file=(found.st_dev, found.st_ino),
            links=found.st_nlink,
            digest=digest_of(path) if regular and name in links and found.st_nlink == 1 else None,
        )


def _walked(folder: Path) -> Iterator[Path]:
    for where, folders, files in os.walk(folder, followlinks=False):
        folders.sort()
        links = [name for name in folders if (Path(where) / name).is_symlink()]
        yield from (Path(where) / name for name in sorted([*files, *links]))


def _rehearsal(loaded: Loaded) -> list[Leftover]:
    """The place of this spec's rehearsals, as one."""
    place = loaded.home.state / "rehearsal" / loaded.home.stem
    if place.is_symlink() or not place.is_dir() or is_held(place, place.name):
        return []
    taken = sum(path.lstat().st_size for path in _walked(place))
    return [Leftover(path=str(place), kind=Kind.REHEARSAL, bytes=taken, frees=taken)]


# -- deleting ----------------------------------------------------------------------------------------


def _deleted(output: Path, leftovers: Iterable[Leftover]) -> dict[str, str]:
    """Delete; what stays, and why."""
    failed: dict[str, str] = {}
    with ExitStack() as opened:
        folders: dict[str, int] = {}
        for each in leftovers:
            where, _, name = each.path.rpartition("/")
            try:
                if where not in folders:
                    folders[where] = _folder(output / where)
                    opened.callback(os.close, folders[where])
                os.unlink(name, dir_fd=folders[where])
            except OSError as error:
                failed[each.path] = f"stays: {error.strerror}"
    return failed


def _folder(path: Path) -> int:
    """The folder itself: one that became a link since it was looked at is not followed."""
    return os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)


def _rehearsals_deleted(rehearsal: Iterable[Leftover]) -> dict[str, str]:
    failed: dict[str, str] = {}
    for each in rehearsal:
        place = Path(each.path)
        with one_writer(place, place.name, signature("gc --delete", Clock()())):
            try:
                shutil.rmtree(place)  # it follows no links
            except OSError as error:
                failed[each.path] = f"stays: {error.strerror}"
    return failed
