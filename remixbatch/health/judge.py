"""What is made of the facts: for each a check that is ok, a warning or a problem, with the next move."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime

from remixbatch.errors import Exit
from remixbatch.health.check import Check, Section
from remixbatch.health.facts import (
    Fault,
    Folder,
    Git,
    Home,
    Host,
    Journal,
    Key,
    Lock,
    Machine,
    Package,
    Service,
)
from remixbatch.health.version import satisfies
from remixbatch.mounts import is_network

DAY = 86_400.0
SKEW = 60.0  # seconds that a clock may be off: links and deadlines are counted in minutes
CERTIFICATE = 14 * DAY  # before its end a vendor's is renewed
PRICE_AGE, FACTS_AGE, RETIRES_SOON = 90, 180, 60  # days
STATE_LEAST, OUTPUT_LEAST = 20 << 20, 100 << 20  # below it a run would fail soon
STATE_GOOD, OUTPUT_GOOD = 200 << 20, 1 << 30


# -- the program and its machine ---------------------------------------------------------------------


def machine(found: Machine) -> Iterator[Check]:
    here = Section("program")
    yield here.ok("remixbatch", found.version)
    if satisfies(found.python, found.needs_python):
        yield here.ok("python", f"{found.python} (asked for: {found.needs_python or 'any'})")
    else:
        text = f"{found.python}, and {found.needs_python} is asked for"
        yield here.bad("python", Fault(text=text, help="Use a newer Python.", exit=Exit.USAGE))
    yield from _packages(here, found.packages)
    yield from _libraries(here, found)
    if found.system == "Windows":
        help_ = "Linux and macOS are; under Windows use WSL."
        yield here.warn("platform", f"{found.platform}: not tested", help_)
    else:
        yield here.ok("platform", found.platform)
    yield from _terminal(here, found)
    for folder in found.absent:
        help_ = "Correct the variable: profiles in there are not found, and no run says so."
        yield here.warn(
            "profiles", f"REMIXBATCH_PROFILES names {folder}, which is no folder", help_
        )


def _packages(here: Section, packages: tuple[Package, ...]) -> Iterator[Check]:
    if not packages:
        help_ = "Install it: `pip install .` in its folder."
        yield here.warn("packages", "the program runs without being installed", help_)
        return
    wrong = [p for p in packages if p.found is None or not satisfies(p.found, p.wants)]
    for package in wrong:
        text = f"{package.name} {package.found or 'is missing'}, and {package.wants} is asked for"
        help_ = f"pip install '{package.name}{package.wants}'"
        yield here.bad("packages", Fault(text=text, help=help_, exit=Exit.USAGE))
    if not wrong:
        shown = ", ".join(f"{package.name} {package.found}" for package in packages)
        yield here.ok("packages", shown)


def _libraries(here: Section, found: Machine) -> Iterator[Check]:
    words = {0: "none", 1: "a connection a thread", 3: "serialized"}
    text = f"{found.sqlite}, threads: {words.get(found.threads, 'unknown')}"
    if found.threads == 0:
        help_ = "Use a Python whose SQLite is built for threads, as usual ones are."
        yield here.warn("sqlite", text, help_)
    else:
        yield here.ok("sqlite", text)
    if found.libyaml:
        yield here.ok("libyaml", "present")
    else:
        help_ = "Install PyYAML from a wheel, or build it where libyaml's headers are."
        yield here.warn("libyaml", "missing: large specs are read ten times slower", help_)


def _terminal(here: Section, found: Machine) -> Iterator[Check]:
    terminal = found.terminal
    where = "a terminal" if terminal.on else "no terminal"
    color = "in colour" if terminal.color else "without colour"
    width = f"{terminal.width} columns ({terminal.width_by})"
    text = f"stdout is {where}; {color} ({terminal.color_by}); {width}; {terminal.encoding}"
    if terminal.encoding.lower().replace("-", "") == "utf8":
        yield here.ok("terminal", text)
    else:
        help_ = "Set LC_ALL=C.UTF-8, or PYTHONUTF8=1: prompts may hold any character."
        yield here.warn("terminal", text, help_)
    if found.completion is not None:
        yield here.ok("completion", f"{found.shell}: {found.completion}")
    elif found.shell is not None:
        help_ = "`remixbatch completion --help` says where to put it."
        yield here.ok("completion", f"not set up for {found.shell}", help_)


# -- services ----------------------------------------------------------------------------------------


def profiles(faults: Iterable[Fault]) -> Iterator[Check]:
    """Profiles that cannot be read, where no spec asks for them."""
    here = Section("profiles")
    for fault in faults:
        yield here.warn("profile", fault.text, fault.help)


def service(found: Service, today: date) -> Iterator[Check]:
    here = Section(found.name)
    yield here.ok("profile", _profile(found))
    if found.local:
        yield here.ok("host", "on this machine; a run starts it")
    else:
        yield from _host(here, found)
    if found.key is not None:
        yield _key(here, found.key, needed=found.needed)
    yield from _ends(here, found, today)
    yield _price(here, found, today)
    if _age(found.verified, today) > FACTS_AGE:
        text = f"the profile's facts were checked on {found.verified}"
        yield here.warn("facts", text, "Look at the service's own pages for what has changed.")


def _profile(found: Service) -> str:
    named = "" if found.profile == found.name else f"{found.profile}, "
    hidden = f"; in its shadow: {', '.join(found.shadowed)}" if found.shadowed else ""
    return f"{named}{found.file}{hidden}"


def _host(here: Section, found: Service) -> Iterator[Check]:
    host = found.host
    if host is None:
        yield here.ok("host", f"{found.origin}, not asked")
        return
    if host.fault is not None:
        fault = host.fault
        known = host.proxy is None or "proxy" in fault.text
        proxy = "" if known else f", through the proxy {host.proxy}"
        text = f"{found.origin}: {fault.text}{proxy}"
        told = Fault(text=text, help=fault.help, exit=fault.exit)
        yield here.fault("host", told, needed=found.needed)
        return
    yield here.ok("host", f"{found.origin} answers {host.status}{_through(host)}")
    if host.tls is not None and host.expires is not None:
        yield _certificate(here, host.tls, host.expires, host.asked)
    if host.date is not None:
        yield _clock(here, host.date - host.asked)


def _through(host: Host) -> str:
    if host.proxy is not None:
        return f", through the proxy {host.proxy}"
    return f" ({', '.join(host.addresses[:2])})" if host.addresses else ""


def _certificate(here: Section, tls: str, expires: float, now: float) -> Check:
    day = datetime.fromtimestamp(expires, UTC).date()
    text = f"{tls}, certificate until {day}"
    if expires - now < CERTIFICATE:
        help_ = "The service must renew it; if it is yours, do so now."
        left = _count(max(0, round((expires - now) / DAY)), "day")
        return here.warn("tls", f"{text}: {left} left", help_)
    return here.ok("tls", text)


def _clock(here: Section, ahead: float) -> Check:
    """HTTP dates have whole seconds."""
    if abs(ahead) <= SKEW:
        return here.ok("clock", f"within {max(1, round(abs(ahead)))} s of the service's")
    way = "behind" if ahead > 0 else "ahead of"
    help_ = "Set it (timedatectl set-ntp true): deadlines and the times in the lock come from it."
    return here.warn("clock", f"this clock is {_span(abs(ahead))} {way} the service's", help_)


def _span(seconds: float) -> str:
    for unit, length in (("days", DAY), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {unit}"
    return f"{seconds:.0f} s"


def _key(here: Section, key: Key, *, needed: bool) -> Check:
    if key.fault is not None:
        return here.fault("key", key.fault, needed=needed)
    mode = "" if key.mode is None else f", mode {key.mode:04o}"
    return here.ok("key", f"{key.name}: present, from {key.place}{mode}")


def _ends(here: Section, found: Service, today: date) -> Iterator[Check]:
    day = found.retires
    if day is not None and found.vendor:
        if day <= today:
            help_ = "Use --base-url with a server of the same shape, or another provider."
            text = f"its vendor shut this service down on {day}; a run refuses to submit there"
            yield here.fault(
                "end", Fault(text=text, help=help_, exit=Exit.PROVIDER), needed=found.needed
            )
        elif (day - today).days <= RETIRES_SOON:
            help_ = "Fetch what you want to keep before, and look for another provider."
            yield here.warn("end", f"its vendor shuts this service down on {day}", help_)
        else:
            yield here.ok("end", f"its vendor shuts it down on {day}")
    if found.upstream_retired is not None and found.upstream_retired <= today:
        text = f"the model behind it ended on {found.upstream_retired}"
        help_ = "It may answer with an error, or something else may serve it: try one job first."
        yield here.warn("upstream", text, help_)


def _price(here: Section, found: Service, today: date) -> Check:
    add = "Write `price: {per_second: …, as_of: …}` under the spec's `providers`."
    if found.free:
        return here.ok("price", "free")
    if not found.priced:
        return here.warn("price", "unknown: no budget can hold", add)
    if found.as_of is None:
        return here.warn("price", "known, but not since when", add)
    text = f"known as of {found.as_of}"
    if _age(found.as_of, today) > PRICE_AGE:
        text = f"{text}, {_age(found.as_of, today)} days ago"
        return here.warn("price", text, f"Look it up again. {add}")
    return here.ok("price", text)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"


def _age(day: date, today: date) -> int:
    return (today - day).days


# -- specs -------------------------------------------------------------------------------------------


def home(found: Home) -> Iterator[Check]:
    here = Section(found.spec)
    if found.fault is not None:
        yield here.bad("spec", found.fault)
    else:
        yield here.ok("spec", _count(found.jobs, "job"))
    if isinstance(found.settings, Fault):
        yield here.bad("settings", found.settings)
    elif found.settings is not None:
        yield here.ok("settings", found.settings)
    if not found.there:
        return
    yield from _folder(here, "folder", found.folder, (STATE_LEAST, STATE_GOOD))
    yield from _folder(here, "output", found.output, (OUTPUT_LEAST, OUTPUT_GOOD))
    yield _network(here, found.folder)
    yield _journal(here, found.journal)
    yield _lock(here, found.lock, found.spec)
    if found.origins is not None:
        yield here.bad("origin", found.origins)
    yield from _git(here, found)


def _folder(here: Section, name: str, folder: Folder, room: tuple[int, int]) -> Iterator[Check]:
    least, good = room
    free = f"{folder.path}: {_size(folder.free)} free"
    if not folder.writable:
        help_ = f"Get the right to write there (chmod, or another {name})."
        text = f"{folder.path}: cannot be written to"
        yield here.bad(name, Fault(text=text, help=help_, exit=Exit.DISK))
    elif folder.free < least:
        yield here.bad(name, Fault(text=free, help="Make room on that disk.", exit=Exit.DISK))
    elif folder.free < good:
        yield here.warn(name, free, "Make room on that disk before a long run.")
    else:
        yield here.ok(name, free)


def _size(count: int) -> str:
    return f"{count / (1 << 30):,.1f} GiB" if count >= 1 << 30 else f"{count / (1 << 20):,.0f} MiB"


def _network(here: Section, folder: Folder) -> Check:
    if folder.kind is None:
        return here.ok("disk", "kind of file system unknown")
    if is_network(folder.kind):
        help_ = (
            "Keep the spec on a local disk: on this one, records may be lost, and money with them."
        )
        text = f"{folder.kind}: a network file system, where SQLite's write-ahead log is not safe"
        return here.warn("disk", text, help_)
    return here.ok("disk", folder.kind)


def _journal(here: Section, found: Journal | Fault | None) -> Check:
    if isinstance(found, Fault):
        return here.bad("journal", found)
    if found is None:
        return here.ok("journal", "none yet")
    held = "" if found.holder is None else f"; held by {found.holder}"
    return here.ok(
        "journal", f"{_count(found.events, 'event')}, sound, format {found.version}{held}"
    )


def _lock(here: Section, found: Lock | Fault | None, spec: str) -> Check:
    if isinstance(found, Fault):
        return here.bad("lock", found)
    if found is None:
        return here.ok("lock", "none yet")
    if found.conflicted:
        text = "a merge left conflict markers in it; nothing is spent until they are gone"
        help_ = f"`remixbatch lock {spec} --resolve` makes one of the two sides."
        return here.bad("lock", Fault(text=text, help=help_, exit=Exit.LOCK))
    return here.ok("lock", f"{_count(found.takes, 'take')}, format {found.version}")


def _git(here: Section, found: Home) -> Iterator[Check]:
    git, lock = found.git, found.lock_name
    if isinstance(git, str):
        yield here.ok("git", git)
        return
    yield _merging(here, git, lock)
    broken = isinstance(found.lock, Fault) or (found.lock is not None and found.lock.conflicted)
    changed = [] if broken else git.changed
    if git.lock_ignored:
        help_ = "Take it out of .gitignore: whoever checks out without it pays again."
        yield here.warn("git", f"{lock} is ignored", help_)
    elif changed:
        why = ": the lock is the record of what was paid for" * any(
            name.endswith(lock) for name in changed
        )
        help_ = f"git add {' '.join(changed)}, then commit{why}."
        yield here.warn("git", f"not committed: {', '.join(changed)}", help_)
    elif not broken:
        yield here.ok("git", "what is there of spec and lock is committed")
    if not git.state_ignored:
        text = ".remixbatch/ is not ignored: the journal belongs to this machine alone"
        yield here.warn("git", text, "Add a line `.remixbatch/` to .gitignore.")


def _merging(here: Section, git: Git, lock: str) -> Check:
    merge, eol = git.attributes.get("merge", ""), git.attributes.get("eol", "")
    if merge == "union" and eol == "lf":
        return here.ok("merge", f"{lock}: merge=union, eol=lf in force")
    which = f"{git.folder}*.lock" if git.folder else lock  # other tools' locks are no unions
    wanted = f"{which} merge=union text eol=lf"
    text = f"{lock}: merge={merge or 'unspecified'}, eol={eol or 'unspecified'}; branches would conflict in it"
    return here.warn("merge", text, f"Add this line to .gitattributes: {wanted}")
