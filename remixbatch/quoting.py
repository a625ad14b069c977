"""A text as a YAML scalar, in the style that the file has for it and no more quotes than it needs."""

import re
from typing import Literal

from remixbatch.yaml12 import resolve

Style = Literal["", "'", '"']

# Plain only where no reader of YAML could think of anything else: a letter or digit, then no indicator.
BEGINS = re.compile(r"[^\W_]")
ENDS_PLAIN = re.compile(r":(?=[ \t]|$)|[ \t]#|[ \t]$")
OF_FLOW = re.compile(r"[,\[\]{}]")
ODD = re.compile("[^ -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
SPACE = re.compile(r"(?<=\S) (?=\S)")  # where a folded text may break: between two words
# What reads as another thing than text in YAML 1.1, and so to a person's editor.
ELSEWHERE = re.compile(r"(?:y|yes|n|no|on|off|true|false|null)|[0-9][0-9:._,+-]*", re.IGNORECASE)


def scalar(text: str, style: Style, *, flow: bool = False, json: bool = False) -> str:
    """The text on one line, in this style where it can be. `flow`: inside brackets."""
    if json:
        return _double(text)
    if style == "" and _is_plain(text, flow=flow):
        return text
    single_fits = not ODD.search(text) and not ("'" in text and '"' not in text)
    wants_single = style == "'" or (style == "" and ('"' in text or "\\" in text))
    if single_fits and wants_single:
        return "'" + text.replace("'", "''") + "'"
    return _double(text)


def _is_plain(text: str, *, flow: bool) -> bool:
    return not (
        BEGINS.match(text) is None
        or ENDS_PLAIN.search(text)
        or ODD.search(text)
        or (flow and OF_FLOW.search(text))
        or ELSEWHERE.fullmatch(text)
        or not isinstance(resolve(text), str)
    )


def _double(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return '"' + ODD.sub(_escape, escaped) + '"'


def _escape(odd: re.Match[str]) -> str:
    code = ord(odd[0])
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def folded(text: str, width: int) -> list[str] | None:
    """The lines of a text below `>-`, at most so wide where words allow; None where folding would change it."""
    if ODD.search(text) or text != text.strip():
        return None
    lines, start, space = [], 0, None
    for found in SPACE.finditer(text):
        if found.start() - start > width and space is not None:
            lines.append(text[start:space])
            start = space + 1
        space = found.start()
    if len(text) - start > width and space is not None and space > start:
        lines.append(text[start:space])
        start = space + 1
    return [*lines, text[start:]]


def literal(text: str) -> list[str] | None:
    """The lines of a text below `|-`; None where they cannot stand there as they are."""
    lines = text.split("\n")
    odd = any(ODD.search(line) for line in lines) or text[:1].isspace() or text != text.rstrip()
    return None if odd else lines
