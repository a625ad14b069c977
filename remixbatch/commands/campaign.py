"""One spec with all that is known of it: its graph, its lock, its journal. What every command opens first."""

import os
import socket
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from importlib.resources import files as package_files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from remixbatch import __version__, lockfile
from remixbatch import events as e
from remixbatch.address import base_address, is_loopback
from remixbatch.document import parse
from remixbatch.engine import Engine
from remixbatch.errors import DiskError, Exit, LockError, ProviderError, RemixbatchError, UsageError
from remixbatch.files import clear_leftovers, read_bytes, write_whole
from remixbatch.graph import Graph, bind
from remixbatch.holdings import Holdings
from remixbatch.journal import Journal
from remixbatch.plan import Policy
from remixbatch.problem import Problem, ordered, render_all
from remixbatch.rename import check_origins, renames
from remixbatch.report.next import spec_words
from remixbatch.spec import Spec, prompt_files, read
from remixbatch.take import Phase
from remixbatch.writer import is_held, one_writer
from remixbatch.yaml12 import BREAK

SPEC_LIMIT = 10_000_000  # bytes
PROMPT_LIMIT = 1_000_000
LOCK_LIMIT = 1_000_000_000


class SpecError(UsageError):
    """Every problem of a spec at once, each with its place."""

    def __init__(self, problems: Sequence[Problem], lines: Sequence[str]) -> None:
        errors = sum(problem.level == "error" for problem in problems)
        super().__init__(f"{errors} problem{'s' * (errors != 1)} in the spec; nothing was sent")
        self.problems = problems
        self.lines = lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A spec that is free of errors."""

    path: Path
    spec: Spec
    graph: Graph
    warnings: list[Problem]
    lines: Sequence[str]
    base_url: str | None = None


def schema(name: str) -> dict[str, Any]:
    import json  # noqa: PLC0415

    text = (package_files("remixbatch") / "schemas" / f"{name}.schema.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def load(path: Path, base_url: str | None = None) -> Loaded:
    """Read, check and bind a spec. Raises SpecError with all problems, UsageError, ProviderError."""
    from remixbatch import catalog  # noqa: PLC0415

    if base_url is not None:
        _check_base_url(base_url)
    if path.is_symlink():  # one file is one spec, with one lock, under whatever names
        path = Path(os.path.relpath(path.resolve()))
    data = read_bytes(path, SPEC_LIMIT)
    document, problems = parse(data, str(path))
    if document is None:
        raise SpecError(problems, BREAK.split(data.decode("utf-8", "replace")))
    texts = {name: _prompt(path, name) for name in prompt_files(document)}
    found, more = read(document, schema("spec"), texts)
    problems += more
    if found is None:
        raise SpecError(problems, document.lines)
    names = {provider.profile for provider in found.providers.values()}
    if base_url is not None and len(names) > 1:
        raise UsageError(
            f"--base-url replaces one service's address, and this spec speaks to {' and '.join(sorted(names))}",
            hint="Give each service a spec of its own, or a profile with the other address.",
        )
    known = set(catalog.names())
    profiles = {name: catalog.load(name) for name in names & known}
    graph, more = bind(found, profiles, base_url, known=known)
    problems = ordered([*problems, *more])
    if graph is None or _failed(problems):
        raise SpecError(problems, document.lines)
    return Loaded(
        path=path,
        spec=found,
        graph=graph,
        warnings=[problem for problem in problems if problem.level != "error"],
        lines=document.lines,
        base_url=base_url,
    )


def _failed(problems: Sequence[Problem]) -> bool:
    return any(problem.level == "error" for problem in problems)


def _check_base_url(url: str) -> None:
    """An address given for one call may be on this machine only: a key goes where a profile says."""
    host = urlsplit(base_address(url)).hostname or ""
    if not is_loopback(host):
        raise ProviderError(
            f"--base-url {url} is not on this machine; a key is sent only where a profile says",
            hint="Write a profile with that `origin` into the folder that REMIXBATCH_PROFILES names.",
        )


def _prompt(spec: Path, name: str) -> str | None:
    """Text of a prompt file below the spec's folder; None where there is none, told at its place by `read`.

    Links are followed first: one that leads out of the folder could put any file into a prompt.
    """
    folder = spec.parent.resolve()
    path = (folder / name).resolve()
    if not path.is_relative_to(folder):
        return None
    try:
        return read_bytes(path, PROMPT_LIMIT).decode("utf-8")
    except (UsageError, UnicodeDecodeError):
        return None


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
        return lock_path(self.loaded.path)

    @property
    def words(self) -> str:
        """The spec as a shell is told of it, with the flags that lead to the same server and folder."""
        folder = None if self.output_dir is None else str(self.output_dir)
        url = self.loaded.base_url
        if url == os.environ.get("REMIXBATCH_BASE_URL"):
            url = None  # the next command will find it there, too
        return spec_words(str(self.loaded.path), base_url=url, output_dir=folder)

    @property
    def conflicted(self) -> bool:
        return self.facts.conflicted


def lock_path(spec: Path) -> Path:
    return spec.with_suffix(".lock")


def state_folder(spec: Path) -> Path:
    return spec.parent / ".remixbatch"


def journal_path(spec: Path) -> Path:
    return state_folder(spec) / f"{spec.stem}.db"


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
    path = lock_path(loaded.path)
    data = read_bytes(path, LOCK_LIMIT) if path.exists() else None
    facts = lockfile.read(lockfile.EMPTY if data is None else data, str(path))
    holdings = Holdings()
    for event in events:
        holdings.apply(event)
    waiting = any(take.phase is Phase.SUBMITTING for take in holdings.takes.values())
    if alone:
        holdings.apply(_run("read", at))
    lock = lockfile.fold(facts)
    news: list[e.Event] = list(lockfile.imports(lock, holdings, at))
    for event in news:
        holdings.apply(event)
    moves, ambiguous = renames(loaded.graph, holdings, at)
    for move in moves:
        holdings.apply(move)
    policy = Policy(
        picks=lock.picks,
        undecided=lock.undecided,
        rejected=frozenset(holdings.handle(uid) for uid in lock.rejected),
        ambiguous=ambiguous,
    )
    return Campaign(
        loaded=loaded,
        graph=loaded.graph,
        facts=facts,
        events=events,
        news=[*news, *moves],
        holdings=holdings,
        policy=policy,
        output=(output_dir or Path("output")) / loaded.graph.name,
        output_dir=output_dir,
        written=data,
        doubt=[_run("read", at)] if alone and waiting else [],
    )


def read_campaign(loaded: Loaded, at: float, output_dir: Path | None = None) -> Campaign:
    """As a reader sees it: no lock is taken, nothing is written."""
    journal = Journal.read_only(journal_path(loaded.path))
    events: list[e.Event] = []
    if journal is not None:
        with journal:
            events = journal.events()
    alone = not is_held(state_folder(loaded.path), loaded.path.stem)
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
    me = {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "start": e.stamp(at),
        "command": command,
    }
    spec = loaded.path
    with (
        one_writer(state_folder(spec), spec.stem, me),
        Journal.open(journal_path(spec)) as journal,
    ):
        clear_leftovers(lock_path(spec))
        campaign = open_campaign(loaded, journal.events(), at, output_dir, alone=True)
        if campaign.conflicted:
            raise LockError(
                f"{campaign.lock_path}: a merge left conflict markers",
                hint="Keep the lines of both sides, delete the marker lines, run again.",
            )
        check_origins(loaded.graph, campaign.holdings)
        yield campaign, journal


def start(campaign: Campaign, journal: Journal, engine: Engine, *, command: str, at: float) -> None:
    """Note that this process writes, bring the journal up to date, and stand the engine there."""
    run = _run(command, at)
    position = journal.position
    for event in (run, *campaign.news):
        position = journal.append(event, position)
    engine.replay([*campaign.events, run, *campaign.news])


def _run(command: str, at: float) -> e.Run:
    host = socket.gethostname()
    return e.Run(at=at, pid=os.getpid(), host=host, version=__version__, command=command)


class LockKeeper:
    """Writes the lock from what is held: whole, only when changed, not too often.

    A failure is told once and kept in `failure`; the journal has every fact, so the run goes on.
    """

    def __init__(self, campaign: Campaign) -> None:
        self._path = campaign.lock_path
        self._facts = campaign.facts
        self._data = campaign.written
        self._next = 0.0
        self.failure: DiskError | None = None

    def due(self, now: float) -> bool:
        return now >= self._next

    def write(self, holdings: Holdings, clock: Callable[[], float]) -> None:
        """The next write is due 20 times later than this one took, 5 s at least."""
        begun = clock()
        self._facts = lockfile.update(self._facts, holdings)
        data = lockfile.text(self._facts).encode()
        if data != self._data and (holdings.takes or self._data is not None):
            try:
                write_whole(self._path, data)
                self._data, self.failure = data, None
            except DiskError as error:
                if self.failure is None:
                    tell(f"{error.message} (the journal has every fact; the run goes on)")
                self.failure = error
            self._next = clock() + max(5.0, 20 * (clock() - begun))


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
    mark = campaign.output / ".spec"
    me = os.path.relpath(campaign.loaded.path.absolute(), campaign.output.absolute())
    try:
        campaign.output.mkdir(parents=True, exist_ok=True)
        if mark.exists() and (other := mark.read_text(encoding="utf-8").strip()) != me:
            raise UsageError(
                f"{campaign.output} belongs to the spec {os.path.normpath(campaign.output / other)}",
                hint="Two specs need two names: set `name:` in one of them, or use --output-dir.",
            )
        write_whole(mark, f"{me}\n".encode())
    except OSError as error:
        raise DiskError(
            f"{campaign.output}: {error.strerror}",
            hint="Give an output folder that can be written, with --output-dir.",
        ) from None


def show_problems(problems: Sequence[Problem], lines: Sequence[str]) -> None:
    if problems:
        tell(render_all(problems, lines, color=colored(sys.stderr)))


def colored(stream: Any) -> bool:
    """Colour where a person looks, unless the environment says otherwise (no-color.org)."""
    environ: Mapping[str, str] = os.environ
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR"):
        return True
    return bool(stream.isatty()) and environ.get("TERM") != "dumb"


def tell(text: str) -> None:
    """Talk goes to stderr; stdout is the result. A stderr that nobody reads any more stops no run."""
    with suppress(OSError):
        click.echo(text, err=True)


def tell_error(error: RemixbatchError) -> Exit:
    """One line and the next move; the code to leave with."""
    tell(f"error: {error.message}")
    if error.hint:
        tell(f"help: {error.hint}")
    return error.exit


@contextmanager
def whole_or_silent() -> Iterator[None]:
    """Print the end of a run; a reader that has left (`| head`) changes nothing about how it ended."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def terminal_width() -> int:
    import shutil  # noqa: PLC0415

    return shutil.get_terminal_size((100, 24)).columns
