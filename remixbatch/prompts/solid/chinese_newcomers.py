"""What is given or put in, in a Chinese prompt, and what is only told of it."""

from remixbatch.prompts.late import lazy
from remixbatch.prompts.solid.chinese import EDITORIAL, VERBS
from remixbatch.prompts.solid.chinese_pieces import Atom
from remixbatch.prompts.solid.cut import Cut
from remixbatch.prompts.solid.draft import Draft
from remixbatch.prompts.solid.facet import FACETS, LIVELY, THINGS, has, head

# Where something that is there does something, and how: 在雾里若隐若现, 热气袅袅升起.
_WHERE = lazy("在[^，。]{1,6}(?:里|中|下|上|间|处|旁|边)[^，。的]{2}")
_MANNER = lazy(
    "偶尔|时不时|时而|缓缓|慢慢|徐徐|轻轻|微微|袅袅|静静|悠悠|渐渐|隐隐|不时|若隐若现"
    "|被(?:风|阳光|夕阳|月光|灯光|气流|晚霞|晨光|海风|雨|浪)|[泛闪透冒散]着"
)
_LET_IN = lazy(
    "让[^，。]{0,4}(?:光|风|雨|水|雾|烟|气|影子|阳光|空气)[^，。]{0,4}(?:照|透|洒|吹|飘|流|射|漫|涌|落|滴|渗|进|出)"
)
# What is left where something was: 让江面空出来, 让街道空荡荡的.
_LEFT = lazy("让[^，。]{1,6}(?:空(?!中)|露|敞|一览无)")
_DONE = lazy("(?![看说想觉喜做拍用要给好对行])[\u3400-\u9fff]{1,3}了")
_ATTACHED = "插夹盛挂缝系绑贴印绣刻画写镶嵌缀雕绘钉粘铺缠描"  # how a part is put on a thing
_DRAWN = "印绣刻画写雕绘描"  # and a figure that does not act
_SETTINGS = ("背景", "场景", "环境", "地点")
_NUMBERS = ("一", "两", "三", "几")
_BARE = lazy(
    "(?![下刮飘响])(?:[^，。把让给]{1,2}着|[吹照映染晒冻吓淋熏撞震烫烤晃闪]得)(?!的)"
)  # 开着小白花, 吹得人站不稳
_PATH = lazy(
    "(?:从|由|自|沿|顺)[^，。]{1,12}(?:[变转][成为到][^，。]{1,6}$|[进出过下上起]来|[进出过下上]去|[^，。]?[到至][^，。成为]{1,6})$"
)
# What light or weather does: 把远处遮得若隐若现, 把周围染上蓝光.
_RENDERS = lazy(
    "把(?:[^，。]{1,10}[遮映照染衬烘罩吹打晒熏淋]得|(?:周围|四周|整[个间片条面]|附近|身边|一切)[^，。]{0,6}[染映照罩])"
)
_BY_FORCE = lazy(
    "把[^，。]{1,10}?(?:[吹照淋打淹映晒冻遮盖罩埋震掀浇烘](?:[乱亮湿透红黄黑白住着满歪倒散起开灭飞]|得|成)|笼罩|淹没|覆盖)"
)
_FORCES = frozenset(("weather", "light", "effect", "time"))
# Something to be altered, how is said after it: 发型改一下：…; not 两处改一下：…
_ALTERED = lazy("(?<![处点里])(?:[改换调变弄修][一]?[下改换调变修]|[改换调变]动?一下)$")
# A verb that only announces what is to be done, or how many things are: 调整如下, 改三处.
_LEFT_OPEN = lazy(
    "如下|以下|下面|[一二两三四五几多](?:处|(?<!一)点|样|项|件|步|个地方|个改动|个变化)"
    "|(?:调整|修改|改变|更改|变换|调节|[改调换弄修动])[^，。成为得作做到]{0,4}$"
)
# What light, water or smoke does to what is there, and where something goes.
_REACHES = lazy("[照映遮挡罩淹溅溢涌吞染烤熏晃]|反射|折射|散发|发出|笼罩|弥漫|几乎|刚好|正好|恰好")
_WHITHER = "往向朝从沿顺"
_BODY = "身背手头脚腰脖胸肩嘴怀耳腿"  # how a place begins that is on somebody, or his clothes
_NEAR = "旁后前左右上下里中身背边"  # how a place begins that belongs to the thing
_TOLD = "加添增删去除移换改"
_PEOPLE = ("位", "名")  # how people are counted
_NEAR_IT = "还也上里中内下旁边前后外面侧"  # and how one ends
_BY_ITSELF = "长冒开结落爬积飘泛"  # how what is in a place comes there
_WORN = ("戴", "穿", "披", "系", "背", "扛", "抱", "牵", "拄", "叼", "拎", "捧", "骑")
_WAYS = ("着", "来", "到", "向", "去", "至")
_MOVES = ("appear", "adjust", "add")
_EDITS = ("add", "remove", "replace")
_BY_NATURE = ("adjust", "remove", "appear")
_ASKED = EDITORIAL | frozenset("加添放摆挂贴画写涂染去删换改拿搬撤扔抹丢砍拆拔清")


def gives_too(now: Draft, atom: Atom) -> bool:
    """给左边的小孩一只纸飞机，右边的一根糖葫芦: to whom, and how many of what, with no verb."""
    if now.opener != "give" or now.verb != "count" or atom.kind not in ("nominal", "state"):
        return False
    return any(cut.list == "count" and cut.start > atom.start for cut in atom.cuts)


def details(now: Draft, atom: Atom, text: str) -> bool:
    """Whether a piece says how, behind a colon: 发型改一下：两侧推短，头顶留长; 做旧：漆面剥落、关节生锈."""
    end = now.pieces[0][1]
    ended = any(mark in text[end : atom.start] for mark in "。；;\n")
    if ended or not text.startswith(("：", ":"), end):
        return False
    if _ALTERED.search(text, now.start, end):
        return head(now.cuts, now.start, end) in (*THINGS, "place")
    looks = now.verb in ("become", "adjust", "let") and not _LEFT_OPEN.search(text, now.start, end)
    return looks and now.form in ("edit", "declarative") and not _is_told(atom, text)


def _is_told(atom: Atom, text: str) -> bool:
    """Whether an editor is told to do it: 换成…, 加…, 让…, and not 漆面剥落, 门上贴春联."""
    verb = atom.verb
    if atom.opener is not None or verb is None:
        return atom.opener is not None
    return verb.list in ("become", "replace") or text[verb.start] in _TOLD


def describes_new(now: Draft, atom: Atom, text: str) -> bool:
    """Whether a piece tells of what was just put in: 花瓣偶尔被风吹起，在逆光里微微发亮."""
    if atom.joint == "comma" and atom.opener is None and _furnishes(now, atom, text):
        return True
    thing = now.facet in THINGS or now.facet == "light" or text.startswith(_NUMBERS, now.value)
    changed = now.verb in ("replace", "become") and thing
    brought = now.verb == "add" or changed
    if not brought or atom.joint != "comma":
        return False
    if atom.opener is None and (_held(now, atom, text) or _part_of_it(now, atom, text)):
        return True
    return atom.opener not in ("ba", "let") and _told_on(now, atom, text)


def _told_on(now: Draft, atom: Atom, text: str) -> bool:
    """有一头搭在肩上; 在车门上; 在雾里若隐若现; 偶尔被风吹起."""
    if text[atom.start] == "有" and atom.kind == "declarative":
        return not has(atom.cuts, *LIVELY)
    counted = any(
        cut.list == "count" and text[cut.end - 1] != text[cut.end : cut.end + 1]
        for cut in atom.cuts
    )  # not 一片片落下
    filmed = has(atom.cuts[:1], "camera")  # 换成狐狸，镜头慢慢推近
    if counted or filmed or _asks(atom, text):
        return False
    there = text[atom.start] == "在" and has(atom.cuts, "place-after")  # 贴个贴纸，在车门上
    there = there and not has(atom.cuts, *VERBS)
    if there or _WHERE.match(text, atom.start, atom.end) or _of_itself(now, atom, text):
        return True
    return atom.opener is None and _MANNER.search(text, atom.start, atom.end) is not None


def _of_itself(now: Draft, atom: Atom, text: str) -> bool:
    """What it does by no verb of an editor's: 放一盆绿萝，藤蔓垂下来; 往码头涌; 撒了葱花; 照亮地面."""
    verb, lively = atom.verb, has(atom.cuts, *LIVELY)
    if verb is None or text[verb.start] in _ASKED:
        return False
    if text[atom.start] in _WHITHER or atom.opener is not None:
        return text[atom.start] in _WHITHER and not lively
    if verb.start == atom.start:
        return text.startswith("了", verb.end) or bool(_REACHES.match(text, atom.start))
    placed = has([cut for cut in atom.cuts if cut.end <= verb.start], "place-after", "connector")
    counted = text.startswith(_NUMBERS, now.value) and text[now.pieces[0][1] - 1] != "的"
    return counted and verb.list in _BY_NATURE and not (placed or lively)


def goes_on(now: Draft, atom: Atom, text: str) -> bool:
    """Whether a piece without a subject goes on with a verb: 抠掉，抠干净一点; 镜头推进去，停在琴上."""
    first = atom.cuts[0] if atom.cuts else None
    verb = first if first and first.list == "appear" else atom.verb
    rises = now.facet == "camera" and text[atom.start] in _WHITHER and not has(atom.cuts, *LIVELY)
    if atom.joint == "comma" and (rises or _renders(now, atom, text)):
        return True  # 改成航拍，从屋顶慢慢往上升
    if atom.joint == "comma" and _PATH.match(text, atom.start, atom.end):
        return not has(atom.cuts, "count")
    if atom.joint == "comma" and _BARE.match(text, atom.start, atom.end):
        return now.form != "nominal"
    if atom.opener is not None or verb is None or verb.start != atom.start:
        return False
    if atom.joint == "comma" and _lasts(now, atom, text, verb):
        return True
    films = has(now.cuts[:2], "camera") and not has(atom.cuts, "count") and verb.list in _MOVES
    return films and (verb.list == "appear" or text.startswith(_WAYS, verb.end))


def _renders(now: Draft, atom: Atom, text: str) -> bool:
    """What light or weather does to things: 夕阳把河面染成金色; after rain was added, 把地面打湿."""
    if _RENDERS.match(text, atom.start, atom.end):
        return True
    if atom.opener != "ba":
        return False
    ba = next(cut for cut in atom.cuts if cut.list == "ba")
    if ba.start > atom.start:
        return head(atom.cuts, atom.start, ba.start) in _FORCES
    brought = now.verb in ("add", "let", "appear", "become") and (
        now.facet in _FORCES or text[now.end - 1] == "风"
    )
    return brought and _BY_FORCE.match(text, atom.start, atom.end) is not None


def _lasts(now: Draft, atom: Atom, text: str, verb: Cut) -> bool:
    """Whether it says what one does meanwhile, or again: 播放着极光, 趴在车上, 抠干净一点."""
    brought = now.verb in ("add", "replace", "become", "count", "appear")
    if now.form == "nominal" and now.facet == "style":
        return False  # 水墨风，飘着花瓣
    if "着" in text[verb.end - 1 : verb.end + 1] or (
        brought and text[verb.end - 1] == "满" and now.facet != "color"
    ):
        return True
    if verb.list == "adjust" and _comes_about(now, atom, text, verb):
        return True
    if has(atom.cuts, "count"):
        return False
    if text[atom.start] in text[max(now.start, now.value - 3) : now.value]:
        return not has(atom.cuts, *FACETS)
    worn = verb.list == "appear" or text[verb.start : verb.end] in _WORN
    somebody = now.facet in LIVELY or text[now.value + 1 : now.value + 2] in _PEOPLE
    return brought and worn and somebody


def _comes_about(now: Draft, atom: Atom, text: str, verb: Cut) -> bool:
    """Whether something changes by itself: 裂开一道口, 慢慢变激昂, 模糊了外面的灯光."""
    itself = text[verb.start] not in EDITORIAL and text[verb.end - 1] not in "掉走光"
    brought = now.verb in ("add", "replace", "become")
    bare = verb.end == atom.end or text.startswith(_NUMBERS, verb.end)
    return (
        (itself and brought and bare) or text[verb.start] == "变" or text.startswith("了", verb.end)
    )


def _part_of_it(now: Draft, atom: Atom, text: str) -> bool:
    """What a thing that was put in has on it: 伞面画着锦鲤, 贴满贴纸, 后面挂一副护目镜."""
    verb = atom.verb
    if verb is None or verb.list not in ("add", "is", "become"):
        return False
    subject = text[atom.start : verb.start].rstrip(_NEAR_IT)
    shares = _shares(subject, now, text)
    if verb.list in ("is", "become"):
        return _has_it(now, atom, text, shares=shares)
    lasts = text[verb.end - 1] == "着"
    if has(atom.cuts, "connector") and not (shares and lasts):
        return False
    if atom.kind == "state":
        return not has(atom.cuts, *LIVELY) and (shares or not _two_places(now, atom, text))
    if now.verb != "add" and text[verb.start] in _ATTACHED and lasts:
        return shares or not has(atom.cuts, "count", *LIVELY)
    attached = text[verb.start] in _ATTACHED
    drawn = has(atom.cuts, *LIVELY) <= (text[verb.start] in _DRAWN)
    return attached and drawn and (shares or not subject)


def _held(now: Draft, atom: Atom, text: str) -> bool:
    """车顶撑着一把伞 of a 小推车, 车夫穿着褂子 of a 黄包车, 身边放着竹篓 of an old man, 背后绣着鹰 of a jacket."""
    verb = atom.verb
    if verb is None or verb.list not in ("add", "wear") or has(atom.cuts, "connector"):
        return False
    drawn = text[verb.start] in _DRAWN
    own = text[atom.start] in _BODY and (now.facet in LIVELY or drawn)
    own = own or _shares(text[atom.start : verb.start].rstrip(_NEAR_IT), now, text)
    named = has([cut for cut in atom.cuts if cut.end <= verb.start], *FACETS)
    own = own or (text.startswith(_NUMBERS, now.value) and not named)  # 座板上放着书 of 一架秋千
    new = [cut for cut in atom.cuts if cut.start >= verb.end]
    lasts = "着" in text[verb.end - 1 : verb.end + 1]
    return lasts and own and (drawn or not has(new, *LIVELY))


def _has_it(now: Draft, atom: Atom, text: str, *, shares: bool) -> bool:
    """给小狗穿雨衣，帽子上要有两只耳朵; 换成玻璃门，门框用黑色金属; not 新娘头上要有皇冠."""
    verb = atom.verb
    assert verb is not None
    if verb.list == "become":
        return text[verb.start] == "用" and shares
    last = atom.cuts[-1]
    if not text.startswith(("要有", "有"), verb.start):
        return False
    somebody = has([cut for cut in atom.cuts if cut.start < verb.start], *LIVELY)
    if somebody or (last.list in LIVELY and last.end == atom.end):
        return False
    worn = head(atom.cuts, atom.start, verb.start) in ("clothes", "body")
    return shares or (worn and now.facet == "clothes")


def _two_places(now: Draft, atom: Atom, text: str) -> bool:
    """桌上放一只陶罐，墙角立一把扫帚: each is put in a place of its own."""
    assert atom.verb is not None
    mine = [cut for cut in now.cuts if cut.end < now.value]
    theirs = [cut for cut in atom.cuts if cut.end <= atom.verb.start]
    placed = has(mine, "place-after") and has(theirs, "place-after")
    return placed and now.form == "declarative" and text[atom.start] not in _NEAR


def _shares(subject: str, now: Draft, text: str) -> bool:
    """Whether a part is named by a sign of the whole, as 伞面 of 油纸伞."""
    whole = text[now.value if now.verb == "add" else now.start : now.end]  # 门口加石狮子，门头挂…
    return not set(subject).difference("子头儿").isdisjoint(whole)


def _furnishes(now: Draft, atom: Atom, text: str) -> bool:
    """What is in a new place: 把背景换成理发店，地上铺黑白格子砖."""
    if now.verb not in ("become", "replace") or has(atom.cuts, "connector", *LIVELY):
        return False
    if atom.verb is not None and atom.verb.start == atom.start:
        return False
    if atom.verb is not None and atom.verb.list != "add":
        itself = atom.verb.list == "adjust" and text[atom.verb.start] not in _ASKED
        if not itself or not text.startswith(_NUMBERS, now.value):
            return False  # 背景换成一张旧地图，纸边卷起来
    if not any(word in text[now.start : now.value] for word in _SETTINGS):
        itself = atom.verb is not None and text[atom.verb.start] in _BY_ITSELF
        return itself and now.facet == head(now.cuts, *now.target) == "place"
    where = next((cut for cut in atom.cuts if cut.list in ("place-after", "of")), None)
    return where is not None and where.list == "place-after"


def comes_in(now: Draft, atom: Atom, text: str) -> bool:
    """What follows by itself where something is opened or taken away: 把窗帘拉开，让晨光照进来."""
    acted = now.form == "edit" and now.verb in ("adjust", "remove", "camera-move")
    if not acted or atom.joint != "comma":
        return False
    left = now.verb == "remove" and _LEFT.match(text, atom.start, atom.end)
    return bool(left) or _LET_IN.match(text, atom.start, atom.end) is not None


def is_done(atom: Atom, text: str) -> Cut | None:
    """The verb of a statement that something has happened: 狐狸跳上了屋顶, 桥塌了."""
    first = atom.cuts[0] if atom.cuts else None
    if atom.kind != "nominal" or first is None or first.start != atom.start:
        return None
    if first.list not in THINGS or has(atom.cuts, "of", "count", "vague"):
        return None
    said = _DONE.match(text, first.end, atom.end)
    return Cut("adjust", first.end, said.end()) if said else None


def _asks(atom: Atom, text: str) -> bool:
    """Whether its verb is one that an editor is asked for; not 消失, which things do themselves."""
    verb = atom.verb
    if verb is None or verb.list not in _EDITS or text.startswith(("消失", "消散"), verb.start):
        return False
    return text[verb.start] in _ASKED
