"""A pattern as a regular expression: where it must be tried on signs, since no blank says where its words begin."""

import re
from collections.abc import Sequence
from itertools import groupby

from remixbatch.prompts.rules.element import NUMBERS, THANKS, Element, Listed, Said, entries_of

_ASKED = (
    *(
        "吧",
        "呗",
        "好吗",
        "可以吗",
        "谢谢[你您了啦]?",
        "谢[了啦]",
        "拜托[了啦]?",
        "感谢",
        "辛苦了?",
        "麻烦了",
    ),
    (
        r"(?<=[てで])(?:(?:くだ|下)さい(?:ませんか)?|(?:ほしい|欲しい)(?:です|な|のですが|んですが|んですけど)?"
        r"|くれ(?:る|ない|ますか|ませんか|たら)|もら(?:える|えない|えますか|えませんか|って(?:も)?いい(?:ですか)?)"
        r"|(?:いただ|頂)け(?:ますか|ませんか|ます?でしょうか|ませんでしょうか|ないでしょうか|ますと|ると)|(?:いただ|頂)きたい(?:です|のですが)?)"
    ),
    *(
        "(?:幸い|助かり|嬉しい|うれしい)(?:です|ます)",
        "お願い(?:いたします|致します|できますか|できますでしょうか)",
        "よろしく(?:お願いします)?",
        "お願いします",
        "お願い",
        "[ねよ]",
    ),
)
_SPACED = {
    "^": r"^ (?:[-*•¿¡] )?",
    "$": rf"(?:(?:, )?(?:{'|'.join(THANKS)}) |[.!?\n…] )*$",
    "*": r"(?:[^\s,.;:!?]+ ){0,3}?",
    "**": r"(?:[^\s.;:!?]+ ){0,8}?",
    "_": r"[- ]?",
    "+": r"(?:(?!(?:OUT) )[^\s,.;:!?]+ )",
    "~": r"(?:(?!(?:OUT) )[^\s,.;:!?]+ ){1,3}?",
}
_CLOSE = {
    "^": r"^\W*",
    "$": rf"(?:\W*(?:{'|'.join(_ASKED)}))*\W*$",
    "*": r"[^，。、；：！？,.;:!?\n]{0,6}?",
    "**": r"[^。；！？.;!?\n]{0,16}?",
    "_": r"[- ]?",
    "+": r"(?:(?!OUT)[^，。、；：！？,.;:!?\n]){1,3}?",
    "~": r"(?:(?!OUT)[^，。、；：！？,.;:!?\n]){1,8}?",
}


class Writer:
    """Writes the expressions of one language. `values` are what `+` and `~` must not lead to."""

    def __init__(self, values: Sequence[str], *, solid: bool) -> None:
        self._blank = "" if solid else " "
        signs = _CLOSE if solid else _SPACED
        barred = "|".join(map(re.escape, values))
        self._signs = signs | {sign: signs[sign].replace("OUT", barred) for sign in "+~"}

    def expression(self, elements: Sequence[Element]) -> str:
        """Each element takes the blank behind it; `_` gives back the one before it."""
        blank = self._blank
        made = ""
        waiting: list[str] = []  # optional elements, whose blank is before or behind them
        for element in elements:
            if element.ways == ("_",):
                before = "".join(f"(?:{blank}{each.removesuffix(blank)})?" for each in waiting)
                made, waiting = made.removesuffix(blank) + before + self._signs["_"], []
                continue
            ways = [self._way(way) for way in element.ways]
            if blank and all(way.endswith(blank) for way in ways):
                piece = f"(?:{'|'.join(way.removesuffix(blank) for way in ways)}){blank}"
            else:
                piece = f"(?:{'|'.join(ways)})"
            if element.optional:
                waiting.append(piece)
            else:
                made, waiting = made + _perhaps(waiting) + piece, []
        return made + _perhaps(waiting)

    def _way(self, way: Said) -> str:
        if isinstance(way, tuple) and not isinstance(way, Listed):
            return self.expression(way)
        if isinstance(way, str) and way in self._signs:
            return self._signs[way]
        entries = entries_of(way)
        said = "|".join(NUMBERS.get(each) or re.escape(each) for each in entries)
        return (said if len(entries) == 1 else f"(?:{said})") + self._blank


def _perhaps(pieces: Sequence[str]) -> str:
    """Optional pieces; one that stands there twice is written, and compiled, once."""
    counted = [(piece, len(list(same))) for piece, same in groupby(pieces)]
    return "".join(f"(?:{piece}){{0,{many}}}" for piece, many in counted)
