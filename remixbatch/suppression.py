"""What a spec says about rules of the lint that do not hold somewhere: comments, each with its place.

`# remixbatch: ignore[multi-change]` stands behind a prompt or in a line of its own above it. It names rules: one
that names none suppresses nothing, so that nobody silences more than was looked at.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from remixbatch.problem import Place
from remixbatch.yaml12 import LOADER, At

SIGN = re.compile(r"#\s*remixbatch\s*:\s*(?P<rest>.*)", re.IGNORECASE)
WELL = re.compile(r"ignore\s*\[(?P<names>[^\[\]]*)\](?!\w)", re.IGNORECASE)
NAME = re.compile(r"[^\s,]+")
HASH = re.compile(r"(?:^|(?<=[ \t]))#")


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A comment that speaks to the lint. `names` are as they were written, each with its place.

    `above`: it has its line to itself, and speaks of what stands below it. No names: it cannot be read, or
    names none.
    """

    place: Place
    names: tuple[tuple[str, Place], ...]
    above: bool
    readable: bool  # `ignore[…]`, whatever stands inside


def read(file: str, lines: Sequence[str]) -> list[Comment]:
    """The comments of a file that speak to the lint, in its order."""
    if not any("#" in line and SIGN.search(line) for line in lines):
        return []
    return [
        comment
        for line, column in comments(lines)
        for comment in _comment(Place(file, line, column), lines[line - 1])
    ]


def _comment(start: Place, line: str) -> Iterator[Comment]:
    sign = SIGN.search(line, start.column - 1)
    if sign is None:
        return
    well = WELL.match(sign["rest"])
    begin = sign.start("rest") + (0 if well is None else well.start("names"))
    found = NAME.finditer("" if well is None else well["names"])
    yield Comment(
        place=Place(start.file, start.line, sign.start() + 1),
        names=tuple((n[0], Place(start.file, start.line, begin + n.start() + 1)) for n in found),
        above=not line[: start.column - 1].strip(),
        readable=well is not None,
    )


def line_below(comment: Comment, lines: Sequence[str]) -> int:
    """The line that a comment speaks of: its own, or the first below it that is no comment."""
    line = comment.place.line
    if comment.above:
        line += 1
        while line <= len(lines) and lines[line - 1].lstrip().startswith("#"):
            line += 1
    return line


# -- where comments begin ----------------------------------------------------------------------------


def comments(lines: Sequence[str]) -> Iterator[At]:
    """The beginning of each comment in a text that was composed; a `#` inside of a scalar is none."""
    spans = list(_scalars("\n".join(lines)))
    spans.reverse()  # the next one is the last
    for number, line in enumerate(lines, 1):
        for found in HASH.finditer(line):
            at = number, found.start() + 1
            while spans and spans[-1][1] <= at:
                spans.pop()
            if not spans or at < spans[-1][0]:
                yield at
                break


def _scalars(text: str) -> Iterator[tuple[At, At]]:
    """Where each scalar begins and ends, in order; of a block, its lines without the one that opens it."""
    try:
        for event in yaml.parse(text, Loader=LOADER):
            if type(event) is yaml.ScalarEvent:
                begin, end = _at(event.start_mark), _at(event.end_mark)
                yield ((begin[0] + 1, 1) if event.style in ("|", ">") else begin), end
    except yaml.YAMLError:  # JSON that YAML cannot read: it has no comments
        yield (1, 1), (text.count("\n") + 2, 1)


def _at(mark: Any) -> At:
    return mark.line + 1, mark.column + 1
