"""What only carries on the change before it, in a Chinese prompt: a gap filled, its old thing gone, how much of it."""

from remixbatch.prompts.late import lazy
from remixbatch.prompts.solid.chinese_beside import Beside
from remixbatch.prompts.solid.facet import FACETS, LIVELY, THINGS, WHOLE, akin, has, head

_FILL = ("填充", "填补", "补全", "补齐", "修补", "填满", "填上", "补上", "补好")
_OLD = lazy(
    "掉?(?:原|旧|源视频|先前的|之前的)(?:来的?|有的?|本的?|先的?|视频(?:里的?|中的?)?)?([^，。的]+)"
)
_DEGREES = frozenset(("强度", "程度", "力度", "幅度", "半径", "透明度", "不透明度", "浓度"))
_MEASURES = frozenset(
    ("大小", "尺寸", "字号", "字体", "长度", "宽度", "高度", "粗细", "数量", "密度", "间距", "颜色")
)
_WRITES = ("写上", "印上", "画上", "贴上", "刻上", "改写")
_ON_FILM = lazy("胶片|底片|菲林|老电影|老照片|复古|怀旧|录像带")
_GRAIN = lazy("颗粒|噪点|漏光|划痕")
_OF_STYLE = ("纹理", "笔触", "质感", "肌理", "晕染", "飞白", "笔刷感", "笔触感", "颗粒感", "描边")
NATURAL = (
    "融化",
    "结冰",
    "冻结",
    "冻住",
    "枯萎",
    "变湿",
    "变干",
    "开花",
    "盛开",
    "变黄",
    "变红",
    "落叶",
)
_PALETTE = ("配色", "色调", "色彩", "调色", "颜色", "整体", "画面", "换成", "改成", "调成")
_WITHOUT_VALUE = ("调整", "修改", "改变", "更改", "变换", "调节")
_LIT = lazy("(?:影子|倒影|人影|树影|云|天[边色空际]|地平线|[^，。]{0,2}(?:光|霞|晖|月|星))")
_VALUELESS = (*_WITHOUT_VALUE, "调", "改", "动", "修", "改动", "单独调")
_OF_HOUR = ("月光", "星光", "晨光", "晨曦", "曙光", "余晖", "霞光", "夕照", "暮光", "暮色")


def mends(beside: Beside) -> bool:
    """Filling what a removal left, or a repair."""
    now = beside.now
    gap = now.verb == "remove" or (
        now.verb == "adjust" and "修" in beside.text[now.start : now.end]
    )
    return gap and any(word in beside.words for word in _FILL)


def instead(beside: Beside) -> bool:
    """What comes where something was taken away: 拿走，换成饺子; 擦掉，写上“…”."""
    now, atom, text = beside.now, beside.atom, beside.text
    # 换了，换成陶的那种; 换个颜色，换成银色
    anew = now.verb == "replace" and (text[now.end - 1] in "了掉" or atom.joint == "comma")
    late = text.startswith(_WITHOUT_VALUE, now.start) and now.verb == "adjust"
    if late and atom.joint == "comma" and beside.verb == "become" and atom.opener is None:
        return head(atom.cuts, atom.value, atom.end) in (None, now.facet)  # 调整色调，改成冷色
    said = text[now.start : now.end]
    stops = "别" in said or ("不要" in said and not said.endswith(("不要", "不要了")))
    if stops and now.verb == "remove" and atom.opener == "let":
        return beside.about_it and not has(atom.cuts, "count")  # 小男孩别哭了，让他笑起来
    if not (anew or now.verb == "remove") or atom.opener is not None or atom.verb is None:
        return False
    if atom.verb.start != atom.start:
        return False
    if beside.verb == "become":
        facet = head(atom.cuts, atom.value, atom.end)
        return facet not in WHOLE or (now.verb == "replace" and now.facet in (None, facet))
    return text.startswith(_WRITES, atom.start) and "字" in text[now.start : now.end]


def specifies(beside: Beside) -> bool:
    """How, after what: 调整对比度，压低一点; 人声，提高一点; 只调饱和度，往上拉一点."""
    now, atom, text = beside.now, beside.atom, beside.text
    first = text[atom.start] in "往向朝" if atom.opener == "give" else atom.opener is None
    if atom.joint != "comma" or atom.verb is None or not first:
        return False
    if atom.opener is None and atom.verb.start != atom.start:
        return False
    if atom.verb.list == "camera-move":
        return False
    bare = now.form == "nominal" or (
        now.verb == "adjust" and text[now.start : now.value] in _VALUELESS
    )
    named = now.facet in (*THINGS, "light", "sound", "color")
    beyond = [cut for cut in atom.cuts if cut.start >= atom.value]
    return bare and named and len(now.pieces) == 1 and not has(beyond, *FACETS)


def was_there(beside: Beside) -> bool:
    """The old one goes where another has come: 把主持人换成狐狸，原来的主持人去掉."""
    now, atom, text = beside.now, beside.atom, beside.text
    if beside.verb != "remove" or now.verb not in ("become", "replace") or atom.verb is None:
        return False
    old = _OLD.match(text, atom.verb.end, atom.end)
    if old is None and atom.verb.start > atom.start:
        old = _OLD.match(text, atom.start, atom.verb.start)
    if old is None:
        return False
    named = old.group(1)
    kin = head(atom.cuts, old.start(1), old.end(1)) in LIVELY and has(now.cuts, *LIVELY)
    return kin or not set(named).isdisjoint(text[now.start : now.end])


def states_it(beside: Beside) -> bool:
    """The value comes after what is to be done: 替换视频里的角标，将上述角标替换为图2; 换一下背景，把背景换成雪山."""
    now, atom, text = beside.now, beside.atom, beside.text
    if now.verb not in ("replace", "adjust") or now.opener is not None or now.form != "edit":
        return False
    if beside.verb != "become" or atom.opener != "ba" or atom.verb is None:
        return False
    target = text[atom.cuts[0].end : atom.verb.start]
    return target.startswith(("上述", "该")) or text.endswith(target, now.start, now.pieces[0][1])


def traits(beside: Beside) -> bool:
    """What a look has of its own: 调成复古底片色，加一点颗粒感; 改成水墨风格，再加上宣纸的纹理; 改成夜晚，并增加蓝色月光."""
    now, atom, text = beside.now, beside.atom, beside.text
    if beside.verb != "add" or now.form not in ("edit", "declarative"):
        return False
    if _ON_FILM.search(text, now.start, now.end) and _GRAIN.search(text, atom.start, atom.end):
        return True
    if has(atom.cuts, "place-after"):
        return False
    if now.facet == "color" and text.startswith(_PALETTE, now.start + (now.opener == "ba")):
        return head(atom.cuts, atom.value, atom.end) in ("light", "color")  # 配色换成墨绿和米白
    own = {"style": _OF_STYLE, "time": _OF_HOUR}.get(now.facet or "", ())
    return bool(own) and text.endswith(own, atom.start, atom.end)


def as_in_a_file(beside: Beside) -> bool:
    """把模特换成欧美人，服装参考图片1: how what is new looks."""
    now, atom, text = beside.now, beside.atom, beside.text
    if atom.verb is None or not text.startswith(("参考", "参照", "仿照"), atom.verb.start):
        return False
    subject = beside.subject
    own = now.facet in LIVELY and subject in ("clothes", "body")
    kin = now.facet != "color" and akin(subject, now.facet)  # not a wall's, 墙面改为蓝色
    return own or kin or subject == head(now.cuts, *now.target)


def of_the_season(beside: Beside) -> bool:
    """把季节换成冬天，树木变成枯枝; 让湖面结冰."""
    now, atom = beside.now, beside.atom
    if now.facet != "season" or now.verb not in ("become", "replace") or has(atom.cuts, *LIVELY):
        return False
    natural = beside.words.endswith(NATURAL) and beside.verb in ("adjust", "let", "appear")
    return natural or (
        beside.verb in ("become", "adjust", "let", "appear") and beside.subject == "plant"
    )


def of_the_hour(beside: Beside) -> bool:
    """把白天改成黄昏，云边染上金色，影子拉长."""
    now, atom = beside.now, beside.atom
    if now.facet != "time" or now.verb not in ("become", "replace") or atom.joint != "comma":
        return False
    lit = _LIT.match(beside.text, atom.start, atom.end)
    light = lit is not None and beside.verb in ("adjust", "add", "appear")
    return light and not has(atom.cuts, "count", *LIVELY)


def measures(beside: Beside) -> bool:
    """加一层颗粒，透明度调到30%: how much of it, without a word for what."""
    now, atom, text = beside.now, beside.atom, beside.text
    if beside.subject is None and beside.words.startswith("一点"):
        return True  # 调成老底片的感觉，还有一点褪色
    if beside.verb not in ("become", "adjust") or atom.verb is None or now.form != "edit":
        return False
    if atom.joint not in ("comma", "hard"):
        return False
    said = text[atom.start : atom.verb.start]
    return said in _DEGREES or (now.verb == "add" and said in _MEASURES)


def moves_it(beside: Beside) -> bool:
    """让舞者转圈，她的裙摆飘起来."""
    verb = beside.atom.verb
    by_itself = beside.verb == "adjust" and verb is not None and verb.end == beside.atom.end
    return by_itself and beside.now.opener == "let" and beside.about_it
