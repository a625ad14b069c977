"""A unified diff of edits in one text: what `patch` takes, at a cost of the edited places alone."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from remixbatch.problem import printable
from remixbatch.report.text import paint
from remixbatch.rewrite import Edit, edited

CONTEXT = 3  # unchanged lines around a change
UNENDED = "\\ No newline at end of file\n"
STYLES = {"-": "red", "+": "green", "@": "cyan"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    """The lines from `first` up to `last`, counted from 0, and those that stand there instead."""

    first: int
    last: int
    new: Sequence[str]


def diff(file: str, text: str, edits: Iterable[Edit]) -> str:
    """The edits as a patch of a file; empty where they change nothing."""
    lines = _by_newline(text)
    shown: list[str] = []
    grown = 0  # lines that the hunks above have added
    for hunk in _hunks(_changes(lines, edits)):
        shown += _hunk(lines, hunk, grown)
        grown += sum(len(each.new) - (each.last - each.first) for each in hunk)
    head = [f"--- {file}\n", f"+++ {file}\n"] if shown else []
    return "".join([*head, *shown])


def _by_newline(text: str) -> list[str]:
    """Lines as `patch` counts them."""
    parts = text.split("\n")
    ended = [part + "\n" for part in parts[:-1]]
    return [*ended, parts[-1]] if parts[-1] else ended


def _changes(lines: Sequence[str], edits: Iterable[Edit]) -> Iterator[_Change]:
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    for first, last, group in _groups(edits, starts, len(lines)):
        old, base = lines[first:last], starts[first]
        moved = [Edit(start=e.start - base, end=e.end - base, text=e.text) for e in group]
        new = _by_newline(edited("".join(old), moved))
        for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if tag != "equal":
                yield _Change(first=first + i, last=first + j, new=new[k:m])


def _groups(
    edits: Iterable[Edit], starts: Sequence[int], count: int
) -> Iterator[tuple[int, int, list[Edit]]]:
    """Edits that share lines, with these: the first, and the one after the last.

    Whatever is left of the line that an edit ends in counts as well, since it may be joined to what is new.
    """
    first, last, group = 0, 0, list[Edit]()
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        begin = max(0, min(bisect_right(starts, edit.start), count) - 1)
        end = min(bisect_right(starts, edit.end), count)
        if group and begin >= last:
            yield first, last, group
            group = []
        first, last = (first, max(last, end)) if group else (begin, end)
        group.append(edit)
    if group:
        yield first, last, group


def _hunks(changes: Iterable[_Change]) -> Iterator[list[_Change]]:
    """Changes that are told together, since the lines around them meet."""
    hunk: list[_Change] = []
    for change in changes:
        if hunk and change.first - hunk[-1].last > 2 * CONTEXT:
            yield hunk
            hunk = []
        hunk.append(change)
    if hunk:
        yield hunk


def _hunk(lines: Sequence[str], hunk: Sequence[_Change], grown: int) -> Iterator[str]:
    start, end = max(0, hunk[0].first - CONTEXT), min(len(lines), hunk[-1].last + CONTEXT)
    count = end - start
    after = count + sum(len(each.new) - (each.last - each.first) for each in hunk)
    yield f"@@ -{_span(start, count)} +{_span(start + grown, after)} @@\n"
    at = start
    for change in hunk:
        yield from _marked(" ", lines[at : change.first])
        yield from _marked("-", lines[change.first : change.last])
        yield from _marked("+", change.new)
        at = change.last
    yield from _marked(" ", lines[at:end])


def _span(start: int, count: int) -> str:
    """Lines as the head of a hunk has them: of none, the line above is named."""
    return f"{start + 1}" if count == 1 else f"{start + (count > 0)},{count}"


def _marked(mark: str, lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        yield f"{mark}{line}" if line.endswith("\n") else f"{mark}{line}\n{UNENDED}"


def shown(patch: str, *, color: bool) -> str:
    """A patch for the eyes of a person: nothing in it does anything to a terminal."""
    lines = patch.removesuffix("\n").split("\n")
    plain = (printable(line.removesuffix("\r")) for line in lines)
    return "\n".join(
        paint(line, "bold" if line[:4] in ("--- ", "+++ ") else STYLES.get(line[:1]), color=color)
        for line in plain
    )
