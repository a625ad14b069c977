"""What follows by itself from a change of a Chinese prompt, or is how it goes on: no change of its own."""

from collections.abc import Callable

from remixbatch.prompts.late import lazy
from remixbatch.prompts.solid.chinese import EDITORIAL, VERBS
from remixbatch.prompts.solid.chinese_after import NATURAL
from remixbatch.prompts.solid.chinese_beside import Beside
from remixbatch.prompts.solid.facet import LIVELY, describes, has, head

# 打得窗户直响, and not a wish, 得是红的, or a verb that ends in it: 显得, 觉得.
_SO_THAT = lazy(
    "(?:(?![觉显值记使必应懂晓免还都也就才只认取获变弄搞调])[\u3400-\u9fff]"
    "|高兴|开心|激动|害怕|兴奋|紧张|感动|生气|着急)得[^，。]{2}"
)
_SPILT = lazy("[^，。]{0,4}[洒溅撒落掉流碎滴泼飘散扬][^，。]?了[一满][地桌身脸头手床屋片]")
_TIDIED = ("收拾干净", "打扫干净", "整理整齐", "收拾整齐")
# What is so then: 路灯自然就亮了.
_SO_THEN = lazy("[^，。把让]{1,8}(?:自然(?:就|会|也)|也就|就会|便会)[^，。]+$")
_NATURAL = ("融化", "结冰", "冻结", "冻住", "枯萎", "变湿", "变干", "开花")
SKY = ("weather", "light", "time", "effect")  # what changes the look of other things by itself
_SPREAD = (None, "place", "light", "weather", "effect")  # what such a change shows on
_MOTION = lazy("[走驶飘飞游跑划滑滚爬流漂奔冲](?:[向到进出过入着回往]|下来|上来|过来|出来)(?!的)")
_LIES = lazy("[紧斜横竖平半轻]?[放贴挂靠倚搭垂披铺散落摆立挤缩趴卧压绕缠]在[^，。]{1,10}$")
_SO_FAR = lazy("[拉推开关卷收放折掀][到至成][^，。]{1,4}$")
_PUT_IN = lazy("[^，。]{2,4}[摆放挂立搁铺靠横搭]在([^，。]{1,6})$")
_BY_ONES = lazy("一([\u3400-\u9fff])一?\\1")  # 一朵一朵冒出来
_LANDS = lazy("[定停落对]在[^，。]{1,8}$")  # 镜头甩到左边，定在门上
_SECONDS = lazy("[0-9一两二三四五几半]+秒[之以]?后")  # 加一行字，两秒后淡出
_OWN = ("clothes", "body", "sound")  # what an actor has that moves with him
_LOOKS = ("样子", "模样", "效果", "质感", "感觉", "风格")
_AGED = ("旧", "老", "复古", "怀旧", "胶片", "褪色")
_FADED = lazy("[^，。把让]{0,3}[泛发褪][黄白灰蓝红绿色旧]")
_FELT = lazy("表情|神情|神态|[笑哭]得")
_FEATURES = lazy("[她他它]?的?(?:双?眼|嘴|眉|鼻|脸|牙|目光|眼神)")
_TO = tuple("到至成得进出回在一两三四五六七八九十几")
_CLEARED = ("清空", "腾空", "清场", "搬空", "清干净")


def follows(beside: Beside) -> bool:
    """Whether a piece behind a comma only says what comes of the change before it."""
    comma = beside.atom.joint == "comma"
    if beside.atom.opener is not None:
        return comma and (_deals_with(beside) or _resumes(beside))
    atom, text = beside.atom, beside.text
    if comma and (
        _SPILT.match(text, atom.start, atom.end) or _SO_THEN.match(text, atom.start, atom.end)
    ):
        return True
    return _arrives(beside) or (comma and any(rule(beside) for rule in _COMES_OF_IT))


def _deals_with(beside: Beside) -> bool:
    """让牧羊犬绕着羊群跑，把羊赶到一起: what an actor does, by no verb of an editor's."""
    now, atom = beside.now, beside.atom
    acts = now.opener == "let" and now.facet in ("person", "animal") and atom.opener == "ba"
    return acts and not has(atom.cuts, *VERBS)


def _so_that(beside: Beside) -> bool:
    """雨再急一点，打得窗户直响."""
    atom = beside.atom
    return (
        beside.now.form != "nominal"
        and _SO_THAT.match(beside.text, atom.start, atom.end) is not None
    )


def _resumes(beside: Beside) -> bool:
    """时间往后推，推到深夜; 镜头拉远，拉到能看见整座城堡: a sign once more, and how far."""
    at, text, now = beside.atom.start, beside.text, beside.now
    so_far = text.startswith(("到", "至"), at + 1) and text[at] in text[now.start : now.end]
    return so_far or (text[at] == text[now.end - 1] and text.startswith(_TO, at + 1))


def _looks(beside: Beside) -> bool:
    """调成老电视的样子，画面有雪花，边角变圆: what a look is like."""
    now, atom, text = beside.now, beside.atom, beside.text
    look = text.endswith(_LOOKS, now.start, now.pieces[0][1]) and now.verb == "become"
    if not look or atom.verb is None or has(atom.cuts, "count", *LIVELY):
        return False
    by_itself = text[atom.verb.start] == "变" or _is_natural(beside)
    if beside.verb == "comparative" or text[atom.verb.start] == "用":
        return beside.subject in ("color", "light")  # 做成老电视的效果，颜色再淡一点
    return by_itself and beside.verb in ("adjust", "add", "is", "wear")


def _moves_with(beside: Beside) -> bool:
    """让新娘转身，婚纱在地上划出一道弧; 让狼长啸，声音拖得很长."""
    now, verb = beside.now, beside.atom.verb
    if now.opener != "let" or verb is None or verb.start == beside.atom.start:
        return False
    told = beside.verb not in ("comparative", "become", "replace")
    told = told and beside.text[verb.start] not in "没不"
    own = beside.subject in _OWN or any(
        cut.start == beside.atom.start and cut.list in _OWN for cut in beside.atom.cuts[:1]
    )
    return own and told and _is_natural(beside) and has(now.cuts, *LIVELY)


def _part_does(beside: Beside) -> bool:
    """花全开了，花瓣落了一地; 水壶烧开，壶嘴喷出白汽: what a part does."""
    verb = beside.atom.verb
    happened = (
        beside.verb == "comparative" and verb is not None and beside.text[verb.start - 1] == "了"
    )
    natural = happened or (beside.verb in ("adjust", "add", "appear") and _is_natural(beside))
    return natural and beside.of_its_part and not has(beside.atom.cuts, *LIVELY)


def _face_does(beside: Beside) -> bool:
    """他的表情再惊讶一点，眼睛睁大; 笑得开心一点，眼睛眯起来."""
    now, verb = beside.now, beside.atom.verb
    felt = beside.subject == "body" and (
        has(now.cuts, "adj-mood") or _FELT.search(beside.text, now.start, now.end) is not None
    )
    asked = verb is not None and beside.text[verb.start] in EDITORIAL
    return felt and not asked and _FEATURES.match(beside.text, beside.atom.start) is not None


def _fades(beside: Beside) -> bool:
    """整体做旧，泛黄，边缘发白: what is old looks so."""
    aged = any(word in beside.text[beside.now.start : beside.now.end] for word in _AGED)
    return aged and _FADED.match(beside.text, beside.atom.start, beside.atom.end) is not None


def _of_the_lens(beside: Beside) -> bool:
    """换85mm镜头，背景虚化柔和一些: what a lens does."""
    return beside.now.facet == "camera" and "虚" in beside.words


def _is_natural(beside: Beside) -> bool:
    """Whether a verb is of what happens, not of what an editor does."""
    verb = beside.atom.verb
    return verb is not None and beside.text[verb.start] not in EDITORIAL


def _moves_on(beside: Beside) -> bool:
    """在山口加一列牦牛队，缓缓走向雪线."""
    now, atom = beside.now, beside.atom
    look = now.form == "nominal" and any(
        cut.list in ("style", "time") and cut.end == now.end for cut in now.cuts
    )  # 水墨风，飘着花瓣
    brought = now.form != "edit" or now.verb in ("add", "replace", "become", "let", "appear")
    brought = brought and not look
    return brought and _MOTION.match(beside.text, atom.start, atom.end) is not None


def _ends_up(beside: Beside) -> bool:
    """把衬衫弄湿，紧贴在身上; 装一扇卷帘门，拉到一半: where, or how far, and nothing new."""
    now, atom, text = beside.now, beside.atom, beside.text
    if _BY_ONES.match(text, atom.start, atom.end):
        return True
    if has(now.cuts[:2], "camera") and _LANDS.match(text, atom.start, atom.end):
        return True
    if now.form != "edit" or has(atom.cuts, "count", *LIVELY):
        return now.verb == "add" and _SECONDS.match(text, atom.start, atom.end) is not None
    if _LIES.match(text, atom.start, atom.end):
        return True
    return now.verb == "add" and _SO_FAR.match(text, atom.start, atom.end) is not None


def _cleared(beside: Beside) -> bool:
    """把餐厅清空，桌椅全都不要."""
    now = beside.now
    emptied = beside.text.endswith(_CLEARED, now.start, now.pieces[0][1])
    return emptied and now.verb == beside.verb == "remove"


def _is_gone(beside: Beside) -> bool:
    """把花瓶复原，裂缝也都没了."""
    verb = beside.atom.verb
    if beside.subject == "body" and beside.now.facet in LIVELY and beside.words.endswith("没了"):
        return True  # 把老人变年轻，皱纹没了
    if verb is None or "也" not in beside.text[beside.atom.start : verb.start]:
        return False
    by_itself = beside.text.startswith(("没", "不见", "消失"), verb.start)
    return by_itself and not has(beside.atom.cuts, *LIVELY)


def _shows(beside: Beside) -> bool:
    """把屏风收起来，后面的人露出来; 换成下棋的老人，棋盘摆在中间."""
    now, atom, text = beside.now, beside.atom, beside.text
    if text.endswith(("露出来", "露了出来", "显出来", "现出来"), atom.start, atom.end):
        return now.form == "edit"
    placed = _PUT_IN.match(text, atom.start, atom.end)
    brought = now.verb in ("become", "replace", "add") and not has(atom.cuts, "count", *LIVELY)
    value = set(text[now.value : now.end])
    if placed is None or not brought:
        return False
    return not value.isdisjoint((text[atom.start], *placed[1]))


def _poses(beside: Beside) -> bool:
    """换成真人，戴着草帽，张开双臂: what somebody who is new does with his body."""
    now, atom = beside.now, beside.atom
    if now.verb not in ("become", "replace", "add") or now.facet not in LIVELY or atom.verb is None:
        return False
    bare = atom.verb.start == atom.start and beside.verb == "adjust" and _is_natural(beside)
    moved = head(atom.cuts, atom.value, atom.end)
    return bare and (moved == "body" or atom.value == atom.end)


def _arrives(beside: Beside) -> bool:
    """让火车慢下来，最后停在站台边: where it goes, or how it ends."""
    atom = beside.atom
    if beside.text.startswith(("消失在", "消失于"), atom.start):
        return True  # 背影越来越小，最后消失在人群里
    if beside.now.opener != "let" or atom.verb is None or atom.verb.start != atom.start:
        return False
    return beside.verb == "appear" and not has(atom.cuts, "count")


# Why a piece without 把 or 让 is no change of its own: any of these is enough.
_COMES_OF_IT: tuple[Callable[[Beside], bool], ...] = (
    *(_so_that, _moves_with, _part_does, _cleared, _is_gone, _shows),
    *(_ends_up, _moves_on, _resumes, _looks, _poses, _face_does, _of_the_lens, _fades),
)


def comes_of_it(beside: Beside) -> bool:
    """Whether something changes by itself: 把灯关掉，房间变暗; 变成柴犬，尾巴卷起来."""
    now, atom, subject = beside.now, beside.atom, beside.subject
    if subject == "body" and now.facet in LIVELY:
        return True
    if atom.joint == "hard":
        return False
    whole = atom.verb is not None and atom.verb.end == atom.end
    natural = now.facet in ("weather", "season") and beside.words.endswith(_NATURAL)
    if whole and (natural or (now.opener == "let" and subject in (None, "place"))):
        return True
    shows = now.verb in ("become", "replace") and describes(subject, now.facet)
    shows = shows and not (subject in LIVELY and beside.of_another)
    word = beside.text[atom.verb.start : atom.verb.end] if atom.verb else ""
    asked = word[:1] in EDITORIAL - {"变"} and word not in ("移动", "旋转", "翻转")
    asked = asked or word[:1] == word[2:3] or word[1:] == "好" or beside.words.endswith(_TIDIED)
    asked = asked or (subject in LIVELY and has(atom.cuts, "count"))  # 女主撑一把伞
    if asked or now.form != "edit":
        return shows and subject is not None and not asked
    if now.verb in ("add", "remove"):
        frozen = now.verb == "remove" and beside.words.endswith(NATURAL)
        return subject in _SPREAD and not frozen  # 桥不要了，河面结冰
    return now.facet in (*SKY, "season", "place")
