"""What changed between two prompts, word by word, in plain text: `Make it [-gold-]{+teal+}`.

The signs are those of `git diff --word-diff`; colour only repeats them.
"""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from remixbatch.report.block import WHOLE
from remixbatch.report.text import cells, paint, told

MOST = 1500  # differing words compared one by one; above, old and new are shown whole
ALIKE = 0.3  # less than this in common, and a word diff reads worse than both texts
KEPT = 12  # unchanged words shown on each side of a change

Piece = tuple[str, str | None]  # a word with its signs, and its colour


def word_diff(old: str, new: str, *, width: int, color: bool = False) -> list[str]:
    """Lines of at most `width` columns, longer words apart."""
    before, after = _words(old), _words(new)
    if before == after:
        return ["only spaces or line breaks changed"]
    return _laid_out(_pieces(before, after), width, color=color)


def _words(text: str) -> list[str]:
    return told(text, WHOLE).split()


def _pieces(before: Sequence[str], after: Sequence[str]) -> list[Piece]:
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    kept = 2 * (head + tail) / (len(before) + len(after))
    if len(old) + len(new) > MOST:
        return [
            *_same(before[:head], last=False),
            *_swap(old, new),
            *_same(after[len(after) - tail :], first=False),
        ]
    blocks = SequenceMatcher(None, old, new, autojunk=False)
    if kept + blocks.ratio() * (1 - kept) < ALIKE:
        return _swap(before, after)
    pieces = list(_same(before[:head], first=True, last=not (old or new)))
    for tag, i, j, k, m in blocks.get_opcodes():
        pieces += (
            _same(old[i:j], first=False, last=False)
            if tag == "equal"
            else _swap(old[i:j], new[k:m])
        )
    return [*pieces, *_same(after[len(after) - tail :], first=False)]


def _common(a: Sequence[str], b: Sequence[str]) -> int:
    """How many words both begin with."""
    same = 0
    for one, other in zip(a, b, strict=False):
        if one != other:
            break
        same += 1
    return same


def _same(words: Sequence[str], *, first: bool = True, last: bool = True) -> list[Piece]:
    """Unchanged words; of a long stretch only what is near a change. `first`, `last`: the text ends there."""
    ahead, behind = (0 if first else KEPT), (0 if last else KEPT)
    if len(words) <= ahead + behind + KEPT:
        return [(word, None) for word in words]
    kept = [*words[:ahead], "…", *words[len(words) - behind :]]
    return [(word, None) for word in kept]


def _swap(old: Sequence[str], new: Sequence[str]) -> list[Piece]:
    return [*_signed("[-", old, "-]", "red"), *_signed("{+", new, "+}", "green")]


def _signed(opening: str, words: Sequence[str], closing: str, style: str) -> Iterator[Piece]:
    last = len(words) - 1
    for index, word in enumerate(words):
        yield f"{opening * (not index)}{word}{closing * (index == last)}", style


def _laid_out(pieces: Sequence[Piece], width: int, *, color: bool) -> list[str]:
    """Wrapped by what is seen, coloured after that."""
    lines: list[str] = []
    used = 0
    for text, style in pieces:
        shown, room = paint(text, style, color=color), cells(text)
        if lines and used + 1 + room <= width:
            lines[-1] += f" {shown}"
            used += 1 + room
        else:
            lines.append(shown)
            used = room
    return lines
