"""The two changes of "turn the tram and the bus green and orange, respectively", as words of the line."""

from typing import NamedTuple

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.line import Line

WORD = "respectively"
_LINKS = tag.LINK | tag.PREPOSITION | tag.MODAL | tag.COPULA | tag.BECOME
_ENDS = tag.STOP | tag.COLON
_TWO = 2

Places = tuple[int, int]


class Pair(NamedTuple):
    """What a verb does to one of two: places of the target, of what links it to its value, of the value."""

    target: Places
    link: Places
    value: Places


def pairs_of(line: Line) -> list[Pair]:
    """The two pairs, in order; none where the words are not two things and two values.

    The first target begins behind the verb, where the sentence begins with one.
    """
    tags, end = line.tags, line.words.index(WORD)
    start = next((at for at in range(end, 0, -1) if tags[at - 1] & _ENDS), 0)
    while end > start and tags[end - 1] & tag.COMMA:
        end -= 1
    joints = [at for at in range(start, end) if tags[at] & tag.AND]
    if len(joints) != _TWO or joints[1] + 1 >= end:
        return []
    first, second = joints
    link = next((at for at in range(first + 2, second - 1) if tags[at] & _LINKS), 0)
    value = link + 1 if link else second - (end - second - 1)
    border = link or value
    if border < first + 2:
        return []
    start += bool(tags[start] & tag.EDIT)
    if start >= first:
        return []
    linked = (border, value)
    return [
        Pair((start, first), linked, (value, second)),
        Pair((first + 1, border), linked, (second + 1, end)),
    ]
