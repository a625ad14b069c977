"""A spec as it is opened: read, checked, bound to its profiles; and where what is known of it lies."""

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from importlib.resources import files as package_files
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from remixbatch.address import base_address, is_loopback
from remixbatch.document import parse
from remixbatch.errors import ProviderError, UsageError
from remixbatch.expansion import Expansion, prompt_files
from remixbatch.files import read_bytes
from remixbatch.graph import Graph, bind
from remixbatch.keys import find_key
from remixbatch.passage import Passage
from remixbatch.problem import KeyPath, Problem, joined, ordered, quoted
from remixbatch.profile import Profile
from remixbatch.rehearsal import Rehearsal
from remixbatch.saved import KIND, kind_of
from remixbatch.scalars import WrongError, no_prompt_file
from remixbatch.spec import Spec, read
from remixbatch.yaml12 import BREAK

SPEC_LIMIT = 10_000_000  # bytes
PROMPT_LIMIT = 1_000_000


class SpecError(UsageError):
    """Every problem of a spec (or of what stands beside it) at once, each with its place."""

    def __init__(
        self, problems: Sequence[Problem], lines: Sequence[str], what: str = "spec"
    ) -> None:
        errors = sum(problem.level == "error" for problem, _ in joined(problems))
        super().__init__(f"{errors} problem{'s' * (errors != 1)} in the {what}; nothing was sent")
        self.problems = problems
        self.lines = lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Where what is known of a spec lies: its lock, and the folder of its journal."""

    lock: Path
    state: Path
    stem: str

    @classmethod
    def of(cls, spec: Path) -> Self:
        return cls(
            lock=spec.with_suffix(".lock"), state=spec.parent / ".remixbatch", stem=spec.stem
        )

    @classmethod
    def rehearsal(cls, spec: Path) -> Self:
        """A place of its own: a rehearsal touches nothing that the real runs of the spec know."""
        folder = spec.parent / ".remixbatch" / "rehearsal" / spec.stem
        return cls(lock=folder / f"{spec.stem}.lock", state=folder, stem=spec.stem)

    @property
    def journal(self) -> Path:
        return self.state / f"{self.stem}.db"


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A spec that is free of errors."""

    path: Path
    home: Home
    spec: Spec
    graph: Graph
    warnings: list[Problem]
    lines: Sequence[str]
    reads: tuple[Path, ...]  # the files it was read from, itself first
    passage: Callable[[KeyPath], Passage]  # where each character of a job's prompt was written
    base_url: str | None = None
    rehearsal: Rehearsal | None = None


def schema(name: str) -> dict[str, Any]:
    import json  # noqa: PLC0415

    text = (package_files("remixbatch") / "schemas" / f"{name}.schema.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def load(path: Path, base_url: str | None = None) -> Loaded:
    """Read, check and bind a spec. Raises SpecError with all problems, UsageError, ProviderError."""
    if base_url is not None:
        check_base_url(base_url)
    return load_bytes(*spec_bytes(path), base_url)


def spec_bytes(path: Path) -> tuple[Path, bytes]:
    """The spec's own file, links followed, and what it holds. Raises UsageError."""
    path = _own(path)
    _refuse_odd_name(path)
    return path, _bytes(path)


def load_bytes(path: Path, data: bytes, base_url: str | None = None) -> Loaded:
    """As `load`, of what the file holds or would hold."""
    from remixbatch import catalog  # noqa: PLC0415

    _check_kind(path, kind_of(data))
    document, problems = parse(data, str(path))
    if document is None:
        raise SpecError(problems, BREAK.split(data.decode("utf-8", "replace")))
    keys = catalog.key_variables() if "env" in document.value else ()
    expansion = Expansion(document, os.environ, keys)
    document = expansion.document
    named = prompt_files(document)
    files = {name: (str(path.parent / name), _prompt(path, name)) for name in named}
    texts = {
        name: expansion.text(shown, text, named[name]) if isinstance(text, str) else text
        for name, (shown, text) in files.items()
    }
    found, more = read(document, schema("spec"), texts, expansion.problems, expansion.spoilt)
    problems = expansion.veiled([*problems, *more])
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
    for profile in profiles.values():
        know_key(profile)
    graph, more = bind(found, profiles, base_url, known=known)
    problems = ordered([*problems, *expansion.veiled(more)])
    if graph is None or _failed(problems):
        raise SpecError(problems, document.lines)
    unused = expansion.unused()
    return Loaded(
        path=path,
        home=Home.of(path),
        spec=found,
        graph=graph,
        warnings=ordered([*problems, *unused]),
        lines=document.lines,
        reads=(path, *(path.parent / name for name in texts)),
        passage=partial(expansion.passage, files={n: (s, str(t)) for n, (s, t) in files.items()}),
        base_url=base_url,
    )


def know_key(profile: Profile) -> None:
    """Commands that send nothing know a service's key, too, where there is one: what they print must not hold it."""
    if profile.key_env is not None:
        from platformdirs import user_config_path  # noqa: PLC0415 - of no use without a key

        with suppress(ProviderError):  # who sends something is told
            find_key(profile, os.environ, user_config_path("remixbatch"))


def _own(path: Path) -> Path:
    """The file itself: one file is one spec, with one lock, under whatever names."""
    try:
        Path.cwd()
    except FileNotFoundError:
        hint = "Change into one that exists, then call again."
        raise UsageError("the current folder does not exist any more", hint=hint) from None
    try:
        return Path(os.path.relpath(path.resolve())) if path.is_symlink() else path
    except (OSError, RuntimeError):  # a name too long, or links in a circle: reading it will tell
        return path


def _refuse_odd_name(path: Path) -> None:
    """Reports and marks of folders name the spec, in UTF-8."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        shown = str(path).encode("utf-8", "backslashreplace").decode()
        raise UsageError(
            f"{shown}: this name is not UTF-8", hint="Rename the file or its folder."
        ) from None


def _bytes(path: Path) -> bytes:
    """What a spec's file holds. Raises UsageError."""
    try:
        return read_bytes(path, SPEC_LIMIT)
    except UsageError as error:
        raise UsageError(error.message, hint=_instead(path) or error.hint) from None


def _instead(path: Path) -> str | None:
    """What to name instead of a path that is no spec."""
    if str(path) == "-":
        return "A spec is a file, since its lock lies beside it: name one; stdin is not read."
    try:
        near = sorted(path.glob("*.yaml")) if path.is_dir() else []
    except OSError:
        near = []
    return f"Name a spec in it, such as {near[0]}." if near else None


def _check_kind(path: Path, kind: str | None) -> None:
    """JSON of our own is no spec: say what it is. Raises UsageError."""
    if kind == KIND:
        raise UsageError(
            f"{path} is a saved plan, and a spec is wanted here; nothing was sent",
            hint=f"`remixbatch run {path}` does what it says; --dry-run shows it.",
        )
    if kind in ("plan", "plans", "dry-run", "dry-runs", "result", "results", "status"):
        raise UsageError(
            f"{path} is neither a spec nor a saved plan: it is a {kind} as --json prints it; nothing was sent",
            hint="`remixbatch plan SPEC --out FILE` saves a plan that `run FILE` obeys.",
        )


def _failed(problems: Sequence[Problem]) -> bool:
    return any(problem.level == "error" for problem in problems)


def check_base_url(url: str) -> None:
    """An address given for one call may be on this machine only: a key goes where a profile says."""
    host = urlsplit(base_address(url)).hostname or ""
    if not is_loopback(host):
        raise ProviderError(
            f"--base-url {url} is not on this machine; a key is sent only where a profile says",
            hint="Write a profile with that `origin` into the folder that REMIXBATCH_PROFILES names.",
        )


def _prompt(spec: Path, name: str) -> str | WrongError:
    """Text of a prompt file below the spec's folder, or why there is none, told at its place by `read`.

    Links are followed first: one that leads out of the folder could put any file into a prompt.
    """
    folder = spec.parent.resolve()
    try:
        path = (folder / name).resolve()
        if not path.is_relative_to(folder):
            hint = "put the text itself there: a link could bring any file into a prompt"
            return WrongError("RMB306", f"{quoted(name)} is a link out of the spec's folder", hint)
        return read_bytes(path, PROMPT_LIMIT).decode("utf-8")
    except RuntimeError:
        return WrongError("RMB306", f"{quoted(name)} is a circle of links", "put the text there")
    except UnicodeDecodeError:
        return WrongError("RMB306", f"{quoted(name)} is not text in UTF-8", "save it as UTF-8")
    except UsageError as error:
        if not path.exists():
            return no_prompt_file(name)
        why = error.message.removeprefix(f"{path}: ")
        hint = "name a text file that this user may read"
        return WrongError("RMB306", f"{quoted(name)} {why}", hint)
