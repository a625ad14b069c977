"""A camera that is to stand still, and to move all the same."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from remixbatch.prompts.finding import Finding, finding
from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.plain import SOLID, Plain, Span
from remixbatch.prompts.reading import Reading
from remixbatch.prompts.rules.things import HINT, quoted

_NEAR = 3  # words between a camera and what locks it
_MARKS = (",", ".", ";", "!", "and", "but", "y", "pero", "und", "aber", "-", "–", "—")
_DOING = ("ando", "iendo", "ándose", "iéndose")
_LOCKED = {
    "zh": "(?:镜头|机位|相机|摄像机|摄影机)(?:完全|始终|保持|一直|全程)*(?:固定|不动|锁定|锁死|静止)"
    "|(?:固定|锁定|锁死)(?:住)?(?:镜头|机位|相机|摄像机)",
    "ja": "(?:カメラ|アングル|視点)(?:は|を|が)?(?:完全に|ずっと|常に|しっかり|一切|絶対に|全く|まったく)?(?:固定|静止|動かさ(?:ず|ない)?|止め)|固定カメラ",
}
# A clause that begins with what a camera does: no one else is named before it.
_MOVES = {
    "zh": "(?:^|[，。；,;])(?:[并且但又让]|同时|但是|镜头|机位|相机|摄像机|慢慢|缓缓|缓慢|快速|地)*"
    "(?:[向往朝][左右上下前后])?(?:摇(?![了晃动摆滚])|平移|横移|推近|推进|拉远|推向|环绕|跟拍|[绕围]着[^，。]{1,8}[转拍走])",
    "ja": "[、。](?:でも|かつ|同時に|カメラは|カメラを)*(?:ゆっくり|素早く|少しずつ)?と?"
    "(?:[右左上下横前](?:方向)?[にへ])?(?:ゆっくり)?(?:(?:パン|ティルト)(?:[しさす。、]|ダウン|アップ|$)|ドリー|回り込)",
}
_LATER = re.compile("后|然后|接着|直到|最后|先|不要|别|その後|後に|次に|最後に|てから|まで|ない|ず")


class Still:
    """RMX302 of a camera, in one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._language = lexicon.language
        self._solid = self._language in SOLID
        self._camera = lexicon.words("rules/cam_words")
        self._lock = lexicon.words("rules/cam_lock")
        self._go = lexicon.words("rules/cam_go")
        self._way = lexicon.words("rules/cam_way")
        self._definite = lexicon.words("rules/the")
        self._after = lexicon.words("rules/cam_after")
        self._keys = frozenset("镜机像カア視固") if self._solid else self._lock

    def may_be(self, plain: Plain) -> bool:
        """Whether something is locked, and something moves as a camera does."""
        if self._keys.isdisjoint(plain.keys):
            return False
        return self._solid or not self._go.isdisjoint(plain.keys)

    def found(self, reading: Reading, plain: Plain) -> Iterator[Finding]:
        both = self._in_signs(plain) if self._solid else self._in_words(plain)
        if both:
            said = f"{quoted(reading, both[0])} and {quoted(reading, both[1])}"
            yield finding("RMX302", (both[0][0], both[1][1]), f"asks for both {said}", HINT)

    def _in_signs(self, plain: Plain) -> tuple[Span, Span] | None:
        locked = _compiled(_LOCKED[self._language]).search(plain.text)
        moves = locked and _compiled(_MOVES[self._language]).search(plain.text, locked.end())
        if not locked or not moves or _LATER.search(plain.text, locked.end(), moves.end()):
            return None
        return locked.span(), (moves.start() + 1, moves.end())

    def _in_words(self, plain: Plain) -> tuple[Span, Span] | None:
        words = plain.words
        for at, word in enumerate(words):
            near = range(max(0, at - _NEAR), min(len(words), at + _NEAR + 1))
            if word in self._lock and any(words[place] in self._camera for place in near):
                moves = self._moves(words, at + 1)
                if moves:
                    start, end = moves
                    if self._after.isdisjoint(words[max(0, at - _NEAR) : end]):
                        return plain.places(at, at + 1), plain.places(start, end)
                return None
        return None

    def _moves(self, words: Sequence[str], start: int) -> tuple[int, int] | None:
        """A clause of what a camera does, and how: "and *pan slowly to the right*"."""
        marks = [at for at in range(start, len(words)) if words[at] in _MARKS]
        for at in marks:
            first = at + 1
            while first < len(words) and words[first] in self._way and words[first] not in self._go:
                first += 1
            if first < len(words) and words[first] in self._go:
                if at > marks[0] and words[first].endswith(_DOING):
                    continue  # "la cámara quieta; el ciclista, siguiendo al perro"
                after = words[first + 1 : first + 2]
                own = self._way - self._definite  # not "orbit the moon"
                camera = not self._camera.isdisjoint(words[first + 2 : first + 3])
                if not after or camera or after[0] in own or after[0] in _MARKS:
                    return at + 1, first + 1
        return None


@cache
def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(expression)
