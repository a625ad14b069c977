"""`run --rehearse`: the same run on the emulator, free and without a key, in a place of its own."""

import json
import shlex
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from remixbatch.commands.audit import audited, posts_of, unread
from remixbatch.commands.campaign import Campaign, opened, signature
from remixbatch.commands.console import tell, terminal_width
from remixbatch.commands.faults import Faults, load_faults
from remixbatch.commands.loaded import Home, Loaded, load
from remixbatch.commands.options import Options
from remixbatch.commands.run import distinct, run_all
from remixbatch.commands.services import retired, retirement_warnings
from remixbatch.commands.turn import Turn
from remixbatch.commands.written import Result
from remixbatch.connection import NoReply
from remixbatch.driver import Clock
from remixbatch.errors import DiskError, Exit, ProviderError, UsageError
from remixbatch.files import write_whole
from remixbatch.journal import Journal
from remixbatch.money import dollars
from remixbatch.profile import Profile
from remixbatch.rehearsal import Rehearsal, honoured, rehearsed, speed_for, used, voiceless
from remixbatch.report.next import has_ended
from remixbatch.report.text import some, wrap
from remixbatch.writer import one_writer

# Flags of this call that the real run is to have, too, by the name of their option.
_FLAGS = {
    "select": "--select",
    "exclude": "--exclude",
    "retry_failed": "--retry-failed",
    "on_parent_change": "--on-parent-change",
    "budget": "--budget",
    "max_new": "--max-new",
    "in_flight": "--jobs",
    "max_unclear": "--max-unclear",
    "fail_fast": "--fail-fast",
    "wait": "--no-wait",
    "check_sources": "--no-check-sources",
    "lint": "--no-lint",
    "strict": "--strict",
    "yes": "--yes",
    "output_dir": "--output-dir",
}


def rehearse(paths: Sequence[Path], options: Options) -> Exit:
    """One spec after another, as `run` does it; the exit code of the worst. Raises UsageError, SpecError."""
    _refuse(options)
    faults = None if options.faults is None else load_faults(options.faults)
    loaded = [_rehearsed(load(path), options, faults) for path in distinct(paths)]
    # Nobody is asked whether to spend, since nothing is; what a budget forbids stays forbidden.
    options = replace(options, yes=True)
    opening = partial(_staged, quiet=options.verbosity < 0, faults=faults)
    return run_all(loaded, options, opening=opening, kind=_Played).code


def _refuse(options: Options) -> None:
    """What contradicts a rehearsal."""
    for flag, given, why in (
        ("--base-url", options.base_url is not None, "a rehearsal starts an emulator of its own"),
        ("--locked", options.locked, "a rehearsal starts from nothing, so all of it is due"),
        ("--stamp", options.stamp is not None, "the stamp says that the real run is done"),
    ):
        if given:
            raise UsageError(
                f"--rehearse and {flag} do not go together: {why}; nothing was sent",
                hint=f"Leave out one of them: --rehearse, or {flag}.",
            )


def _rehearsed(loaded: Loaded, options: Options, faults: Faults | None) -> Loaded:
    """The same spec, at the emulator. Raises UsageError where no dialect speaks for a profile."""
    if mute := voiceless(loaded.graph):
        one = len(mute) == 1
        raise UsageError(
            f"{loaded.path}: the profile{'s' * (not one)} {some(mute)} cannot be rehearsed: "
            f"{'it does' if one else 'they do'} not say which dialect of the emulator speaks for "
            f"{'it' if one else 'them'}; nothing was sent",
            hint="If the service has the shape of one that the emulator speaks, add `rehearsal: openai` "
            "or `rehearsal: toapis` to the profile.",
        )
    at = Clock()()
    for warning in retirement_warnings(used(loaded.graph), at):
        tell(f"warning: {warning}")
    if retired(used(loaded.graph), at):
        tell("warning: a real run would be refused for that; the rehearsal goes on")
    words = [str(loaded.path), *_words(options)]
    rehearsal = Rehearsal(
        speed=speed_for(loaded.graph, options.in_flight),
        real=shlex.join(["remixbatch", "run", *words]),
        again=shlex.join(["remixbatch", "run", *words, "--rehearse", *_words_of(faults)]),
        faults=None if faults is None else json.dumps(faults.value),
        honoured=honoured(loaded.graph),
    )
    return replace(
        loaded,
        home=Home.rehearsal(loaded.path),
        graph=rehearsed(loaded.graph, rehearsal),
        rehearsal=rehearsal,
    )


def _words_of(faults: Faults | None) -> list[str]:
    return [] if faults is None else ["--faults", str(faults.path)]


def _words(options: Options) -> list[str]:
    """The flags that were given, as a shell is told of them."""
    words: list[str] = []
    for name, flag in _FLAGS.items():
        value = getattr(options, name)
        if value == getattr(Options(), name) or (not value and value != 0):
            continue
        if isinstance(value, bool):
            words.append(flag)
        elif name == "budget":
            words += [flag, dollars(value)]
        else:
            each = [value] if isinstance(value, str | int | Path) else value
            words += [word for one in each for word in (flag, str(one))]
    return words


@contextmanager
def _staged(
    loaded: Loaded, command: str, at: float, _: Path | None, *, quiet: bool, faults: Faults | None
) -> Iterator[tuple[Campaign, Journal]]:
    """The rehearsal of a spec that no other process rehearses. Raises LockError, DiskError."""
    home = loaded.home
    hint = "Wait for it, or stop it: the next one goes on where it stopped."
    me = signature(command, at)
    with one_writer(home.state, home.stem, me, what="rehearsal", hint=hint):
        cleared = _Stage(home).clear()
        with opened(loaded, at, home.state / "output") as (campaign, journal):
            begins = "anew: the last one had ended" if cleared else "from the beginning"
            if campaign.holdings.takes:
                begins = "going on where the last one stopped"
            if not quiet:
                tell("\n".join(wrap(_opening(loaded, begins), terminal_width())))
                if faults is not None:
                    tell(faults.told())
            yield campaign, journal


class _Played(Turn):
    """A turn that leaves a mark where it came to its end."""

    def go(self) -> set[Exit]:
        codes = super().go()
        if has_ended(codes, self.engine.steps, self.engine.given_up):
            _Stage(self.campaign.loaded.home).end()
        return codes

    def _show(self, result: Result, begun: float) -> None:
        loaded = self.campaign.loaded
        if loaded.rehearsal is not None and loaded.rehearsal.faults is not None:
            tell(self._audit(str(loaded.path)))
        super()._show(result, begun)

    def _audit(self, spec: str) -> str:
        try:
            posts = posts_of(self.services.emulators())
        except NoReply as error:
            return unread(error.reason)
        except ProviderError as error:
            return unread(error.message)
        return audited(posts, self.engine.holdings, spec)

    def _resume(self) -> str:
        rehearsal = self.campaign.loaded.rehearsal
        assert rehearsal is not None
        return rehearsal.again


def _opening(loaded: Loaded, begins: str) -> str:
    rehearsal = loaded.rehearsal
    assert rehearsal is not None
    voices = sorted({_voice(provider.profile) for provider in used(loaded.graph)})
    return (
        f"Rehearsal of {loaded.path}, {begins}. The emulator speaks for {some(voices)}, free and "
        f"without a key: a take lasts about {rehearsal.take:.1f} s and is looked at every "
        f"{rehearsal.pause:.2g} s, submissions a minute are not limited, and every source is taken "
        f"for granted; {'waits are cut to seconds; ' * (rehearsal.faults is not None)}"
        f"all else is as in the run. It lies in {loaded.home.state}"
    )


def _voice(profile: Profile) -> str:
    same = profile.rehearsal == profile.name
    return profile.name if same else f"{profile.name} (in the dialect {profile.rehearsal})"


class _Stage:
    """The folder of a rehearsal. A mark says that the last one came to its end."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._mark = home.state / f"{home.stem}.ended"

    def clear(self) -> bool:
        """Whether the last one had ended, and is gone now. Raises DiskError."""
        if self._mark.exists():
            self._remove()
            return True
        return False

    def end(self) -> None:
        """Raises DiskError."""
        write_whole(self._mark, b"")

    def _remove(self) -> None:
        """The mark goes last: if this is interrupted the next one clears the rest. What says that we hold
        the folder stays.
        """
        ours = {f"{self._home.stem}.writer", f"{self._home.stem}.writer.json", self._mark.name}
        try:
            for entry in self._home.state.iterdir():
                if entry.is_dir() and not entry.is_symlink():
                    shutil.rmtree(entry)
                elif entry.name not in ours:
                    entry.unlink()
            self._mark.unlink()
        except OSError as error:
            raise DiskError(
                f"{error.filename or self._home.state}: the last rehearsal cannot be cleared away: {error.strerror}",
                hint=f"Remove {self._home.state}, then rehearse again.",
            ) from None
