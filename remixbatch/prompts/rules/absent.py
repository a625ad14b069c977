"""What a prompt wants without anybody, or without any of a kind, where somebody of them is to do something all the same."""

import re
from collections.abc import Iterator, Sequence

from remixbatch.prompts.finding import Finding, finding
from remixbatch.prompts.late import late, lazy
from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.plain import Plain, Span
from remixbatch.prompts.reading import Reading, Segment
from remixbatch.prompts.rules.clues import Clues
from remixbatch.prompts.rules.things import (
    HINT,
    Things,
    asks_for_both,
    joined,
    quoted,
    singular,
    words_of,
)

_FEW = 5  # words from the beginning of a demand to whom it is about
_NEAR = 6  # words around, which may tell that others are meant
_BEGINS = (
    "再",
    "请",
    "然后",
    "并",
    "同时",
    "让",
    "叫",
    "令",
    "使",
    "给",
    "把",
    "那个",
    "这个",
    "那位",
)
_JOINT = 4  # letters of each half of a compound at least
_MARKS = ("に", "を", "が", "は", "の")
_BEHIND = ("and", "y", "und", "e", "sein", "werden", "bleiben")
_OF_IT = ("司机", "主人", "里", "上", "旁", "边", "的主人", "的司机", "饲养员")  # another thing
_EVERYBODY = ("person", "personas", "menschen")
_PLACED = ("里", "中", "上", "内", "の", "から")


# None of a kind shall be there: 一个人都不要有, 不要有任何车, 空无一人.
_NONE = lazy(
    "(?:一[个只条辆艘盏棵位名头匹]|半个)(?P<one>[^，。的了]{1,3}?)影?[都也](?:不要有?|别[有留要]|不[留能许见]有?|没有?|不准有)"
    "(?=[，,。；！\n ]|$)|(?:不要|不能|别|不许|不准)有?任?何?(?<=[有何])(?P<any>[^，,。；！的了\n]{1,4})(?=[，,。；！\n]|$)"
    "|空无一人(?=[，,。；！\n]|$)"
)

# Japanese: 鳩を一羽も映さずに、画面を鳩で埋め尽くして.
_FILLED = lazy(
    r"(?P<none>(?P<name>[^、。はがをもの]{1,8})[をはが]?(?:一[羽匹つ人個台本枚輪頭艘軒粒滴]|ひとつ|ひとり|1[羽匹人個台本枚])[もたりとも]{1,3}"
    r"(?:映|出|入れ|置|見せ|残|写|描|飛)[^、。]{0,4}?(?:ず|ない)[^、。]{0,6})[、。][^。]{0,16}?(?P<fill>(?P=name)(?:の[^、。を]{1,3})?[でを][^、。]{0,8}?"
    "(?:いっぱい|埋め|あふれ|溢れ|満た|敷き詰め|覆|だらけ|ぎっしり))"
)

_ALTERS = lazy("[换改变替]")


def _clause(prompt: str, end: int) -> str:
    """What stands before a place, back to the mark before it."""
    return re.split("[，,。；！\n]", prompt[:end])[-1]


_SHOT = r"(?:シーン|カット|ショット|場面|镜头|分镜|场景)\s?[0-9０-９一二三四五六]"  # each of them another


class Absent:
    """RMX302 of who is not there, in one language."""

    def __init__(self, lexicon: Lexicon, things: Things, clues: Clues) -> None:
        self._things = things
        self._language = lexicon.language
        phrases = sorted(lexicon.words("rules/nobody"), key=len, reverse=True)
        # as a text has them
        self._nobody = phrases if things.solid else [f" {phrase} " for phrase in phrases]
        keys = [phrase[0] if things.solid else _rarest(phrase) for phrase in phrases]
        self._has_nobody = clues.bit(keys)
        self._empty = lexicon.words("rules/emptiness") if lexicon.language == "es" else frozenset()
        self._places = lexicon.words("places")
        self._away = lexicon.words("rules/elsewhere")
        self._all_of = lexicon.words("rules/all_of")
        signs = [word[0] for word in self._all_of] if things.solid else []
        self.clues = self._has_nobody | clues.bit(signs)  # it needs one where blanks are
        self._removing = lexicon.words("rules/remove")
        self._not_after = self._removing | lexicon.words("rules/not_after")
        self._definite = lexicon.words("rules/the") | lexicon.words("rules/known")
        lines = [line.partition(": ") for line in lexicon.entries("rules/kinds")]
        kinds = {kind: names for kind, _, names in lines}
        self._kinds: dict[str, tuple[str, ...]] = {}
        self._people: frozenset[str] = frozenset()
        if things.solid:
            for kind, name in kinds.items():
                lists = [lexicon.words(each) for each in name.split()]
                words = [word for word in frozenset().union(*lists) if word not in kinds]
                self._kinds[kind] = tuple(sorted(words, key=len, reverse=True))
        else:
            said = next((kinds[kind] for kind in _EVERYBODY if kind in kinds), "")
            self._people = frozenset(said.split(", ")) | lexicon.words("people")

    def may_be(self, plain: Plain, clues: int) -> bool:
        """Whether a word is there by which either may be told."""
        if clues & self.clues:
            return True
        if self._language == "zh" and _NONE.search(plain.text):
            return True
        told = self._language == "ja" and "も" in plain.keys and _FILLED.search(plain.text)
        return bool(told)

    def found(
        self, reading: Reading, plain: Plain, clues: int, asked: Sequence[Segment]
    ) -> Iterator[Finding]:
        """`asked`: the segments that ask for something."""
        if self._language == "ja":
            yield from _filled(reading)
        if self._things.solid:
            yield from self._none_left(reading, asked)
            yield from self._none_there(reading, asked)
        shots = self._things.solid and len(late(_SHOT).findall(reading.prompt)) > 1
        if shots or not clues & self._has_nobody:
            return
        bare = self._without_anybody(reading, plain, asked)
        for each in asked if bare else ():
            if bare and each.start > bare[1] and self._acts(reading, each, "人"):
                yield asks_for_both(reading, bare, (each.start, each.end))

    def _without_anybody(
        self, reading: Reading, plain: Plain, asked: Sequence[Segment]
    ) -> Span | None:
        """Where it is said that nobody is there; not of others, and not of what is so already."""
        for said in filter(plain.text.__contains__, self._nobody):
            at, phrase = plain.text.index(said), said.strip(" ")
            start, end = plain.span(at, at + len(said))
            inside = next((each for each in asked if each.start <= start < each.end), None)
            told = " " in phrase or bool(inside is not None and inside.verb and _ends(reading, end))
            if told and phrase in self._empty and inside is not None:
                told = not self._places.isdisjoint(inside.target.split())  # and not the glass
            if self._things.solid:
                told = inside is not None and not self._others(reading, inside)
            if told and (self._things.solid or self._alone(plain, at)):
                return (inside.start if inside else start), end
        return None

    def _alone(self, plain: Plain, at: int) -> bool:
        before = plain.text[:at].replace(".", "|").rpartition("|")[2].split()[-_NEAR:]
        after = plain.text[at:].split()[:_NEAR]
        ends = next((n for n, word in enumerate(after) if word in (",", ".", ";")), len(after))
        return self._away.isdisjoint(before) and self._away.isdisjoint(after[:ends])

    def _others(self, reading: Reading, segment: Segment) -> bool:
        said = reading.prompt[segment.start : segment.end].lower()
        return any(word in said for word in self._away)

    def _none_left(self, reading: Reading, asked: Sequence[Segment]) -> Iterator[Finding]:
        """`把菜市场里的人全部去掉，让摊贩…`: all of a kind go, and one of it acts."""
        for gone in asked:
            if gone.verb not in self._removing or not self._things.hears(
                self._all_of, reading, gone
            ):
                continue
            kind = self._kind_of(self._things.of(self._things.named(gone)).removesuffix("都"))
            if not kind or self._others(reading, gone):
                continue
            for each in asked:
                if each.start > gone.start and self._acts(reading, each, kind):
                    message = f"removes {quoted(reading, (gone.start, gone.end), gone.target)}"
                    message += f" and still asks for {quoted(reading, (each.start, each.end))}"
                    yield finding("RMX302", joined(gone, each), message, HINT)

    def _none_there(self, reading: Reading, asked: Sequence[Segment]) -> Iterator[Finding]:
        """`桥上一个人都不要有，再让桥上挤满游客`: none of a kind, and some of it all the same."""
        none = _NONE.search(reading.prompt) if self._language == "zh" else None
        if none is None:
            return
        kind = none["one"] or none["any"] or "人"
        names = [kind, *self._kinds.get(kind, ())] if kind != "人" else self._kinds[kind]
        away = _clause(reading.prompt, none.start())
        for each in asked:
            said = reading.prompt[each.start : each.end]
            if each.start < none.end() or each.verb == "remove" or _ALTERS.search(said):
                continue
            there = any(
                len(name) > 1 and name in said and f"{name}的" not in said for name in names
            )
            there = there or (len(kind) == 1 and kind != "人" and kind in said)
            if there and not any(word in away + said for word in self._away):
                yield asks_for_both(reading, none.span(), (each.start, each.end))

    def _kind_of(self, noun: str) -> str:
        """Which kind goes; none where it is told apart by more than its place: 戴帽子的人."""
        if noun in self._kinds:
            return noun
        kind = next((kind for kind in self._kinds if noun.endswith(kind)), "")
        before = noun.removesuffix(kind).removesuffix("的")
        return kind if kind and before.endswith(_PLACED) else ""

    def _acts(self, reading: Reading, each: Segment, kind: str) -> bool:
        """Whether somebody who is known is asked to do something: `haz que el cocinero …`."""
        if each.verb in self._removing or (each.verb == "add" and self._things.solid):
            return False
        if self._things.solid:
            return self._is_of(reading.prompt[each.start : each.end], kind)
        words = words_of(reading, each)
        at = next((at for at, word in enumerate(words[:_FEW]) if word in self._definite), _FEW)
        who = words[at + 1 : at + 2] if len(words) > at + 2 else []  # and not the last word
        return any(self._is_somebody(word) for word in who)

    def _is_somebody(self, word: str) -> bool:
        """Rettungsschwimmer, too: a German word by its end."""
        if word in self._people or singular(word) in self._people:
            return True
        ends = range(_JOINT, len(word) - _JOINT) if self._language == "de" else ()
        return any(word[at:] in self._people for at in ends)

    def _is_of(self, said: str, kind: str) -> bool:
        if self._language == "ja":
            name = next((name for name in self._kinds[kind] if said.startswith(name)), "")
            after = said[len(name) :].removeprefix("さん").removeprefix("たち")
            return bool(name) and after.startswith(_MARKS)
        while first := next((word for word in _BEGINS if said.startswith(word)), ""):
            said = said.removeprefix(first)
        name = next((name for name in self._kinds[kind] if said.startswith(name)), "")
        return bool(name) and not said.startswith(_OF_IT, len(name))


def _filled(reading: Reading) -> Iterator[Finding]:
    """None of a kind shall be seen, and all is full of it."""
    if both := _FILLED.search(reading.prompt):
        message = f"asks for {quoted(reading, both.span('none'))} and for {quoted(reading, both.span('fill'))}"
        yield finding("RMX302", both.span(), message, HINT)


def _rarest(phrase: str) -> str:
    return max(phrase.split(), key=len)


def _ends(reading: Reading, end: int) -> bool:
    """Whether a demand ends here: `make the square deserted`, not `the deserted square`."""
    after = reading.prompt[end:].lstrip()
    return not after or not after[0].isalpha() or after.split()[0].lower().strip(",.;!") in _BEHIND
