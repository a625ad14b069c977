"""One spec with all that is known of it: its graph, its lock, its journal. What every command opens first."""

import os
import shlex
import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from remixbatch import __version__, lockfile
from remixbatch import events as e
from remixbatch.commands.console import tell
from remixbatch.commands.loaded import Home, Loaded
from remixbatch.contradiction import Requests, check_facts, lent
from remixbatch.engine import Engine
from remixbatch.errors import DiskError, LockError, UsageError
from remixbatch.files import clear_leftovers, read_bytes, read_head, write_whole
from remixbatch.graph import Graph, Provider
from remixbatch.holdings import Holdings
from remixbatch.journal import Journal
from remixbatch.knowledge import known
from remixbatch.mounts import is_network
from remixbatch.place import file_system
from remixbatch.policy import Policy
from remixbatch.rename import check_origins
from remixbatch.report.next import command as command_line
from remixbatch.report.next import place_words
from remixbatch.step import Step
from remixbatch.writer import is_held, one_writer

LOCK_LIMIT = 1_000_000_000
MARK_LIMIT = 100_000  # bytes: the path of a spec


@dataclass(slots=True, kw_only=True)
class Campaign:
    """What is held of a loaded spec: the journal's events folded with the lock, and where it all lies.

    `news` are the events that the journal lacks: facts of the lock and renames found in the spec.
    """

    loaded: Loaded
    graph: Graph
    facts: lockfile.Facts
    events: list[e.Event]
    news: list[e.Event]
    holdings: Holdings
    policy: Policy
    output: Path
    output_dir: Path | None
    written: bytes | None = None  # the lock as it lay on the disk
    doubt: list[
        e.Run
    ]  # for readers: what a new process would note of submissions without an answer

    @property
    def lock_path(self) -> Path:
        return self.loaded.home.lock

    @property
    def words(self) -> str:
        """The spec as a shell is told of it, with the flags that lead to the same server and folder."""
        folder = self.output_dir if self.loaded.rehearsal is None else None
        return words_of(self.loaded.path, self.loaded.base_url, folder)

    @property
    def place(self) -> list[str]:
        """Those flags."""
        return _place(self.loaded.base_url, self.output_dir)

    def providers(self, steps: Iterable[Step]) -> list[Provider]:
        """Those that the jobs of these steps use."""
        used = {self.graph.jobs[step.job].provider for step in steps}
        return [self.graph.providers[name] for name in sorted(used)]

    @property
    def conflicted(self) -> bool:
        return self.facts.conflicted


def words_of(path: Path, base_url: str | None, output_dir: Path | None) -> str:
    """A spec as a shell is told of it, with the flags that lead to the same server and folder."""
    return " ".join([shlex.quote(str(path)), *_place(base_url, output_dir)])


def _place(base_url: str | None, output_dir: Path | None) -> list[str]:
    folder = None if output_dir is None else str(output_dir)
    if base_url == os.environ.get("REMIXBATCH_BASE_URL"):
        base_url = None  # the next command will find it there, too
    return place_words(base_url=base_url, output_dir=folder)


def open_campaign(
    loaded: Loaded,
    events: list[e.Event],
    at: float,
    output_dir: Path | None = None,
    *,
    alone: bool,
) -> Campaign:
    """Fold what the journal and the lock know. `alone`: no other process writes, so nobody waits any more
    for answers that were not recorded. Raises LockError, DiskError.
    """
    path = loaded.home.lock
    data = lock_bytes(path) if os.path.lexists(path) else None
    facts = lockfile.read(lockfile.EMPTY if data is None else data, str(path))
    check_facts(facts, Requests(events), data or b"", str(path))
    run = new_process("read", at) if alone else None
    found = known(loaded.graph, facts, events, at=at, run=run)
    return Campaign(
        loaded=loaded,
        graph=loaded.graph,
        facts=facts,
        events=events,
        news=list(found.news),
        holdings=found.holdings,
        policy=found.policy,
        output=(output_dir or Path("output")) / loaded.graph.name,
        output_dir=output_dir,
        written=data,
        doubt=[run] if run is not None and found.waiting else [],
    )


def doubt_sources(campaign: Campaign) -> None:
    """Tell jobs whose video is a source of the spec itself: nobody makes that by running it."""
    for told in lent(campaign.graph, campaign.holdings):
        tell(f"warning: {campaign.lock_path}: {told}; look whether that line is right")


def lock_bytes(path: Path) -> bytes:
    """What lies at a lock's path. Raises LockError."""
    try:
        return read_bytes(path, LOCK_LIMIT)
    except UsageError as error:
        raise LockError(
            f"the lock cannot be read: {error.message}",
            hint="Make it a file that this user may read, or take it back from git.",
            still="Nothing was sent.",
        ) from None


def read_campaign(loaded: Loaded, at: float, output_dir: Path | None = None) -> Campaign:
    """As a reader sees it: no lock is taken, nothing is written."""
    journal = Journal.read_only(loaded.home.journal)
    events: list[e.Event] = []
    if journal is not None:
        with journal:
            events = journal.events()
    alone = not is_held(loaded.home.state, loaded.home.stem)
    campaign = open_campaign(loaded, events, at, output_dir, alone=alone)
    if campaign.conflicted:
        tell(
            f"{campaign.lock_path}: a merge left conflict markers; the facts of both sides are shown"
        )
    return campaign


@contextmanager
def writing(
    loaded: Loaded, command: str, at: float, output_dir: Path | None = None
) -> Iterator[tuple[Campaign, Journal]]:
    """The campaign with its journal, for the one process that may write. Raises LockError, DiskError."""
    home = loaded.home
    with (
        one_writer(home.state, home.stem, signature(command, at)),
        opened(loaded, at, output_dir) as found,
    ):
        yield found


@contextmanager
def opened(
    loaded: Loaded, at: float, output_dir: Path | None = None
) -> Iterator[tuple[Campaign, Journal]]:
    """The campaign with its journal, where the caller is the one writer. Raises LockError, DiskError."""
    home = loaded.home
    with Journal.open(home.journal, network=_on_network(home)) as journal:
        clear_leftovers(home.lock)
        campaign = open_campaign(loaded, journal.events(), at, output_dir, alone=True)
        check_lock(campaign)
        yield campaign, journal


def _on_network(home: Home) -> bool:
    """Whether the state of a spec lies on another machine's file system; that is said."""
    kind = file_system(home.state)
    if not is_network(kind):
        return False
    tell(
        f"warning: {home.state} lies on {kind}, a network file system: the journal is kept without its "
        "write-ahead log there, slower, and no other command can read it meanwhile; keep specs on a local disk"
    )
    return True


def check_lock(campaign: Campaign) -> None:
    """Raises LockError where what is known must be put in order before anything is paid for."""
    if campaign.conflicted:
        raise conflicted(campaign)
    check_origins(campaign.graph, campaign.holdings)


def conflicted(campaign: Campaign) -> LockError:
    """Of a lock with conflict markers."""
    spec = shlex.quote(str(campaign.loaded.path))
    return LockError(
        f"{campaign.lock_path}: a merge left conflict markers",
        hint=f"`{command_line('lock', spec, '--resolve')}` keeps the facts of both sides; then run again.",
    )


def signature(command: str, at: float) -> dict[str, str | int]:
    """What a process that writes tells of itself to whoever comes second."""
    return {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "start": e.stamp(at),
        "command": command,
    }


def start(campaign: Campaign, journal: Journal, engine: Engine, *, command: str, at: float) -> None:
    """Note that this process writes, bring the journal up to date, and stand the engine there."""
    run = new_process(command, at)
    journal.append_all((run, *campaign.news), journal.position)
    engine.replay([*campaign.events, run, *campaign.news])


def new_process(command: str, at: float) -> e.Run:
    host = socket.gethostname()
    return e.Run(at=at, pid=os.getpid(), host=host, version=__version__, command=command)


def with_flags(
    policy: Policy,
    *,
    selected: frozenset[str] | None,
    retry_failed: bool,
    on_parent_change: str | None,
) -> Policy:
    return replace(
        policy,
        selected=selected,
        retry_failed=retry_failed,
        on_parent_change=on_parent_change,
    )


def claim_output(campaign: Campaign) -> None:
    """Make the output folder this spec's. Raises UsageError where another spec of that name has it."""
    claim(campaign.output, campaign.loaded.path)


def owner_of(output: Path, spec: Path) -> str | None:
    """The spec that a folder is marked as the output of, None without a mark or where that spec is gone: then
    it was renamed, and its videos come along.

    Raises UsageError where that is another than `spec`, OSError where it cannot be read.
    """
    other = mark_of(output)
    if other is None:
        return None
    if other != _seen_from(output, spec):
        if not (output / other).exists():
            return None
        raise UsageError(
            f"{output} belongs to the spec {os.path.normpath(output / other)}",
            hint="Two specs need two names: set `name:` in one of them, or use --output-dir.",
        )
    return other


def mark_of(output: Path) -> str | None:
    """The spec that a folder is marked as the output of, as a path from there; None without a mark. Raises OSError."""
    try:
        return read_head(output / ".spec", MARK_LIMIT).decode("utf-8", "replace").strip()
    except (FileNotFoundError, NotADirectoryError):
        return None


def _seen_from(output: Path, spec: Path) -> str:
    return os.path.relpath(spec.absolute(), output.absolute())


def claim(output: Path, spec: Path) -> None:
    """Make a folder the output of a spec. Raises UsageError, DiskError."""
    try:
        output.mkdir(parents=True, exist_ok=True)
        owner_of(output, spec)
        write_whole(output / ".spec", f"{_seen_from(output, spec)}\n".encode())
    except OSError as error:
        raise _no_output(output, error) from None


def check_claim(output: Path, spec: Path) -> None:
    """Raises UsageError where another spec has the folder, DiskError where nobody can tell."""
    try:
        owner_of(output, spec)
    except OSError as error:
        raise _no_output(output, error) from None


def _no_output(output: Path, error: OSError) -> DiskError:
    return DiskError(
        f"{error.filename or output}: {error.strerror}",
        hint="Give an output folder that can be written, with --output-dir.",
    )
