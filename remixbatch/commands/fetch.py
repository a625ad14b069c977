"""`fetch`: the files of finished takes that are not on the disk, by spec and journal or by the lock alone."""

import os
import re
import sys
from collections.abc import Collection, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import click

from remixbatch import catalog, exchange, lockfile
from remixbatch import events as e
from remixbatch.commands.campaign import (
    claim,
    claim_output,
    lock_bytes,
    new_process,
    signature,
    start,
    words_of,
    writing,
)
from remixbatch.commands.choice import chosen
from remixbatch.commands.console import colored, show_problems, tell, whole_or_silent
from remixbatch.commands.fetching import Fetching, NoRecord, not_here, put_back
from remixbatch.commands.keeper import LockKeeper
from remixbatch.commands.loaded import SPEC_LIMIT, Home, check_base_url, load
from remixbatch.commands.options import Options
from remixbatch.commands.services import open_services
from remixbatch.commands.written import Result, link_pick, link_picks, link_video, write_reports
from remixbatch.document import parse
from remixbatch.driver import Clock
from remixbatch.engine import Engine
from remixbatch.errors import Exit, LockError, UsageError, worst
from remixbatch.files import read_bytes
from remixbatch.graph import Graph, bare
from remixbatch.holdings import Holdings
from remixbatch.kept import standing, standing_by_lock
from remixbatch.leftovers import FETCHING
from remixbatch.limits import Limits
from remixbatch.plan import plan
from remixbatch.policy import Policy
from remixbatch.problem import did_you_mean, printable, quoted
from remixbatch.report.data import to_json
from remixbatch.report.fetch_text import exits, fetch_data, fetch_text
from remixbatch.report.next import command
from remixbatch.report.text import plural
from remixbatch.take import Phase
from remixbatch.writer import holding

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}", re.ASCII)  # as in the schema of specs


def fetch(path: Path, options: Options, *, older: bool, frozen: bool) -> Exit:
    """`older`: takes that stand for nothing now, too."""
    if frozen:
        return _by_lock(path, options, older=older)
    clock = Clock()
    loaded = load(path, options.base_url)
    show_problems(loaded.warnings, loaded.lines)
    with writing(loaded, "fetch", clock(), options.output_dir) as (campaign, journal):
        holdings, policy = campaign.holdings, campaign.policy
        planned = plan(campaign.graph, holdings, policy)
        jobs = chosen(campaign, options.select, options.exclude)
        of_spec = holdings.takes if older else standing(planned, policy, holdings)
        wanted = _finished(holdings, of_spec, jobs)
        claim_output(campaign)
        missing = not_here(holdings, wanted, campaign.output)
        missing -= put_back(holdings, missing, campaign.output)
        engine = Engine(campaign.graph, Limits(submit=False, files=missing), policy)
        begun = clock()
        start(campaign, journal, engine, command="fetch", at=begun)
        fetching = Fetching(
            engine=engine,
            record=journal,
            output=campaign.output,
            clock=clock,
            verbosity=options.verbosity,
            keeper=LockKeeper(campaign, journal),
            arrived=lambda handle: link_pick(campaign.output, engine, handle),
        )
        _go(fetching, options.base_url, campaign.loaded.home.state)
        fetching.note_gone(missing)
        result = Result(campaign=campaign, engine=engine, codes=engine.verdict())
        fetching.noted(lambda: link_picks(campaign.output, engine))
        fetching.noted(lambda: write_reports(result, at=clock()))
        _tell_flying(holdings, jobs, campaign.words)
        shown = _Shown(campaign.graph.name, campaign.words, begun, frozen=False)
        return _end(fetching, wanted, missing, shown, options)


def _finished(
    holdings: Holdings, handles: Collection[str], jobs: Collection[str] | None
) -> list[str]:
    """Those of the chosen jobs that are finished, in the order of their jobs' first takes."""
    return [
        handle
        for handle, take in holdings.takes.items()
        if take.phase is Phase.COMPLETED
        and handle in handles
        and (jobs is None or holdings.job_of(handle) in jobs)
    ]


def _go(fetching: Fetching, base_url: str | None, state: Path) -> None:
    """Raises LockError where another fetch is at the same files: by the lock alone nothing else is held."""
    engine, output = fetching.engine, fetching.output
    alone = (
        holding(output, FETCHING, signature("fetch", fetching.clock()))
        if engine.limits.files
        else nullcontext()
    )
    with alone, open_services(state, base_url) as services:
        fetching.go(services)


def _tell_flying(holdings: Holdings, jobs: Collection[str] | None, words: str) -> None:
    flying = sum(
        take.phase is Phase.RUNNING and (jobs is None or holdings.job_of(handle) in jobs)
        for handle, take in holdings.takes.items()
    )
    if flying:
        tell(f"note: {plural(flying, 'take')} in flight; `{command('wait', words)}` sees to that")


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the last lines are headed with."""

    name: str
    words: str
    begun: float
    frozen: bool


def _end(
    fetching: Fetching,
    wanted: Sequence[str],
    missing: Collection[str],
    shown: _Shown,
    options: Options,
) -> Exit:
    videos = [fetching.video(handle, missing) for handle in wanted]
    at, stops = fetching.clock(), fetching.stops
    with whole_or_silent():
        if options.json:
            data = fetch_data(
                shown.name, videos, stops, spec=shown.words, at=e.stamp(at), frozen=shown.frozen
            )
            click.echo(to_json(data))
        else:
            text = fetch_text(
                shown.name,
                videos,
                stops,
                elapsed=at - shown.begun,
                folder=str(fetching.output / "videos"),
                spec=shown.words,
                frozen=shown.frozen,
                color=colored(sys.stdout),
            )
            click.echo(text.splitlines()[0] if options.verbosity < 0 else text)
    return worst(exits(videos, stops))


# -- by the lock alone -------------------------------------------------------------------------------


def _by_lock(path: Path, options: Options, *, older: bool) -> Exit:
    """Nothing is written but videos, and nothing is fetched that the lock has no hash for."""
    clock = Clock()
    begun = clock()
    if path.is_symlink():
        path = Path(os.path.relpath(path.resolve()))
    home, name = Home.of(path), _name(path)
    lock, events = _facts(home, begun)
    holdings = Holdings()
    for event in events:
        holdings.apply(event)
    stand = standing_by_lock(lock, holdings)
    jobs = _jobs_named(holdings, options.select, options.exclude)
    wanted = _finished(holdings, holdings.takes if older else stand, jobs)
    output = (options.output_dir or Path("output")) / name
    missing = not_here(holdings, wanted, output)
    missing -= put_back(holdings, missing, output)
    known = frozenset(handle for handle in missing if holdings.takes[handle].sha256 is not None)
    graph = _graph(name, holdings, known, options.base_url)
    engine = Engine(graph, Limits(submit=False, files=known), Policy())
    engine.replay(events)
    if wanted:
        claim(output, path)
    fetching = Fetching(
        engine=engine, record=NoRecord(), output=output, clock=clock, verbosity=options.verbosity
    )
    _go(fetching, options.base_url, home.state)
    fetching.noted(lambda: _link(output, holdings, [h for h in wanted if h in stand]))
    words = words_of(path, options.base_url, options.output_dir)
    return _end(fetching, wanted, missing, _Shown(name, words, begun, frozen=True), options)


def _facts(home: Home, at: float) -> tuple[lockfile.Lock, list[e.Event]]:
    """What the lock says, and the same as events. Raises LockError, UsageError."""
    if not home.lock.exists():
        raise UsageError(
            f"{home.lock}: there is no such lock, and --frozen goes by it alone",
            hint="Bring it from git, or fetch without --frozen.",
        )
    facts = lockfile.read(lock_bytes(home.lock), str(home.lock))
    if facts.conflicted:
        tell(f"{home.lock}: a merge left conflict markers; the facts of both sides count")
    lock = lockfile.fold(facts)
    return lock, [new_process("fetch", at), *exchange.imports(lock, Holdings(), at)]


def _name(path: Path) -> str:
    """The spec's name as it says itself, however broken the rest of it is; else its file's stem."""
    if path.is_file():
        document, _ = parse(read_bytes(path, SPEC_LIMIT), str(path))
        said = document.value.get("name") if document and isinstance(document.value, dict) else None
        if isinstance(said, str) and NAME.fullmatch(said):
            return said
    return path.stem


def _jobs_named(
    holdings: Holdings, select: Sequence[str], exclude: Sequence[str]
) -> frozenset[str] | None:
    """The lock knows names alone. Raises UsageError for a word that means no job of it."""
    if not select and not exclude:
        return None
    names = sorted(holdings.jobs())
    all_ = _fitting(names, select) if select else frozenset(names)
    return all_ - _fitting(names, exclude)


def _fitting(names: Sequence[str], words: Sequence[str]) -> frozenset[str]:
    found: set[str] = set()
    for word in (term for each in words for term in each.split()):
        fits = [name for name in names if fnmatchcase(name, word)]
        if not fits:
            otherwise = "By the lock alone there are names and globs, no `+`, `tag:` or `status:`."
            raise UsageError(
                printable(f"no job of the lock is named {quoted(word)}"),
                hint=did_you_mean(word, names, otherwise),
            )
        found.update(fits)
    return frozenset(found)


def _graph(name: str, holdings: Holdings, handles: Collection[str], base_url: str | None) -> Graph:
    """A provider for each service that is to be asked. Raises LockError where its address is not the take's:
    a key goes where a profile or the caller says, never where a lock does.
    """
    if base_url is not None:
        check_base_url(base_url)
    takes = [holdings.takes[handle] for handle in handles]
    profiles = {take.profile: catalog.load(take.profile) for take in takes}
    if base_url is not None and len(profiles) > 1:
        raise UsageError(
            f"--base-url replaces one service's address, and these takes are at {' and '.join(sorted(profiles))}",
            hint="Fetch the jobs of each service with --select.",
        )
    graph = bare(name, profiles.values(), base_url)
    for take in takes:
        origin = graph.providers[take.profile].origin
        if take.origin != origin:
            raise LockError(
                f"{take.job}.{take.take} was made at {take.origin}, and {take.profile} would be asked at {origin}; nothing was sent",
                hint="A key is never sent where a lock says. Give the address with --base-url, or a profile that has it.",
            )
    return graph


def _link(output: Path, holdings: Holdings, handles: Sequence[str]) -> None:
    """`<job>.mp4` where one take alone stands for a job."""
    of_job: dict[str, list[str]] = {}
    for handle in handles:
        of_job.setdefault(holdings.job_of(handle), []).append(handle)
    for job, found in of_job.items():
        file = holdings.takes[found[0]].file
        if len(found) == 1 and file is not None:
            link_video(output, file, job)
