"""What a phrase of a Chinese prompt without an operation says: who is somewhere, what something is like."""

from collections.abc import Sequence
from itertools import pairwise

from remixbatch.prompts.late import lazy
from remixbatch.prompts.solid.chinese_pieces import Atom
from remixbatch.prompts.solid.cut import Cut
from remixbatch.prompts.solid.facet import ATTRIBUTES, FACETS, LIVELY, THINGS, has, head

_MOVED: frozenset[str | None] = THINGS | {"place"}  # what something is done to
_RESULTS = (
    "整齐",
    "全灭",
    "全亮",
    "全开",
    "全关",
    "起来",
    "下来",
    "下去",
    "上去",
    "出来",
    "干净",
    "掉",
    "碎",
    "断",
    "一下",
)
# What is somewhere, once it is put there: 看台上坐满观众, 教室挂着彩旗.
_THERE = lazy(
    "[塞系拴扎绑搭坐站挤围停爬落积铺堆摆挂贴插开长种撒洒盖涂画写刻印绣点亮飘浮漂飞装盛缠绕布缀响升游跑走睡趴蹲跪躺流闪转放立生]"
    "(?:满(?![意足])|着|起(?![来了])|[个只张封盏盘碗杯朵本支束串幅架辆艘尊匹盆棵副]|(?<!长)条)|多(?:了|出)?(?=[一两几三](?![点些]))"
    "|多[了出]?(?=[个只张盏盘碗杯朵本支束串幅架辆艘尊匹盆棵副条根顶把件座台位群块排队对](?!的))"
)
_ASKS = ("能不能", "可不可以", "能否", "可否", "是否能", "是否可以")
_MANNER = lazy(
    "([^，。的把让给将在是有]{1,6})(倒着|反着|倒退着|往[上回]|向[上后]|全部|全都|统统|通通)"
    "[^，。的了上下里边是有成为在]{1,7}$"
)
# Which of many, or by what: 就铺…的那种, 用…的就好, 配乐用唢呐, 门牌写“27”.
_PICKS = lazy(
    "[上里面]?(?:就|则|要|也|改|都|全)?(?:(用|(?<=[就则])[铺选挑配穿戴换做走刷漆摆放挂])"
    "[^，。]{1,10}的(?:那种|那款|就好|就行|就可以|吧)?$|(用)(?![来于途作户])[^，。的着]{1,8}$|([写打印题刻]上?着?)(?=\ue000))"
)
# What a thing does of itself: 岸边的柳树抽新芽, 屋后的烟囱冒白烟.
_GROWS = lazy(
    "(?:抽|发|开|结|冒|吐|落|长|掉|滴|生)[满出了着]?[新嫩白红黄绿紫粉金枯黑热浓小青鲜野]{0,2}"
    "(?:芽|花|果|果子|果实|叶|叶子|穗|烟|气|热气|蒸汽|霜|冰|锈|火|火星|火花|火苗|光|水|水珠|雪|苔|青苔|藓|泡泡|气泡)$"
)
_REFERS = lazy(
    "([^，。参]{1,10})((?:参考|参照|仿照)(?:的是|自)?)(?:@|参考|第|上传|给)?(?:图|视频|照片|素材|音频|[a-z0-9\ue000])"
)
_GOES = lazy(
    "([^，。走]{2,10})走[^，。]{1,10}(?:风格?|路线|调性?|范儿?|质感|感觉|那[种一]?[挂路种]?)$"
)
_BIT = lazy("[再更](?:加)?[^，。的点些]{1,3}(?:一[点些]|[点些])$")
_SOMEBODY = lazy("[男女人员师生手娘仔哥姐叔婶婆妇者客兵匠工][打系扎绑佩披围梳戴穿换留](?!着)")
_DONE_TO = lazy(
    "(?<!一)([^，。一了])[一了]\\1$|[扣系绑关锁摆叠铺盖戴穿修补洗排装挂梳盘扎封拼摞捆包理]好$"
)
_DRESSES = "打系扎绑别佩披围梳挎撑拄戴穿编盘烫留剪蓄"
_HOLDS = "背抱牵拿举端捧提顶扛拎"
_ACTING = tuple(
    "织缝绣编推拉举端捧抱扛背牵骑撑拄吹弹敲打擦洗扫切炒喝吃读写唱摇挥拿握抓拎拖搬挑划喂摘采掰数"
)
_WHITHER = ("住", "倒", "开", "起", "上", "下", "进", "出", "到", "向", "过", "入")
_DEGREES = ("更", "再", "稍", "一点", "一些")
_ENDS_OF_PLACES = "角口边旁上里中下处侧间头端内外前后面"
_AGAIN = ("再", "还", "也")
_PLACES = ("place", "place-after", "thing", "plant")
_LIFELESS = FACETS - LIVELY - {"speed", "time"}
_OWNING = (*_PLACES, "pronoun", "person", "animal", "vehicle", "body", "clothes")
STEP = lazy("(?:[一二两三四五六半几]|[0-9.]+)(?:[层档号圈倍截成度寸格级码]|公分|厘米)$|许多$|不少$")
_HOW = "破旧新老脏乱湿干空满多少大小高低长短宽窄粗细厚薄亮暗浓淡深浅快慢软硬密疏红白黄绿蓝黑冷暖近远圆弯直"
_GROWING = FACETS | {"place-after"}  # where something grows: 锅里冒火
_GRADED = ATTRIBUTES - {"color"} | {"sound"}
_WHERE = ("place-after", "place", "thing", "plant", "vehicle", "effect")  # what holds something
_SAID = ("is", "wear", "appear")
_VERB = 2  # characters of a verb at most


def stated(atom: Atom, cuts: Sequence[Cut], text: str) -> Cut | None:
    """The verb of a clause that says what shall be so, where the lists of verbs have it not."""
    said = there(atom, cuts, text) or picks(atom, cuts, text)
    return said or refers(atom, cuts, text) or goes(atom, cuts, text)


def in_its_place(cuts: Sequence[Cut], at: int) -> bool:
    """Whether a verb stands right behind a place, and no place ends the piece: 在窗户里加上暖黄的灯光."""
    placed = cuts[at - 1][::2] == ("place-after", cuts[at].start)
    return placed and cuts[-1].list not in ("place-after", "place")


def there(atom: Atom, cuts: Sequence[Cut], text: str) -> Cut | None:
    """The verb of a clause that says what is in a place: 铁轨两旁开满油菜花."""
    if not cuts or text[atom.end - 1] in "的着满":
        return None
    said = _THERE.search(text, atom.start + 1, atom.end - 1)
    if said is None:
        return None
    before = [cut for cut in cuts if cut.end <= said.start()]
    full = not before and text[said.end() - 1] == "满" and text[said.start()] in "坐站挤"
    if full and said.start() > atom.start + 1 and cuts[-1].list in LIVELY:
        return Cut("add", said.start(), said.end())  # 看台坐满人
    owned = _OWNING if text[said.start()] == "多" else _PLACES  # 他多了副墨镜
    if not before or before[-1].list not in owned or has(before, "of", "count", "is", "appear"):
        return None
    after = [cut for cut in cuts if cut.start >= said.end()]
    if has(after, "of") and after[-1].list in ("place", "place-after"):
        return None  # 墙上挂着灯的房间
    return Cut("add", said.start(), said.end())


def manner(atom: Atom, text: str) -> Cut | None:
    """How all of them, or against nature, something does what it does: 指针倒着转, 乘客全都低头看手机."""
    said = _MANNER.match(text, atom.start, atom.end)
    return Cut("appear", said.end(1), said.end(2)) if said else None


def picks(atom: Atom, cuts: Sequence[Cut], text: str) -> Cut | None:
    """The verb of a clause that says which one it shall be: 地毯就铺砖红色的那种."""
    for what in cuts:
        if what.list in _LIFELESS and (said := _PICKS.match(text, what.end, atom.end)):
            return Cut("become", said.start(said.lastindex or 0), said.end(said.lastindex or 0))
    return None


def predicate(atom: Atom, cuts: Sequence[Cut], text: str) -> Cut | None:
    """The word that makes a phrase a statement; none where it is a name for something."""
    if not cuts:
        return None
    asked = next((cut for cut in cuts[1:] if text.startswith(_ASKS, cut.start)), None)
    if asked is not None:  # 它的眼睛能不能发绿光
        return asked._replace(list="asked")
    done = next((end for end in _RESULTS if text.endswith(end, atom.start, atom.end)), None)
    if done == "掉" and text[atom.end - 2] in "跑逃飞溜走游":
        done = None  # what somebody does, not what is done to it
    verb = done is not None and done[0] != "全"  # 灯全灭 has none before its end
    if done is not None and head(cuts, atom.start, atom.end - len(done) - verb) in _MOVED:
        return Cut("adjust", atom.end - len(done), atom.end)
    said = (
        _done_to(atom, cuts, text)
        or _by_a_step(atom, cuts, text)
        or _dresses(atom, cuts, text)
        or _grows(atom, cuts, text)
    )
    said = said or _a_bit_more(atom, cuts, text) or _actor(atom, cuts, text)
    ends = cuts[-1].list == "comparative" and cuts[-1].end == atom.end  # 墙上的灯大一点
    if said is None and ends and has(cuts, "of") and cuts[-2:][0].list != "of":
        said = _degree(atom, cuts, text)
    if said is None and not has(cuts, "of"):
        said = _somebody_there(cuts) or _degree(atom, cuts, text)
    if said is not None:
        return said
    return _one_more(atom, cuts, text) or _copula(atom, cuts) or _colored(atom, cuts, text)


def _done_to(atom: Atom, cuts: Sequence[Cut], text: str) -> Cut | None:
    """皮肤磨一下皮, 快递收一收, 扣子扣好."""
    if (did := _DONE_TO.search(text, atom.start + 2, atom.end)) is not None:
        return Cut("adjust", did.start(), did.end())
    bit = next((cut for cut in cuts[1:] if text.startswith("一下", cut.start)), None)
    if bit is None or bit.end == atom.end:
        return None
    before = cuts[cuts.index(bit) - 1]
    acts = before.list == "adjust" or before.end < bit.start
    return Cut("adjust", bit.start - 1, bit.end) if acts else None


def goes(atom: Atom, cuts: Sequence[Cut], text: str) -> Cut | None:
    """整支影片走复古胶片风."""
    if "走" not in text or not cuts or cuts[0].list in LIVELY:
        return None
    said = _GOES.match(text, atom.start, atom.end)
    return Cut("become", said.end(1), said.end(1) + 1) if said else None


def refers(atom: Atom, cuts: Sequence[Cut], text: str) -> Cut | None:
    """What is to be as in a file: 天气和光线参考图片1."""
    if not cuts or cuts[0].start != atom.start or cuts[0].list not in FACETS:
        return None
    said = _REFERS.match(text, atom.start + 1, atom.end)
    return Cut("become", said.end(1), said.end(2)) if said else None


def _grows(atom: Atom, cuts: Sequence[Cut], text: str) -> Cut | None:
    """河边的芦苇开白花."""
    said = _GROWS.search(text, atom.start + 1, atom.end)
    if said is None or has(cuts, "count", "is"):
        return None
    before = next((cut for cut in reversed(cuts) if cut.end <= said.start()), None)
    end = before.end if before else atom.start
    owned = end < said.start() - 1 or (
        before is not None and end == said.start() and before.list in _GROWING
    )
    return Cut("wear", said.start(), said.start() + 1) if owned else None  # 窗外的梧桐落黄叶


def _dresses(atom: Atom, cuts: Sequence[Cut], text: str) -> Cut | None:
    """老板系蓝围裙, 小女孩扎两条麻花辫."""
    who, last = cuts[0], cuts[-1]
    some = _SOMEBODY.search(text, atom.start, last.start)  # 西装男打个红领带
    if some is not None and last.list in ("clothes", "body") and last.end == atom.end:
        return None if has(cuts, "of") else Cut("adjust", some.end() - 1, some.end())
    if who.list not in LIVELY or who.start != atom.start or who.end >= atom.end:
        return None
    worn = last.list in ("clothes", "body", "thing") and last.end == atom.end
    number = cuts[1] if len(cuts) > 1 else who
    counted = (number.list, number.start) == ("count", who.end + 1)  # 小女孩扎两条麻花辫
    whole = (worn and last.start > who.end) or counted
    does = _DRESSES + _HOLDS if counted else _DRESSES
    whole = whole and not has(cuts, "of") and text[who.end] in does
    return Cut("adjust", who.end, who.end + 1) if whole else None


def _copula(atom: Atom, cuts: Sequence[Cut]) -> Cut | None:
    """盒子要黑色, 女孩穿着和服; not 穿着和服的女孩."""
    for at, cut in enumerate(cuts):
        beside = cuts[at + 1] if at + 1 < len(cuts) else None
        if cut.list == "appear" and beside and (beside.list, beside.start) == ("count", cut.end):
            return cut  # 天上出现一艘巨大的飞船
        ends = cut.list == "is" and cuts[-1].list == "of" and cuts[-1].end == atom.end
        if cut.list in _SAID and not has(cuts[at + 1 : len(cuts) - ends], "of"):
            return cut
    return None


def _one_more(atom: Atom, cuts: Sequence[Cut], text: str) -> Cut | None:
    """砌一堵墙, but …，溅起一片水花; 街角再站一个卖花的人."""
    acted = _counts(cuts[0], atom, text) and 1 <= cuts[0].start - atom.start <= _VERB
    acted = acted and text[cuts[0].start] != "第"
    if acted and atom.joint != "comma" and text[atom.start] not in "剩留有是成像如共约说讲提":
        return Cut("add", atom.start, cuts[0].start)
    for cut, number in pairwise(cuts):
        verb = cut.end  # of one or two characters that no list knows, behind a place
        counted = _counts(number, atom, text) and text[number.start] != "第"  # not 左数第二个男生
        if not counted or not 0 < number.start - verb <= _VERB:
            continue
        if cut.list == "connector" and text.startswith(_AGAIN, cut.start):
            placed = cut.start > atom.start and text[cut.start - 1] in _ENDS_OF_PLACES
        else:
            placed = cut.list in _WHERE or text[verb - 1] in _ENDS_OF_PLACES
        return Cut("add", verb, number.start) if placed else None
    return None


def _counts(cut: Cut, atom: Atom, text: str) -> bool:
    """Whether a word says how many there are: 飘几个, 淋点."""
    some = text[cut.start : cut.end] in ("点", "些") and cut.end < atom.end
    return some or cut.list == "count"


def _actor(atom: Atom, cuts: Sequence[Cut], text: str) -> Cut | None:
    """一只白鹭飞起, 孩子们抬头鼓掌."""
    first = cuts[0]
    acted = first.end + text.startswith("们", first.end)
    whose = next((cut for cut in cuts[1:] if cut.list in LIVELY), None)
    if has(cuts, "of"):  # 旁边的同学打哈欠
        led = whose is not None and text[whose.start - 1] == "的" and atom.end > whose.end + 1
        return whose if led and not has(cuts[cuts.index(whose) + 1 :], "of", *FACETS) else None
    if first.list == "count" and len(cuts) > 1 and cuts[1].list in LIVELY:
        return first if atom.end > cuts[1].end + 1 else None
    where = len(cuts) > 1 and cuts[1].list == "place-after" and cuts[1].start == first.end
    acts = not where and first.list in LIVELY and first.start == atom.start and atom.end > acted
    moves = text.startswith(_ACTING, acted) or text.startswith(_WHITHER, acted + 1)
    does = acts and moves and cuts[-1].end == atom.end  # 护士推轮椅, 猫咪跳上桌子
    return first if does or (acts and cuts[-1].list not in FACETS - LIVELY) else None


def _somebody_there(cuts: Sequence[Cut]) -> Cut | None:
    """桌边坐一位老人."""
    lists = [cut.list for cut in cuts]
    there = next((cut for cut in cuts[1:] if cut.list == "wear" and cut.end - cut.start == 1), None)
    if there is not None and lists[0] in ("place-after", "vehicle", "thing"):  # 车顶上有乐队演奏
        return there._replace(list="appear") if has(cuts, *LIVELY) else None
    if "place-after" not in lists or "count" not in lists[1:] or lists[-1] not in LIVELY:
        return None
    where, number = lists.index("place-after"), lists.index("count", 1)
    return cuts[number] if where < number and cuts[number].start > cuts[where].end else None


def _colored(atom: Atom, cuts: Sequence[Cut], text: str) -> Cut | None:
    """她的头发铂金色; 站台起雾."""
    last = cuts[-1]
    if last.end != atom.end or last.start < atom.start + 2:
        return None
    beside = cuts[-2] if len(cuts) > 1 else None
    if last.list == "color" and beside and beside.list in THINGS and beside.end == last.start:
        return last._replace(list="is")
    falls = not has(cuts, "of") and last.list == "weather" and text[last.start] in "起下结打刮放飘"
    return last._replace(list="adjust") if falls else None


def _degree(atom: Atom, cuts: Sequence[Cut], text: str) -> Cut | None:
    """太阳再低一点."""
    if has(cuts, "count", "appear"):
        return None
    low = cuts[0].start  # 珍珠多一点
    if cuts[0].list == "comparative" and text[low] == "一" and low > atom.start + 1:
        return cuts[0] if text[low - 1] in _HOW else None
    ended = cuts[-1]  # 沙滩人少点
    bit = ended.list == "comparative" and ended.end == atom.end and text[ended.start] in "点些"
    if bit and len(cuts) > 1 and text[ended.start - 1] in _HOW and ended.start > cuts[-2].end:
        return ended
    named = len(cuts) > 1 and cuts[-2].start > atom.start
    how, last = cuts[-2:] if named else (cuts[0], cuts[0])  # 对白大声点
    if (
        text[last.start : atom.end] in ("点", "些")
        and how.list in _GRADED
        and how.end == last.start
    ):
        return last
    more = next(
        (
            cut
            for cut in cuts[1:]
            if text.startswith(_DEGREES, cut.start)
            and not (text.startswith("一点点", cut.start) and cut.end + 1 < atom.end)
        ),
        None,
    )  # not how: 国旗一点点升到顶
    return more and more._replace(list="comparative")


def _a_bit_more(atom: Atom, cuts: Sequence[Cut], text: str) -> Cut | None:
    """人物脸部再清楚一点: what it is like, not what somebody does."""
    said = _BIT.search(text, atom.start + 1, atom.end)
    if said is None or has([cut for cut in cuts if cut.end > said.start()], "of", "count"):
        return None
    return (
        Cut("comparative", said.start(), said.start() + 1)
        if head(cuts, atom.start, said.start())
        else None
    )


def _by_a_step(atom: Atom, cuts: Sequence[Cut], text: str) -> Cut | None:
    """山的颜色淡一层."""
    step = STEP.search(text, atom.start, atom.end)
    low = step.start() if step else 0
    how = [cut for cut in cuts if cut.end == low and cut.list in ATTRIBUTES]
    how = [cut for cut in how if cut.start > atom.start + 1 or cut is not cuts[0]]  # 字号再大两号
    return how[0]._replace(list="comparative") if how else None
