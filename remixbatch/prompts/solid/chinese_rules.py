"""Whether a piece of a Chinese prompt is a change of its own beside the one before it. In doubt it is not."""

from collections.abc import Callable

from remixbatch.prompts.late import lazy
from remixbatch.prompts.solid.chinese import EDITORIAL
from remixbatch.prompts.solid.chinese_after import (
    as_in_a_file,
    instead,
    measures,
    mends,
    moves_it,
    of_the_hour,
    of_the_season,
    specifies,
    states_it,
    traits,
    was_there,
)
from remixbatch.prompts.solid.chinese_bare import (
    PARTS,
    accompanies,
    adds_by_a_plus,
    asks,
    compares,
    counts_too,
    has_too,
    is_wet,
    paints_too,
    wants_other,
)
from remixbatch.prompts.solid.chinese_beside import Beside
from remixbatch.prompts.solid.chinese_follows import SKY, comes_of_it, follows
from remixbatch.prompts.solid.chinese_newcomers import (
    comes_in,
    describes_new,
    details,
    gives_too,
    goes_on,
)
from remixbatch.prompts.solid.chinese_pieces import Atom
from remixbatch.prompts.solid.chinese_remarks import facet_of
from remixbatch.prompts.solid.chinese_wishes import wants_too
from remixbatch.prompts.solid.cut import covered
from remixbatch.prompts.solid.draft import Draft
from remixbatch.prompts.solid.facet import (
    LIVELY,
    THINGS,
    WHOLE,
    has,
    head,
)

_ALSO = lazy("(?:还有|另外|此外|顺便|再就是|以及|最后)[，,：:]?$")
_PLACES = ("背景", "场景", "地点", "舞台", "季节", "天气", "环境")
_ON_IT = ("上面", "里面", "上头", "里头", "表面", "顶上", "顶部", "身上", "头上", "边缘")
_LOOKS = ("place", "season", "style")  # what comes with what is in it
_FALLING = ("飘", "落", "弥漫", "环绕")  # 水墨风，飘着花瓣
_LIGHT = "亮暗暖冷浓淡深浅强弱"
_COMES = ("出现", "飞", "跑", "走", "游", "驶", "开")
_TOLD = ("wear", "appear", "comparative")  # verbs of what is said of a subject
_MOVING = LIVELY | {"light"}  # what a sky does not move
_HERE = ("generic", "place-after", "place", "polite")


def begins(now: Draft, atom: Atom, text: str) -> bool:
    """Whether a piece is a change of its own beside the one before it."""
    if details(now, atom, text) or describes_new(now, atom, text):
        return False
    if comes_in(now, atom, text) or goes_on(now, atom, text) or follows(Beside(now, atom, text)):
        return False
    return gives_too(now, atom) or wants_too(now, atom, text) or _begins(now, atom, text)


def _begins(now: Draft, atom: Atom, text: str) -> bool:
    beside = Beside(now, atom, text)
    if atom.joint == "dun" and now.form == "declarative" and atom.kind in ("state", "nominal"):
        return False
    if atom.joint == "dun" and now.form == "edit" and atom.kind != "edit":
        return adds_by_a_plus(beside) or _listed_begins(beside)
    match atom.kind:
        case "edit":
            return not any(rule(beside) for rule in _GOES_ON)
        case "declarative":
            return _declares(beside)
        case "state":
            return _brings(beside)
        case _:
            return not beside.about_it and (counts_too(beside) or asks(beside))


def _lets_it(beside: Beside) -> bool:
    """让它坐下 of what was added; 让地面变干 after the rain was."""
    now, atom = beside.now, beside.atom
    if atom.opener != "let":
        return False
    if beside.about_it:
        added = now.verb == "add" and not _is_given(now)
        return added or (now.verb == "adjust" and now.opener is None)
    dims = head(atom.cuts, atom.start, atom.verb.start if atom.verb else atom.end)
    if beside.verb == "adjust" and dims in ("place", "light"):
        return now.verb in ("remove", "adjust") and now.facet in ("light", "effect", "thing")
    if beside.verb != "let" or now.verb not in ("add", "remove", "adjust"):
        return False
    facet = facet_of(atom)
    lit = facet == "light" and atom.joint not in ("then", "hard")  # not …，其次让阳光更柔和
    return lit or (facet not in _MOVING and now.facet in SKY)


def _serves(beside: Beside) -> bool:
    """What a look or a framing is for: 灯光调暖，让脸看起来红润; 镜头推近，让城市慢慢展开."""
    now, atom = beside.now, beside.atom
    if atom.opener != "let" or atom.joint != "comma" or beside.about_it:
        return False
    if now.facet in ("light", "color", "style"):
        return has(atom.cuts, "purpose")
    return now.facet == "camera" and beside.verb == "let" and not has(atom.cuts, *LIVELY)


def _is_given(now: Draft) -> bool:
    """Whether somebody gets something, and acts after that: 给狗戴个墨镜，让它坐在滑板上."""
    given = now.opener == "give" and now.facet not in LIVELY
    return given and head(now.cuts, *now.target) in LIVELY


def _restyles(beside: Beside) -> bool:
    """What a style does to the whole: 把所有元素重塑为水墨笔触, 去除色彩."""
    if beside.now.facet != "style":
        return False
    atom = beside.atom
    if beside.verb == "remove":
        return facet_of(atom) in (None, "color", "style")
    return facet_of(atom) == "style" and has(atom.cuts, "generic")


def _acts_on(beside: Beside) -> bool:
    """The same figure going on: 让小狗跑向主人，然后坐下; 让他转身并向镜头挥手."""
    atom, text = beside.atom, beside.text
    if beside.now.opener != "let" or atom.verb is None:
        return False
    if atom.opener is not None:
        return text[atom.start] in "跟从往向朝对"
    if text.endswith("最后", 0, atom.start) and beside.verb == "become":
        return True  # 越飞越高，最后变成一个小点
    return EDITORIAL.isdisjoint(text[atom.verb.start : atom.verb.end])


def _sets_in(beside: Beside) -> bool:
    """What was put in, put in its place: 嵌入场景中."""
    atom = beside.atom
    beyond = [cut for cut in atom.cuts if cut.start >= atom.value]
    return (
        beside.verb == "add"
        and beside.now.verb in ("add", "replace", "become")
        and atom.opener is None
        and covered(beyond) == atom.end - atom.value > 0
        and all(cut.list in _HERE for cut in beyond)
    )


def _frames(beside: Beside) -> bool:
    """换一个机位，从高处俯拍."""
    now = beside.now
    return beside.verb == "camera-move" and now.verb == "replace" and now.facet == "camera"


def _lights(beside: Beside) -> bool:
    """变亮并变暖: one light."""
    verb, text = beside.atom.verb, beside.text
    ours = [cut for cut in beside.now.cuts if cut.list == "adjust"]
    if verb is None or verb.list != "adjust" or not ours:
        return False
    bare = (verb.start, verb.end) == (beside.atom.start, beside.atom.end)
    return bare and text[ours[-1].end - 1] in _LIGHT and text[verb.end - 1] in _LIGHT


def _listed_begins(beside: Beside) -> bool:
    """把天空换成黄昏、脸再清楚一点; else it is an item, or an adjective: 透明、泛着光的瓶子."""
    atom = beside.atom
    if atom.kind == "state" and beside.verb == "comparative" and beside.subject in THINGS:
        more = atom.verb is not None and beside.text[atom.verb.start] in "再更"
        return more and compares(beside)
    return atom.kind == "declarative" and not has(atom.cuts, "of") and _declares(beside)


# Why an edit is no change of its own: any of these is enough.
_GOES_ON: tuple[Callable[[Beside], bool], ...] = (
    *(
        mends,
        instead,
        was_there,
        specifies,
        states_it,
        of_the_season,
        _lets_it,
        _serves,
        _restyles,
        traits,
        _acts_on,
        _sets_in,
        _frames,
        _lights,
    ),
)


def _declares(beside: Beside) -> bool:
    """Whether what becomes of a subject is one more change: 外套变成红色，帽子消失."""
    now = beside.now
    newcomer = has(beside.atom.cuts, "count") and facet_of(beside.atom) in LIVELY
    new = newcomer or (has(beside.atom.cuts, "count") and _set_beside(beside))
    told = beside.about_it or (beside.named and not (new and beside.verb == "add"))
    if now.verb in ("add", "replace", "become", "remove") and told:
        return False
    if any(rule(beside) for rule in _TOLD_OF_IT):
        return False
    if beside.verb == "adjust":
        return not comes_of_it(beside)
    return beside.verb != "add" or _adds(beside)


def _set_beside(beside: Beside) -> bool:
    """把木门换成铁门，门前放一只石鼓: near it, and no part of it."""
    verb, text = beside.atom.verb, beside.text
    return verb is not None and text[verb.start - 1] in "前旁后外边" and text[verb.end - 1] != "着"


def _leads_on(beside: Beside) -> bool:
    """让蒸汽涌出来，飘过厨师的脸然后散去."""
    first = next(iter(beside.atom.cuts), None)
    led = (
        first is not None and first.start == beside.atom.start and first.list in ("appear", "wear")
    )
    return led and beside.now.opener == "let"


# Why what becomes of a subject is none.
_TOLD_OF_IT: tuple[Callable[[Beside], bool], ...] = (
    *(
        of_the_hour,
        of_the_season,
        mends,
        _sets_in,
        _leads_on,
        was_there,
        measures,
        moves_it,
        as_in_a_file,
    ),
)


def _adds(beside: Beside) -> bool:
    """桌上放一只猫, but not 阳光洒进房间 or 树上挂着灯."""
    atom = beside.atom
    if beside.subject in SKY and not has(atom.cuts, "count") and beside.now.facet != "sound":
        return False
    look = beside.now.form == "nominal" and beside.now.facet == "style"
    if look or (beside.of_another and beside.now.opener == "let"):
        apart = look and atom.joint == "then" and "着" not in beside.words
        return apart or has(
            atom.cuts, *LIVELY
        )  # 黏土风格，街上跑着恐龙; 让厨师颠锅，服务员端着盘子走过
    verb = beside.text[atom.verb.start : atom.verb.end + 1] if atom.verb else ""
    if "着" not in verb and verb[1:2] != "满" and verb[-2:-1] != "满":
        return True
    on_it = _ON_IT if has(atom.cuts, "count", *LIVELY) else (*_ON_IT, "旁边", "一旁", "四周")
    if beside.text.startswith(on_it, atom.start):
        return False  # 上面撒满坚果
    if beside.now.form == "declarative":
        whole = beside.now.facet in _LOOKS or beside.text.startswith(_PLACES, beside.now.start)
        return beside.now.verb == "add" or not whole
    return _elsewhere(beside) or _brings(beside)


def _elsewhere(beside: Beside) -> bool:
    """Whether what fills a place is in none that belongs to the change: 把球变成火球，看台上坐满观众."""
    now, atom, text = beside.now, beside.atom, beside.text
    acts = now.form == "state" and (now.verb in LIVELY or now.verb in ("appear", "comparative"))
    edits = now.verb in ("become", "replace", "remove") and now.facet in THINGS
    there = [cut for cut in now.cuts if cut.end < now.value]
    placed = now.verb == "add" and has(there, "place-after") and has(atom.cuts, *LIVELY)
    if not (acts or edits or placed):
        return False
    where = next((cut for cut in atom.cuts if cut.end <= atom.value), None)
    if where is None or where.list == "body" or atom.verb is None:
        return False
    named = text[atom.start : atom.verb.start]
    part = named.startswith(PARTS)  # 换成木沙发，扶手上搭着毯子
    named = named.rstrip("上里中内下旁边前后外面")
    own = set(named).difference("子头儿")  # 桌子 is no 兔子
    return bool(named) and not part and own.isdisjoint(text[now.start : now.end])


def _brings(beside: Beside) -> bool:
    """Whether a state beside a change is one more: a newcomer, another figure's look."""
    now, atom, verb = beside.now, beside.atom, beside.verb
    facet = facet_of(atom)
    alike = atom.joint == "comma" and beside.words.endswith(("那种", "那样", "似的"))
    if verb == "asked" or alike:
        return verb == "asked"
    if facet == "sound" or accompanies(beside):
        return now.facet != "sound" or (verb == "comparative" and compares(beside))
    if _ALSO.search(beside.text, max(0, atom.start - 4), atom.start) and verb in _TOLD:
        return not (beside.about_it or beside.named)
    if verb == "rider":
        return _comes_along(beside, facet)
    if atom.contrast or verb == "camera":
        return atom.contrast or now.facet not in ("camera", "speed")
    return not beside.about_it and _says(beside, facet)


def _comes_along(beside: Beside, facet: str | None) -> bool:
    """Whether what comes with a change is somebody, or an item of a list: 3、配一段古琴."""
    now, atom = beside.now, beside.atom
    if beside.text[atom.start - 1] == "\n" and now.form != "nominal":
        return True
    if now.form == "nominal" and now.facet == "style":
        return beside.words.startswith(_FALLING) and facet not in (None, "light", "color")
    own = facet in LIVELY or (atom.joint == "then" and facet in (*THINGS, "sound"))
    if own and facet == "text":
        return now.facet != "text" or atom.joint == "then"  # 翻译成英文并配上字幕
    newcomer = has(atom.cuts, "count") and own
    return newcomer and now.verb not in ("add", "replace") and now.facet != "place"


def _says(beside: Beside, facet: str | None) -> bool:
    """Whether what a state says of its subject is one more change."""
    if beside.verb in LIVELY:
        return _acts(beside)
    if beside.verb == "comparative":
        return compares(beside)
    if beside.verb in ("appear", "add", "count") or has(beside.atom.cuts, "count"):
        return _appears(beside, facet)
    if (too := has_too(beside)) or is_wet(beside):
        return too and not beside.named
    return _is_so(beside)


def _acts(beside: Beside) -> bool:
    """让气球升空，孩子们鼓掌."""
    now, verb, text = beside.now, beside.atom.verb, beside.text
    given = now.opener == "give" and text.startswith("给", now.start)
    acts = given or now.opener == "let" or now.form in ("state", "nominal")
    on_it = text.startswith(
        _ON_IT, text.find("在", beside.atom.start) + 1
    )  # 马路变成河，船在上面漂
    other = now.facet == "camera" or (
        now.form == "declarative" and now.verb == "adjust" and not on_it
    )
    other = other or beside.words.endswith(("点", "些"))  # 加点雾，船开慢点
    acts = acts or beside.of_two or (other and beside.of_another)
    return (
        acts and verb is not None and text[verb.start : verb.end] not in text[now.start : now.end]
    )


def _appears(beside: Beside, facet: str | None) -> bool:
    """…，身后出现一只怪物; not 换成粗陶碗，碗沿有个小缺口."""
    now, verb, text = beside.now, beside.atom.verb, beside.text
    own = verb is not None and text[verb.start] == "有" and now.form == "edit"
    own = own and facet not in LIVELY
    if own and not set(text[beside.atom.start : verb.start]).isdisjoint(text[now.value : now.end]):  # type: ignore[union-attr]
        return False
    again = has(beside.atom.cuts, "connector") and not beside.named
    fresh = facet in THINGS or (facet is None and beside.verb == "appear")
    fresh = fresh or (again and beside.verb == "appear") or beside.verb == "add"
    comes = any(
        cut.list == "appear" and beside.text.startswith(_COMES, cut.start)
        for cut in beside.atom.cuts
    )
    place = beside.now.facet == "place" and beside.now.verb != "adjust"
    apart = not place or ((again or comes) and facet in LIVELY)
    return has(beside.atom.cuts, "count") and fresh and apart


def _is_so(beside: Beside) -> bool:
    """盒子要黑色，丝带要金色; 动漫风格，女孩穿着和服."""
    now, atom = beside.now, beside.atom
    if beside.verb == "is" and now.form == "state" and atom.verb is not None:
        subject = beside.text[atom.start : atom.verb.start]
        return bool(subject) and subject not in beside.text[now.start : now.end]
    at = atom.verb.start if atom.verb else 0
    shall = beside.verb == "is" and beside.text.startswith("要", at)
    wished = atom.joint in ("hard", "then") or beside.text.startswith("要有", at)
    if shall and wished and atom.verb and atom.start < atom.verb.start:
        # 下雨天，地上要有倒影
        its = atom.joint == "comma" and now.facet in WHOLE and not has(atom.cuts, "count", *LIVELY)
        return not (beside.named or its)
    if (beside.subject is None and not beside.of_unlisted) or beside.named:
        return False
    if beside.verb == "is" and (paints_too(beside) or (shall and wants_other(beside))):
        return True
    if now.facet == "clothes" and beside.atom.cuts[-1].list == "color":
        return False  # 换成汉服，男生月白，女生藕粉
    full = now.form == "edit" or now.verb == "become"
    fumes = now.facet in LIVELY and beside.text[at] in "冒吐喷"  # 厨师换成女的，锅里冒火
    return not full or beside.subject in LIVELY or (fumes and _elsewhere(beside))
