"""What `doctor` found out. Times are seconds since the epoch, sizes bytes; keys have names, never values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from remixbatch.errors import Exit


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What went wrong, the next move, and the code that a run would end with."""

    text: str
    help: str
    exit: Exit


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    name: str
    wants: str  # as pyproject says it: >=3.16,<4
    found: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Terminal:
    """How stdout is written to, and why."""

    on: bool
    color: bool
    color_by: str
    width: int
    width_by: str
    encoding: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    version: str  # ours
    python: str
    needs_python: str
    packages: tuple[Package, ...]  # none where the program runs without being installed
    sqlite: str
    threads: int  # sqlite3.threadsafety: 0 to 3
    libyaml: bool
    system: str  # Linux, Darwin, Windows
    platform: str
    shell: str | None
    completion: str | None  # the file that has it
    absent: tuple[str, ...]  # folders that REMIXBATCH_PROFILES names and that are not there
    terminal: Terminal


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    name: str
    place: str | None  # where it comes from; None: nowhere
    mode: int | None  # of its file
    fault: Fault | None  # it cannot be used


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """What a host answered to a HEAD of its root that carries no key. `fault` and how far it came before it."""

    proxy: str | None  # without credentials
    addresses: tuple[str, ...]
    tls: str | None
    expires: float | None  # of the certificate
    status: int | None
    date: float | None  # the host's clock
    asked: float  # ours, half way between question and answer
    fault: Fault | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A provider of a spec, or a profile that no spec was named for."""

    name: str
    profile: str
    origin: str
    file: str
    shadowed: tuple[str, ...]  # files of the same name that do not count
    needed: bool  # a spec speaks to it
    local: bool
    free: bool
    vendor: bool  # the origin is the profile's own
    key: Key | None  # None: it takes none
    host: Host | None  # None: not asked
    priced: bool
    as_of: date | None
    verified: date
    retires: date | None
    upstream_retired: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A folder, or the nearest one above it that is there."""

    path: str
    writable: bool
    free: int
    kind: str | None  # of its file system; None: not to be found out here


@dataclass(frozen=True, slots=True, kw_only=True)
class Journal:
    events: int
    version: int
    holder: str | None  # a run that writes it now


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    takes: int
    version: int
    conflicted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Git:
    """What git makes of a spec's files. `attributes`: merge, text, eol of the lock, as they are in force."""

    folder: str  # of the spec, from the top of the repository; ends with a slash, empty at the top
    attributes: Mapping[str, str]
    lock_ignored: bool
    state_ignored: bool
    changed: tuple[str, ...]  # of spec and lock, those that are not committed as they lie there


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """A spec with all that lies around it. Faults stand in place of what could not be read."""

    spec: str
    there: bool  # the file of the spec
    lock_name: str
    jobs: int
    fault: Fault | None  # of the spec itself
    folder: Folder
    output: Folder
    journal: Journal | Fault | None
    lock: Lock | Fault | None
    origins: Fault | None  # takes of another service
    git: Git | str  # str: why there is none
    settings: Fault | str | None = None  # the file that holds for it
