"""A Chinese prompt as classed pieces: those that lack their verb joined with the next, labels with values."""

from collections.abc import Sequence
from itertools import pairwise

from remixbatch.prompts.late import lazy
from remixbatch.prompts.solid.chinese_clause import classify
from remixbatch.prompts.solid.chinese_pieces import Atom, pieces
from remixbatch.prompts.solid.cut import Cut
from remixbatch.prompts.solid.facet import LIVELY, THINGS, has, head
from remixbatch.prompts.solid.solid_values import Shape, with_values

_ASSURED = ("确保", "保证", "避免", "防止", "务必")  # a sentence that says what must hold
_INSTANCES = ("例如", "比如", "譬如", "诸如")
_LISTED = ("nominal", "state")
_LISTING = ("dun", "and", "then")
_LABELLED = Shape(("nominal",), _LISTED, ("edit", "declarative"), longest=8)
_LOOKS = ("camera", "style", "speed", "sound")
_FILMING = ("拍", "拍摄", "拍的", "来拍", "呈现", "表现", "展示", "演", "讲")
_SCRAP = 3  # characters of a piece too short for 把, a thing and a verb
_HEADINGS = (
    "改动",
    "修改",
    "调整",
    "更改",
    "变化",
    "要求",
    "编辑",
    "变更",
    "地方",
    "几点",
    "两点",
    "小改",
    "意见",
    "愿望",
    "一件事",
    "修改单",
    "需求单",
    "任务单",
    "清单",
    "需求",
    "说明",
    "反馈",
)
# 两处改一下：…, 改三处：…, 按下面改：…
_ALTER = lazy(
    "(?:[^，。]{0,3}[处点样])?(?:[改调换弄修]动?一?[下改调换])"
    "|[^，。把]{0,6}?[改调换弄修动做](?:动|整)?(?:以下|这|下面)?[一二两三四五六几](?:处|点|样|项|件事?|个地方)"
    "|[^，。把]{0,6}?(?:如下|以下|下面|下列)(?:几[点处])?(?:修改|调整|改动|改|调)?"
    "|[^，。把]{0,6}?(?:修改|调整|改动|改)(?:如下|以下|下面)"
)
_ALTERED = ("改一下", "调一下", "变一下", "换一下", "调整一下", "改动一下")
_THAT = lazy("的[那这][^的，]{0,3}$")
_REACH = 200  # characters from 把 to its verb at most


def atoms(text: str, cuts: Sequence[Cut]) -> list[Atom]:
    """A plain text as classed pieces, without the empty ones."""
    found: list[Atom] = []
    assured = parted = instances = False
    for atom in pieces(text, cuts):
        if parted and atom.joint == "comma":
            atom.joint = "hard"  # what stood between was but a word: 对了，…
        classify(atom, text)
        parted = atom.kind == "empty" and atom.joint == "hard"
        before = found[-1] if found else None
        assured = (assured and atom.joint != "hard") or text.startswith(
            _ASSURED, atom.start, atom.end
        )
        if before is not None and _joins(before, atom, text):
            before.end = atom.end
            before.cuts += atom.cuts
            classify(before, text)
        elif atom.kind != "empty":
            instances = text.startswith(_INSTANCES, atom.start) or (
                instances and atom.joint in ("dun", "and")
            )
            listed = before is not None and before.kind == "aside" and atom.joint == "dun"
            if listed or instances:
                atom.kind = "aside"  # 当幕布升起、观众鼓掌时; 例如添加道具或调整风格
            if before is not None and _heads(before, atom, text):
                before.kind = "anchor"
            found.append(atom)
            if assured and atom.opener is None:
                atom.kind = "preserve"
    _keep_lists(found)
    _times(found, text)
    for atom in found:
        if atom.kind == "open":
            _settle(atom, text)
    return _labelled(found)


def _heads(before: Atom, atom: Atom, text: str) -> bool:
    """Whether a piece only announces what follows its colon: 三处修改：…, 加：…"""
    asks = atom.kind in ("edit", "declarative", "state")
    bare = before.verb is not None and before.verb[1:] == (before.start, before.end)
    if bare and atom.joint == "then" and atom.opener in ("ba", "let"):
        return True  # 再加上 把猫换成狗
    if atom.joint == "colon" and before.kind in ("state", "nominal") and asks:
        return True
    if "：" not in text[before.end : atom.start] and atom.joint != "colon":
        return False
    if text.endswith(_HEADINGS, before.start, before.end) or _ALTER.fullmatch(
        text, before.start, before.end
    ):
        return True
    replaced = asks and atom.verb is not None and atom.verb.list in ("become", "replace")
    if replaced and text.endswith(_ALTERED, before.start, before.end):
        return not has(before.cuts, *THINGS, "place")  # 角色设定改一下：…
    return bare and asks


def _in_place(before: Atom, text: str) -> bool:
    """Whether something is done in a place, by a verb that no list has: 在石缝里播三叶草."""
    where = next((cut for cut in before.cuts if cut.list == "place-after"), None)
    if before.cuts[-1].list == "place-after" and before.cuts[-1].end == before.end:
        return False  # 在墙上挂着灯笼的院子里，…
    if where is None or text[before.start] not in "在沿往向朝从" or text[where.end] == "的":
        return False
    return before.end - where.end > _SCRAP


def _settle(atom: Atom, text: str) -> None:
    """Class a piece that nothing came to complete."""
    if atom.opener == "give" and not text.startswith("给", atom.start):
        atom.kind = "nominal"
    else:
        atom.kind = "edit" if atom.end - atom.start > _SCRAP else "aside"
        atom.verb, atom.value = atom.cuts[0], atom.start


def _joins(before: Atom, atom: Atom, text: str) -> bool:
    """Whether a piece goes on with one that lacks its verb: 把猫，换成狗."""
    if before.kind != "open":
        return False
    if _uses(before, atom, text) or _unknown_verb(before, atom, text):
        before.kind, before.verb = "edit", before.cuts[0]
        return False
    return atom.joint != "hard" and atom.end - before.start <= _REACH


def _names_actor(atom: Atom, text: str) -> bool:
    """用相机拍照的男人."""
    last = atom.cuts[-1]
    return last.list in LIVELY and last.end == atom.end and text[last.start - 1] == "的"


def _unknown_verb(before: Atom, atom: Atom, text: str) -> bool:
    """Whether 把 or 给 has a verb that no list knows, as the next piece is whole: 把窗摇下来，让他挥手."""
    if atom.joint in ("dun", "and"):
        return False
    if before.end - before.start <= _SCRAP:
        return False
    if before.opener == "give" and not text.startswith("给", before.start):
        return _in_place(before, text)
    if atom.kind in ("edit", "declarative", "state"):
        return bool(atom.opener) or atom.kind != "edit"
    return atom.joint == "hard" and atom.kind != "empty"


def _uses(before: Atom, atom: Atom, text: str) -> bool:
    """Whether 用 stands for the edit itself, as the next piece is whole: 用胶片风，同时窗外下雪; 用大光圈拍，加上…"""
    if before.opener != "give" or not text.startswith(("用", "以"), before.start):
        return False
    if _THAT.search(text, before.start, before.end) or _names_actor(before, text):
        return False  # 用慢动作拍的那段，…
    own = atom.kind in ("declarative", "state") or (atom.kind == "edit" and atom.opener)
    if bool(own) or atom.joint == "then":
        return True
    look = head(before.cuts, before.start, before.end) in _LOOKS
    whole = look or text.endswith(_FILMING, before.start, before.end)
    return whole and atom.verb is not None and atom.verb.list in ("add", "remove")


def _keep_lists(found: Sequence[Atom]) -> None:
    """What is listed with something that stays, stays: 轨迹、速度、构图不变."""
    if not any(atom.kind == "preserve" for atom in found):
        return
    for before, atom in reversed(list(pairwise(found))):
        if before.kind in _LISTED and atom.kind == "preserve" and atom.joint in _LISTING:
            before.kind = "preserve"
    for before, atom in pairwise(found):
        if atom.kind in _LISTED and before.kind == "preserve" and atom.joint in _LISTING:
            atom.kind = "preserve"


def _times(found: Sequence[Atom], text: str) -> None:
    """What happens first is no change: 琴弓停下、余音消散后，…; nor when: 风起时会飘起来."""
    for at in range(len(found) - 1, -1, -1):
        atom = found[at]
        if atom.kind not in ("declarative", "state"):
            continue
        after = found[at + 1] if at + 1 < len(found) else None
        done = text.endswith("后", atom.start, atom.end) or (at and has(atom.cuts, "when"))
        listed = after is not None and after.kind == "aside" and after.joint == "dun"
        if done or listed:
            atom.kind = "aside"


def _labelled(found: list[Atom]) -> list[Atom]:
    """Labels with their values as one piece each: 墙：白、地板：木纹."""
    paired = with_values(found, _LABELLED)
    for atom in paired:
        if atom.label is not None:
            atom.kind, atom.value = "declarative", atom.label[1]
            atom.verb = Cut("become", *atom.label)
    return paired
