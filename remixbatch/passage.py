"""A prompt, and where each of its characters was written.

What a service is sent is not what stands in the file: YAML folds lines and reads escapes, variables are
replaced, letters and their accents become one, the ends are stripped. Each of these steps is repeated
here with the origin of every character beside it. A scalar is read only as far as its value goes, and what is read
must be that value: where it is not (an alias stands there, or a line end that only YAML 1.1 knows), no
character has a place of its own, and the beginning of the whole is pointed at.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from remixbatch.problem import Place
from remixbatch.yaml12 import BREAK

Spot = tuple[int, int]  # line and column, counted from 1
Glyph = tuple[str, int, int]  # a character, its line and its column, counted from 0
Piece = tuple[
    int, int, str
]  # a part of a text, from and up to which character, and what stands for it

GAP = re.compile(r"[ \t]*(?:#.*)?$")  # nothing that counts, up to the end of a line
PROPERTY = re.compile(r"[&!]\S*[ \t]*")
HEADER = re.compile(r"([|>])([-+]?)([1-9]?)[-+]?")
ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))")
PAIR = re.compile(
    r"\\u([dD][89abAB]..)\\u([dD][c-fC-F]..)"
)  # as JSON writes what is beyond 16 bits
ESCAPED = dict(
    zip('0abtnvfre "/\\N_LP\t', '\0\a\b\t\n\v\f\r\x1b "/\\\x85\xa0\u2028\u2029\t', strict=True)
)
DEEPEST = 64  # columns of indentation that are tried for a block that names its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """The places of a prompt's characters. `spots` has one for each, and one for the end; or None."""

    start: Place
    spots: Sequence[Spot] | None = None
    lines: Sequence[str] | None = None  # of its file, where that is another than the spec

    def span(self, start: int, end: int) -> tuple[Place, Place]:
        """Where characters of the prompt begin, and where they end; both the start where none has a place."""
        if self.spots is None:
            return self.start, self.start
        most = len(self.spots) - 1
        start, end = min(start, most), min(end, most)
        while start < end < most and self.spots[end] == self.spots[start]:
            end += 1  # what has one origin is marked whole: a variable, a letter with its accents
        last, (line, column) = max(end - 1, start), self.spots[end]
        if line != self.spots[last][0] and end > start:  # the next one stands on another line
            line, column = self.spots[last][0], self.spots[last][1] + 1
        return self._place(self.spots[start]), self._place((line, column))

    def source(self, place: Place) -> str | None:
        """The line of a place, where it is in a file of its own."""
        return None if self.lines is None else self.lines[place.line - 1]

    def _place(self, spot: Spot) -> Place:
        return Place(self.start.file, *spot)


def of_scalar(lines: Sequence[str], start: Place, raw: str, pieces: Iterable[Piece]) -> Passage:
    """The passage of a prompt in a YAML scalar that begins at `start` and holds `raw`.

    `pieces` say what its variables are replaced by, in order and without gaps.
    """
    spots = _spots(lines, start, raw)
    return Passage(start=start, spots=None if spots is None else _followed(spots, raw, pieces))


def of_file(name: str, text: str, pieces: Iterable[Piece]) -> Passage:
    """The passage of a prompt that is the text of a file."""
    lines = BREAK.split(text)
    spots: list[Spot] = []
    ends = [found.end() - found.start() for found in BREAK.finditer(text)]
    for number, (line, length) in enumerate(zip(lines, [*ends, 1], strict=True), 1):
        marked = number == 1 and line.startswith("\ufeff")  # no editor counts the mark
        spots += ((number, max(1, column - marked)) for column in range(1, len(line) + length + 1))
    start = Place(name, 1, 1)
    shown = [lines[0].removeprefix("\ufeff"), *lines[1:]]
    return Passage(start=start, spots=_followed(spots, text, pieces), lines=shown)


def of_line(name: str, number: int, text: str) -> Passage:
    """The passage of a prompt that is a line of a file."""
    spots = [(number, column) for column in range(1, len(text) + 2)]
    whole = [(0, len(text), text)]
    return Passage(start=Place(name, number, 1), spots=_followed(spots, text, whole))


# -- from a text to the prompt in it -----------------------------------------------------------------


def _followed(spots: Sequence[Spot], raw: str, pieces: Iterable[Piece]) -> list[Spot] | None:
    """The spots of the prompt's characters; None where there is no telling."""
    text, origins = expanded(raw, pieces)
    kept = normal(text)
    return None if kept is None else [spots[origins[index]] for index in kept]


def expanded(raw: str, pieces: Iterable[Piece]) -> tuple[str, list[int]]:
    """A text with its variables replaced, and for each character (and the end) the one it comes from.

    All that a variable holds comes from where the variable is named.
    """
    parts: list[str] = []
    origins: list[int] = []
    for begin, end, value in pieces:
        same = raw[begin:end] == value
        origins += range(begin, end) if same else [begin] * len(value)
        parts.append(value)
    return "".join(parts), [*origins, len(raw)]


def normal(text: str) -> list[int] | None:
    """For each character that is left of a text when it is sent (and the end), the one it comes from.

    What is sent is in scalars.prompt. None where it cannot be told.
    """
    kept = [i for i, char in enumerate(text) if not _dropped(text, i, char)]
    plain = "".join(text[i] for i in kept).replace("\r", "\n")
    sent = unicodedata.normalize("NFC", plain)
    if sent != plain:
        composed = list(_composed(plain))
        if "".join(char for char, _ in composed) != sent:
            return None
        kept = [kept[index] for _, index in composed]
    first = len(sent) - len(sent.lstrip())
    last = len(sent.rstrip())
    return [*kept[first:last], kept[last] if last < len(kept) else len(text)]


def _dropped(text: str, index: int, char: str) -> bool:
    """The mark at the beginning, and half of a line end that has two."""
    return (char == "\ufeff" and index == 0) or (
        char == "\r" and text[index + 1 : index + 2] == "\n"
    )


def _composed(text: str) -> Iterator[tuple[str, int]]:
    """Characters in NFC, each with the position of the first one of those that it is made of."""
    begin = 0
    for index in range(1, len(text) + 1):
        if index < len(text) and _joins(text[begin:index], text[index]):
            continue
        for char in unicodedata.normalize("NFC", text[begin:index]):
            yield char, begin
        begin = index


def _joins(before: str, char: str) -> bool:
    """Whether a character may become one with those before it."""
    if unicodedata.combining(char):
        return True
    both = unicodedata.normalize("NFC", before + char)
    return both != unicodedata.normalize("NFC", before) + unicodedata.normalize("NFC", char)


# -- YAML's scalars ----------------------------------------------------------------------------------


def _spots(lines: Sequence[str], start: Place, value: str) -> list[Spot] | None:
    """Where each character of a scalar's value stands, and its end; None where the text says another value."""
    found = _content(lines, start.line - 1, start.column - 1)
    if found is None:
        return None
    line, column = found
    for glyphs in _readings(lines, line, column):
        read = list(islice(glyphs, len(value) + 1))
        if "".join(char for char, _, _ in read[: len(value)]) == value:
            spots = [(line + 1, column + 1) for _, line, column in read]
            return spots if len(spots) > len(value) else [*spots, _after(spots, start)]
    return None


def _after(spots: Sequence[Spot], start: Place) -> Spot:
    line, column = spots[-1] if spots else (start.line, start.column - 1)
    return line, column + 1


def _content(lines: Sequence[str], line: int, column: int) -> tuple[int, int] | None:
    """Where a scalar begins behind its anchor and tag, which may stand on lines of their own."""
    while line < len(lines):
        if GAP.match(lines[line], column):
            line, column = line + 1, 0
        elif found := PROPERTY.match(lines[line], column):
            column = found.end()
        elif lines[line][column] in " \t":
            column += 1
        else:
            return line, column
    return None


def _readings(lines: Sequence[str], line: int, column: int) -> Iterator[Iterator[Glyph]]:
    """The ways to read the scalar that begins here: one, but for a block that says its own indentation."""
    first = lines[line][column]
    if first == "'":
        yield _flow(lines, line, column + 1, _single)
    elif first == '"':
        yield _flow(lines, line, column + 1, _double)
    elif first in "|>":
        header = HEADER.match(lines[line], column)
        assert header is not None
        own = _indentation(lines, line + 1)
        depths = range(1, DEEPEST) if header[3] or header[0][-1:].isdigit() else (own,)
        for depth in depths:
            yield _block(lines, line + 1, depth, literal=first == "|")
    else:
        yield _flow(lines, line, column, _plain)


Inline = Callable[
    [str, int], Iterator[tuple[str, int, int]]
]  # characters of a line, from and up to where


def _flow(lines: Sequence[str], line: int, column: int, inline: Inline) -> Iterator[Glyph]:
    """A plain or quoted scalar: blanks around line ends do not count, and one line end is a space."""
    while line < len(lines):
        held: list[Glyph] = []  # blanks that are dropped if the line ends
        end, joined, closed = column, False, False
        for char, at, after in inline(lines[line], column):
            if not char:
                closed, joined = after < 0, after >= 0
                break
            if char in " \t" and after == at + 1:
                held.append((char, line, at))
                continue
            yield from held
            held, end = [], after
            yield char, line, at
        if closed:
            yield from held
            yield "", line, at
            return
        if joined:
            yield from held
        last, line = line, line + 1
        blank = line
        while line < len(lines) and not lines[line].strip(" \t"):
            line += 1
        if line > blank:
            yield from (("\n", number, 0) for number in range(blank, line))
        elif not joined:
            yield " ", last, end
        column = len(lines[line]) - len(lines[line].lstrip(" \t")) if line < len(lines) else 0


def _plain(text: str, column: int) -> Iterator[tuple[str, int, int]]:
    return ((text[at], at, at + 1) for at in range(column, len(text)))


def _single(text: str, column: int) -> Iterator[tuple[str, int, int]]:
    while column < len(text):
        if text[column] != "'":
            yield text[column], column, column + 1
            column += 1
        elif text[column : column + 2] == "''":
            yield "'", column, column + 2
            column += 2
        else:
            yield "", column, -1
            return


def _double(text: str, column: int) -> Iterator[tuple[str, int, int]]:
    """An empty character: the closing quote, or a line end that is escaped."""
    while column < len(text):
        if text[column] == '"':
            yield "", column, -1
            return
        if text[column] != "\\":
            yield text[column], column, column + 1
            column += 1
            continue
        found = PAIR.match(text, column) or ESCAPE.match(text, column)
        if found is None:
            yield "", column, column
            return
        yield _unescaped(found), column, found.end()
        column = found.end()


def _unescaped(found: re.Match[str]) -> str:
    if found.re is PAIR:
        high, low = int(found[1], 16) - 0xD800, int(found[2], 16) - 0xDC00
        return chr(0x10000 + high * 0x400 + low)
    code = found[1] or found[2] or found[3]
    return ESCAPED.get(found[4], found[4]) if code is None else chr(int(code, 16))


def _indentation(lines: Sequence[str], line: int) -> int:
    """Of the first line that is not blank."""
    texts = (lines[number] for number in range(line, len(lines)))  # no copy: there may be many
    return next((len(text) - len(text.lstrip(" ")) for text in texts if text.strip(" ")), 0)


def _block(lines: Sequence[str], line: int, depth: int, *, literal: bool) -> Iterator[Glyph]:
    """A literal or folded block, to the end of the file: whoever reads it stops where the value ends."""
    breaks: list[Glyph] = []  # since the last line that is not empty
    blank_before, begun = False, False
    for number in range(line, len(lines)):
        text = lines[number]
        if not text[depth:] and not text.strip(" "):
            breaks.append(("\n", number, 0))
            continue
        blank = text[depth : depth + 1] in (" ", "\t")
        folds = not literal and begun and not blank_before and not blank
        if folds and len(breaks) == 1:
            yield " ", *breaks[0][1:]
        else:
            yield from breaks[1:] if folds else breaks
        yield from ((char, number, at) for at, char in enumerate(text[depth:], depth))
        breaks, blank_before, begun = [("\n", number, len(text))], blank, True
    yield from chain(breaks, [("", len(lines) - 1, 0)])
