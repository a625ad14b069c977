"""Other pictures that a prompt draws from: "the pose from image 2", "the second photo"."""

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.clause import Clause
from remixbatch.prompts.english.line import Line
from remixbatch.prompts.english.pieces import Piece

_PICTURES = frozenset({"image", "picture", "photo", "figure", "fig", "reference", "img", "input"})
_ORDER = {"first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5", "last": "last"}
_LOOKS = frozenset({"give", "restyle"})


def picture_of(line: Line, start: int, end: int) -> str:
    """The last picture that is named between two places, by its number; "" if none is."""
    words = line.words
    for at in range(end - 1, start, -1):
        if words[at - 1] in _PICTURES and (line.tags[at] & tag.NUMBER or words[at].isdigit()):
            return words[at]
        if words[at] in _PICTURES and words[at - 1] in _ORDER:
            return _ORDER[words[at - 1]]
    return ""


def draws_elsewhere(line: Line, piece: Piece, now: Clause) -> bool:
    """ "the lighting of image 2 *and the colors of image 3*": looks that are taken from two pictures."""
    if now.kind == "nominal" or (now.kind == "edit" and not _takes_looks(line, now)):
        return False
    other = picture_of(line, piece.start, piece.end)
    known = other and picture_of(line, now.start, now.ranges[-1][1])
    return bool(known) and known != other


def _takes_looks(line: Line, now: Clause) -> bool:
    """ "give her the pose", "apply the lighting", "edit image 1 to have the lighting"."""
    return now.operation in _LOOKS or "have" in line.words[now.start + 1 : now.end]


def placed_style(line: Line, piece: Piece) -> int:
    """Where the style begins in "put the cup on the table *in the style of image 3*"; 0 if none does."""
    tags, start, end = line.tags, piece.start, piece.end
    if not tags[start + 1 : start + 2] or not tags[start + 1] & tag.DETERMINER:
        return 0
    placed = (at for at in range(start + 2, end) if tags[at] & tag.PLACE_IN)
    first = next(placed, end)
    for at in range(first + 2, end - 2):
        if line.words[at] == "in" and (
            line.words[at + 1 : at + 3] == ["the style", "of"] or _is_style(line, at, end)
        ):
            return at
    return 0


def _is_style(line: Line, at: int, end: int) -> bool:
    """ "in a watercolor style"."""
    return bool(line.tags[at + 1] & tag.ARTICLE) and line.words[end - 1] == "style"
