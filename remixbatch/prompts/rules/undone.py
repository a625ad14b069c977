"""What a prompt wants gone, or left as nobody made it, and deals with all the same, where words tell it by their form.

Chinese, Japanese: all of a kind go, and one of them is spoken of, though no blank says where its name begins.
German: "ungeschminkt" beside "schmink ihn".
"""

import re
from collections.abc import Iterator, Sequence

from remixbatch.prompts.finding import Finding, finding
from remixbatch.prompts.late import lazy
from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.plain import Span
from remixbatch.prompts.reading import Reading, Segment
from remixbatch.prompts.rules.things import HINT, Things, asks_for_both, joined, quoted, words_of

_STEM = 4  # letters of a verb that are enough to know it by
_CLEAR = 2  # signs of a name that is not a part of another one
_EACH = "每"
_MEASURED = lazy("^[那这][个只棵张座把条辆块顶面扇盏]?")
# How what is gone is used: 在桥上…, 把胡子编成…; 橋の上に….
_USED = {
    "zh": "(?:再|然后|请|并|接着)*(?:在?{0}子?(?:上|里|中|下|顶)(?!的)|(?:把|将){0}子?(?![子的上里中下旁]))",
    "ja": "{0}の(?:上|中|下)に",
}
# All sound goes, and what is done to one of them all the same.
_SILENT = {
    "zh": lazy("(?:^|把|将|所有|全部)(?:的)?声音(?:都|全|完全|彻底)*(?:关|消|去|静)|静音|消音"),
    "ja": lazy(
        "^(?:完全に|全部|すべて)?(?:音|音声|サウンド|オーディオ)[をはも]?(?:完全に|すべて|全て|全部|一切|丸ごと)*(?:消|無|なく|オフ|カット|ミュート)"
        "|無音(?!から|の|で始)|音を(?:出さ|鳴らさ)(?:ず|ない)|^(?:全体を?)?(?:完全に)?(?:ミュート|消音)"
    ),
}
# All of it, from beginning to end, and what is to be heard: 全程静音，再配上口哨声.
_MUTE = lazy(
    "(?:全程|完全|彻底|全片|整段|始终|从头到尾)(?:都|保持)?(?:静音|无声|消音|没有声音|不要声音|不要有声音)"
)
_SOUNDS = lazy(
    "[加配放添响播](?:上|入|进|起|放|出)?[^，。换替]{0,8}(?:声|音乐|曲|歌|旁白|锣鼓|鼓点)|很响|响亮|响起"
)
_LOUDER = {
    "zh": lazy("声[^，。]{0,6}(?:大|响|加强|调高)"),
    "ja": lazy(
        "[音声](?:量)?[をはも](?:もっと|もう少し|もうちょっと|より|少し)*(?:大き|上げ|強|小さ|下げ|響)"
    ),
}
# What is not to be done to a thing, and the state that comes of it: 氷を溶かさずに、溶けた状態に.
_NOT_DONE = lazy(
    "([^をはがに、。]{1,12})[をはも](?:一切|絶対に?|まったく|全く|決して)?([一-龠])[^をはが、。一-龠]{0,4}(?:ず|ないで|ないまま)に?、"
)
_CAME_OF_IT = (
    "(?:その)?(?:{0}[をはが])?[^をはが、。]*{1}[^、。をはが一-龠]{{0,3}}[ただ](?:状態|姿|様子|{0})"
)
# A thing, how it is, and the same thing once more.
_IN_A_STATE = lazy(
    "[^、。]{0,4}(?:状態|まま)で?、?(?:その)?([^をはがに、。]{1,10})[をはが][^をはが、。]*"
)
_BEFORE = 16  # characters that a thing is named in before its state
_SOUNDING = lazy("(?:響か|鳴ら|鳴り響か|奏で|歌わ)(?:せ|し|て)")
_ANEW = ("换", "替", "恢复", "还原", "原来", "新的", "新しい", "あった", "跡")


class Undone:
    """RMX302 of these kinds, in one language."""

    def __init__(self, lexicon: Lexicon, things: Things) -> None:
        self._solid = things.solid
        self._language = lexicon.language
        self.speaks = self._solid or self._language == "de"
        self._removing = lexicon.words("rules/remove")
        self._all_of = lexicon.words("rules/all_of")
        self._rest = lexicon.words("rules/rest") - self._all_of
        self._clears = lexicon.words("rules/clears")
        self._things = things

    def found(self, reading: Reading, asked: Sequence[Segment]) -> Iterator[Finding]:
        """`asked`: the segments that ask for something."""
        if self._solid:
            yield from self._used(reading, asked)
            yield from self._all_gone(reading, asked)
            yield from self._heard(reading, asked)
            if self._language == "ja":
                yield from self._done(reading)
        elif self._language == "de":
            yield from self._left(reading)

    def _all_gone(self, reading: Reading, asked: Sequence[Segment]) -> Iterator[Finding]:
        for gone in asked:
            if gone.verb not in self._removing or self._things.hears(self._rest, reading, gone):
                continue
            noun = self._noun(gone.target)
            everything = self._things.hears(self._all_of, reading, gone)
            for each in asked:
                if each is gone or each.verb in self._removing or not noun:
                    continue
                said = reading.prompt[each.start : each.end].lower()
                if each.start > gone.start and self._speaks(said, noun, everything=everything):
                    message = f"removes {quoted(reading, (gone.start, gone.end), gone.target)}"
                    message += f" and still asks for {quoted(reading, (each.start, each.end))}"
                    yield finding("RMX302", joined(gone, each), message, HINT)

    def _used(self, reading: Reading, asked: Sequence[Segment]) -> Iterator[Finding]:
        """`把桥删掉，在桥上放一辆车`; not what is put where it was."""
        for gone in asked:
            if gone.verb not in self._removing or self._things.hears(self._clears, reading, gone):
                continue
            noun = _MEASURED.sub("", self._things.named(gone))
            if not noun or "的" in noun or "の" in noun:
                continue
            noun = noun if len(noun) <= _CLEAR - 1 else noun.removesuffix("子")
            used = re.compile(_USED[self._language].format(re.escape(noun)))
            for each in asked:
                said = reading.prompt[each.start : each.end]
                other = each.verb in ("remove", "replace") or any(word in said for word in _ANEW)
                if each.start > gone.start and not other and used.match(said):
                    message = f"removes {quoted(reading, (gone.start, gone.end), gone.target)}"
                    message += f" and still asks for {quoted(reading, (each.start, each.end))}"
                    yield finding("RMX302", joined(gone, each), message, HINT)

    def _heard(self, reading: Reading, asked: Sequence[Segment]) -> Iterator[Finding]:
        """`音は完全に消して。波の音はもっと大きくして`."""
        said = [(each, reading.prompt[each.start : each.end]) for each in asked]
        told = [(each, reading.prompt[each.start : each.end]) for each in reading.segments]
        gone = next((one for one, words in told if _SILENT[self._language].search(words)), None)
        if self._language == "zh":
            yield from self._sounds(reading, said)
        for each, words in said:
            if gone and each.start > gone.start and self._sounds_all_the_same(words):
                message = (
                    f"silences all, and still asks for {quoted(reading, (each.start, each.end))}"
                )
                yield finding("RMX302", joined(gone, each), message, HINT)

    def _sounds_all_the_same(self, words: str) -> bool:
        louder = _LOUDER[self._language].search(words) is not None
        return louder or (_SOUNDING.search(words) is not None and "だけ" not in words)

    def _sounds(self, reading: Reading, said: Sequence[tuple[Segment, str]]) -> Iterator[Finding]:
        """`全程静音，再配上欢快的口哨声`; `said`: each segment with its words."""
        mute = _MUTE.search(reading.prompt)
        for each, words in said:
            if mute and each.start >= mute.end() and _SOUNDS.search(words):
                yield asks_for_both(reading, mute.span(), (each.start, each.end))

    def _done(self, reading: Reading) -> Iterator[Finding]:
        """`かき氷を溶かさずに、すっかり溶けた状態に`: the same sign begins both verbs."""
        for told in _NOT_DONE.finditer(reading.prompt):
            thing, stem = map(re.escape, told.groups())
            done = re.compile(_CAME_OF_IT.format(thing, stem)).match(reading.prompt, told.end())
            if done is not None:
                spans = told.span(), done.span()
                message = f"asks for {quoted(reading, spans[1])} against its own {quoted(reading, spans[0])}"
                yield finding("RMX302", (told.start(), done.end()), message, HINT)

    def _noun(self, target: str) -> str:
        return self._things.of(target).removesuffix("都").strip("的")

    def _speaks(self, said: str, noun: str, *, everything: bool) -> bool:
        """Whether one of what is gone is spoken of: `その犬に`, `左边的行人挥手`, `每盏灯都`."""
        if self._language == "ja":
            marked = any(f"{noun}{mark}" in said for mark in ("を", "に", "が", "は", "の"))
            placed = said.startswith(noun) or any(f"{mark}{noun}" in said for mark in ("の", "い"))
            return f"その{noun}" in said or (everything and marked and placed)
        each = said.find(_EACH)
        if each >= 0 and noun[0] in said[each + 1 : each + 3]:
            return everything
        ends = everything and len(noun) >= _CLEAR and noun in said
        return ends or f"那只{noun}" in said or f"那个{noun}" in said

    def _left(self, reading: Reading) -> Iterator[Finding]:
        """`lass das Boot unlackiert und lackiere es`."""
        told = [(each, words_of(reading, each)) for each in reading.segments]
        for bare, words in told:
            stems = [stem for word in words[1:] if (stem := _undone(word))]
            for each, said in told:
                if each is bare or not stems or not said or each.start < bare.start:
                    continue
                if any(_does(stem, said[0]) or _does(stem, said[-1]) for stem in stems):
                    yield asks_for_both(reading, (bare.start, bare.end), (each.start, each.end))


def _undone(word: str) -> str:
    """ungeschminkt: schmink; "" where a word is no such participle."""
    if not word.startswith("un") or not word.endswith(("t", "en")):
        return ""
    stem = word[2:].removeprefix("ge").removesuffix("t").removesuffix("en").removesuffix("e")
    return stem if len(stem) >= _STEM else ""


def _does(stem: str, verb: str) -> bool:
    """schmink: schminke, schminken; not schminktisch."""
    return verb.startswith(stem) and verb[len(stem) :] in ("", "e", "en", "t", "n", "st")


def stated_again(prompt: str, first: Span, second: Span) -> bool:
    """門を閉めきった状態で、その門を全開にする: the same thing is named between two states of it."""
    again = _IN_A_STATE.fullmatch(prompt, first[1], second[0])
    return again is not None and again.group(1) in prompt[max(0, first[0] - _BEFORE) : first[0]]
