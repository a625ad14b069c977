"""What a piece of a Chinese prompt is, by the closed words in it.

What opens an edit (把 将 给 让), its verb (换成 添加 去掉), what preserves (保持 不变), what only follows
(显得 营造).
"""

from collections.abc import Sequence
from itertools import pairwise

from remixbatch.prompts.late import lazy
from remixbatch.prompts.solid.chinese import VERBS
from remixbatch.prompts.solid.chinese_pieces import LEADING, Atom
from remixbatch.prompts.solid.chinese_states import in_its_place, manner, predicate, stated
from remixbatch.prompts.solid.cut import Cut
from remixbatch.prompts.solid.facet import ATTRIBUTES, LIVELY, THINGS, WHOLE, has, head

# Verbs of one character that are an edit even where 的 follows: 加红色的帽子, not 戴帽子的人.
_PLAIN_VERBS = frozenset("加换添删改放")
# Verbs of one character that are one with a thing right after them; others need a number: 写一行字.
_SHORT_VERBS = frozenset("铺种栽搭盖插加换改变戴穿系披放摆挂贴染涂刷漆去删擦摘")
# What makes it whole: 插满, 来杯茶.
_COMPLETED = tuple(
    "满上下入进出起了好到在些点几俩个只张盏杯束朵串架艘尊匹盆棵副顶幅群双件盘碗瓶壶块条根"
)
# What only says how the change before it comes out.
_LIKE = lazy(
    "要?不然|否则|差一?点(?!的)|险些|顿时|随即|随之|结果|眼看|隐约|依稀|像(?!素)|如同|仿佛|使其|使之|使它"
)
# A condition that asks as well: 把天空换成黄昏的同时, 除了把地铁换成火车之外.
_WHILE = ("的同时", "的基础上", "之外", "以外")
# What moves by itself, and what somebody thinks.
_TALK = lazy(
    "随[之风着其]|跟着(?:[变改]|一起|一块)|告诉我|发给我|通知我|[跟和]我说|列一?下(?:改|修)|列出(?:改|修)|改了(?:什么|哪)|一直在|老是|总是|喜欢|觉得|认为|知道|没注意|不懂|看不[清见到]|看得[清见到]|几乎|听说|据说|一[吹碰动推按拉晒到走转亮响看]就|(?<![好雕图画影录头人石铜佛塑摄肖偶想成群神])像(?!素|是)|拍得|没关系|无所谓|不要紧|没问题|不行|不该|不应该|本该|完美|满意|缺少|少了|不够|缺了|说她|说他"
)
_WHEN = lazy(
    "当(?!作|成|做)|每当|等(?![比距身分高量级等一两三])[^，。]{3}|一旦|如果|要是|趁|[我你您](?!们的|的)们?|被(?!子|单)|就是"
)
_EARLIER = lazy(
    "[你您我们]{0,2}(?:上次|上回|前回|之前|上一|刚才|以前|当时|昨天|前一)(?!的镜头|的动作)|唯一|[那这][种样](?!子)"
)
# What was there, said before what it shall be: 原本是素色的, 之前穿着皮衣.
_WAS = lazy(
    "[^，。]{0,8}?(?:原[来本先]|本来|起初|先前|最初|之前|以前|目前)(?:[就都一直]{0,2}(?:是|为|有|穿|戴|叫|写|用)"
    "|[^，。的]{0,8}(?:的是|着(?!的)))"
)
# How a piece ends that says when, or how far.
_MOMENTS = (
    "为止",
    "那一下",
    "那下",
    "那一刻",
    "那一瞬",
    "那一瞬间",
    "那会儿",
    "的瞬间",
    "的一瞬间",
    "的刹那",
    "那一幕",
    "的一刻",
)
# Why something is asked for: 天空太干净了, 那些车看着太乱, 帽子看起来有点旧; not 太亮要压暗.
_COMPLAINS = lazy(
    "[^，。]*?(?:(?<![不别没])太(?![阳空极平古监后子师鼓太湖])[^，。]{0,60}了$"
    "|[^，。太]{2}(?<![不别没让])(?:太(?![阳空极平古监后子师鼓太湖])|过于|(?:看着|听着|看起来|听起来|感觉|显得)(?:有点|有些|不够|很|好))[^，。]{1,5}$)"
)
# What is to end: 雨别下了, 狗别叫了.
_STOPS = lazy(
    "([^，。把让给]{0,8})(?:别|不要)(?:再(?!改|变|动|碰|换|调|加)[^，。]{1,5}"
    "|(?!动|改|变|碰|换|调|太|加|添|删|去|让|把|给|再|管|这|那|了|有|出)[^，。]{1,3})了[吧啊啦]?$"
)
_ALONG = lazy("[也都](?:跟着|随着|随之)")  # 声音也跟着倒放
# 墨水瓶还摆在那儿, 脚步跟现在一样就行
_STANDS = lazy(
    "[还仍照][^，。]{0,3}在(?:那儿|那里|原处|原地|原位|老地方|原来的地方|原来的位置)$"
    "|[跟和与同][^，。]{0,2}(?:现在|原[来先片图版视]|之前|以前|刚才)[^，。]{0,3}(?:一样|一致|相同)"
)
_OVER = ("完", "停", "稳", "好", "了", "结束")  # 等烟花放完
_STILL = ("留着", "留下", "还在")
# A verb of two characters that ends in its result, with an object after it: 拔掉荨麻, 缝好破洞.
_RESULT = lazy(
    "(?:[^最只刚正还你很挺不更美友一想看说比太水海湖公和饼能若充圆就也都有的留剩][掉走好干紧碎断平净满]"
    "|[漂刷染涂熏烤晒磨擦][白黑红亮黄]|[挂吊拧插塞装挪搬拉推拔扔抛撒倒][上下出入进回开])(?=[^了的，。、])"
)
_THAT_ONE = tuple(
    f"那{each}"
    for each in "个只条辆艘位群片朵棵座栋顶件副双张盏束串匹对队排堆层幅面块杯瓶盘碗颗间扇些几"
)
_ONES = tuple("个只条辆艘位朵棵座件把张盏匹排面块扇间")
_NOT = lazy("(?:不|(?<![特分个级区道景性类识])别)$")
# 不做其它画面改动, 不对人物做任何调整, 无新增物体
_NONE = lazy(
    "(?:[^，。]{0,6}不(?:对[^，。]{1,8})?(?:做|作|进行)出?|无)(?:任何|其[他它余]|额外|多余|别的|画面|的)*$"
)
_VERB = 2  # characters of a verb at most
_WANTED = ("我想要", "我要", "我希望", "我需要", "我们想要", "我们希望")
_WISHED = WHOLE - {"place"} | {"color", "light"}
_CAMERAS = ("镜头", "机位", "相机", "摄像机", "摄影机", "运镜")


def classify(atom: Atom, text: str) -> None:
    """Fill in what a piece is: its kind, its opener and verb, where its value begins."""
    cuts = _before_contrast(atom, _strip(atom, text))
    if atom.start >= atom.end:
        atom.kind = "empty"
        return
    if _unwanted(atom, cuts, text):
        atom.kind = "edit"
        bare = atom.value == atom.start and bool(cuts)
        verb = cuts[-1] if bare else Cut("remove", atom.start, max(atom.value, atom.start + 1))
        atom.verb = verb._replace(list="remove")
    elif _preserves(atom, cuts, text):
        atom.kind = "preserve"
    elif cuts and cuts[-1].list in ("under", "when"):
        asks = text.endswith(_WHILE, atom.start, atom.end) and _edits(atom, cuts, text)
        atom.kind, atom.end = ("edit", cuts[-1].start) if asks else ("aside", atom.end)
    elif _follows(atom, cuts, text):
        atom.kind = "aside"
    elif not _edits(atom, cuts, text):
        _stay(atom, cuts, text)


def _strip(atom: Atom, text: str) -> int:
    """Leave out the polite words and joiners that a piece begins with, and the blanks around it.

    How many known words that are.
    """
    while atom.start < atom.end and text[atom.start] in " \u3000\n":
        atom.start += 1
    while atom.end > atom.start and text[atom.end - 1] in " \u3000\n":
        atom.end -= 1
    first = 0
    for cut in atom.cuts:
        if cut.list not in LEADING or cut.start != atom.start or _points(cut, text):
            break
        if cut.list == "connector" and atom.joint != "hard":
            atom.joint = "then"
        atom.start = cut.end
        first += 1
    return first


def _points(cut: Cut, text: str) -> bool:
    """那盏灯; 那 alone is but a word to go on with."""
    ordinal = text[cut.start] == "第" and text.startswith(_ONES, cut.end)  # 第一辆车
    return ordinal or (text.startswith(_THAT_ONE, cut.start) and cut.end - cut.start == 1)


def _before_contrast(atom: Atom, first: int) -> list[Cut]:
    """The known words of a piece up to what it says that is not asked: 红色，而不是蓝色."""
    for at, cut in enumerate(atom.cuts[first:], first):
        if cut.list == "contrast":
            atom.contrast = True
            atom.cuts = atom.cuts[:at]
            break
    return atom.cuts[first:]


def _preserves(atom: Atom, cuts: Sequence[Cut], text: str) -> bool:
    stood = ("在" in text or has(cuts, "alike")) and _STANDS.search(text, atom.start, atom.end)
    if stood or _still_does(atom, cuts, text):
        return True
    return has(cuts, "preserve") or any(
        cut.list in VERBS
        and cut.start > atom.start
        and (
            _NOT.search(text, max(atom.start, cut.start - 2), cut.start)
            or _NONE.match(text, atom.start, cut.start)
        )
        for cut in cuts
    )


def _still_does(atom: Atom, cuts: Sequence[Cut], text: str) -> bool:
    """主角还是激动得举起来: somebody does what he did."""
    who = cuts[0] if cuts else None
    if who is None or who.list not in LIVELY or who.start != atom.start:
        return False
    return text.startswith(("还是", "仍", "依旧", "依然", "照样", "照旧"), who.end)


def _unwanted(atom: Atom, cuts: Sequence[Cut], text: str) -> bool:
    """Whether something that is there shall go: 不要左边那棵树了, 桌上的花不要了, 路上的车都不要."""
    stops = _STOPS.match(text, atom.start, atom.end)
    if stops is not None and (stops.end(1) > atom.start or text[atom.start + 1] != "再"):
        atom.value = atom.start if stops.end(1) > atom.start else atom.start + 1
        return not has(cuts, "ba", "let") or "叫" in stops.group()
    if has(cuts, *VERBS, "contrast"):
        return False
    if text[atom.end - 1] not in "了要":
        return _without(atom, cuts, text)
    if text.endswith(("不要了", "不要"), atom.start, atom.end):
        atom.value = atom.start
        known = bool(cuts) and cuts[0].list in (*THINGS, "place") and cuts[0].start == atom.start
        return known or text.rfind("不要", atom.start, atom.end) - atom.start >= _VERB
    atom.value = atom.start + 2
    return text.startswith("不要", atom.start) and atom.end - atom.start > 2 * _VERB


def _without(atom: Atom, cuts: Sequence[Cut], text: str) -> bool:
    """伴郎不要花: somebody, and the thing that he shall not have."""
    if len(cuts) < 3 or cuts[0].list not in LIVELY or cuts[0].start != atom.start:
        return False
    no, thing = cuts[1], cuts[-1]
    atom.value = no.end
    bare = text[no.start : no.end] == "不要" and no.start == cuts[0].end
    return bare and thing.list in THINGS - LIVELY and thing.end == atom.end


def _follows(atom: Atom, cuts: Sequence[Cut], text: str) -> bool:
    """Whether a piece only says what comes of a change, when it is, or what it is not about."""
    if "purpose" in (_leads(atom, cuts), _ends(atom, cuts, text)) or _LIKE.match(
        text, atom.start, atom.end
    ):
        return True
    if not has(cuts, "let", "ba") and _COMPLAINS.match(text, atom.start, atom.end):
        return not any(one.list == "is" and two.list in VERBS for one, two in pairwise(cuts))
    if _EARLIER.match(text, atom.start, atom.end) or _remarks(atom, cuts, text):
        return True
    ends = _MOMENTS if text[atom.start] != "在" else "后"
    if text.endswith(ends, atom.start, atom.end) and not has(cuts, "ba", "let"):
        return True
    over = text[atom.start] == "等" and text.endswith(_OVER, atom.start, atom.end)
    if over or text[atom.start] == "除":
        return not has(cuts, "let", "ba", *(VERBS if not over else ()))
    return atom.contrast and not cuts


def _remarks(atom: Atom, cuts: Sequence[Cut], text: str) -> bool:
    """Whether a piece without 把 or 让 says what somebody thinks, what was, or when something is."""
    if has(cuts, "ba", "let"):
        return False
    if _WAS.match(text, atom.start, atom.end):
        return not has(cuts, "become", "replace", "remove")
    talk = _TALK.search(text, atom.start, atom.end) or _WHEN.match(text, atom.start, atom.end)
    if talk is not None or ("着" not in text and "随" not in text):
        return talk is not None
    return _ALONG.search(text, atom.start, atom.end) is not None and not has(cuts, *LIVELY)


def _leads(atom: Atom, cuts: Sequence[Cut]) -> str | None:
    """The list of the word that a piece begins with."""
    return cuts[0].list if cuts and cuts[0].start == atom.start else None


def _ends(atom: Atom, cuts: Sequence[Cut], text: str) -> str | None:
    """The list of a word that a piece ends with, if it is of how one sees: 车辙清晰可见."""
    seen = text.endswith(("可见", "现"), atom.start, atom.end) and not has(
        cuts, *VERBS, "ba", "let"
    )
    return cuts[-1].list if seen and cuts and cuts[-1].end == atom.end else None


def _edits(atom: Atom, cuts: Sequence[Cut], text: str) -> bool:
    """Class a piece with an operation of its own, or with all of one but its verb."""
    if (compound := _RESULT.match(text, atom.start, atom.end)) is not None and (
        not cuts or cuts[0].start >= compound.end() - 1
    ):
        atom.kind, atom.value = "edit", compound.end()
        atom.verb = Cut("adjust", atom.start, compound.end())
        return True
    for at, cut in enumerate(cuts):
        if cut.list == "let" and text[cut.start] == "叫" and cut.start > atom.start:
            continue  # 轻轻咩叫
        if cut.list in ("ba", "let") or (cut.list == "give" and cut.start == atom.start):
            _open(atom, cut, cuts[at + 1 :], text)
            return True
        if cut.list in VERBS:
            break
    verb = _main_verb(cuts, text, atom.start)
    borne = next((cut for cut in cuts if cut.list == "rider"), None)
    if borne is not None and head(cuts, atom.start, borne.start) in LIVELY and not verb:
        atom.kind, atom.value = "declarative", borne.end  # 新郎配腰封
        atom.verb = borne._replace(list="add")
        return True
    if borne is not None and (borne.start < verb.start if verb else borne.start == atom.start):
        atom.kind, atom.verb, atom.value = "state", borne, borne.end  # 边缘略带模糊
        return True
    if verb is None:
        return False
    atom.verb, atom.value = verb, verb.end
    adverb = text[verb.start - 1] == "地" and cuts[0] is verb
    if verb.start > atom.start and not adverb:
        atom.kind = "declarative"
    else:
        atom.kind = "edit" if verb.end < atom.end or verb.list != "become" else "open"
    return True


def _open(atom: Atom, opener: Cut, after: Sequence[Cut], text: str) -> None:
    """Class a piece that 把, 让 or 给 opens."""
    atom.opener = opener.list
    verb = _main_verb(after, text)
    if opener.list == "let":
        verb = verb or opener
    elif opener.list == "give" and verb is None:
        given = text[opener.start] == "给"
        verb = next((cut for cut in after if cut.list in ("wear", "rider", "purpose")), None)
        verb = verb or next((cut for cut in after if given and cut.list == "count"), None)
    if verb is None or (verb.list == "become" and verb.end == atom.end):
        atom.kind = "open"
        return
    atom.kind, atom.verb, atom.value = "edit", verb, verb.end


def _main_verb(cuts: Sequence[Cut], text: str, start: int = -1) -> Cut | None:
    """The first verb that is not inside a phrase with 的 before the next one.

    `start` is where the piece begins, if nothing opens it.
    """
    verbs = [at for at, cut in enumerate(cuts) if cut.list in VERBS]
    for at, following in zip(verbs, [*verbs[1:], len(cuts)], strict=False):
        verb, after = cuts[at], cuts[at + 1 : following]
        beside = cuts[following] if following < len(cuts) else verb
        if verb.list == "adjust" and beside[:2] == ("become", verb.end):
            continue  # 配音改成四川话
        if verb.list in ("become", "replace") or _is_main(verb, cuts, at, text, start):
            return verb
        short = verb.end - verb.start == 1
        if short and text[verb.start] in _SHORT_VERBS:
            short = start >= 0 and verb.start > start and not _takes(cuts, at, text)
        if short and text[verb.end : verb.end + 1] not in _COMPLETED and not _turns(cuts, at, text):
            continue
        if not has(after, "of"):
            return verb
        worn = text.startswith("的", verb.end)
        led = at == 0 or in_its_place(cuts, at)
        if following == len(cuts) and led and not worn and _plain(text[verb.start : verb.end]):
            return verb
    return None


def _takes(cuts: Sequence[Cut], at: int, text: str) -> bool:
    """Whether a verb of one character inside a piece has a subject or an object: not 火漆印."""
    if text[cuts[at].start] in _PLAIN_VERBS or text[cuts[at].start] == "变":
        return True
    after = cuts[at + 1].start if at + 1 < len(cuts) else -1
    return after == cuts[at].end or has(cuts[:at], *LIVELY)


def _turns(cuts: Sequence[Cut], at: int, text: str) -> bool:
    """Whether what comes of it is one with a verb, or said by where it goes: 弄蓝, 往右挪."""
    if not text[cuts[at].end : cuts[at].end + 1].strip("，。；,;. "):
        return any(cut.list == "give" and text[cut.start] in "往向朝" for cut in cuts[:at])
    after = cuts[at + 1] if at + 1 < len(cuts) else cuts[at]
    return cuts[at].list == "adjust" and after.start == cuts[at].end and after.list in ATTRIBUTES


def _is_main(verb: Cut, cuts: Sequence[Cut], at: int, text: str, start: int) -> bool:
    """Whether a verb begins its piece, or counts what it adds: 添加…, 放一只红色的猫."""
    word = text[verb.start : verb.end]
    if verb.start == start and _plain(word) and not text.startswith("的", verb.end):
        return True
    if verb.list in ("adjust", "camera-move") and text.startswith(("到", "至"), verb.end):
        return True  # 镜头压低到猫的高度
    beside = cuts[at + 1] if at + 1 < len(cuts) else None
    if beside is None or beside.start != verb.end:
        return False
    return beside.list == "count" or (verb.start == start and beside.list in VERBS)  # 修剪


def _plain(verb: str) -> bool:
    return verb in _PLAIN_VERBS or (len(verb) > 1 and verb[-1] not in "着满")


def _stay(atom: Atom, cuts: Sequence[Cut], text: str) -> None:
    """Class a piece without an operation: a state, a bare phrase, a reminder of what is there."""
    atom.value = atom.start
    camera = bool(cuts) and text.startswith(_CAMERAS, atom.start, atom.end)
    if camera and not has(cuts, "of", "is") and atom.end > cuts[0].end + 1:
        atom.kind, atom.verb = "state", cuts[0]
    elif _leads(atom, cuts) == "same" and not text.endswith(("版", "版本"), atom.start, atom.end):
        atom.kind = "anchor"
    elif has(cuts[:2], "alike") or text.endswith(_STILL, atom.start, atom.end):
        atom.kind = "preserve"
    elif _takes_wish(atom, cuts, text):
        atom.kind = "nominal"
    elif placed := stated(atom, cuts, text):
        atom.kind, atom.verb, atom.value = "declarative", placed, placed.end
    elif atom.joint == "hard" and (does := manner(atom, text)) is not None:
        atom.kind, atom.verb, atom.value = "state", does, does.end
    elif (said := predicate(atom, cuts, text)) is not None:
        atom.kind = "declarative" if said.list == "adjust" else "state"
        if said.list == "add" and said.start == atom.start:
            atom.kind = "edit"
        atom.verb, atom.value = said, said.end
    else:
        atom.kind = "nominal"


def _takes_wish(atom: Atom, cuts: Sequence[Cut], text: str) -> bool:
    """餐厅那条我想要夜晚的: a thing, and how somebody wants it; both said, as by a label."""
    wish = next((cut for cut in cuts if text.startswith(_WANTED, cut.start)), None)
    if wish is None or wish.start <= atom.start or text.startswith("的", wish.end):
        return False
    end = wish.end + text.startswith("是", wish.end)
    how = [cut for cut in cuts if cut.start >= end]
    if head(how, end, atom.end) not in _WISHED and not has(how, *ATTRIBUTES):
        return False
    atom.label = wish.start, end
    return True
