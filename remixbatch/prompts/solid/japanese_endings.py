"""Where a Japanese clause ends: at a verb, by its form and by what follows it.

The te-form and the stem join it to the next clause; the plain form ends a sentence, begins a purpose or a
time (ように, 時に), or belongs to the noun that follows.
"""

from collections.abc import Callable
from typing import Literal, NamedTuple

from remixbatch.prompts.late import lazy
from remixbatch.prompts.solid.cut import Cut

Forced = Literal["edit", "state", "preserve", "aside"]


class Ending(NamedTuple):
    """The end of a clause. `joint` says how the next is joined; None: only a request follows, up to a mark."""

    end: int
    joint: str | None
    forced: Forced | None = None  # what it makes of the clause, whatever its verb


_COMMAS = ("、", "，", ",")
_STILL = lazy(
    r"い(?:る|ます|た(?!だ)|ない|て)|る(?![\u3041-\u3096])|ある|あり|あっ|も(?!ら|いい|良い|大丈夫)"
)
_GOES_ON_SO = lazy(r"い(?:る|ます)(?:[。、]|$)")
_PLEASE = lazy(r"くだ|下さ|ほし|欲し|いただ|頂|もら|くれ|ちょう")
_ASKED = lazy(f"{_PLEASE.pattern}|[。！!\n]|$")
_ASK = lazy(
    r"\u3000|(?:いっ|き)て(?:くだ|下さ|ほし|欲し|いただ|頂|もら|[、。！!\n]|$)|くだ|下さ|ほし|欲し|いただ|頂|もら|くれ|ちょう|お[いき]|おく|み[てた]|しま|や[っり]|あげ"
    r"|[よね]|な(?:。|$)|[。！!？?\n]|$"
)
_STEM = lazy(r"[、，,。！!？?\n\u3000]|$|ま[すし]|た[いくら]|なさい|くだ|下さ|そう|ろ|直")
_WISH = lazy("と(?:いい|良い|嬉し|うれし|助か)|よう|ことに")
_SO = lazy("よう(?:に(?:して|し|する|お願い)|お願い)|感じ(?:に|で)(?:お願い|して|し|する|[。\n]|$)")
_WHILE = lazy(r"ながら|つつ")
_PLAIN = lazy(
    r"[、，,。！!？?\n\u3000」)）＋+]|$|[ねよ](?:[。！!\n]|$)|こと(?:[。はがを、\n]|です|でお|$)|の[がはを、]|のでは"
    r"|よう(?:、|。|$|に?お願い|に?頼|に(?:して|し|する)|な形)|べき|でしょう|つもり|だけ|感じ(?:[。にで]|$)"
)
_ASIDE = lazy(
    r"よう|ため|時[、に]|とき|際|間[、に]|あいだ|まで(?:の間|のあいだ)?|瞬間|場合|たび|くらい|ぐらい|ほど|ので|から|ことで(?!す|お)|ことによ"
    r"|前に|直前|かの|につれ|に従|にした|と、|タイミング"
)
_JOINS = lazy(
    r"[＆&]|と同時に|と(?:とも|共)に|だけで(?:は)?なく|のみならず|ほか|[う上]え?[でに、]|し、|のと"
    r"|こと(?:と(?![なし])、?|、)|(?:こと|の)に加えて?|一方で?|と(?:一緒|併せ|あわせ)|後[にで、]?|あと[にで、]?|前に、"
)
_AFTER = lazy(r"後[にで、]?|あと[にで、]?|ら|[う上]え?[で、]")
_NOUN = lazy(
    r"[、，,。！!？?\n\u3000・/()（）]|$|を?(?:お願い|希望|願|いただ|頂|よろしく|宜しく)|で(?:[、。\n]|$)|を(?:行|し|頼|実施|実行|加え)|後|のうえ|の上"
)
_MARK = lazy("[ \u3000]*(?:で?(?:[、。\n（]|$))")
_NAMED = lazy("[一-龠々a-z0-9]|[ァ-ヺー](?![ァ-ヺー])")  # 通行人削除
_FINAL = lazy("[。\n]|$")
_NOUN_AND = lazy(r"と(?!い)|および|及び|＆|&|[+＋]")
_NEGATED = lazy(r"で|よう|こと|[。、\n]|$|に")
_KEEPS = lazy(
    r"[でにをはも]?、?(?:して|し[、。]|する|残|維持|保|キープ|お願い|固定|使)|です|よう|[をがはのともなさ]"
)
# A clause after what stays, in one breath with it: 動きはそのまま車だけ赤くして.
_GOES_ON = lazy("(?:[でに]?[、，,。！？!?\n]|[^、，,。！？!?\n]*?(?:を|だけ|は|が))")
# What is done instead, in one breath with what is not done.
_NOT_BUT = lazy(
    "に?[^をはが、，。！？!?\n]{1,10}[てで](?:くだ|下さ|ほし|欲し|いただ|お|[。、\n]|$)"
)
# A stem with a noun right before it is a noun, too.
_CRAFTS = ("become:ren", "adjust:ren")
_COMPOUND = lazy("[ァ-ヺー一-龠][^、。]{1,3}(?:[、。]|$)")
_OBJECT = frozenset("をにのへもはで")  # what stands before a noun that is a verb: 背景を変更
# Verbs that say what goes on; they end a clause only at a mark, or where they are asked for.
_OF_WHAT_IS = frozenset(("appear", "wear", "turn", "vanish", "means"))


def ending(cut: Cut, text: str) -> Ending | None:
    """How a known word ends its clause, if it does."""
    name, _, form = cut.list.partition(":")
    if name in ("preserve", "neg"):
        return _kept(cut, text)
    if name == "exist":
        return Ending(cut.end, None, "edit" if _WISH.match(text, cut.end) else "state")
    if not form:
        return None
    if name in _OF_WHAT_IS and form in ("te", "ren"):
        return _of_what_is(name, form, cut, text)
    if name in _OF_WHAT_IS and form == "dict" and _SO.match(text, cut.end):
        return Ending(cut.end, None, "edit")  # 走るようにして
    return _BY_FORM[form](cut, text)


def _of_what_is(name: str, form: str, cut: Cut, text: str) -> Ending | None:
    mark = text.startswith(_COMMAS, cut.end)
    if name == "means":
        asked = not mark and (_ASK if form == "te" else _STEM).match(text, cut.end)
        return Ending(cut.end, None) if asked else None
    if form == "te":
        if _ASKED.match(text, cut.end) and name in ("appear", "wear"):
            return Ending(cut.end, None, "edit")  # 笑ってください
        if name in ("appear", "wear") and _GOES_ON_SO.match(text, cut.end):
            return Ending(cut.end, None, "state")
        return _te(cut, text) if mark or _ASK.match(text, cut.end) else None
    if name == "appear" and "は" in _clause(cut, text) and _COMPOUND.match(text, cut.start - 1):
        return None  # 生徒たちは居眠り
    return _stem(cut, text) if _STEM.match(text, cut.end) else None


def _te(cut: Cut, text: str) -> Ending | None:
    if _STILL.match(text, cut.end):
        return None
    if text.startswith("から", cut.end):
        return Ending(cut.end + 2, "te")
    return Ending(cut.end, None if _ASK.match(text, cut.end) else "te")


def _stem(cut: Cut, text: str) -> Ending | None:
    if (gap := _WHILE.match(text, cut.end)) is not None:
        return Ending(gap.end(), "while")
    if cut.list in _CRAFTS and _COMPOUND.match(text, max(0, cut.start - 1)):
        return None  # 太い輪郭線、ベタ塗り、…
    return Ending(cut.end, None) if _STEM.match(text, cut.end) else None


def _able(cut: Cut, text: str) -> Ending | None:
    """消せますか, but not ガラスは割れ、"""
    return Ending(cut.end, None) if text.startswith(("ます", "ませ"), cut.end) else None


def _dictionary(cut: Cut, text: str) -> Ending | None:
    if _PLAIN.match(text, cut.end):
        return Ending(cut.end, None)
    if (gap := _JOINS.match(text, cut.end)) is not None:
        return Ending(gap.end(), "te")
    if (gap := _ASIDE.match(text, cut.end)) is not None:
        end = gap.end() + text.startswith("に", gap.end())
        return Ending(end, "te", "aside")
    return None


def _past(cut: Cut, text: str) -> Ending | None:
    if text.startswith("いのと", cut.end):
        return Ending(cut.end + len("いのと"), "te")  # 金色にしたいのと、…
    gap = _AFTER.match(text, cut.end)
    if gap is None:
        return None
    happens = (
        gap.group() == "ら"
        or text[cut.start - 1] == "が"
        or cut.list in ("appear:past", "turn:past", "vanish:past")
    )
    return Ending(gap.end(), "te", "aside" if happens else None)


def _imperative(cut: Cut, text: str) -> Ending | None:
    return Ending(cut.end, None) if _ASK.match(text, cut.end) else None


def _noun(cut: Cut, text: str) -> Ending | None:
    if cut.start == 0 or text[cut.start - 1] in _COMMAS:
        return Ending(cut.end, None) if _FINAL.match(text, cut.end) else None  # 霧を足して、減速。
    if text[cut.start - 1] not in _OBJECT:
        named = _NAMED.match(text, cut.start - 1) is not None or text.endswith(
            "すべて", 0, cut.start
        )
        return Ending(cut.end, None) if named and _MARK.match(text, cut.end) else None
    if _NOUN.match(text, cut.end):
        return Ending(cut.end, None)
    more = _NOUN_AND.match(text, cut.end)
    return Ending(more.end(), "te") if more is not None and more.end() < len(text) else None


def _kept(cut: Cut, text: str) -> Ending | None:
    """Where a clause that preserves ends."""
    end = cut.end
    if cut.list == "neg" and text[end - 1] != "ず" and not _NEGATED.match(text, end):
        return None  # 消えない炎
    if (
        cut.list == "neg"
        and text[end - 1] == "ず"
        and _NOT_BUT.match(text, end)
        and _is_alone(cut, text)
    ):
        return None  # 走らず歩いて
    if _KEEPS.match(text, end) or not _GOES_ON.match(text, end):
        return Ending(end, None, "preserve")
    end += text.startswith(("で", "に"), end)
    return Ending(end, None if _PLEASE.match(text, end) else "te", "preserve")


def _is_alone(cut: Cut, text: str) -> bool:
    """Whether nothing is said not to be done to: 走らず, but not 人を消さず."""
    return "を" not in _clause(cut, text)


def _clause(cut: Cut, text: str) -> str:
    """What stands before a word in its clause."""
    start = max(text.rfind(mark, 0, cut.start) for mark in "、。\n") + 1
    return text[start : cut.start]


_BY_FORM: dict[str, Callable[[Cut, str], Ending | None]] = {
    "te": _te,
    "ren": _stem,
    "pot": _able,
    "dict": _dictionary,
    "past": _past,
    "imp": _imperative,
    "noun": _noun,
}
