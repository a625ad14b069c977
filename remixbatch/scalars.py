"""Single values of a spec, each from what the user wrote to what is kept.

A value that the schema let pass may still be wrong; then WrongError says so for its place.
"""

import re
import unicodedata
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import PurePosixPath, PureWindowsPath
from urllib.parse import urlsplit

from remixbatch.money import micros
from remixbatch.problem import CONTROL, quoted

PROMPT_MOST = 32_000  # characters: the most that any service takes
LONGEST = 30 * 86400  # seconds
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
# File names that Windows keeps for devices, whatever their ending.
RESERVED = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
)


class WrongError(Exception):
    """A value that cannot be taken: the problem's code, what is wrong, the next move."""

    def __init__(self, code: str, message: str, hint: str) -> None:
        super().__init__(message)
        self.code, self.message, self.hint = code, message, hint


def name(text: str) -> str:
    """A name that may become part of a file's name. Raises WrongError."""
    if not NAME.fullmatch(text):
        hint = "use letters, digits, `_` and `-`, at most 100, beginning with a letter or a digit"
        raise WrongError("RMB301", f"{quoted(text)} is not a name", hint)
    if text.lower() in RESERVED:
        hint = "choose another name: no file on Windows can be called so"
        raise WrongError("RMB301", f"{quoted(text)} is kept by Windows for a device", hint)
    return text


def prompt(text: str) -> str:
    """A prompt as it is hashed and sent: NFC, LF, ends stripped. Raises WrongError."""
    if len(text) > PROMPT_MOST:
        message = f"the prompt has {len(text):,} characters; {PROMPT_MOST:,} are the most"
        raise WrongError("RMB304", message, "ask for one change, in a few sentences")
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    plain = unicodedata.normalize("NFC", lines).strip()
    if not plain:
        raise WrongError("RMB303", "the prompt is empty", "say the one change to make")
    return param(plain)


def param(text: str) -> str:
    """Text for the service. Raises WrongError."""
    if odd := CONTROL.search(text):
        message = f"control character U+{ord(odd[0]):04X} in a text for the service"
        raise WrongError("RMB305", message, "remove it; only tabs and line ends are sent")
    return text


def prompt_path(text: str) -> str:
    """A path below the spec's folder, as written. Raises WrongError."""
    path = PurePosixPath(text)
    climbs = path.is_absolute() or ".." in path.parts or "\\" in text or PureWindowsPath(text).drive
    if climbs or CONTROL.search(text) or not path.parts:
        hint = "name a file beside the spec or below its folder, such as `prompts/teal.txt`"
        raise WrongError("RMB306", f"{quoted(text)} leaves the spec's folder", hint)
    return text


def no_prompt_file(name: str) -> WrongError:
    hint = "make the file, or correct the path: it begins at the spec's folder"
    return WrongError("RMB306", f"there is no file {quoted(name)}", hint)


def tag(text: str) -> str:
    """A word to select jobs by. Raises WrongError."""
    if not NAME.fullmatch(text):
        hint = "use letters, digits, `_` and `-`, at most 100, beginning with a letter or a digit"
        raise WrongError("RMB301", f"{quoted(text)} is not a tag", hint)
    return text


def source_id(text: str) -> str:
    """An id as the service gave it. Raises WrongError."""
    if not text.isprintable() or any(char.isspace() for char in text) or text in (".", ".."):
        hint = "copy the id as the service shows it, such as `video_…`"
        raise WrongError("RMB308", f"{quoted(text)} cannot be the id of a video", hint)
    return text


def source_url(text: str) -> str:
    """The address of a video, free of credentials. Raises WrongError."""
    hint = "write it as https://host/path; a signed address without a user name is fine"
    try:
        parts = urlsplit(text)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        fits = False
    if not fits or not text.isprintable() or " " in text:
        raise WrongError("RMB308", f"{quoted(text)} is not an http(s) address", hint)
    if "@" in parts.netloc:
        raise WrongError("RMB308", "the address holds a user name or password", hint)
    return text


def seconds(value: float) -> Decimal:
    """A length as written: through its text, never through a binary fraction."""
    return Decimal(repr(value))


def money(value: str | float) -> int:
    """Micro-dollars, through the amount's text. Raises WrongError."""
    amount = micros(value if isinstance(value, str) else repr(value))
    if amount == 0 and float(value) > 0:
        hint = "write the amount in US dollars"
        raise WrongError("RMB309", "this is less than a millionth of a dollar", hint)
    return amount


def duration(value: str | float) -> float:
    """Seconds of 90, 90s, 20m, 2h or 1d. Raises WrongError."""
    length = float(value[:-1]) * UNITS[value[-1]] if isinstance(value, str) else float(value)
    if not 0 < length <= LONGEST:
        raise WrongError("RMB310", "the time must be between 0 and 30 days", "write it as `20m`")
    return length


def day(text: str) -> date:
    """A calendar day. Raises WrongError."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        hint = "write year, month and day, such as 2026-11-23"
        raise WrongError("RMB310", f"{quoted(text)} is not a day", hint) from None


def moment(text: str) -> float:
    """Seconds since the epoch of a day (its beginning, UTC) or of a time with zone. Raises WrongError."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        time = None
    if time is not None and len(text) == len("2026-11-23"):
        time = time.replace(tzinfo=UTC)
    if time is None or time.tzinfo is None:
        hint = "write a day, or a time with its zone such as 2026-11-23T08:00:00Z"
        raise WrongError("RMB310", f"{quoted(text)} is not a moment in time", hint)
    return time.timestamp()
