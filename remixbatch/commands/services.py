"""The services that a run speaks to: keys, addresses, and the emulator as a child process."""

import json
import os
import select
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from remixbatch.accounts import name_of
from remixbatch.address import base_address, origin_of
from remixbatch.catalog import check_key_use, keyless
from remixbatch.connection import Watch
from remixbatch.driver import Clock
from remixbatch.emulator.options import DIALECTS
from remixbatch.errors import DiskError, ProviderError
from remixbatch.files import write_whole
from remixbatch.graph import Provider
from remixbatch.keys import find_key
from remixbatch.profile import Profile
from remixbatch.rehearsal import Rehearsal
from remixbatch.service import Service

START_WITHIN = 20.0  # seconds
NO_CAP = "1000000"  # unfinished jobs


class Emulators:
    """The emulators of this process: one for each folder of state and dialect, started when it is first asked for."""

    def __init__(self, held: ExitStack) -> None:
        self._held = held
        self._urls: dict[tuple[Path, str], str] = {}

    def urls(self, state: Path, rehearsal: Rehearsal | None) -> list[str]:
        """Of all that keep books in this folder of state. Raises ProviderError."""
        kept = {dialect for dialect in DIALECTS if (state / f"{dialect}.db").exists()}
        begun = {dialect for folder, dialect in self._urls if folder == state.absolute()}
        return [self.url(state, dialect, rehearsal) for dialect in sorted(kept | begun)]

    def url(self, state: Path, dialect: str, rehearsal: Rehearsal | None) -> str:
        """Raises ProviderError."""
        place = (state.absolute(), dialect)
        if place not in self._urls:
            self._urls[place] = self._held.enter_context(emulator(state, dialect, rehearsal))
        return self._urls[place]


class Services:
    """The services of one spec, each opened once, when something is first to be said to it."""

    def __init__(
        self,
        held: ExitStack,
        emulators: Emulators,
        state: Path,
        base_url: str | None,
        rehearsal: Rehearsal | None,
    ) -> None:
        self.clock, self.watch = Clock(), Watch()
        self._held, self._emulators = held, emulators
        self._state, self._base_url, self._rehearsal = state, base_url, rehearsal
        self._open: dict[str, Service] = {}
        self.accounts: dict[
            str, str
        ] = {}  # of each provider that is open: what the service counts by

    def of(self, providers: Iterable[Provider]) -> Mapping[str, Service]:
        """A service for each, by its name. Raises ProviderError for a key or an address that cannot be used."""
        return {provider.name: self.open(provider) for provider in providers}

    def emulators(self) -> list[str]:
        """Addresses of the emulators that keep books of this spec, also those of an earlier process.

        Raises ProviderError.
        """
        return self._emulators.urls(self._state / "emulator", self._rehearsal)

    def open(self, provider: Provider) -> Service:
        """The same, for one."""
        if provider.name not in self._open:
            profile = provider.profile
            key = find_key(profile, os.environ, config_folder())
            base = self._base_url or self._home(profile)
            check_key_use(profile, base)
            place = provider.origin if profile.local else base_address(base)  # with its path
            account = None if key is None else name_of(place, key)
            service = Service(profile, base, key, self.clock, self.watch, account=account)
            self.accounts[provider.name] = name_of(self._place(profile), key)
            self._held.callback(service.close)
            self._open[provider.name] = service
        return self._open[provider.name]

    def _place(self, profile: Profile) -> str:
        """What an account is at: an address, or the folder of an emulator's books, which several may keep."""
        if self._base_url is None and profile.local:
            return f"{(self._state / 'emulator').resolve()} {profile.rehearsal or 'openai'}"
        return origin_of(base_address(self._base_url or profile.origin))

    def _home(self, profile: Profile) -> str:
        if not profile.local:
            return profile.origin
        dialect = profile.rehearsal or "openai"
        return self._emulators.url(self._state / "emulator", dialect, self._rehearsal)


@contextmanager
def open_services(
    state: Path,
    base_url: str | None,
    emulators: Emulators | None = None,
    rehearsal: Rehearsal | None = None,
) -> Iterator[Services]:
    """For one spec, whose folder of state this is; `emulators`: those that its caller shares among specs.

    `rehearsal`: emulators that are started for one have its speed and faults; our own caps hold there, and theirs
    are out of the way.
    """
    with ExitStack() as held:
        yield Services(held, emulators or Emulators(held), state, base_url, rehearsal)


@contextmanager
def emulator(state: Path, dialect: str, rehearsal: Rehearsal | None) -> Iterator[str]:
    """The emulator as a child process that ends with us; its address. Raises ProviderError."""
    command = [sys.executable, "-m", "remixbatch.emulator", "--port", "0", "--die-with-parent"]
    command += ["--dialect", dialect]
    if rehearsal is not None:
        command += ["--speed", f"{rehearsal.speed:g}", "--in-flight", NO_CAP]
        for name in rehearsal.honoured:
            command += ["--honour-keys", "--key-header", name]
        command += _faults(state, rehearsal)
    child = subprocess.Popen(  # noqa: S603 - our own interpreter, our own module
        [*command, "--state", str(state)],
        env=keyless(os.environ),
        stdin=subprocess.PIPE,  # its end tells the child that we are gone
        stdout=subprocess.PIPE,
        start_new_session=True,  # Ctrl-C is ours to answer
    )
    try:
        yield _address(child)
    finally:
        _end(child)
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                pipe.close()


def _end(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(START_WITHIN)
    except subprocess.TimeoutExpired:  # its books bear that
        child.kill()
        child.wait()


def _faults(state: Path, rehearsal: Rehearsal) -> list[str]:
    """The words that give an emulator its faults. Raises DiskError."""
    if rehearsal.faults is None:
        return []
    file = state / "faults.json"
    try:
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(file, rehearsal.faults.encode())
    except OSError as error:
        raise DiskError(
            f"{state}: {error.strerror}", hint="The rehearsal needs a folder that can be written."
        ) from None
    return ["--faults", str(file)]


def _address(child: subprocess.Popen[bytes]) -> str:
    """Where it listens: its first line says so."""
    assert child.stdout is not None
    line = select.poll()
    line.register(child.stdout, select.POLLIN | select.POLLHUP)
    if not line.poll(START_WITHIN * 1000):
        raise ProviderError(
            f"the emulator did not start within {START_WITHIN:.0f} seconds",
            hint="`remixbatch emulate` shows what it says.",
        )
    try:
        return str(json.loads(child.stdout.readline())["url"])
    except (ValueError, KeyError):
        raise ProviderError(
            "the emulator did not start", hint="`remixbatch emulate` shows what it says."
        ) from None


def config_folder() -> Path:
    from platformdirs import user_config_path  # noqa: PLC0415

    return user_config_path("remixbatch")


def state_folder() -> Path:
    from platformdirs import user_state_path  # noqa: PLC0415

    return user_state_path("remixbatch")


def retirement_warnings(providers: Iterable[Provider], at: float) -> list[str]:
    """What is known to have ended, or ends soon, of the services that a plan would use."""
    today = datetime.fromtimestamp(at, UTC).date()
    told: list[str] = []
    for provider in providers:
        profile = provider.profile
        if provider.retires is not None and at_vendor(provider):
            word = "was shut down" if provider.retires <= today else "will be shut down"
            told.append(f"{profile.name}: the service {word} by its vendor on {provider.retires}")
        if profile.upstream_retired is not None:
            word = "ended" if profile.upstream_retired <= today else "ends"
            told.append(
                f"{profile.name}: the model behind this service {word} on {profile.upstream_retired}; "
                "it may answer with an error, or something else may serve it"
            )
    return told


def check_keys(providers: Iterable[Provider]) -> None:
    """Raises ProviderError for a key that is missing: before anybody is asked to spend."""
    for provider in providers:
        find_key(provider.profile, os.environ, config_folder())


def retired(providers: Iterable[Provider], at: float) -> list[Provider]:
    """Those whose vendor has shut down, and that would speak to the vendor's own host."""
    today = datetime.fromtimestamp(at, UTC).date()
    return [
        provider
        for provider in providers
        if provider.retires is not None and provider.retires <= today and at_vendor(provider)
    ]


def refuse_retired(providers: Iterable[Provider], at: float) -> None:
    """Raises ProviderError where something would be submitted to a vendor that has shut down."""
    for provider in retired(providers, at):
        raise ProviderError(
            f"{provider.profile.name}: its vendor shut this service down on {provider.retires}; nothing was sent",
            hint="Use --base-url with a server of the same shape, or another provider.",
        )


def at_vendor(provider: Provider) -> bool:
    return provider.origin == origin_of(provider.profile.origin)
