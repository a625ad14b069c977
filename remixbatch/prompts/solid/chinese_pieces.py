"""A Chinese prompt in pieces: parted at its marks, and at the words that join one change to the next."""

from collections.abc import Sequence
from typing import Literal

from remixbatch.prompts.late import lazy
from remixbatch.prompts.solid.chinese import EDITORIAL, MARKS, VERBS
from remixbatch.prompts.solid.cut import Cut
from remixbatch.prompts.solid.facet import has

SEPARATORS = frozenset(MARKS)
LEADING = frozenset(("polite", "only", "connector"))
_STARTS = VERBS | {"ba", "let", "preserve"}
_CHANGING = VERBS - {"add"}
_WHOLE = frozenset(("become", "ba"))  # what makes a clause of what 和 or & joins
_TAKING = ("去掉", "删掉", "拿掉", "移除", "去除", "加上", "添上", "戴上")  # 去掉眼镜加上胡子
_WEAK_JOINERS = frozenset("并再也还又且先但而既另")  # they join words as well as changes
_KEEPING = frozenset("保维不别勿请无沿延锁确避防")  # how a word begins that preserves what follows
_KEPT = ("不变", "不动")  # and these preserve what came before
_WHEN = frozenset("当在等每随从")

# Measures, and the signs that make another word of each: 个性.
_OTHER_WORD = {
    measure: signs
    for measures, signs in (
        *(
            ("盏朵棵辆艘匹圈", "配"),
            ("杯瓶盘碗盆壶", "子盖口底沿身里中上装"),
            ("个", "性人别体子头"),
        ),
        *(
            ("只", "有要是能会见想为"),
            ("条", "纹理件款约形码"),
            ("顶", "灯部棚端光上级点"),
            ("件", "事"),
        ),
        *(("副", "本标手歌"), ("张", "开嘴扬"), ("串", "珠联"), ("束", "缚"), ("群", "像众山演体")),
        *(("位", "置于移子"), ("块", "头"), ("幅", "度"), ("首", "饰页都先"), ("架", "子构空势")),
        *(("座", "位椅垫舱"), ("支", "架撑持付"), ("根", "据"), ("行", "人李走道星程驶")),
        *(
            ("双", "马眼引层人重"),
            ("对", "白话比联焦准面齐方着称"),
            ("本", "子事来身地"),
            ("把", ""),
        ),
    )
    for measure in measures
}
# A measure without a number, behind a verb: 戴顶, 有只, 飞过只; not 加片头, 换位置.
_MEASURED = lazy(
    "(?<=[缠绕加添放摆挂贴插铺戴穿披系扎打围套背抱举拿端捧牵拄撑盖搭种栽拉有来换停立蹲坐站趴躺跟飘飞落上过出起着进了])"
    f"[{''.join(_OTHER_WORD)}]"
)
_NUMBERED = "的一两二三四五六七八九十几半"
# What is held by 把 that is a measure: 放把伞.
_HELD = lazy("[^，。；、！？!?,;把换改变去掉删调移弄染做成给加放\n]{1,8}(?:[，。；、！？!?,;\n]|$)")

Kind = Literal[
    "edit", "open", "declarative", "state", "nominal", "preserve", "aside", "anchor", "empty"
]


class Atom:
    """A piece of a prompt. `start` and `end` leave out what joins it and its polite wrapping.

    Its kind says whether it asks for an edit, lacks the verb of one (open), says what becomes of its
    subject (declarative), what that is like (state), names a thing (nominal), or is no change.
    """

    __slots__ = (
        *("contrast", "cuts", "end", "joint", "kind", "label", "opener", "start"),
        *("value", "verb"),
    )

    joint: str  # what stands before it: a mark, "then" for a joining word, "and", "under"
    kind: Kind
    opener: str | None  # ba, let, give
    verb: Cut | None
    label: tuple[int, int] | None  # where its label ends and its value begins: 墙：白

    def __init__(self, joint: str, start: int) -> None:
        self.joint, self.kind = joint, "empty"
        self.start = self.end = start
        self.opener = self.verb = self.label = None
        self.cuts: list[Cut] = []
        self.value = 0  # where its new state, or what is added, begins
        self.contrast = False  # it says what is not asked


def pieces(text: str, cuts: Sequence[Cut]) -> list[Atom]:
    """The pieces of a plain text, not classed yet."""
    found: list[Atom] = []
    cuts = _with_bare_measures(text, cuts)
    atom = Atom("hard", 0)
    acts = False  # whether the piece so far has a verb or preserves
    for at, cut in enumerate(cuts):
        name = cut.list
        if name == "ba" and _measures(text, atom, cut):
            atom.cuts.append(cut._replace(list="decoy"))
        elif name == "decoy" and cut.start == atom.start and text.startswith("把手", cut.start):
            atom.cuts.append(Cut("ba", cut.start, cut.start + 1))  # 把手机换成日记
        elif name in SEPARATORS:
            atom, acts = _close(found, atom, cut.start, name, cut.end), False
        elif acts and name in ("connector", "and") and _joins(text, cuts, at):
            joint = "then" if name == "connector" else name
            atom, acts = _close(found, atom, cut.start, joint, cut.end), False
        elif name == "under" or (name == "when" and text[atom.start] in _WHEN):
            atom.cuts.append(cut)
            atom, acts = _close(found, atom, cut.end, "under", cut.end), False
        else:
            if acts and (name == "ba" or _goes_on(text, atom, cut)):
                atom = _close(found, atom, cut.start, "then", cut.start)
                acts = False
            atom.cuts.append(cut)
            acts = acts or name in VERBS or name == "preserve"
    _close(found, atom, len(text), "hard", len(text))
    return found


def _close(found: list[Atom], atom: Atom, end: int, joint: str, start: int) -> Atom:
    """End a piece; the next one."""
    atom.end = end
    found.append(atom)
    return Atom(joint, start)


def _with_bare_measures(text: str, cuts: Sequence[Cut]) -> Sequence[Cut]:
    """The known words of a text, with a measure behind a verb as a number: 戴顶帽子, 身后有只熊猫, 放把伞."""
    behind = [found.start() for found in _MEASURED.finditer(text)]
    places = {at for at in behind if _is_measure(text, at)}
    if not places:
        return cuts
    places -= {cut.start for cut in cuts if cut.end > cut.start + 1}
    counts = [Cut("count", at, at + 1) for at in places]
    others = [cut for cut in cuts if cut.start not in places]
    return sorted([*others, *counts], key=lambda cut: cut.start)


def _measures(text: str, atom: Atom, cut: Cut) -> bool:
    """手里的那把伞, but not 那把狗换成猫."""
    return text[cut.start - 1] in "那这" and cut.start - 1 > atom.start


def _goes_on(text: str, atom: Atom, cut: Cut) -> bool:
    """Whether a word in the middle of a piece begins the next: 换成红的再加盏灯, 换成春天外加一群孩子, …去掉 保留人物."""
    if text[cut.start : cut.end] in _TAKING and has(atom.cuts, "remove", "become"):
        return text[cut.end : cut.end + 1] != "的" and atom.cuts[-1].list not in VERBS
    if cut.list == "rider":
        return text[cut.start] == "并" and has(atom.cuts, *_CHANGING)
    if cut.list == "add":
        return text[cut.start] in "再外" and has(atom.cuts, *_CHANGING)
    return cut.list == "preserve" and _keeps_next(text, atom, cut)


def _keeps_next(text: str, atom: Atom, cut: Cut) -> bool:
    """Whether a word in the middle of a piece begins what stays: …去掉 保留人物, not 保持构图不变."""
    word = text[cut.start : cut.end]
    return (
        word[0] in _KEEPING
        and len(word) > 1
        and word not in _KEPT
        and not has(atom.cuts, "preserve")
        and has(atom.cuts, *VERBS)
    )


def _joins(text: str, cuts: Sequence[Cut], at: int) -> bool:
    """Whether a joining word after a verb begins a new change, and no item of a list."""
    cut = cuts[at]
    if _next_is_verb(cuts, at):
        after = cuts[at + 1]
        listed = cut.list == "and" and after.list in VERBS  # 水印和覆盖文字
        return not listed or text[after.start] in EDITORIAL
    counted = has(cuts[at + 1 : at + 2], "count")  # 和一只变成石头的狗
    starts = _STARTS if cut.list != "and" else _WHOLE - ({"become"} if counted else set())
    if text[cut.start : cut.end] in _WEAK_JOINERS:
        return False
    for later in cuts[at + 1 :]:
        if later.list in SEPARATORS:
            return False
        if later.list in starts:
            return True
    return False


def _next_is_verb(cuts: Sequence[Cut], at: int) -> bool:
    """Whether an edit begins right after this word."""
    end = cuts[at].end
    for later in cuts[at + 1 :]:
        if later.start != end:
            return False
        if later.list in _STARTS or later.list == "give":
            return True
        if later.list not in LEADING:
            return False
        end = later.end
    return False


def _is_measure(text: str, at: int) -> bool:
    after = text[at + 1 : at + 2]
    if not "\u3400" <= after <= "\u9fff" or after in _NUMBERED or after in _OTHER_WORD[text[at]]:
        return False
    return text[at] != "把" or _HELD.match(text, at + 1) is not None
