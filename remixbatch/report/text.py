"""Text for terminals: how wide it is, where it breaks, its colours, and amounts in words."""

import unicodedata
from collections.abc import Mapping, Sequence
from itertools import islice

from remixbatch.money import dollars
from remixbatch.redact import clean

REASON = 300  # characters of foreign text in one line of a report

_COLORS = {"red": 31, "green": 32, "yellow": 33, "blue": 34, "cyan": 36, "dim": 2, "bold": 1}


def paint(text: str, style: str | None, *, color: bool) -> str:
    """The text in a colour, where colour is wanted."""
    if not color or style is None or not text:
        return text
    return f"\x1b[{_COLORS[style]}m{text}\x1b[0m"


def linked(text: str, url: str | None) -> str:
    """Text that leads to an address on terminals that know links (OSC 8); others show the text."""
    return text if url is None else f"\x1b]8;;{url}\x1b\\{text}\x1b]8;;\x1b\\"


def told(text: str, limit: int = REASON) -> str:
    """Foreign text, safe to print on one line."""
    return clean(text, limit)


def ended(text: str) -> str:
    """Foreign text without its full stop, for the words that follow it on the line."""
    return text if text.endswith("..") else text.removesuffix(".")


def cells(text: str) -> int:
    """Columns that a terminal gives to the text."""
    if text.isascii():
        return len(text)
    return sum(_cells(char) for char in text)


def _cells(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) == "Cf":
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def fit(text: str, width: int) -> str:
    """The text cut to so many columns, at least one."""
    if cells(text) <= width:
        return text
    kept, used = [], 1  # the sign that something is missing
    for char in text:
        used += _cells(char)
        if used > width:
            break
        kept.append(char)
    return "".join(kept).rstrip() + "…"


def pad(text: str, width: int) -> str:
    return text + " " * (width - cells(text))


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most so many columns. A longer word stays whole: it may be a command or an id."""
    lines: list[str] = []
    for word in text.split():
        if lines and cells(lines[-1]) + 1 + cells(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines or [""]


def plural(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def usd(amount: int | None) -> str:
    return "unknown" if amount is None else f"${dollars(amount)}"


def size(count: int) -> str:
    """An amount of bytes: 812 bytes, 1.3 MB."""
    if count < 1000:
        return plural(count, "byte")
    amount, units = float(count), iter(("kB", "MB", "GB", "TB"))
    unit = ""
    while amount >= 999.5 and (larger := next(units, None)) is not None:
        amount, unit = amount / 1000, larger
    return f"{amount:.1f} {unit}" if amount < 99.95 else f"{amount:.0f} {unit}"


def span(seconds: float) -> str:
    """A duration: 0:07, 12:05, 1:02:03."""
    whole = max(0, int(seconds))
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def about(seconds: float) -> str:
    """A guess: `about 40 seconds`, `about 12 minutes`, `about 2.5 hours`, `about 3 days`."""
    counts = ((unit, max(1, round(seconds / step)) * step / size) for unit, size, step in _UNITS)
    unit, number = next((u, n) for u, n in counts if n <= _MOST[u])
    return f"about {number:,g} {unit}{'' if number == 1 else 's'}"


# unit, its seconds, what it is rounded to
_UNITS = (("second", 1, 5), ("minute", 60, 60), ("hour", 3600, 1800), ("day", 86_400, 43_200))
_MOST = {"second": 55, "minute": 90, "hour": 36, "day": float("inf")}


def counted(counts: Mapping[str, int]) -> str:
    """`6 keep, 2 submit`: what there is none of is left out."""
    return ", ".join(f"{count:,} {word}" for word, count in counts.items() if count)


def some(names: Sequence[str], most: int = 5) -> str:
    """The first names, and how many more there are."""
    more = len(names) - most
    return ", ".join(islice(names, most)) + (f" and {more:,} more" if more > 0 else "")
