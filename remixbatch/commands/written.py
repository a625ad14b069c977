"""What a run leaves on the disk beside the lock, and on the screen: links to picks, reports, summary."""

import os
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click

from remixbatch.commands.campaign import Campaign
from remixbatch.commands.console import colored, link_to, terminal_width
from remixbatch.commands.loaded import Loaded
from remixbatch.depfile import rule
from remixbatch.engine import Engine
from remixbatch.errors import DiskError, Exit
from remixbatch.events import stamp
from remixbatch.files import has_bytes, open_regular, write_whole
from remixbatch.kept import standing
from remixbatch.keys import hidden
from remixbatch.plan import Plan
from remixbatch.report.csv_text import csv_text
from remixbatch.report.data import result_data, to_json
from remixbatch.report.junit import junit
from remixbatch.report.markdown import markdown
from remixbatch.report.summary import summary


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How a run ended: where everything stands, and every exit code that applies with its reasons.

    `resume`: the command that goes on where it was stopped. `only`: its flags that choose jobs. `partial`:
    the run is still on. `rescued`: job -> id of what was paid for and recorded nowhere.
    """

    campaign: Campaign
    engine: Engine
    codes: Mapping[Exit, list[str]]
    resume: str | None = None
    only: Sequence[str] = ()
    partial: bool = False
    rescued: Mapping[str, str] = field(default_factory=dict)

    @property
    def report(self) -> Path:
        return self.campaign.output / "report.md"

    def absent(self) -> frozenset[str]:
        """Files of takes that are not on the disk: never fetched into this folder, deleted since, or empty.

        Other bytes in the place of a video are not seen: to hash all of them at each run would take minutes, and
        the lock records no length. `fetch` does hash them.
        """
        takes = self.engine.holdings.takes.values()
        files = (take.file for take in takes if take.file is not None)
        return frozenset(file for file in files if not has_bytes(self.campaign.output / file))

    def missing(self) -> tuple[int, int]:
        """How many of those can still be had, and how many the service has no more.

        Of takes that stand for a job, or that such a one starts from.
        """
        holdings, absent = self.engine.holdings, self.absent()
        plan = Plan(steps=self.engine.steps, orphans=())
        stand = standing(plan, self.engine.policy, holdings)
        takes = [holdings.takes[handle] for handle in stand]
        away = [take.gone is None for take in takes if take.file in absent]
        return sum(away), len(away) - sum(away)

    def json(self, at: float) -> str:
        return to_json(
            result_data(
                self.campaign.graph,
                self.engine.steps,
                self.engine.holdings,
                self.codes,
                at=at,
                spec=self.campaign.words,
                given_up=self.engine.given_up,
                absent=self.absent(),
                partial=self.partial,
                rehearsal=self.campaign.loaded.rehearsal is not None,
            )
        )

    def csv(self) -> str:
        graph, engine = self.campaign.graph, self.engine
        return csv_text(graph, engine.steps, engine.holdings, absent=self.absent())

    def junit(self, at: float) -> str:
        return junit(
            self.campaign.graph,
            self.engine.steps,
            self.engine.holdings,
            spec=self.campaign.words,
            at=stamp(at),
            given_up=self.engine.given_up,
        )

    def markdown(self, at: float) -> str:
        return markdown(
            self.campaign.graph,
            self.engine.steps,
            self.engine.holdings,
            self.codes,
            spec=self.campaign.words,
            at=at,
            given_up=self.engine.given_up,
            absent=self.absent(),
            partial=self.partial,
            resume=self.resume,
            only=self.only,
            rehearsal=self.campaign.loaded.rehearsal,
            rescued=self.rescued,
        )


def write_reports(result: Result, *, at: float) -> None:
    """Raises DiskError."""
    output = result.campaign.output
    make_folder(output)
    write_whole(result.report, hidden(result.markdown(at)).encode())
    write_whole(output / "report.json", f"{hidden(result.json(at))}\n".encode())


def make_folder(folder: Path) -> None:
    """Raises DiskError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DiskError(
            f"{folder}: {error.strerror}", hint="Give a folder that can be written."
        ) from None


def show_summary(result: Result, *, elapsed: float, quiet: bool) -> None:
    lock, (absent, gone) = result.campaign.lock_path, result.missing()
    text = summary(
        result.campaign.graph,
        result.engine.steps,
        result.engine.holdings,
        result.codes,
        new=result.engine.spending.new,
        spent=result.engine.spending.spent,
        unpriced=_unpriced(result.engine),
        open_=result.engine.spending.open,
        elapsed=elapsed,
        given_up=result.engine.given_up,
        absent=absent,
        gone=gone,
        report_url=link_to(result.report, sys.stdout),
        rehearsal=result.campaign.loaded.rehearsal,
        rescued=result.rescued,
        spec=result.campaign.words,
        resume=result.resume,
        only=result.only,
        lock=str(lock) if lock.exists() else None,
        report=str(result.report),
        width=terminal_width(),
        color=colored(sys.stdout),
    )
    click.echo(text.splitlines()[0] if quiet else text)


def _unpriced(engine: Engine) -> int:
    """Takes of this run that may have cost something nobody knows."""
    begun = stamp(engine.started)
    return sum(
        take.maybe_paid and take.usd is None and (take.submitted or "") >= begun
        for take in engine.holdings.takes.values()
    )


def link_pick(output: Path, engine: Engine, uid: str) -> None:
    """`videos/<job>.mp4` is the pick of its job. Raises DiskError."""
    handle = engine.holdings.handle(uid)
    step = engine.steps.get(engine.holdings.job_of(handle))
    take = engine.holdings.takes[handle]
    if step is None or step.pick != handle or take.file is None:
        return
    link_video(output, take.file, step.job)


def link_video(output: Path, file: str, job: str) -> None:
    """`videos/<job>.mp4` is this file. Raises DiskError."""
    target, link = output / file, output / "videos" / f"{job}.mp4"
    try:
        _refuse_way_out(output, target, link)
        if not target.exists() or (link.exists() and link.samefile(target)):
            return
        spare = link.with_name(f".{link.name}.{os.getpid()}")
        spare.unlink(missing_ok=True)
        try:
            os.link(target, spare)
        except OSError:  # some file systems have no hard links
            shutil.copyfile(target, spare)
        spare.replace(link)
    except OSError as error:
        raise DiskError(
            f"{link}: {error.strerror}", hint="Free the disk, then run again."
        ) from None


def _refuse_way_out(output: Path, target: Path, link: Path) -> None:
    """A folder or a file that came with a checkout may be a link to anywhere: nothing goes in or out there.

    Raises DiskError. The output folder itself may be a link: that is its owner's choice.
    """
    top = output.resolve()
    for path in (target, link.parent):
        if path.is_symlink() or top not in (path.resolve(), *path.resolve().parents):
            raise DiskError(
                f"{path}: is a link, or leads out of the output folder",
                hint="Take the link away; make the output folder itself the link if another disk is meant.",
            )


def link_picks(output: Path, engine: Engine) -> None:
    """Each job's name leads to its pick; one that has none now leads nowhere. Raises DiskError."""
    for step in engine.steps.values():
        if step.pick is not None:
            link_pick(output, engine, step.pick)
        elif takes := engine.holdings.of(step.job):
            unlink_former(output, step.job, [take.file for take in takes if take.file is not None])


def unlink_former(output: Path, job: str, files: Iterable[str]) -> None:
    """`videos/<job>.mp4` is not to be taken for what the job asks for now. Raises DiskError.

    Only the second name of a video goes, and only where its first is here: nothing is lost.
    """
    link = output / "videos" / f"{job}.mp4"
    try:
        if link.is_symlink() or not link.exists():
            return
        if any((output / file).exists() and link.samefile(output / file) for file in files):
            link.unlink()
    except OSError as error:
        raise DiskError(
            f"{link}: {error.strerror}", hint="It is the video of a former prompt: remove it."
        ) from None


def write_depfile(path: Path, stamp: Path, specs: Iterable[Loaded]) -> None:
    """For make: the stamp depends on all files that the specs were read from. Raises DiskError."""
    make_folder(path.parent)
    files = dict.fromkeys(str(file) for spec in specs for file in spec.reads)
    write_whole(path, rule(str(stamp), files).encode())


def touch(stamp: Path) -> None:
    """Raises DiskError."""
    try:
        stamp.parent.mkdir(parents=True, exist_ok=True)
        handle = open_regular(stamp, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW)
        try:
            os.utime(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise DiskError(
            f"{stamp}: {error.strerror}", hint="Give --stamp a path that can be written."
        ) from None
