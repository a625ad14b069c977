"""A camera that is to stand still, and to move all the same."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import compress, count

from remixbatch.prompts.finding import Finding, finding
from remixbatch.prompts.late import lazy
from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.plain import SOLID, Plain, Span
from remixbatch.prompts.reading import Reading, Segment
from remixbatch.prompts.rules.clues import Clues
from remixbatch.prompts.rules.things import HINT, joined, quoted, words_in, words_of

_NEAR = 3  # words between a camera and what locks it
_LED = 9  # words up to the camera: "I would also like it to circle …"
_NOT = frozenset({"not", "never", "second", "end", "first"})
_NEVER = frozenset({"not", "never", "no", "don't", "without", "mustn't", "shouldn't", "cannot"})
_MOVING = frozenset({"move", "moves", "moving", "movement", "budge", "budges", "stir"})
_HELD = _MOVING | {"still"}
_IT = frozenset({"camera", "it"})
_INTO = frozenset({"in", "out", "back"})
# What is said before a move, and the moves that nobody but a camera makes.
_FILLING = frozenset(
    {"i", "we", "would", "like", "want", "also", "i'd", "we'd", "to", "should"}
) | {
    *("must", "let", "have", "make", "the", "and", "but", "yet", ":", "full", "a", "please", "can"),
    *("needs", "has", "is", "be", "while", "then", "quickly"),
}
_WAY = frozenset({"slowly", "smoothly", "gently", "steadily", "constantly", "gradually"})
_ONLY = frozenset({"orbit", "orbits", "circle", "circles", "pan", "pans", "dolly", "dollies"}) | {
    *("truck", "trucks", "crane", "cranes", "tilt", "tilts", "track", "tracks", "whip-pan"),
}
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
_LATER = lazy("后|然后|接着|直到|最后|先|不要|别|その後|後に|次に|最後に|てから|まで|ない|ず")


class Still:
    """RMX302 of a camera, in one language."""

    def __init__(self, lexicon: Lexicon, clues: Clues) -> None:
        self._language = lexicon.language
        self._solid = self._language in SOLID
        self._camera = lexicon.words("rules/cam_words")
        self._lock = lexicon.words("rules/cam_lock")
        self._go = lexicon.words("rules/cam_go")
        self._way = lexicon.words("rules/cam_way")
        self._definite = lexicon.words("rules/the")
        self._after = lexicon.words("rules/cam_after")
        self._english = self._language == "en"
        self._goes = lexicon.words("rules/cam_goes")
        self._way |= _WAY if self._english else frozenset()
        # Something is locked, or never moves, and something moves as a camera does.
        locked = clues.bit("镜机像カア視固" if self._solid else self._lock)
        held = clues.bit(_HELD if self._english else ())
        self.clues = locked | held  # without one of these, nothing of it is there
        self._is_locked = locked | (0 if self._solid else clues.bit(self._go | self._goes))
        self._is_held = held | clues.bit(self._camera) | clues.bit(self._goes)

    def may_be(self, clues: int) -> bool:
        """Whether words are there by which it may be told."""
        locked = clues & self._is_locked == self._is_locked
        return locked or clues & self._is_held == self._is_held

    def found(self, reading: Reading, plain: Plain) -> Iterator[Finding]:
        both = self._in_signs(plain) if self._solid else self._in_words(plain)
        both = both or (self._in_segments(reading) if self._english else None)
        if both:
            said = f"{quoted(reading, both[0])} and {quoted(reading, both[1])}"
            yield finding("RMX302", (both[0][0], both[1][1]), f"asks for both {said}", HINT)

    def _in_signs(self, plain: Plain) -> tuple[Span, Span] | None:
        locked = _compiled(_LOCKED[self._language]).search(plain.text)
        moves = locked and _compiled(_MOVES[self._language]).search(plain.text, locked.end())
        if not locked or not moves or _LATER.search(plain.text, locked.end(), moves.end()):
            return None
        return locked.span(), (moves.start() + 1, moves.end())

    def _in_segments(self, reading: Reading) -> tuple[Span, Span] | None:
        """One of them holds the camera, the other is a move of it: "tripod shot, *camera circles the dancer*"."""
        told = [(each, words_of(reading, each)) for each in reading.segments]
        held = [(at, *one) for at, one in enumerate(told) if self._holds(*one)]
        for at, still, before in held:
            for place, (each, words) in enumerate(told):
                said = words_in(reading, *joined(still, each))
                if place == at or not self._after.difference(_NOT).isdisjoint(said):
                    continue
                near = place == at + 1 and ("on" not in before or "tripod" in before)
                if _NEVER.isdisjoint(words) and self._moves_it(each, words, before, near=near):
                    one, other = sorted(((still.start, still.end), (each.start, each.end)))
                    return one, other
        return None

    def _holds(self, each: Segment, words: Sequence[str]) -> bool:
        """`lock the camera off`, `the camera stays perfectly still`, `don't move the camera`, `tripod shot`."""
        if self._camera.isdisjoint(words) or each.kind == "aside" or "now" in words:
            return False
        if _NEVER.isdisjoint(words):
            return not self._lock.isdisjoint(words) or "still" in words
        return not _MOVING.isdisjoint(words)

    def _moves_it(
        self, each: Segment, words: Sequence[str], held: Sequence[str], *, near: bool
    ) -> bool:
        """Whether a camera moves: "it should circle the table", "orbit the statue". `near`: it can only be that."""
        at = next((at for at, word in enumerate(words[:_LED]) if word in _IT), -1)
        if at < 0:
            moves = words[0] in _ONLY or (words[0] == "zoom" and "zoom" in held)
            moves = moves or (words[0] in self._go and words[1:2] != [] and words[1] in _INTO)
            marks = words[0] == "circle" and "in" in words  # `circle the logo in red`
            others = marks or "around" in words[2:]  # `orbit the moon around the planet`
            return moves and each.verb == "camera" and not others
        if not _FILLING.issuperset(words[:at]) or not (near or words[at] == "camera"):
            return False
        skipped = (self._way | _FILLING) - self._goes
        rest = [word for word in words[at + 1 :] if word not in skipped]
        return bool(rest) and rest[0] in self._goes

    def _in_words(self, plain: Plain) -> tuple[Span, Span] | None:
        words = plain.words
        for at in compress(count(), map(self._lock.__contains__, words)):
            if not self._camera.isdisjoint(words[max(0, at - _NEAR) : at + _NEAR + 1]):
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
