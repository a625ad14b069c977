"""Whether a piece of a Japanese prompt is a change of its own beside the one before it. In doubt it is not."""

import re
from collections.abc import Callable

from remixbatch.prompts.late import lazy
from remixbatch.prompts.solid.cut import Cut
from remixbatch.prompts.solid.draft import Draft
from remixbatch.prompts.solid.facet import (
    ATTRIBUTES,
    LIVELY,
    THINGS,
    WHOLE,
    describes,
    has,
    head,
)
from remixbatch.prompts.solid.japanese_after import (
    as_in_a_file,
    by_somebody,
    comes_so,
    described,
    does_too,
    feels,
    in_the_place,
    measures,
    of_the_new,
    of_the_season,
    only_edits,
    same_sound,
    says_how,
    shows,
    traits,
    was_there,
)
from remixbatch.prompts.solid.japanese_bare import asks, brings
from remixbatch.prompts.solid.japanese_beside import Beside, target_of
from remixbatch.prompts.solid.japanese_pieces import Atom
from remixbatch.prompts.solid.japanese_remarks import stated
from remixbatch.prompts.solid.japanese_results import follows

_STATES = ("に", "へ", "く", "と", "風", "調")  # what the new state of a change ends in
_ABOVE = ("上に", "中に", "表面に", "内側に", "中は", "内側は", "表面は")
_HOLDS = lazy("には[^をはに、]+$")
_BEYOND = lazy("その(?:[上下中奥前横隣]|後ろ|向こう|周り|まわり|そば|手前)[をにで]")
_SKY = ("空は", "光は", "影は", "雲は")
_WHOLES = ("背景", "場所", "舞台", "場面", "景色", "風景", "全体", "天気", "季節", "時間", "時間帯")
_LIKE = lazy("(?:[ただ]|[てで]い?る)(?:感じ|様子|ふう|風|雰囲気)で?(?:お願い(?:します)?)?$")
_ITS = lazy(  # 服をドレスに変更。色は深紅、丈は長めで
    "(?:(?:色|柄|模様|形|大きさ|毛並み|素材)(?:や|と|・|も))?(?:色|色味|柄|模様|形|大きさ|サイズ|丈|長さ|素材|材質|質感|種類|品種|デザイン|スタイル|向き|位置|数|本数|枚数|生地|サイズ感|フォント|書体)は[^を]+$"
)
_LIMBS = lazy("[手腕足脚膝腰背首頭顔体]")
_MOTION = lazy("(?:全体の|人物の|キャラの)?(?:動き|線|輪郭|質感|肌|顔|目|瞳)は")  # of a style
_FEEL = lazy("は.*(?:く|め|感じ|気味|風|調|的)(?:[にで])?$")
_HEAVENLY = ("月", "太陽", "日を", "星", "風", "雨", "雪", "雷", "霧", "花火")
_NO_ACTORS = ("weather", "effect", "light", "sound", "plant", "thing", "place")
_SUBJECT = lazy("が(?!って|り)")
_CAUSED = ("せて", "せ", "せる")
_ACTS = ("cause", "add", "adjust", "appear", "wear", "turn", "vanish")
_OF_THE_CLIP = (
    "減速",
    "加速",
    "早送り",
    "逆再生",
    "スロー",
    "反転",
    "左右反転",
)  # they need no target
_FAR = (
    "まんべんなく",
    "隙間なく",
    "すきまなく",
    "くまなく",
    "残らず",
    "隅々まで",
    "端まで",
    "上まで",
    "下まで",
    "先まで",
    "奥まで",
)
_ONE_VERB = lazy("[^をはがにとも]{2,5}(?:て|で)(?:くだ|ほし|下さ|お|い|$)")


def begins(now: Draft, atom: Atom, text: str) -> bool:
    """Whether a piece is a change of its own beside the one before it."""
    beside = Beside(now, atom, text)
    match atom.kind:
        case "gap" | "edit" | "nominal" if _comes_beside(beside):
            return True
        case "gap":
            return not any(rule(beside) for rule in _GAP_GOES_ON)
        case "edit":
            return not any(rule(beside) for rule in _GOES_ON)
        case "declarative":
            named = beside.named and now.verb in ("add", "replace")
            return not (beside.about_it or beside.bare or named or described(beside))
        case "state":
            return brings(beside)
        case _:
            return asks(beside)


def _looks(beside: Beside) -> bool:
    """水彩画にして、色は淡めで: the colours of a style."""
    atom = beside.atom
    if _tells_of_it(beside):
        return True
    if "を" in beside.text[atom.start : atom.end]:
        return False
    if beside.now.facet == "season":
        return describes(head(atom.cuts, atom.start, atom.end), "season")
    if not beside.styled:
        return False
    if _FEEL.search(beside.text, atom.start, atom.end) is not None:
        subject = head(atom.cuts, atom.start, beside.text.find("は", atom.start))
        return (
            subject in (None, "color", "light", "effect")
            or _MOTION.match(beside.text, atom.start, atom.end) is not None
        )
    return head(atom.cuts, atom.start, atom.end) in (None, "color", "light")


def _value_of_change(beside: Beside) -> bool:
    """衣装替え。白衣→作業着; 色変更（影は長めに）: what the change before it comes to."""
    now, atom, text = beside.now, beside.atom, beside.text
    if now.form != "edit":
        return False
    if atom.joint == "bracket" and text[atom.start - 1] in "（(":
        return True
    if (
        now.gap
        or now.verb not in ("become", "replace")
        or re.search("[にへを]", text[now.start : now.end])
    ):
        return False
    return beside.facet == now.facet or (beside.bare and atom.label is None)


def _once_more(beside: Beside) -> bool:
    """門番に槍を。左手ではなく、右手に; 招き猫に苔を。頭も背中も、まんべんなく: where, or how far, and of no other thing."""
    words = beside.text[beside.atom.start : beside.atom.end]
    if any(mark in words.replace("では", "") for mark in "をはが"):
        return False
    return words.endswith(_FAR) or (words.endswith("に") and has(beside.atom.cuts, "contrast"))


def _tells_of_it(beside: Beside) -> bool:
    """翼をつけて。翼は白; 海辺にして、砂浜にはパラソル; …が立っている感じで."""
    now, atom, text = beside.now, beside.atom, beside.text
    if now.verb == "add" and beside.named and "を" not in text[atom.start : atom.end]:
        return True
    owner = now.facet in THINGS and now.verb in ("add", "replace", "become")
    worn = now.facet in LIVELY and _is_worn(beside)
    if owner and (worn or _ITS.match(text, atom.start, atom.end) is not None):
        return True
    if now.form != "edit" or atom.joint == "hard":
        return False
    if beside.about_it and text.endswith("いる", atom.start, atom.end):
        return True  # 女性に変え、彼女は旗を振っている
    # 走らせて、息を切らしている感じに
    acted = _acts(now, text) and not _names_another(atom, text)
    ends = text.startswith("に", atom.end - 1) and (acted or now.facet == "place")
    if _LIKE.search(text, atom.start, atom.end - ends) is not None:
        return True
    return _is_seen_there(beside)


def _is_worn(beside: Beside) -> bool:
    """スーツ姿のゴリラに変えて、ネクタイは赤."""
    atom, text = beside.atom, beside.text
    topic = text.find("は", atom.start + 1, atom.end - 1)
    worn = topic > 0 and head(atom.cuts, atom.start, topic) in ("clothes", "body")
    return worn and not has(atom.cuts, *LIVELY)


def _is_seen_there(beside: Beside) -> bool:
    """Whether a piece tells what is seen in a new place, season or light: 砂浜にはパラソル."""
    now, atom, text = beside.now, beside.atom, beside.text
    facet = now.facet if now.facet in WHOLE else head(now.cuts, *now.target)
    if text.endswith("の中", now.value, max(now.value, now.value_end)):
        facet = "place"  # 宇宙船の中
    if facet not in WHOLE or facet in ("camera", "sound", "speed") or now.verb == "cause":
        return False
    if text.startswith(_SKY, atom.start):
        whose = text[slice(*now.target)]
        return not now.gap or whose in _WHOLES  # 道は砂利道、空は入道雲で
    if _HOLDS.search(text, atom.start, atom.end) is None:
        return False
    held = head(atom.cuts, atom.start, atom.end)
    if held is None or facet == "place" or describes(held, facet):
        return True
    return text.startswith("空", atom.start) and held not in LIVELY


def _of_the_added(beside: Beside) -> bool:
    """犬を追加して、それを座らせて; 翼を付けて。翼は開きます."""
    if beside.now.verb != "add":
        return False
    return beside.about_it or (beside.named and stated(beside.atom, beside.text))


def _comes_beside(beside: Beside) -> bool:
    """その肩にカラスが止まるように: somebody else comes to what was added."""
    atom, text = beside.atom, beside.text
    now = beside.now
    place = head(now.cuts, now.value, max(now.value, now.value_end)) == "place"
    if beside.named or (place and not _BEYOND.match(text, atom.start, atom.end)):
        return False
    too = ("が", "も") if text.endswith("感じで", atom.start, atom.end) else "が"
    return any(cut.list in LIVELY and text.startswith(too, cut.end) for cut in atom.cuts)


def _on_it(beside: Beside) -> bool:
    """チョコケーキにして、上にナッツを散らして; 小舟を浮かべて、提灯を下げた感じにして."""
    atom, text = beside.atom, beside.text
    if atom.joint == "hard" or beside.now.form != "edit":
        return False
    if text.startswith(_ABOVE, atom.start):
        return beside.now.verb in ("make", "replace", "become", "add", "adjust")
    room = head(atom.cuts, *target_of(atom, text)) == "place"  # 顔を笑わせて、部屋を荒れた感じに
    return atom.list == "make" and not room and _LIKE.search(beside.before_verb) is not None


def _same_actor(beside: Beside) -> bool:
    """Somebody who was made to act goes on acting: 本を置かせて、窓の外を見させて."""
    now, atom, text = beside.now, beside.atom, beside.text
    goes = atom.verb is None and text.endswith(("せて", "せる"), atom.start, atom.end)
    goes = goes and head(atom.cuts, *target_of(atom, text)) in (None, "place", "camera")
    if not ((_made(now.acts, text) or _moves(now, text)) and (goes or _made(atom.verb, text))):
        return False
    start, end = now.target
    if "に" not in text[start:end] and head(now.cuts, start, end) in _NO_ACTORS:
        return False  # 雨を止ませて、傘を閉じさせて
    if has(atom.cuts, "weather") or text.startswith(_HEAVENLY, atom.start):
        return False  # 虎を歩かせて、月を昇らせて
    return not any(
        (cut.list in LIVELY or cut.list == "pronoun")
        and text.startswith(("に", "が", "は", "を"), cut.end)
        for cut in atom.cuts
        if cut.end <= atom.verb_start
    )


def _made(verb: Cut | None, text: str) -> bool:
    """Whether a verb makes somebody act: 振り向かせる."""
    return (
        verb is not None
        and not verb.list.startswith("add")
        and text[verb.start : verb.end].endswith(_CAUSED)
    )


def _moves(now: Draft, text: str) -> bool:
    """観客を立たせて: somebody, not something that is put on somebody."""
    if head(now.cuts, *now.target) not in LIVELY or "に" in text[slice(*now.target)]:
        return False
    return now.acts is not None and text[now.acts.start : now.acts.end].endswith(_CAUSED)


def _acts(now: Draft, text: str) -> bool:
    """Whether somebody is what a change makes act: 犬を走らせて."""
    caused = now.acts is not None and text[now.acts.start : now.acts.end].endswith(_CAUSED)
    return caused or head(now.cuts, *now.target) in LIVELY


def _seems(beside: Beside) -> bool:
    """猫を眠らせて、寝息を立てている感じでお願い: how an actor does it."""
    atom = beside.atom
    return (
        atom.list == "act"
        and atom.joint != "hard"
        and not _names_another(atom, beside.text)
        and _acts(beside.now, beside.text)
        and _LIKE.search(beside.before_verb) is not None
    )


def _names_another(atom: Atom, text: str) -> bool:
    """Whether a piece has a subject of its own: 雨が降っている感じに, 猫を…."""
    return _SUBJECT.search(text, atom.start, atom.end) is not None or has(atom.cuts, *LIVELY)


def _part_of_it(beside: Beside) -> bool:
    """馬に変えて、たてがみをなびかせて; 表情を驚きに、目を見開いて."""
    now, atom, text = beside.now, beside.atom, beside.text
    start, end = target_of(atom, text)
    if _carries(beside, start, end):
        return True
    if text.startswith(("ポーズを", "姿勢を"), now.start) and _LIMBS.search(text, start, end):
        return True
    if head(atom.cuts, start, end) != "body" or atom.list in ("make", "become", "remove"):
        return False
    if now.facet == "body" or head(now.cuts, *now.target) == "body":
        shown = text.startswith(("出し", "見せ", "隠し"), atom.verb_start)
        if shown and atom.joint != "hard":
            return True  # 髪をお団子にして、耳を出して
    if now.facet in LIVELY:
        return now.verb in ("become", "replace", "add")
    return (now.facet == "body" and "表情" in text[now.start : now.end]) or text.startswith(
        ("ポーズを", "姿勢を"), now.start
    )


def _carries(beside: Beside, start: int, end: int) -> bool:
    """少年を騎士にして、剣を持たせて: what somebody new has on or in the hand."""
    now, atom, text = beside.now, beside.atom, beside.text
    if now.facet not in LIVELY or now.verb not in ("become", "replace", "make"):
        return False
    words = text[start : atom.verb_start]
    own = head(atom.cuts, start, end) in ("clothes", "thing") and not has(atom.cuts, *LIVELY)
    return own and atom.list in ("add", "wear") and "に" not in words and "が" not in words


def _same_target(beside: Beside) -> bool:
    """An edit that names no target goes on with the one before: 帽子を脱いで机に置いて."""
    atom = beside.atom
    now = beside.now
    if by_somebody(beside):
        return False
    seems = atom.verb is not None and beside.text.startswith(("感じ", "よう"), atom.verb.end)
    if seems and beside.bare and atom.list == "camera-move" and now.facet == "camera":
        return True  # カメラを下げて、見上げる感じに
    if atom.joint == "te" and atom.list == "act" and _ONE_VERB.match(beside.before_verb):
        return True  # 埋めてならして
    if now.form not in ("edit", "state") or not beside.bare or atom.list not in _ACTS:
        return beside.bare and now.verb == "remove" and "状態" in beside.before_verb
    if now.verb == "remove" and atom.list in ("cause", "adjust"):
        return False
    return not beside.text.startswith(_OF_THE_CLIP, atom.verb_start)


def _value_late(beside: Beside) -> bool:
    """時間を変えて、夜にして: the value comes after."""
    now, text = beside.now, beside.text
    if not beside.bare or now.form != "edit" or now.verb not in ("become", "replace"):
        return False
    return not text.endswith(_STATES, now.value, now.value_end)


def _same_look(beside: Beside) -> bool:
    """明るくして、暖かくして; a palette and its light."""
    now, atom = beside.now, beside.atom
    if not beside.bare or now.form != "edit" or atom.list not in ("make", "adjust"):
        return False
    facet = beside.facet
    if atom.list == "make" and facet != now.facet and describes(facet, now.facet):
        return True
    theirs = {cut.list for cut in atom.cuts if cut.list in ATTRIBUTES}
    ours = {cut.list for cut in now.cuts if cut.list in ATTRIBUTES}
    return now.verb in ("make", "adjust") and bool(theirs) and ours == theirs


# Why an edit is no change of its own: any of these is enough.
_GOES_ON: tuple[Callable[[Beside], bool], ...] = (
    *(
        _of_the_added,
        of_the_season,
        was_there,
        measures,
        traits,
        described,
        feels,
        as_in_a_file,
        shows,
        only_edits,
        in_the_place,
        says_how,
        follows,
        _seems,
        _on_it,
        comes_so,
        _same_actor,
        _part_of_it,
        does_too,
        same_sound,
        _same_target,
        _value_late,
        _same_look,
    ),
)


# Why a phrase without its verb is none.
_GAP_GOES_ON: tuple[Callable[[Beside], bool], ...] = (
    *(
        _once_more,
        of_the_new,
        _looks,
        was_there,
        measures,
        traits,
        described,
        feels,
        as_in_a_file,
        _value_of_change,
        follows,
        _part_of_it,
    ),
)
