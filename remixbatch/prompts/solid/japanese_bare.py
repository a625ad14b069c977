"""Whether a state or a bare phrase beside a change of a Japanese prompt is one more: アニメ風、夜."""

from collections.abc import Sequence

from remixbatch.prompts.late import lazy
from remixbatch.prompts.solid.cut import BLANK, Cut, covered
from remixbatch.prompts.solid.facet import (
    ATTRIBUTES,
    BARE,
    LIVELY,
    THINGS,
    akin,
    attributes_apart,
    describes,
    has,
    head,
)
from remixbatch.prompts.solid.japanese_beside import Beside
from remixbatch.prompts.solid.japanese_pieces import IF_SO, WHEN, Atom
from remixbatch.prompts.solid.japanese_results import follows

_MORE = ("もっと", "より", "さらに")
_COUNTED_THERE = lazy(
    "[^をはが]{1,12}(?:に|から|で|へ)は[^をは]*が[^をは]*[一二三四五六七八九十数何0-9]+[本匹人頭羽台枚個輪つ尾艘隻機冊杯皿粒軒株]"
)
# Somebody by the last sign of the name, and what that one does: 弟子は正座している.
_SOMEBODY = lazy(
    "[^をはがに、]{0,10}(?:さん|ちゃん|くん|たち|達|者|師|員|客|娘|弟子|親方|嬢|匠)は[^はが、]*[てで]いる$"
)
_ALSO = lazy(
    "[^をはがに、]{1,10}(?:も|が)(?:ある|いる|あった|いた|あれ|いれ)[とらば]*(?:いい|良い|嬉し|うれし|助か|最高|ベスト)|"
    "[^をはがに、]{1,8}(?<!と)も(?!の|う|っと)[^をはが]*(?:[てで]い?る|[ただ])(?:感じ|雰囲気|状態|様子)(?:で|に)?$"
)
_PLUS = frozenset("+＋")
_PUT = lazy("[^をはがに]+に[^をはがに]+$")
_FINITE = "うくぐすつぬぶむる"  # how a verb ends
_DESCRIBED = lazy("[^をは]*(?:[たいなるうすむぶ]|[^のとや]の)[^をはがのたい]{1,6}$")
_LIT = lazy("暗|明る")
_HOURS = ("時間", "時間帯", "時刻", "季節")
_OF_NO_STYLE = ("thing", "plant")
_PLAIN_LENGTH = 10  # characters of a phrase that is hardly more than one word


def brings(beside: Beside) -> bool:
    """Whether a state beside a change is one more: a newcomer, another figure's look."""
    now, facet = beside.now, beside.facet
    if beside.about_it or beside.bare:
        return False
    if facet == "sound":
        return now.facet != "sound"
    if has(beside.atom.cuts, "contrast") or _in_its_place(beside):
        return True
    if facet is None:
        return False
    if now.form == "edit":
        return has(beside.atom.cuts, "count") and now.facet != "place"
    return not beside.named and (facet in LIVELY or not describes(facet, now.facet))


def _in_its_place(beside: Beside) -> bool:
    """盆には団子が三本並ぶ: so many of a thing, and where; 子どもは網を持っている beside a command: who does what."""
    now, atom, text = beside.now, beside.atom, beside.text
    if atom.joint == "hard":
        return False
    if _COUNTED_THERE.match(text, atom.start, atom.end) is not None:
        return now.facet != "place" or now.form != "edit"
    first = next(iter(atom.cuts), None)
    who = first is not None and first.list in LIVELY and text.startswith("は", first.end)
    who = who or _SOMEBODY.match(text, atom.start, atom.end) is not None
    return who and now.form == "edit" and now.facet not in LIVELY and not beside.named


def asks(beside: Beside) -> bool:
    """Whether a bare phrase beside a change is one more: アニメ風、夜."""
    now, atom, text, facet = beside.now, beside.atom, beside.text, beside.facet
    if now.form != "nominal" and text[atom.end - 1] in _FINITE and _in_its_place(beside):
        return True  # 天井からは蜘蛛が一匹下りてくる
    if atom.joint != "hard" and _ALSO.match(text, atom.start, atom.end) and now.form == "edit":
        return True  # 犬も連れてる感じで
    if facet is None or atom.joint in ("colon", "arrow"):
        return False
    wished = _wished(beside) or _is_added(beside) or _is_put_on(beside)
    if wished or follows(beside) or _is_its_hour(beside):
        return wished
    if now.form in ("edit", "declarative") and not (now.gap and text[atom.start - 1] == "\n"):
        # 椅子を消して、水彩画風に
        styled = facet == "style" and (now.facet in _OF_NO_STYLE or now.verb == "remove")
        apart = styled or not akin(facet, now.facet)
        look = _pure(atom, facet, text) and atom.joint != "dot" and apart
        return look or _exchanges(beside)
    return not has(atom.cuts, "trait") and _stands_beside(beside, facet)


def _is_its_hour(beside: Beside) -> bool:
    """時間を変えて、夜に; 全体を暗くして、夜に: what the change before it comes to."""
    now = beside.now
    if beside.facet not in ("time", "season") or now.form == "nominal":
        return False
    lit = _LIT.search(beside.text, now.start, now.end) is not None
    return lit or beside.text.endswith(_HOURS, *now.target)


def _exchanges(beside: Beside) -> bool:
    """椅子を消して、バイクじゃなくて自転車に: a thing in the place of another, and neither was spoken of."""
    now, cuts = beside.now, beside.atom.cuts
    if not has(cuts, "contrast") or beside.named or now.verb in ("replace", "become"):
        return False
    return all(cut.list in THINGS for cut in (cuts[0], cuts[-1]))


def _is_put_on(beside: Beside) -> bool:
    """髪は短く、革ジャン: how somebody's hair is, and what he wears."""
    now = beside.now
    hair = now.gap and beside.atom.joint == "comma" and len(now.pieces) == 1
    return hair and beside.facet == "clothes" and head(now.cuts, *now.target) == "body"


def _is_added(beside: Beside) -> bool:
    """Whether words are put on the screen, or a plus leads to a thing in a place: 最後に「終」の文字; 逆再生＋画面の端に光漏れ."""
    now, atom, text = beside.now, beside.atom, beside.text
    if beside.facet == "text" and atom.cuts[-1].end == atom.end:
        return now.facet != "text" and BLANK in text[atom.start : atom.end]
    plus = now.form == "nominal" and not _PLUS.isdisjoint(text[now.end : atom.start])
    return plus and _PUT.match(text, atom.start, atom.end) is not None


def _wished(beside: Beside) -> bool:
    """ピアノがもっと小さくて、しかも赤かったらいいな: another property of the same thing."""
    now, atom = beside.now, beside.atom
    if now.acts is not None or not beside.text.startswith(IF_SO, atom.end):
        return False
    ours = next((cut.list for cut in reversed(now.cuts) if cut.list in ATTRIBUTES), "")
    theirs = next((cut.list for cut in atom.cuts if cut.list in ATTRIBUTES), "")
    return attributes_apart(ours, theirs)


def _stands_beside(beside: Beside, facet: str) -> bool:
    """Whether one bare phrase beside another is one more."""
    now, atom, text = beside.now, beside.atom, beside.text
    listed = text[atom.start - 1] == "\n" and atom.joint == "hard"
    if listed or (text.startswith(_MORE, atom.start) and text.startswith(_MORE, now.start)):
        return not beside.named
    if facet in THINGS and now.facet in THINGS:
        return _modified(atom.cuts) and _modified(now.cuts) and not beside.named
    if facet == "place" and now.facet in THINGS and atom.joint == "comma":
        return _told_how(text, *now.pieces[0]) and _told_how(text, atom.start, atom.end)
    return not akin(facet, now.facet)


def _pure(atom: Atom, facet: str, text: str) -> bool:
    """Whether a phrase is hardly more than a word for a look, a time, a weather, a framing."""
    length = atom.end - (
        when.end() if (when := WHEN.match(text, atom.start, atom.end)) else atom.start
    )
    if length > _PLAIN_LENGTH or facet not in BARE:
        return False
    length -= text[atom.end - 1] in "にで"  # 帽子をかぶせて、夜に
    return covered(cut for cut in atom.cuts if cut.list != "trait") * 5 >= length * 3


def _told_how(text: str, start: int, end: int) -> bool:
    """荒れた海: what stands before the noun can only describe it."""
    return _DESCRIBED.match(text, start, end) is not None


def _modified(cuts: Sequence[Cut]) -> bool:
    """Whether a phrase says how its noun is to be."""
    return has(cuts, *ATTRIBUTES, "weather", "season", "only")
