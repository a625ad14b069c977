"""The profiles that can be named: those in the package, then those of the user's own folders."""

import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from remixbatch.address import is_loopback, origin_of
from remixbatch.document import check, parse
from remixbatch.errors import ProviderError
from remixbatch.problem import did_you_mean, render_all
from remixbatch.profile import Profile
from remixbatch.profile import parse as typed

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}", re.ASCII)


def folders() -> Iterator[Traversable]:
    """Where profiles are looked for, the first place of a name counting.

    The package comes first: nothing that lies around can change where a known service's key goes.
    """
    from platformdirs import user_config_path  # noqa: PLC0415 - not for `--version`

    yield files("remixbatch") / "profiles"
    for folder in os.environ.get("REMIXBATCH_PROFILES", "").split(os.pathsep):
        if folder:
            yield Path(folder)
    yield user_config_path("remixbatch") / "profiles"


def names() -> list[str]:
    """Every profile that `load` finds."""
    return sorted(_found())


def load(name: str) -> Profile:
    """The profile of a name. Raises ProviderError, with all that is wrong in its file."""
    found = _found()
    if name not in found:
        known = ", ".join(sorted(found))
        raise ProviderError(
            f"no profile is named {name!r}", hint=did_you_mean(name, found, f"there are: {known}")
        )
    return read(found[name])


def read(file: Traversable) -> Profile:
    """The profile in a file. Raises ProviderError."""
    try:
        document, problems = parse(file.read_bytes(), str(file))
    except OSError as error:
        raise ProviderError(f"{file}: {error.strerror}", hint="check the file") from None
    problems += [] if document is None else check(document, schema())
    if document is None or problems:
        lines = [] if document is None else document.lines
        raise ProviderError(
            f"a profile cannot be used\n{render_all(problems, lines)}",
            hint="`remixbatch schema profile` prints what a profile may hold",
        )
    profile = typed(document.value, str(file))
    if f"{profile.name}.yaml" != file.name:
        raise ProviderError(
            f"{file}: it is named {profile.name!r} inside", hint=f"call it {profile.name}.yaml"
        )
    return profile


def schema() -> dict[str, Any]:
    text = (files("remixbatch") / "schemas" / "profile.schema.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def key_variables() -> frozenset[str]:
    """Every variable that a profile takes its key from, or the key's file; of profiles with faults, too."""
    found: set[str] = set()
    for file in _found().values():
        with suppress(OSError):
            document, _ = parse(file.read_bytes(), str(file))
            auth = None if document is None else document.value.get("auth")
            name = auth.get("env") if isinstance(auth, dict) else None
            found |= {name, f"{name}_FILE"} if isinstance(name, str) else set()
    return frozenset(found)


def check_key_use(profile: Profile, base: str) -> None:
    """Raises ProviderError where a profile that lies around would send a shipped one's key to another host.

    A folder that REMIXBATCH_PROFILES names may lie in a repository, and its files come with a pull request.
    The user's own folder may name what it likes, and a server on this machine may have any key.
    """
    from platformdirs import user_config_path  # noqa: PLC0415 - not for `--version`

    local = is_loopback(urlsplit(base).hostname or "")
    mine = user_config_path("remixbatch") / "profiles" / f"{profile.name}.yaml"
    if profile.key_env is None or local or _found().get(profile.name) == mine:
        return
    for file in _listed(files("remixbatch") / "profiles"):
        known = read(file)
        if known.key_env == profile.key_env and origin_of(known.origin) != origin_of(base):
            raise ProviderError(
                f"the profile {profile.name} would send {known.key_env}, the key of {known.name}, to {base}; "
                "nothing was sent",
                hint=f"name another variable in its `auth.env`, or put the profile into {mine.parent}",
            )


def keyless(environ: Mapping[str, str]) -> dict[str, str]:
    """An environment for a process of ours that needs no key: without the variables that profiles name."""
    secret = key_variables()
    return {name: value for name, value in environ.items() if name not in secret}


def places() -> dict[str, list[Traversable]]:
    """The files of each name; the first counts, the others are in its shadow."""
    found: dict[str, list[Traversable]] = {}
    for folder in folders():
        for file in _listed(folder):
            stem = file.name.removesuffix(".yaml")
            if stem != file.name and NAME.fullmatch(stem):
                found.setdefault(stem, []).append(file)
    return found


def _found() -> dict[str, Traversable]:
    return {name: files[0] for name, files in places().items()}


def _listed(folder: Traversable) -> list[Traversable]:
    try:
        return list(folder.iterdir()) if folder.is_dir() else []
    except OSError as error:
        raise ProviderError(
            f"{folder}: {error.strerror}", hint="make the folder readable, or unset its variable"
        ) from None
