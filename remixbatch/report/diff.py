"""A unified diff of edits in one text: what `patch` takes, at a cost of the edited places alone."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from difflib import unified_diff

from remixbatch.problem import printable
from remixbatch.report.text import paint
from remixbatch.rewrite import Edit, edited

CONTEXT = 3  # unchanged lines around a change
HEAD = re.compile(r"@@ -(\d+)(\S*) \+(\d+)(\S*) @@")
UNENDED = "\\ No newline at end of file\n"
STYLES = {"-": "red", "+": "green", "@": "cyan"}


def diff(file: str, text: str, edits: Iterable[Edit]) -> str:
    """The edits as a patch of a file; empty where they change nothing."""
    lines = _by_newline(text)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    shown: list[str] = []
    grown = 0  # lines that the edits above have added
    for first, last, group in _groups(edits, starts, len(lines)):
        old = lines[first:last]
        shifted = [
            Edit(start=e.start - starts[first], end=e.end - starts[first], text=e.text)
            for e in group
        ]
        new = _by_newline(edited("".join(old), shifted))
        shown += _hunks(old, new, first, grown)
        grown += len(new) - len(old)
    head = [f"--- {file}\n", f"+++ {file}\n"] if shown else []
    return "".join([*head, *shown])


def _by_newline(text: str) -> list[str]:
    """Lines as `patch` counts them."""
    parts = text.split("\n")
    ended = [part + "\n" for part in parts[:-1]]
    return [*ended, parts[-1]] if parts[-1] else ended


def _groups(
    edits: Iterable[Edit], starts: Sequence[int], count: int
) -> Iterator[tuple[int, int, list[Edit]]]:
    """Edits that are near each other, with the lines around them: the first, and the one after the last."""
    first, last, group = 0, 0, list[Edit]()
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        begin = bisect_right(starts, edit.start) - 1
        end = bisect_right(starts, max(edit.start, edit.end - 1))
        above, below = max(0, begin - CONTEXT), min(count, end + CONTEXT)
        if group and above > last:
            yield first, last, group
            group = []
        first, last = (first, max(last, below)) if group else (above, below)
        group.append(edit)
    if group:
        yield first, last, group


def _hunks(old: Sequence[str], new: Sequence[str], first: int, grown: int) -> Iterator[str]:
    """The differences of a stretch of lines; `first` stand above it in the file."""
    for line in list(unified_diff(old, new, n=CONTEXT))[2:]:
        head = HEAD.match(line)
        if head is not None:
            before, after = int(head[1]) + first, int(head[3]) + first + grown
            yield f"@@ -{before}{head[2]} +{after}{head[4]} @@\n"
        else:
            yield line if line.endswith("\n") else f"{line}\n{UNENDED}"


def shown(patch: str, *, color: bool) -> str:
    """A patch for the eyes of a person: nothing in it does anything to a terminal."""
    lines = patch.removesuffix("\n").split("\n")
    plain = (printable(line.removesuffix("\r")) for line in lines)
    return "\n".join(
        paint(line, "bold" if line[:4] in ("--- ", "+++ ") else STYLES.get(line[:1]), color=color)
        for line in plain
    )
