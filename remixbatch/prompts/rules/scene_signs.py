"""A scene as a list in Chinese or Japanese: where it is, who does what, how it is filmed.

"雨后的胡同，一对老夫妻撑着伞走过，檐角滴着水，小猫探出头来，35mm胶片": nobody's clip is changed by that.
"""

import re
from collections.abc import Collection, Sequence

from remixbatch.prompts.late import late
from remixbatch.prompts.lexicon import Lexicon

# Where, who and what happens, in Japanese, and behind that how it is filmed.
_TOLD_THERE = r"[^、。をはがに]{3,20}(?:で|には|に)?、[^、。をは]{1,20}(?:が|、)[^。]{8,80}(?:[うくぐすつぬぶむる])。([^。]{4,40})。?$"
_ASKED = r"くださ|下さ|ほし|欲し|お願い|まま|変え|変更|替え|消|[てで](?:。|$)|[にへ](?:。|$)|よう"
# A place and a time, or a place that somebody goes through, and a sentence of what somebody does there.
_PLACED = r"(?:[^、。をがはも]{3,20}。|[^、。がは]{3,24}[をでに]、)"
_DOES = r"が[^。]*[うくぐすつぬぶむる](?:。|$)"
_OPENS = r"(?:[^、。をはがも]|が(?=り)){3,20}、[^、。は]{1,30}が[^。]*[うくぐすつぬぶむる]$"
_FINITE = r"(?:が|カメラ).*[うくぐすつぬぶむる]$"
_BARE = r"[^をはがに]{4,}$"
_FILMED = (
    *("撮影", "カメラ", "レンズ", "旋律", "の音", "ピアノ", "チェロ", "反射", "光", "日差し"),
    *("ショット", "アングル", "質感", "調", "曲"),
)
# What somebody or something does, in Chinese, beside the verbs that a list has.
_DOING = r"缓缓|慢慢|徐徐|静静|袅袅|随风|[^，。]着[^，。]|从[^，。]{1,8}[出来]|(?:拂|拍打|驶|滴|升腾|响|由[远近]及[远近]|传来)"
_FILM = r"(?:感|质感|镜头|配乐|胶片|颗粒|长焦|广角|浅景深|景深|柔光|暖光|逆光|色调|运镜|跟拍|慢动作|[0-9]mm(?:胶片)?|4k|8k)$|^镜头[^的把]*[移推拉摇跟升降进近远]$"
_GIVES = ("给", "请", "加", "去", "删", "改", "换", "整体", "全")
_PIECES, _SIGNS, _PLACE, _WAY = 4, 28, 14, 10  # pieces, signs in all, of the place, of how
_ACTS = 2


class SceneInSigns:
    """The rule in one of the two; never true of others."""

    def __init__(
        self,
        lexicon: Lexicon,
        shots: Collection[str],
        terms: Collection[str],
        acts: Collection[str],
    ) -> None:
        """`shots`, `terms`: words of film; `acts`: what somebody does."""
        self._language = lexicon.language
        self._shots, self._filmed, self._acts = shots, {*shots, *terms}, acts
        self._before = lexicon.words("rules/seen_before")

    def tells(self, text: str) -> bool:
        """Whether a prompt is such a list."""
        bare = text.strip()
        if len(bare) < _SIGNS:
            return False
        if self._language == "ja":
            return late(_ASKED).search(bare) is None and self._told_in_japanese(bare)
        return self._language == "zh" and self._told_in_chinese(bare)

    def _told_in_japanese(self, text: str) -> bool:
        """早朝の市場で、親子が氷を砕き、汁を配っている。手持ち撮影、雑踏の音。"""
        if told := late(_TOLD_THERE).match(text):
            how = told.group(1)
            if sum(word in how for word in self._filmed) + ("の音" in how) > 1:
                return True
        if self._is_told_in_sentences(text):
            return True
        before, _, how = text.rstrip("。").rpartition("。")
        if not before or late(_PLACED).match(before) is None or late(_DOES).search(before) is None:
            return False
        pieces = how.split("、")
        ways = sum(self._is_way(piece) for piece in pieces)
        return ways >= _ACTS and not any("を" in piece[-2:] for piece in pieces)

    def _is_told_in_sentences(self, text: str) -> bool:
        """雨上がりの渋谷、男が横断歩道を渡る。水たまりにネオンが映り、手持ちカメラが後を追う。"""
        first, *others = text.rstrip("。").split("。")
        if not others or late(_OPENS).match(first) is None:
            return False
        filmed = any(word in other for word in self._filmed for other in others)
        told = [late(_FINITE).search(other) is not None for other in others]
        return (
            filmed
            and told[0]
            and all(told[:-1])
            and (told[-1] or late(_BARE).match(others[-1]) is not None)
        )

    def _is_way(self, piece: str) -> bool:
        return piece.endswith(_FILMED) or any(word in piece for word in self._filmed)

    def _told_in_chinese(self, text: str) -> bool:
        if any(word in text for word in self._before):
            return False
        pieces = [piece.strip() for piece in re.split("[，、。；,;]", text) if piece.strip()]
        if len(pieces) < _PIECES or len(pieces[0]) > _PLACE or pieces[0].startswith(_GIVES):
            return False
        shown = pieces[0].startswith(tuple(self._shots))
        if not shown and ("的" not in pieces[0] or self._does(pieces[0])):
            return False
        return self._acted(pieces[1:]) >= _ACTS and any(
            len(piece) <= _WAY and late(_FILM).search(piece.lower()) for piece in pieces[2:]
        )

    def _acted(self, pieces: Sequence[str]) -> int:
        return sum(self._does(piece) for piece in pieces)

    def _does(self, piece: str) -> bool:
        return late(_DOING).search(piece) is not None or any(word in piece for word in self._acts)
