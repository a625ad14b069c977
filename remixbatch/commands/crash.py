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
from remixbatch.redact import Redactor, clean

LINE = 2000  # characters of a line of a trace
SECRET = ("KEY", "TOKEN", "SECRET", "PASS", "CREDENTIAL", "AUTH")  # in the name of a variable


def tell_bug(bug: BaseException, *, debug: bool) -> str:
    """What a user reads of a bug: one line and the next move; with `debug` its trace before. Never raises.

    The trace goes to a file; where none can be written, the line says where in the program it was.
    """
    trace = ""
    try:
        trace = f"{trace_of(bug)}\n" if debug else ""
        where = str(crash_file(bug))
    except OSError as error:
        where = f"{_place(bug)}; no crash file can be written: {error.strerror}"
    except Exception as another:  # noqa: BLE001 - nothing that goes wrong here may hide that there was a bug
        where = f"{_place(bug)}; no crash file could be made ({type(another).__name__})"
    more = "" if debug else "; `remixbatch --debug COMMAND …` shows the trace"
    return (
        f"{trace}error: a bug in remixbatch ({type(bug).__name__}); details: {where}\n"
        f"help: everything that was recorded is kept; `remixbatch status` shows it{more}"
    )


def crash_file(bug: BaseException) -> Path:
    """Where the trace was written. Raises OSError."""
    text = f"remixbatch {__version__}, Python {sys.version}\n{sys.argv[1:2]}\n\n{trace_of(bug)}"
    handle, path = tempfile.mkstemp(prefix="remixbatch-crash-", suffix=".txt")
    with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
        file.write(Redactor(secrets(os.environ))(text))
    return Path(path)


def trace_of(bug: BaseException) -> str:
    """Without the keys that were in use and whatever else looks like one, and without what steers a terminal."""
    lines = "".join(traceback.format_exception(bug)).splitlines()
    return Redactor(secrets(os.environ))("\n".join(map(_plain, lines)))


def _plain(line: str) -> str:
    return line[: len(line) - len(line.lstrip())] + clean(line, LINE)


def _place(bug: BaseException) -> str:
    """`engine.py:117`, the last line of ours that it came through."""
    frames = traceback.extract_tb(bug.__traceback__)
    ours = [frame for frame in frames if "remixbatch" in frame.filename] or frames
    return f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else "nowhere"


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
