"""What a bug leaves: one file, without keys."""

import os
import sys
import tempfile
import traceback
from pathlib import Path

from remixbatch import __version__
from remixbatch.redact import Redactor


def crash_file(bug: BaseException) -> Path:
    """Where the trace was written. Every value of the environment that looks like a key is struck out."""
    secrets = [
        value
        for name, value in os.environ.items()
        if len(value) >= 8
        and any(word in name.upper() for word in ("KEY", "TOKEN", "SECRET", "PASS"))
    ]
    told = "".join(traceback.format_exception(bug))
    text = f"remixbatch {__version__}, Python {sys.version}\n{sys.argv[1:2]}\n\n{told}"
    handle, path = tempfile.mkstemp(prefix="remixbatch-crash-", suffix=".txt")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(Redactor(secrets)(text))
    return Path(path)
