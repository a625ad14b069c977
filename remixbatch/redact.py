"""What leaves the program as text: without the key, and without characters that steer a terminal."""

import base64
import re
import unicodedata
from collections.abc import Iterable, Iterator
from urllib.parse import quote

PIECE = 12  # characters of a key that are already too many to show
BLOCK = PIECE // 2  # a piece holds one whole block that begins at a multiple of its length
SHORT = 4  # a shorter secret would blot out ordinary words; none is that short
HIDDEN = "[key]"
LIMIT = 500

_ESCAPES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # colours, cursor moves
    r"|\x1b[\]PX^_][^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)"  # titles, links, device strings
    r"|\x1b[ -~]?"
)
_JOINERS = "\u200c\u200d"  # they belong to the letters of several scripts and to emoji


class Redactor:
    """Replaces secrets, their usual encodings and longer fragments of either."""

    __slots__ = ("_blocks", "_pieces", "_short")

    def __init__(self, secrets: Iterable[str | None]) -> None:
        spellings = {form for secret in secrets if secret for form in _spellings(secret)}
        self._short = sorted(form for form in spellings if SHORT <= len(form) < PIECE)
        self._pieces = frozenset(
            form[start : start + PIECE]
            for form in spellings
            for start in range(len(form) - PIECE + 1)
        )
        self._blocks = frozenset(
            form[start : start + BLOCK]
            for form in spellings
            if len(form) >= PIECE
            for start in range(0, len(form) - BLOCK + 1, BLOCK)
        )

    def __call__(self, text: str) -> str:
        shown, at = [], 0
        for start, end in self._found(text):
            shown += [text[at:start], HIDDEN]
            at = end
        text = "".join([*shown, text[at:]])
        for form in self._short:
            text = text.replace(form, HIDDEN)
        return text

    def clean(self, text: str, limit: int = LIMIT) -> str:
        """Safe to print and to store. Control characters go first, or they could split a key."""
        return _cut(self(_plain(text)), limit)

    def _found(self, text: str) -> Iterator[tuple[int, int]]:
        """Spans of the text that are made of pieces, overlapping ones joined."""
        begin = end = -1
        suspect = any(block in text for block in self._blocks)  # quick: most texts have none
        for start in range(len(text) - PIECE + 1 if suspect else 0):
            if text[start : start + PIECE] not in self._pieces:
                continue
            if start > end:
                if end >= 0:
                    yield begin, end
                begin = start
            end = start + PIECE
        if end >= 0:
            yield begin, end


def clean(text: str, limit: int = LIMIT) -> str:
    """Foreign text on one line: no control, escape or direction-changing characters, cut to `limit`."""
    return _cut(_plain(text), limit)


def _plain(text: str) -> str:
    return "".join(map(_shown, _ESCAPES.sub("", text))).strip()


def _shown(char: str) -> str:
    kind = unicodedata.category(char)
    if kind == "Cs":
        return "\ufffd"
    if kind in ("Zl", "Zp") or char in "\t\n\r\v\f\x85":
        return " "
    return "" if kind == "Cc" or (kind == "Cf" and char not in _JOINERS) else char


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _spellings(secret: str) -> Iterator[str]:
    """The secret as it may turn up: as is, percent-encoded, inside base64 at any of its three offsets."""
    yield secret
    if (quoted := quote(secret, safe="")) != secret:
        yield quoted
    raw = secret.encode("utf-8", "surrogatepass")
    for before in range(3):
        start, end = -(-before * 4 // 3), (len(raw) + before) * 4 // 3  # its own bits alone
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            yield encode(b"\0" * before + raw).decode()[start:end]
