"""Whether a pattern may fit a text, sign by sign: an expression takes a millisecond to compile, and most would in vain.

What is followed are the places where the next element may begin. They come to an end wherever the expression fits, and
hardly anywhere else: blanks may be missing, and nothing is asked about values.
"""

from collections.abc import Iterable, Sequence

from remixbatch.prompts.late import late, lazy
from remixbatch.prompts.rules.element import MARKS, NUMBERS, SIGNS, Element, Listed, entries_of

# The words that a gap takes at most, and the marks that are in none of them; where no blank tells words apart, the signs.
_WORDS = {"*": (3, ",.;:!?\n"), "**": (8, ".;:!?\n"), "+": (1, ",.;:!?\n"), "~": (3, ",.;:!?\n")}
_NO_SIGN = "，。、；：！？,.;:!?\n"
_SIGNS = {"*": (6, _NO_SIGN), "**": (16, "。；！？.;!?\n"), "+": (3, _NO_SIGN), "~": (8, _NO_SIGN)}
_WORD = lazy(r"\w")
_NUMBER = lazy(r"\d[\d.,:]*")


class Trail:
    """Follows the patterns of one language. `tail`: an expression for what may stand behind anything."""

    def __init__(self, tail: str, *, solid: bool) -> None:
        self._tail = tail
        self._solid = solid
        self._gaps = _SIGNS if solid else _WORDS

    def reaches(self, elements: Sequence[Element], text: str) -> bool:
        return bool(self._behind(elements, set(range(len(text) + 1)), text))

    def _behind(self, elements: Sequence[Element], places: set[int], text: str) -> set[int]:
        """Where they may end that begin at some places."""
        for element in elements:
            found = places.copy() if element.optional else set()
            for way in element.ways:
                if isinstance(way, str | Listed):
                    found |= self._through(way, places, text)
                else:
                    found |= self._behind(way, places, text)
            if not found:
                return found
            places = found
        return places

    def _through(self, way: str | Listed, places: set[int], text: str) -> set[int]:
        if isinstance(way, Listed) or way not in SIGNS:
            return _phrases(entries_of(way), places, text)
        if way == "^":
            return self._first(text)
        if way == "$":
            tail = late(self._tail)
            return {len(text)} if any(tail.match(text, at) for at in places) else set()
        if way == "_":
            return places | {at + 1 for at in places if text[at : at + 1] in ("-", " ")}
        return self._gap(way, places, text)

    def _first(self, text: str) -> set[int]:
        if not self._solid:
            return {1, 3} if text[1:2] in MARKS else {1}
        word = _WORD.search(text)
        return set(range(1 + (word.start() if word else len(text))))

    def _gap(self, sign: str, places: set[int], text: str) -> set[int]:
        most, barred = self._gaps[sign]
        found = places.copy() if sign[0] == "*" else set()
        stops = late(f"[{barred}]|$")
        for place in places:
            stop = stops.search(text, place)
            end = stop.start() if stop else place
            if self._solid:
                found.update(range(place + 1, min(place + most, end) + 1))
                continue
            at = place
            for _ in range(most):
                at = text.find(" ", at, end) + 1
                if not at:
                    break
                found.add(at)
        return found


def _phrases(phrases: Iterable[str], places: set[int], text: str) -> set[int]:
    found: set[int] = set()
    for phrase in filter(text.__contains__, phrases):
        at = text.find(phrase)
        while at >= 0:
            if at in places:
                found.add(at + len(phrase))
            at = text.find(phrase, at + 1)
    if not NUMBERS.keys().isdisjoint(phrases):
        for number in _NUMBER.finditer(text):
            start, end = number.span()
            if not places.isdisjoint(range(start, end)):
                found.update(range(start + 1, end + 1))
    if " " in text:
        found |= {at + 1 for at in found if text[at : at + 1] == " "}
    return found
