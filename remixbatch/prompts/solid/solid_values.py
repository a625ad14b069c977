"""Labels with their values in text without spaces: 墙：白、地板：木纹, 壁：白、床：木目."""

from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import NamedTuple, Protocol, TypeVar

from remixbatch.prompts.solid.cut import Cut
from remixbatch.prompts.solid.facet import FACETS

_BETWEEN = ("colon", "arrow")  # what stands between a label and its value


class Atom(Protocol):
    """A piece of a prompt, in either language."""

    joint: str
    start: int
    end: int
    cuts: list[Cut]
    label: tuple[int, int] | None

    @property
    def kind(self) -> str: ...


A = TypeVar("A", bound=Atom)


class Shape(NamedTuple):
    """What a label, its value and a change look like in a language, by their kinds."""

    label: Collection[str]
    value: Collection[str]
    change: Collection[str]
    longest: int  # characters of a label; a value has twice as many at most


def with_values(found: list[A], shape: Shape) -> list[A]:
    """The pieces, with a label and its value as one, which has its `label`, where there are several such pairs."""
    if not any(atom.joint in _BETWEEN for atom in found):
        return found
    pairs = [at for at, pair in enumerate(pairwise(found)) if _is_pair(*pair, shape)]
    if not pairs or (len(pairs) < 2 and not _is_one_more(found, pairs[0], shape)):
        return found
    gone = set()
    for at in pairs:
        label, value = found[at], found[at + 1]
        gone.add(at + 1)
        if found[at + 2 : at + 3] and found[at + 2].joint == "arrow":
            value = found[at + 2]  # 路灯：白光→黄光
            gone.add(at + 2)
        label.label = label.end, value.start
        label.end = value.end
        label.cuts += value.cuts
    return [atom for at, atom in enumerate(found) if at not in gone]


def _is_pair(label: Atom, value: Atom, shape: Shape) -> bool:
    return (
        value.joint in _BETWEEN
        and label.joint not in _BETWEEN
        and label.kind in shape.label
        and value.kind in shape.value
        and label.end - label.start <= shape.longest
        and value.end - value.start <= 2 * shape.longest
    )


def _is_one_more(found: Sequence[Atom], at: int, shape: Shape) -> bool:
    """Whether a single label with its value goes on after a change: 把天空变红。背景：雪山."""
    label = found[at]
    if not at or label.joint != "hard" or found[at - 1].kind not in shape.change:
        return False
    first = label.cuts[0] if label.cuts else None
    return first is not None and first.list in FACETS and first[1:] == (label.start, label.end)
