"""Where the key of a service comes from: the environment, or a file that nobody else can read.

Never from an argument or a spec: those are seen by other users and end in histories and repositories.
"""

import os
import stat
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from remixbatch.errors import ProviderError
from remixbatch.redact import PIECE, Redactor

if TYPE_CHECKING:  # the streams have this module, also of `--version`
    from remixbatch.profile import Profile

LIMIT = 16_384
LEAST = 8  # characters of a key that is hidden: a shorter one is a gateway's placeholder, and a part of words

_read: set[str] = (
    set()
)  # every key that this process took or saw, for the one who must not write them


def taken() -> frozenset[str]:
    """The keys that `find_key` gave out, and those that were seen: what no file and no message may hold."""
    return frozenset(_read)


def beware(environ: Mapping[str, str]) -> None:
    """Never show what lies there under the name of a key, though nobody takes it: a lock or an argument may hold it."""
    for name, value in environ.items():
        if name.endswith("API_KEY") and len(value) >= PIECE:
            _read.add(value)


def hidden(text: str) -> str:
    """A text without the keys that this process knows. What services say was cleaned as it came in: this is the net."""
    return _redactor(frozenset(_read))(text) if _read else text


@lru_cache(maxsize=1)
def _redactor(known: frozenset[str]) -> Redactor:
    return Redactor(key for key in known if len(key) >= LEAST)


def find_key(profile: "Profile", environ: Mapping[str, str], config_dir: Path) -> str | None:
    """The key that a profile names; None where it takes none. Raises ProviderError.

    First the variable NAME, then the file that NAME_FILE names, then `keys/NAME` in `config_dir`.
    """
    name = profile.key_env
    if name is None:
        return None
    if name in environ:
        return _checked(environ[name], f"the variable {name}")
    if f"{name}_FILE" in environ:
        return _from_file(Path(environ[f"{name}_FILE"]), f"{name}_FILE names")
    kept = config_dir / "keys" / name
    if os.path.lexists(kept):
        return _from_file(kept, "the key file")
    raise ProviderError(
        f"no key for {profile.name}: the variable {name} is not set",
        hint=f"export {name}=…, or put the key into {kept} with mode 0600",
    )


def place_of(
    name: str, environ: Mapping[str, str], config_dir: Path
) -> tuple[str | None, Path | None]:
    """Where `find_key` takes a key from, in words, and the file if it is one; nothing where there is none."""
    if name in environ:
        return f"the variable {name}", None
    if f"{name}_FILE" in environ:
        path = Path(environ[f"{name}_FILE"])
        return f"{path} ({name}_FILE)", path
    kept = config_dir / "keys" / name
    return (str(kept), kept) if os.path.lexists(kept) else (None, None)


def _from_file(path: Path, what: str) -> str:
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        handle = os.open(path, flags)
    except OSError as error:
        raise ProviderError(
            f"{what} {path}, which cannot be opened: {error.strerror}",
            hint="name a plain file of yours; links are not followed",
        ) from None
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode) or found.st_uid != os.getuid():
            raise ProviderError(
                f"{what} {path}, which is not a plain file of yours", hint="make one of your own"
            )
        if found.st_mode & 0o077:
            raise ProviderError(
                f"{what} {path}, which others may use (mode {stat.S_IMODE(found.st_mode):04o})",
                hint=f"chmod 600 {path}",
            )
        data = os.read(handle, LIMIT + 2)
    finally:
        os.close(handle)
    return _checked(data.decode("latin-1").removesuffix("\n").removesuffix("\r"), str(path))


def _checked(key: str, where: str) -> str:
    """The key, if a header can carry it. It is never part of the message."""
    if not key.strip():
        raise ProviderError(f"{where} holds no key", hint="set it to the key, or unset it")
    if len(key) > LIMIT or not key.isascii() or not key.isprintable() or key != key.strip():
        raise ProviderError(
            f"{where} holds characters that no key has: spaces around it, line breaks or letters beyond ASCII",
            hint="copy the key again, without quotes or line breaks",
        )
    _read.add(key)
    return key
