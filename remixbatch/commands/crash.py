"""What a bug leaves: one file, without keys."""

import os
import sys
import tempfile
import traceback
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit

from remixbatch import __version__
from remixbatch.keys import taken
from remixbatch.redact import Redactor

SECRET = ("KEY", "TOKEN", "SECRET", "PASS", "CREDENTIAL", "AUTH")  # in the name of a variable


def crash_file(bug: BaseException) -> Path:
    """Where the trace was written, without the keys that were in use and whatever else looks like one."""
    told = "".join(traceback.format_exception(bug))
    text = f"remixbatch {__version__}, Python {sys.version}\n{sys.argv[1:2]}\n\n{told}"
    handle, path = tempfile.mkstemp(prefix="remixbatch-crash-", suffix=".txt")
    with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
        file.write(Redactor(secrets(os.environ))(text))
    return Path(path)


def secrets(environ: Mapping[str, str]) -> Iterator[str]:
    """Keys, wherever they were read from, and what of the environment is as secret."""
    yield from taken()
    for name, value in environ.items():
        if len(value) >= 8 and any(word in name.upper() for word in SECRET):
            yield value
        if "://" in value and "@" in value:  # a proxy with its password
            with suppress(ValueError):
                password = urlsplit(value).password or ""
                yield from {password, unquote(password)}
