"""What a piece of a Chinese prompt is that asks for nothing: remarks, aims, what is there already."""

from remixbatch.prompts.late import lazy
from remixbatch.prompts.solid.chinese_pieces import Atom
from remixbatch.prompts.solid.cut import BLANK, covered
from remixbatch.prompts.solid.draft import Draft
from remixbatch.prompts.solid.facet import ATTRIBUTES, BARE, FACETS, LIVELY, WHOLE, has, head

_NAMES = (
    "背景",
    "场景",
    "地点",
    "天气",
    "时间",
    "服装",
    "风格",
    "画风",
    "发型",
    "配乐",
)  # 背景雪山
_WISHES = ("我要", "我想要", "想要", "我们要", "我们想要", "给我", "需要", "我需要")
_FEELS = ("感觉", "风格", "效果", "质感")
_SHOWN = ("视频里", "视频中", "画面里", "画面中", "镜头里", "镜头中", "片中", "场景里", "场景中")
_SEEN = LIVELY | {"wear", "appear", "count"}  # statements of what is in the picture
_JUDGES = ("let", "adjust", "add", "become", "is")
_HEROES = ("主角", "焦点", "重点", "中心", "亮点")  # 让蛋糕成为主角
# 让人看清他的脸, 让观众一眼认出来
_SEES = lazy(
    "让(?:人们?|观众|大家|我们|别人|看的人)[^，。把]{0,3}(?:看|觉|感[到觉]|认出|听[清出]|想起|想到|明白|知道|注意|忍不住|移不开|眼前)"
)
_ENDINGS = ("comparative", "polite")
_AIMS = "感力味围息境"  # how an object ends that is no thing: 增强神秘感
_ASKED = lazy("[请請]|麻烦|帮我|帮忙|能不能|能否|可以")
_DUE = lazy(
    "(?:之前|以前|前|今天|明天|今晚)(?:就)?(?:要|需要|要用|要交|要上线|交|给我|交付)$"
    "|后(?:就)?(?:要)?(?:播出|上线|开播|发布|交片|首映)(?:了)?$"
)
# What the video is for: 这条要投短视频平台.
_USED = lazy(
    "(?:这[条段个支部]?|那[条段个支部]|视频|片子|成片|短片)[^，。把给让]{0,4}(?:要|准备|打算|想|是要|会)(?:投|发|上传|发布|放|拿|用|播|参赛|交)[^，。成]{1,12}$"
)
# What is seen in a new place, told in sentences of its own: 背景是观众席, 光照效果明亮, 营造出氛围.
_SEEN_THERE = lazy(
    "(?:营造|呈现|整体呈现)"
    "|(?:背景|地面|天空|海面|水面|湖面|远[处方]|近处|前景|中景|四周|周围|空[气中]|地上|墙面|光[照线影]|氛围|整体)(?:里|中|上|效果|色调|氛围)?"
    "(?:是|有|为|呈现|弥漫|充满|笼罩|明亮|柔和|昏暗|温暖|冷冽|清冷|散发|偏|显得|透着)"
)
_VIDEO = "(?:视频|图片|照片|图像|影片|片子|素材|片段|短片|录像|相片)"
_EDITING = "(?:修改|编辑|处理|加工|调整|改动|改|修)(?:一下|一些|一改)?"
# What is to be edited, and not how: 帮我修改一下这段视频。
_ANNOUNCES = lazy(
    f"(?:[对把将给])?[^，。里中]{{0,8}}?{_VIDEO}(?:进行|做|需要|要)?(?:一下|一些)?{_EDITING}$"
    f"|{_EDITING}[^，。里中]{{0,8}}?{_VIDEO}$"
)
_ALSO = lazy("[，,；;。\\s]*(?:再|并|同时|然后|另|还|也|顺便|以及|最后)")
_FILMED = ("speed", "camera", "style")
_PLAIN_LENGTH = 8  # characters of a phrase that is hardly more than one word


def facet_of(atom: Atom) -> str | None:
    """What the value of a piece is about; else what its target is about."""
    return head(atom.cuts, atom.value, atom.end) or head(atom.cuts, atom.start, atom.end)


def sets_the_scene(atom: Atom, text: str, *, full: bool, asks: bool) -> bool:
    """Whether what stands before the first change only says what is there: 爷爷在下棋，…

    `full`: the prompt has a verb of change somewhere; `asks`: as an imperative.
    """
    if asks and atom.kind in ("nominal", "state") and text.endswith(_SHOWN, 0, atom.start):
        return True
    if atom.kind == "nominal":
        said = _wanted(atom, text) if full else facet_of(atom)
        return not said or _in_a_place(atom, text)
    if asks and atom.kind == "declarative" and _is_there(atom, text):
        return True
    if not asks or atom.kind != "state" or atom.verb is None:
        return False
    if atom.verb.list == "is":
        return text[atom.verb.start] in "是现正开"  # what is, not what should be
    return atom.verb.list in _SEEN


def announces(atom: Atom, text: str) -> bool:
    """Whether a first piece only says what is to be edited, and more follows: 帮我修改一下这段视频。把…"""
    more = bool(text[atom.end :].strip("。，！!,. \n"))
    return more and _ANNOUNCES.match(text, atom.start, atom.end) is not None


def _in_a_place(atom: Atom, text: str) -> bool:
    """Whether a phrase only says where: 夜景里，江面上多一艘船."""
    last = atom.cuts[-1] if atom.cuts else None
    ends = last is not None and last.list == "place-after" and last.end == atom.end
    return ends and text.startswith(("，", ","), atom.end)


def _is_there(atom: Atom, text: str) -> bool:
    """Whether a clause says what is in a place before somebody asks for something: 桌上摆着水果，把…"""
    if atom.verb is None or atom.verb.list != "add" or _ALSO.match(text, atom.end):
        return False
    first, end = atom.verb.start, atom.verb.end
    lasts = "着" in text[end - 1 : end + 1] or text.startswith(("满了", "了"), end - 1)
    return lasts or text.startswith("了", end) or text[first] in "坐站挤围"


def _wanted(atom: Atom, text: str) -> bool:
    """Whether a bare phrase asks for something before the verbs of a prompt: 动漫风格，把狗换成猫."""
    wish = text.endswith(_WISHES, 0, atom.start) and text[atom.start] != "的"
    if wish and head(atom.cuts, atom.start, atom.end) in WHOLE:
        return True  # 我要赛博朋克的夜市，人物全换成机器人
    named = text.startswith(_NAMES, atom.start) and atom.end > atom.start + 2
    look = facet_of(atom) in ("style", "camera") and text.endswith(_FEELS, atom.start, atom.end)
    return named or look or pure(atom) or films(atom, text)


def films(atom: Atom, text: str) -> bool:
    """狗追飞盘那里用慢动作: the way that is filmed."""
    by = next((cut for cut in atom.cuts if cut.list == "give" and cut.start > atom.start), None)
    if by is None or not text.startswith("用", by.start):
        return False
    how = [cut for cut in atom.cuts if cut.start >= by.end]
    whole = head(how, by.end, atom.end) in _FILMED and covered(how) == atom.end - by.end
    return whole and not has(how, "of")


def vague(atom: Atom, text: str) -> bool:
    """Whether a piece only judges: 让画面更好看, 提升质感; not 换成底片质感, which names whose."""
    if not has(atom.cuts, "vague") or BLANK in text[atom.start : atom.end]:
        return False
    if atom.verb is not None and atom.verb.list not in _JUDGES:
        return False
    if atom.verb is not None and atom.verb.list == "become":
        known = covered([cut for cut in atom.cuts if cut.start >= atom.value])
        if atom.end - atom.value - known > 1:
            return False
    return not any(cut.list in FACETS or cut.list in ATTRIBUTES for cut in atom.cuts)


def due(atom: Atom, text: str) -> bool:
    """Whether a piece says when it is needed, or what for: 周五之前要."""
    if _USED.match(text, atom.start, atom.end) and atom.kind != "edit":
        return True
    return _DUE.search(text, atom.start, atom.end) is not None


def happened(atom: Atom, text: str) -> bool:
    """Whether a piece tells of what was, before somebody asks for something: 狗把花吃掉了。请…"""
    if not text.endswith("了", atom.start, atom.end):
        return False
    return _ASKED.search(text, atom.end) is not None and _ASKED.search(text, 0, atom.end) is None


def aims(atom: Atom, text: str) -> bool:
    """Whether a piece says what the change before it is for: 让人物更清楚, 增强神秘感."""
    if atom.opener == "let":
        if text.endswith(_HEROES, atom.start, atom.end) or _SEES.match(text, atom.start, atom.end):
            return True
        if any(text[cut.start : cut.end] in ("能", "可以", "能够") for cut in atom.cuts):
            return True  # 让车能走
        last = next((cut for cut in reversed(atom.cuts) if cut.list not in _ENDINGS), None)
        return last is not None and (last.list == "vague" or text.startswith("突出", last.start))
    strengthens = atom.verb is not None and atom.verb.list == "adjust"
    return (
        strengthens and atom.verb.start == atom.start and text[atom.end - 1] in _AIMS  # type: ignore[union-attr]
    )


def tells(now: Draft, atom: Atom, text: str) -> bool:
    """Whether a piece begins to describe what an edit before it makes: 背景应包含…, 使画面…"""
    if now.form != "edit":
        return False
    if atom.joint == "hard" and atom.kind != "edit" and _of_a_place(now, text):
        return _SEEN_THERE.match(text, atom.start, atom.end) is not None
    if text.startswith("使", atom.start):
        return not text.startswith("使", now.start)
    if atom.joint not in ("hard", "comma") or atom.kind == "edit":
        return False
    return any(cut.list == "is" and text[cut.start] in "应可" for cut in atom.cuts)


def _of_a_place(now: Draft, text: str) -> bool:
    """Whether a change is of the place: 将背景替换为T台."""
    setting = any(word in text[now.start : now.value] for word in ("背景", "场景", "环境"))
    return setting and now.verb in ("become", "replace")


def commands(atom: Atom, text: str) -> bool:
    """Whether a piece asks for an edit in so many words."""
    if atom.kind != "edit" or atom.opener == "let":
        return False
    if atom.verb is not None and text[atom.verb.start] == "有":
        return False  # 在头发边缘有轮廓光
    return atom.opener != "give" or text[atom.start] in "给为在从用"


def pure(atom: Atom) -> bool:
    """Whether a phrase is hardly more than a word for a look, a time, a weather, a framing."""
    length = atom.end - atom.start
    if length > _PLAIN_LENGTH or facet_of(atom) not in BARE or has(atom.cuts, "vague", "purpose"):
        return False
    return covered(cut for cut in atom.cuts if cut.list != "trait") * 5 >= length * 3
