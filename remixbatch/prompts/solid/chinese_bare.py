"""Whether a bare phrase, a colour or a degree, beside a change of a Chinese prompt is one more: 动漫风格，夜晚."""

from remixbatch.prompts.late import lazy
from remixbatch.prompts.solid.chinese_beside import Beside
from remixbatch.prompts.solid.chinese_remarks import facet_of, pure
from remixbatch.prompts.solid.cut import Cut
from remixbatch.prompts.solid.facet import (
    ATTRIBUTES,
    BARE,
    LIVELY,
    THINGS,
    WHOLE,
    akin,
    describes,
    has,
    head,
)

PARTS = (
    "领",
    "袖",
    "扣",
    "边",
    "口",
    "底",
    "沿",
    "盖",
    "下摆",
    "内",
    "里",
    "表面",
    "靠垫",
    "扶手",
    "靠背",
    "椅背",
    "腿",
    "把手",
    "灯罩",
    "流苏",
    "蕾丝",
    "花边",
    "褶",
    "鞋带",
    "帽檐",
    "花纹",
    "图案",
    "字",
    "毛",
    "尾",
)
_HEARD = tuple("琴鼓笛箫筝胡曲乐歌声音")  # how what is played ends
_DEGREES = ("一点", "一些", "点", "些")
_TUNE = ("一段", "一首", "一曲", "段", "首")
_WEARS = lazy("([^，。]{1,4})[穿戴][^，。]{1,4}的$")
_MORE = lazy("[多少](?:一[点些]|[点些几])")


def paints_too(beside: Beside) -> bool:
    """墙面刷成薄荷绿，沙发米白: another thing has another colour, with the verb of the first."""
    now, atom, verb = beside.now, beside.atom, beside.atom.verb
    colored = verb is not None and verb.end == atom.end and atom.cuts[-1].list == "color"
    if not colored or now.verb not in ("become", "replace") or now.facet != "color":
        return False
    painted = beside.text[now.start : now.value]
    whole = head(now.cuts, now.start, now.value) in (*THINGS, "place")
    if beside.text.startswith(PARTS, atom.start):
        return False
    return whole and set(painted).isdisjoint(beside.text[atom.start : verb.start])  # type: ignore[union-attr]


def wants_other(beside: Beside) -> bool:
    """沙发换成皮的，窗帘要亚麻的: another thing than what changed, and no part of what is new."""
    now, atom, subject = beside.now, beside.atom, beside.subject
    if atom.joint != "comma" or now.verb not in ("become", "replace") or beside.named:
        return False
    changed = head(now.cuts, now.start, now.value)
    if changed not in THINGS or now.facet in (*LIVELY, *WHOLE):
        return False
    other = subject == "thing" or subject not in (None, changed, now.facet)
    words = beside.text[atom.start : atom.verb.start] if atom.verb else ""
    alike = set(words.removesuffix("子")) & set(beside.text[now.start : now.end])
    return other and subject in THINGS and not alike and not words.startswith(PARTS)


def accompanies(beside: Beside) -> bool:
    """再配上大提琴: an instrument that is heard, not held."""
    atom, text = beside.atom, beside.text
    starts = atom.verb is not None and text[atom.verb.start] == "配"
    starts = starts and (atom.joint == "then" or text.startswith(_TUNE, atom.value))
    return starts and text[atom.end - 1] in "琴鼓笛箫筝胡曲乐歌声音"


def has_too(beside: Beside) -> bool:
    """加个旁白，字幕也要有."""
    return beside.words.endswith(("也要有", "也得有", "也有", "也该有"))


def is_wet(beside: Beside) -> bool:
    """雨再大一些，地面全是积水; 想要下点小雨，地面湿湿的有反光."""
    if beside.now.facet != "weather" or beside.atom.joint != "comma":
        return False
    lifeless = not has(beside.atom.cuts, "count", *LIVELY)
    return lifeless and facet_of(beside.atom) not in ("clothes", "sound", "style")


def compares(beside: Beside) -> bool:
    """让云快一些，太阳再低一点."""
    now, subject = beside.now, beside.subject
    lit = now.form == "nominal" and now.facet == subject == "light"  # 黄昏的光线，影子长一点
    if beside.named or beside.of_its_part or lit:
        return False
    if now.verb in ("add", "replace"):  # 手里多个风筝，天上的云少一点
        owned = (has(beside.atom.cuts, "of") and subject != "body") or now.facet in (
            "sound",
            "text",
        )
        return owned and subject is not None and not akin(subject, now.facet)
    again = "再" in beside.words or "更" in beside.words
    own = now.verb == "become" and now.facet in LIVELY and not again  # 换成狮子，鬃毛长一点
    own = own or (now.opener == "let" and has(now.cuts, "adj-mood"))  # 笑得开心一点，嘴角上扬一些
    if subject == "body" and own:
        return False
    if subject is None:
        part = beside.words.startswith(PARTS) and now.facet != "text"
        return beside.of_unlisted and not part
    first = [cut for cut in now.cuts if cut.start < now.pieces[0][1]]
    # 头发剪短，刘海再厚一点; 换成宋体，字号再大两号
    more = subject in THINGS and (now.verb == "adjust" or (again and subject == now.facet))
    more = (
        more
        or has(first, "comparative")
        or beside.text.endswith(_DEGREES, now.start, now.pieces[0][1])
    )
    return more or not describes(subject, now.facet)


def adds_by_a_plus(beside: Beside) -> bool:
    """慢放+大提琴, 改成黑白+雨声; not 去掉水印+字幕, 换成狗+兔子."""
    facet = facet_of(beside.atom)
    played = beside.words.endswith(_HEARD) and beside.now.facet not in THINGS
    heard = facet == "sound" or played  # and not 加一把吉他+鼓
    if beside.text[beside.atom.start - 1] not in "+＋" or beside.now.verb == "remove":
        return False
    return beside.now.facet != ("sound" if heard else facet) and (heard or facet in BARE)


def asks(beside: Beside) -> bool:
    """Whether a bare phrase beside a change is one more: 动漫风格，夜晚."""
    now, atom = beside.now, beside.atom
    facet = facet_of(atom)
    if beside.text[atom.start] in "别勿剩" or "着镜头" in beside.words:
        return False  # 往右挪一点，别挡住她的手; 加一场沙尘暴，只剩驼铃声; 花盘朝着镜头
    if beside.text.endswith(("的", "那种", "那样", "这种", "的样子"), atom.start, atom.end):
        return False  # 干了的、深色的, 夏威夷风的那种
    if atom.contrast or facet is None or atom.joint in ("colon", "arrow"):
        return atom.contrast
    if now.form in ("edit", "declarative"):
        last = atom.cuts[-1]  # 天空湛蓝，云朵蓬松
        if last.list in ATTRIBUTES and last.list != "color" and last.end == atom.end:
            return False
        told = akin(facet, now.facet) or facet == head(now.cuts, *now.target)
        return pure(atom) and atom.joint not in ("dun", "and") and not told
    return not has(atom.cuts, "trait") and _stands_beside(beside, facet)


def counts_too(beside: Beside) -> bool:
    """加一些雾，少一些人; not 让街道冷清些，少一些人."""
    now, atom, text = beside.now, beside.atom, beside.text
    one, other = (_WEARS.match(text, each.start, each.end) for each in (now, atom))
    if one and other:
        return one.group(1) != other.group(1)  # 她穿红的，他穿黑的
    more = now.verb == "add" or _MORE.match(text, now.start, now.end)
    facet = facet_of(atom)
    if not more or facet is None or not _MORE.match(text, atom.start, atom.end):
        return False
    return facet != now.facet and not beside.named and atom.cuts[-1].end == atom.end


def _stands_beside(beside: Beside, facet: str) -> bool:
    """Whether one bare phrase beside another is one more."""
    now, atom, text = beside.now, beside.atom, beside.text
    if now.form == "state" and text[atom.start] == text[now.pieces[0][1] - 1]:
        return False  # 水往回流，流回杯子里
    if text[atom.start] == text[now.start] == "更":
        return not beside.named
    if text[atom.start - 1] == "\n" and now.form == "nominal":
        return not beside.named  # an item of a list
    if facet in THINGS and now.facet in THINGS:
        return _modified(atom.cuts) and _modified(now.cuts) and not beside.named
    if facet == "weather" and now.facet == "light" and has(atom.cuts, "place-after"):
        return True  # 烛光，窗外大雪
    return not akin(facet, now.facet)


def _modified(cuts: list[Cut]) -> bool:
    """Whether a phrase says how its noun is to be."""
    return has(cuts, *ATTRIBUTES, "comparative", "weather", "season", "style")
