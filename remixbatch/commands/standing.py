"""How a spec and its services stand, as `doctor` is told: what cannot be read is a fault, not an end."""

import os
import stat
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from remixbatch import catalog, lockfile
from remixbatch.address import base_address
from remixbatch.commands.campaign import LOCK_LIMIT, open_campaign
from remixbatch.commands.loaded import Home, Loaded, SpecError, load
from remixbatch.commands.preferences import preferences
from remixbatch.commands.services import at_vendor, config_folder
from remixbatch.commands.surroundings import folder, git
from remixbatch.errors import ProviderError, RemixbatchError
from remixbatch.files import read_bytes
from remixbatch.graph import LOCAL, Provider
from remixbatch.health import facts
from remixbatch.journal import VERSION, Journal
from remixbatch.keys import find_key, place_of
from remixbatch.probe import probe
from remixbatch.profile import Profile
from remixbatch.rename import check_origins
from remixbatch.writer import is_held, told


def fault_of(error: RemixbatchError) -> facts.Fault:
    message = error.message
    if isinstance(error, SpecError):
        message = message.removesuffix("; nothing was sent")
    return facts.Fault(text=message, help=error.hint or "", exit=error.exit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """A spec as far as it can be opened."""

    path: Path
    loaded: Loaded | None
    fault: facts.Fault | None


def opened(path: Path, base_url: str | None) -> Spec:
    try:
        return Spec(path=path, loaded=load(path, base_url), fault=None)
    except SpecError as error:
        fault = facts.Fault(
            text=fault_of(error).text,
            help=f"`remixbatch validate {path}` tells each with its place.",
            exit=error.exit,
        )
        return Spec(path=path, loaded=None, fault=fault)
    except RemixbatchError as error:
        return Spec(path=path, loaded=None, fault=fault_of(error))


# -- a spec and what lies around it ------------------------------------------------------------------


def home(spec: Spec, output_dir: Path | None, at: float) -> facts.Home:
    loaded = spec.loaded
    around = Home.of(spec.path) if loaded is None else loaded.home
    name = around.stem if loaded is None else loaded.graph.name
    journal, lock = _journal(around), _lock(around)
    sound = not isinstance(journal, facts.Fault) and not isinstance(lock, facts.Fault)
    return facts.Home(
        spec=str(spec.path),
        there=spec.path.exists(),
        lock_name=around.lock.name,
        jobs=0 if loaded is None else len(loaded.graph.jobs),
        fault=spec.fault,
        folder=folder(around.state if around.state.exists() else spec.path.parent),
        output=folder((output_dir or Path("output")) / name),
        journal=journal,
        lock=lock,
        origins=_origins(loaded, at) if loaded is not None and sound else None,
        git=git(spec.path, around.lock, around.state),
        settings=_settings(spec.path),
    )


def _settings(spec: Path) -> facts.Fault | str | None:
    try:
        return preferences(spec.parent).file
    except SpecError as error:
        help_ = f"`remixbatch lint {spec}` tells each with its place."
        return facts.Fault(text=fault_of(error).text, help=help_, exit=error.exit)
    except RemixbatchError as error:
        return fault_of(error)


def _journal(around: Home) -> facts.Journal | facts.Fault | None:
    try:
        journal = Journal.read_only(around.journal)
        if journal is None:
            return None
        with journal:
            journal.check()
            count = len(journal.events())
    except RemixbatchError as error:
        return fault_of(error)
    holder = told(around.state, around.stem) if is_held(around.state, around.stem) else None
    return facts.Journal(events=count, version=VERSION, holder=holder)


def _lock(around: Home) -> facts.Lock | facts.Fault | None:
    if not os.path.lexists(around.lock):
        return None
    try:
        found = lockfile.read(read_bytes(around.lock, LOCK_LIMIT), str(around.lock))
    except RemixbatchError as error:
        return fault_of(error)
    return facts.Lock(takes=len(found.takes), version=1, conflicted=found.conflicted)


def _origins(loaded: Loaded, at: float) -> facts.Fault | None:
    """Whether journal and lock, taken together, speak of another service."""
    try:
        journal = Journal.read_only(loaded.home.journal)
        events = []
        if journal is not None:
            with journal:
                events = journal.events()
        campaign = open_campaign(loaded, events, at, alone=True)
        check_origins(loaded.graph, campaign.holdings)
    except RemixbatchError as error:
        return fault_of(error)
    return None


# -- services ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Asks each host once, if it may ask at all."""

    clock: Callable[[], float]
    offline: bool
    base_url: str | None
    known: dict[str, facts.Host]

    def host(self, origin: str) -> facts.Host | None:
        if self.offline:
            return None
        if origin not in self.known:
            self.known[origin] = probe(origin, self.clock)
        return self.known[origin]


def of_specs(specs: Sequence[Spec], asker: Asker) -> list[facts.Service]:
    """A service for each provider of the specs, those alike once."""
    found: dict[tuple[str, str], facts.Service] = {}
    for spec in specs:
        if spec.loaded is None:
            continue
        for provider in spec.loaded.graph.providers.values():
            if (provider.name, provider.origin) not in found:
                found[provider.name, provider.origin] = _of_provider(provider, asker)
    return list(found.values())


def of_profiles(asker: Asker) -> tuple[list[facts.Service], list[facts.Fault]]:
    """A service for each profile, and those that cannot be read."""
    found, faults = [], []
    for name in catalog.names():
        try:
            profile = catalog.load(name)
        except ProviderError as error:
            faults.append(fault_of(error))
            continue
        found.append(_service(profile, asker, name=name, needed=False))
    return found, faults


def _of_provider(provider: Provider, asker: Asker) -> facts.Service:
    """As the spec uses it: its own price and end win over the profile's."""
    return replace(
        _service(provider.profile, asker, name=provider.name, needed=True),
        vendor=at_vendor(provider),
        priced=provider.per_second is not None or provider.per_take is not None,
        as_of=provider.as_of,
        retires=provider.retires,
    )


def _service(profile: Profile, asker: Asker, *, name: str, needed: bool) -> facts.Service:
    base = base_address(asker.base_url or profile.origin)
    local = profile.local and asker.base_url is None
    files = [str(file) for file in catalog.places().get(profile.name, [])]
    return facts.Service(
        name=name,
        profile=profile.name,
        origin=LOCAL if local else base,
        file=profile.file,
        shadowed=tuple(file for file in files if file != profile.file),
        needed=needed,
        local=local,
        free=profile.free,
        vendor=asker.base_url is None,
        key=_key(profile),
        host=None if local else asker.host(base),
        priced=profile.per_second is not None or profile.per_take is not None,
        as_of=profile.price_as_of,
        verified=profile.verified,
        retires=profile.retires,
        upstream_retired=profile.upstream_retired,
    )


def _key(profile: Profile) -> facts.Key | None:
    name = profile.key_env
    if name is None:
        return None
    place, file = place_of(name, os.environ, config_folder())
    fault = None
    try:
        find_key(profile, os.environ, config_folder())
    except ProviderError as error:
        fault = fault_of(error)
    return facts.Key(name=name, place=place, mode=_mode(file), fault=fault)


def _mode(file: Path | None) -> int | None:
    with suppress(OSError):
        return None if file is None else stat.S_IMODE(file.lstat().st_mode)
    return None
