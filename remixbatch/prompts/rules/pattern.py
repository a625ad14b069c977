"""One pattern, from its line in a list: the words that it needs, and where it fits. `patterns` says how they are written."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.plain import NUMBER, SOLID

FOLDER = "rules/"  # of the lists that only rules read
# A group of nothing but phrases is one token: most are such.
_TOKEN = re.compile(r"\((?!\s*[|)])(?![^()]*\|\s*[|)])[^()@*+~^$_?9]+\)|[()|?]|[^\s()|?]+")
_NUMBERS = {"9": r"\d+(?:[.,:]\d+)*", "999": r"\d{3,4}"}
# What may stand behind anything that is asked for.
THANKS = (
    *("please", "pls", "plss", "plz", "thanks", "thank you", "thx", "ty", "cheers", "por favor"),
    *("lol", "imo", "imho", "tbh", "haha", "lmao", "ngl"),
    *("porfa", "porfis", "gracias", "muchas gracias", "bitte", "danke", "vielen dank"),
    "danke schön",
)
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
MARKS = "-*•¿¡"  # that a prompt may begin with
TAIL = ".!?\n…"  # marks that a prompt may end with
_COMMON = 50  # alternatives that a word counts for which stands in most prompts


class Found(NamedTuple):
    """A pattern that fits, by its label, at a stretch of a line's text."""

    label: str
    start: int
    end: int


class _List(NamedTuple):
    """The entries of a list, and the words that they are looked up by."""

    entries: tuple[str, ...]
    keys: frozenset[str]


class _Element(NamedTuple):
    """One place of a pattern: its ways, each a sequence of elements, some words, a sign, or a list."""

    ways: tuple["_Way", ...]
    optional: bool

    def is_words(self) -> bool:
        """Whether it is just this word, or these."""
        return not self.optional and len(self.ways) == 1 and _is_said(self.ways[0])


_Way = str | _List | tuple[_Element, ...]


def _is_said(way: _Way) -> bool:
    return isinstance(way, str) and way not in _SPACED


def _key(word: str) -> str:
    return NUMBER if word in _NUMBERS else word


class Vocabulary:
    """What the patterns of one language share: lists, signs, what is common."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._lists: dict[str, _List] = {}
        self.solid = lexicon.language in SOLID
        self.common = frozenset(self._entries("common"))
        self.blank = "" if self.solid else " "

    def _entries(self, name: str) -> tuple[str, ...]:
        """A list of the rules, or one that readings have too."""
        return self._lexicon.entries(FOLDER + name) or self._lexicon.entries(name)

    def list(self, name: str) -> _List:
        if name not in self._lists:
            entries = self._entries(name)
            keys = frozenset([self.key(entry) for entry in entries])
            self._lists[name] = _List(entries, keys)
        return self._lists[name]

    def key(self, phrase: str) -> str:
        """The word of a phrase that it is looked up by: the rarest."""
        if " " not in phrase:
            return _key(phrase)
        return max(phrase.split(), key=lambda word: (word not in self.common, len(word)))

    def joined(self, elements: tuple[_Element, ...]) -> _Way:
        """A sequence as one phrase, if it is one."""
        if not elements or not all(each.is_words() for each in elements):
            return elements
        said = [str(each.ways[0]) for each in elements]
        if len(said) > 1 and not _NUMBERS.keys().isdisjoint(said):
            return elements
        return self.blank.join(said)

    @cached_property
    def signs(self) -> dict[str, str]:
        """What `*`, `~` and the like stand for."""
        signs = _CLOSE if self.solid else _SPACED
        values = "|".join(map(re.escape, self._entries("value_mark") + self._entries("value")))
        return signs | {sign: signs[sign].replace("OUT", values) for sign in "+~"}


def _parsed(tokens: list[str], vocabulary: Vocabulary) -> tuple[_Element, ...]:
    """The sequence up to the end, a `|` or a `)`; takes it off the tokens, which are reversed."""
    elements = []
    while tokens and tokens[-1] not in "|)":
        token = tokens.pop()
        ways: list[_Way] = []
        if token == "(":  # noqa: S105 - a sign, not a secret
            while token != ")":  # noqa: S105
                ways.append(vocabulary.joined(_parsed(tokens, vocabulary)))
                token = tokens.pop()
        elif token.startswith("("):
            ways += [vocabulary.blank.join(way.split()) for way in token[1:-1].split("|")]
        else:
            ways.append(vocabulary.list(token[1:]) if token.startswith("@") else token)
        optional = bool(tokens) and tokens[-1] == "?"
        if optional:
            tokens.pop()
        elements.append(_Element(tuple(ways), optional))
    return tuple(elements)


class Pattern:
    """One line of a list, and its number there. Where it fits is made when it is first asked.

    `triggers`: words of which one must stand in a text that it fits; `needs`: these, and others such; `edges`: as `^word` those
    that the whole text begins with, as `word$` those that it ends in.
    """

    def __init__(self, line: str, vocabulary: Vocabulary, number: int) -> None:
        self.number = number
        self.label, _, body = (part.strip() for part in line.partition(":"))
        self._vocabulary = vocabulary
        self._elements = _parsed(_TOKEN.findall(body)[::-1], vocabulary)
        known = [self._need(each) for each in self._elements]
        needs = [need for need in known if need]
        assert needs, f"no word to look this pattern up by: {line}"
        self.triggers = min(needs, key=self._cost)
        apart = _apart(self._elements, known) if "_" in body else needs
        rare = self._rare(needs)
        self.needs = {self.triggers, *rare, *(need for need in apart if NUMBER not in need)}
        self.edges = tuple(self._edges())
        self._begins = self._elements[0].ways == ("^",)

    def _rare(self, needs: Sequence[frozenset[str]]) -> Iterable[frozenset[str]]:
        """Of what `_` joins, too: the parts of a compound are known where one of them is a number."""
        common = self._vocabulary.common
        rare = [need for need in needs if need is not self.triggers and common.isdisjoint(need)]
        return [min(rare, key=len)] if rare and not self._vocabulary.solid else ()

    def _need(self, element: _Element) -> frozenset[str] | None:
        """Words of which one must stand where an element does; none where no word must."""
        if element.optional:
            return None
        found: list[frozenset[str]] = []
        for way in element.ways:
            need = self._need_of(way)
            if need is None:
                return None
            found.append(need)
        return found[0] if len(found) == 1 else frozenset().union(*found)

    def _need_of(self, way: _Way) -> frozenset[str] | None:
        if isinstance(way, _List):
            return way.keys
        if isinstance(way, str):
            return None if way in _SPACED else frozenset((self._vocabulary.key(way),))
        needs = [need for each in way if (need := self._need(each))]
        return min(needs, key=self._cost, default=None)

    def _cost(self, need: frozenset[str]) -> int:
        return len(need) + _COMMON * len(need & self._vocabulary.common)

    def _edges(self) -> Iterator[frozenset[str]]:
        if self._vocabulary.solid or self._elements[0].ways != ("^",):
            return
        if firsts := _outer(self._elements[1:], 0):
            yield frozenset([f"^{word}" for word in firsts])
        if self._elements[-1].ways == ("$",):
            lasts = _outer(self._elements[-2:0:-1], -1)
            if lasts and lasts.isdisjoint(TAIL):
                yield frozenset([f"{word}$" for word in lasts])

    @cached_property
    def _expression(self) -> re.Pattern[str]:
        start = "" if self._vocabulary.solid or self._begins else "(?<= )"
        return re.compile(start + _expression(self._elements, self._vocabulary))

    def places(self, text: str) -> list[Found]:
        """Where it fits, each place behind the one before."""
        if self._begins:
            match = self._expression.match(text)
            return [Found(self.label, *match.span())] if match else []
        return [Found(self.label, *match.span()) for match in self._expression.finditer(text)]


def _apart(
    elements: Sequence[_Element], needs: Sequence[frozenset[str] | None]
) -> Iterator[frozenset[str]]:
    """The needs of what must stand between blanks. What `_` joins may be a part of a longer word."""
    known = zip(elements, needs, strict=True)
    certain = [(each, need) for each, need in known if not each.optional or _has_joint(each)]
    joints = [False, *(_has_joint(each) for each, _ in certain), False]
    for index, (_, need) in enumerate(certain):
        if need and not any(joints[index : index + 3]):
            yield need


def _has_joint(element: _Element) -> bool:
    return any(
        way == "_" or (type(way) is tuple and any(map(_has_joint, way))) for way in element.ways
    )


def _outer(elements: Sequence[_Element], side: int) -> set[str] | None:
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


def _outer_of(way: _Way, side: int) -> set[str] | None:
    if isinstance(way, str | _List):
        entries = (way,) if isinstance(way, str) else way.entries
        known = _SPACED.keys().isdisjoint(entries) and _NUMBERS.keys().isdisjoint(entries)
        return {entry.split()[side] for entry in entries} if known else None
    return _outer(way[::-1] if side else way, side)


def _expression(elements: Sequence[_Element], vocabulary: Vocabulary) -> str:
    """Each element takes the blank behind it; `_` gives back the one before it."""
    blank = vocabulary.blank
    made = ""
    waiting: list[str] = []  # optional elements, whose blank is before or behind them
    for element in elements:
        if element.ways == ("_",):
            before = "".join(f"(?:{blank}{each.removesuffix(blank)})?" for each in waiting)
            made, waiting = made.removesuffix(blank) + before + vocabulary.signs["_"], []
            continue
        ways = [_way(way, vocabulary) for way in element.ways]
        if blank and all(way.endswith(blank) for way in ways):
            piece = f"(?:{'|'.join(way.removesuffix(blank) for way in ways)}){blank}"
        else:
            piece = f"(?:{'|'.join(ways)})"
        if element.optional:
            waiting.append(piece)
        else:
            made, waiting = made + _perhaps(waiting) + piece, []
    return made + _perhaps(waiting)


def _perhaps(pieces: Sequence[str]) -> str:
    """Optional pieces; one that stands there twice is written, and compiled, once."""
    counted = [(piece, len(list(same))) for piece, same in groupby(pieces)]
    return "".join(f"(?:{piece}){{0,{many}}}" for piece, many in counted)


def _way(way: _Way, vocabulary: Vocabulary) -> str:
    if isinstance(way, tuple) and not isinstance(way, _List):
        return _expression(way, vocabulary)
    if isinstance(way, str) and way in _SPACED:
        return vocabulary.signs[way]
    entries = (way,) if isinstance(way, str) else way.entries
    said = "|".join(_NUMBERS.get(each) or re.escape(each) for each in entries)
    return (said if len(entries) == 1 else f"(?:{said})") + vocabulary.blank
