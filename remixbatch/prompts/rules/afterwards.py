"""What a prompt removes, and lets do something all the same by a pronoun: `entferne die Kerzen und lass sie heller brennen`."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from remixbatch.prompts.finding import Finding, finding
from remixbatch.prompts.late import lazy
from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.reading import Reading, Segment
from remixbatch.prompts.rules.things import HINT, Things, joined, quoted, words_of

# Articles by which a German pronoun may take up a noun, and those of Spanish, one or several.
_SIE, _ES, _IHN = (
    ("die", "alle", "sämtliche", "beide", "diese"),
    ("das", "dieses"),
    ("den", "diesen"),
)
_GERMAN = {"sie": _SIE, "es": _ES, "ihn": _IHN}
_MANY, _ONE = ("los", "las", "todos", "todas", "esos", "esas"), ("el", "la", "al", "ese", "esa")
_OBJECTS = frozenset((*_MANY, *_ONE, "un", "una", "unos", "unas", "su", "sus", "se"))
_LETS = {
    "zh": lazy(
        "^(?:并且?|再|然后|同时|请|又|而且|接着)*(?:让|使|叫|令)(他们|她们|它们|他|她|它)(?![的们身])"
    ),
    "ja": lazy(
        "^(?:そして|それから)?(それら|それ|彼ら|彼女ら|彼女たち|彼|彼女)[をにが](?!加|足|代|替)"
    ),
}
_PEOPLE = ("他", "她", "彼")
_BEINGS = lazy(
    "(?:[人手者员員師师生兵客童孩友民警僧侣们達犬狗猫鸟鳥马馬牛羊鱼猴鸽鳩婆爷奶妈爸姐妹哥弟女男]|たち|子ども|子供|踊り子|女の子|男の子"
    "|[孩鸽兔狮猴男女燕豹驴]子|ダンサー|シンガー|ドラマー|ランナー|サーファー|プレーヤー|ピエロ|バンド)$"
)
_OTHERS = lazy("背景|后面|其他|别的|多余|ほか|他の|背後|後ろ|余計")


class Afterwards:
    """RMX302 of these in Spanish, German, Chinese and Japanese; English is in `gone`. For prompts that remove something."""

    def __init__(self, lexicon: Lexicon, things: Things) -> None:
        self._things = things
        self._language = lexicon.language
        self.speaks = self._language != "en"
        self._removing = lexicon.words("rules/remove")
        self._causing = lexicon.words("rules/lets")
        self._by_itself = lexicon.words("rules/by_itself")
        self._human = lexicon.words("rules/human")
        self._beings = lexicon.words("rules/beings")

    def found(self, reading: Reading, asked: Sequence[Segment]) -> Iterator[Finding]:
        """`asked`: the segments that ask for something. Only what stands next to each other: else `they` may be others."""
        for gone, each in pairwise(asked):
            if gone.verb in self._removing and self._acts(reading, gone, each):
                message = f"removes {quoted(reading, (gone.start, gone.end), gone.target)}"
                message += f" and still asks for {quoted(reading, (each.start, each.end))}"
                yield finding("RMX302", joined(gone, each), message, HINT)

    def _acts(self, reading: Reading, gone: Segment, each: Segment) -> bool:
        if self._things.solid:
            return self._in_signs(reading, gone, each)
        words, target = words_of(reading, each), words_of(reading, gone)[1:]
        if words[:1] in (["y"], ["und"]):
            words = words[1:]
        if not words or words[0] not in self._causing:
            return False
        return (self._german if self._language == "de" else self._spanish)(words, target)

    def _german(self, words: Sequence[str], target: Sequence[str]) -> bool:
        """`lass sie heller brennen`: of an article that agrees."""
        if len(words) < 3 or not target or target[0] not in _GERMAN.get(words[1], ()):
            return False
        return words[-1].endswith("n") and self._can(words[-1], target)

    def _spanish(self, words: Sequence[str], target: Sequence[str]) -> bool:
        """`haz que ardan con más fuerza`: several, as what goes, and nobody else named behind the verb."""
        if len(words) < 3 or words[1] != "que" or words[2] in _OBJECTS:
            return False
        articles = _MANY if words[2].endswith("n") else _ONE
        if target[:1] == ["a"]:
            target = target[1:]
        named = bool(target) and target[0] in articles
        return named and _OBJECTS.isdisjoint(words[3:4]) and self._can(words[2], target)

    def _can(self, verb: str, target: Sequence[str]) -> bool:
        """Whether what goes can do this: things do not smile."""
        if verb in self._by_itself:
            return False
        return verb not in self._human or not self._beings.isdisjoint(target[:3])

    def _in_signs(self, reading: Reading, gone: Segment, each: Segment) -> bool:
        said = reading.prompt[each.start : each.end]
        lets = _LETS[self._language].match(said)
        away = reading.prompt[gone.start : gone.end]
        if lets is None or _OTHERS.search(away):
            return False
        human = lets[1].startswith(_PEOPLE) or any(word in said for word in self._human)
        noun = re.sub(
            "(?:全部|全都|都|统统|全員|全部|すべて|みんな|全て)$",
            "",
            self._things.of(self._things.named(gone)),
        )
        return not human or bool(_BEINGS.search(noun))
