"""The elements of a pattern, as its line has them; what each of them fits is in `ways` and `expression`."""

from collections.abc import Collection, Sequence
from functools import cache
from typing import NamedTuple

NUMBERS = {"9": r"\d+(?:[.,:]\d+)*", "999": r"\d{3,4}"}  # elements that any such number fits
SIGNS = frozenset(("^", "$", "*", "**", "_", "+", "~"))
# What may stand behind anything that is asked for.
THANKS = (
    *("please", "pls", "plss", "plz", "thanks", "thank you", "thx", "ty", "cheers", "por favor"),
    *("lol", "imo", "imho", "tbh", "haha", "lmao", "ngl"),
    *("porfa", "porfis", "gracias", "muchas gracias", "bitte", "danke", "vielen dank"),
    "danke schön",
)
MARKS = "-*•¿¡"  # that a prompt may begin with
TAIL = ".!?\n…"  # marks that a prompt may end with


class Listed(NamedTuple):
    """The entries of a list, and the words that they are looked up by."""

    entries: tuple[str, ...]
    keys: frozenset[str]


class Element(NamedTuple):
    """One place of a pattern: its ways, each a sequence of elements, some words, a sign, or a list."""

    ways: tuple["Said", ...]
    optional: bool


Said = str | Listed | tuple[Element, ...]


def entries_of(said: str | Listed) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else said.entries


def outer(elements: Sequence[Element], side: int) -> set[str] | None:
    """Words that can stand at one side of what fits, that of the first element; none where that is any word."""
    outer: set[str] = set()
    for element in elements:
        for way in element.ways:
            found = _outer_of(way, side)
            if found is None:
                return None
            outer |= found
        if not element.optional:
            return outer
    return None


def _outer_of(way: Said, side: int) -> set[str] | frozenset[str] | None:
    if isinstance(way, str | Listed):
        return _side_of(entries_of(way), side)
    return outer(way[::-1] if side else way, side)


@cache
def _side_of(entries: tuple[str, ...], side: int) -> frozenset[str] | None:
    known = SIGNS.isdisjoint(entries) and NUMBERS.keys().isdisjoint(entries)
    return frozenset([entry.split()[side] for entry in entries]) if known else None


def words_of(elements: Sequence[Element]) -> set[str] | None:
    """Words that can stand in what fits, beside those that `+` and `~` take; none where that is any word."""
    found: set[str] = set()
    for way in [way for element in elements for way in element.ways]:
        if isinstance(way, str | Listed):
            said: Collection[str] | None = None if way in ("*", "**") else _all_of(entries_of(way))
        else:
            said = words_of(way)
        if said is None:
            return None
        found.update(said)
    return found


@cache
def _all_of(entries: tuple[str, ...]) -> frozenset[str]:
    return frozenset([word for entry in entries for word in entry.split()])


def has_joint(element: Element) -> bool:
    return any(
        way == "_" or (type(way) is tuple and any(map(has_joint, way))) for way in element.ways
    )
