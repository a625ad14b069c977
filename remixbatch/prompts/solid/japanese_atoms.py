"""A Japanese prompt as classed pieces: phrases joined with the clause they belong to, labels with values."""

from collections.abc import Sequence
from itertools import pairwise

from remixbatch.prompts.late import lazy
from remixbatch.prompts.solid.cut import Cut
from remixbatch.prompts.solid.facet import (
    ATTRIBUTES,
    BARE,
    FACETS,
    LIVELY,
    THINGS,
    WHOLE,
    has,
    head,
)
from remixbatch.prompts.solid.japanese_attributes import with_attributes
from remixbatch.prompts.solid.japanese_gaps import (
    LOOKS,
    NO_TOO,
    gapped,
    gives,
    lacks_verb,
    of_version,
    styled,
)
from remixbatch.prompts.solid.japanese_happens import ask_so, is_seen
from remixbatch.prompts.solid.japanese_pieces import THAT_IS, Atom, classify, pieces
from remixbatch.prompts.solid.solid_values import Shape, with_values

_PUT = lazy("[^にをはがも]{1,12}に[^にをはがもで]")
_LOCKING = ("nominal", "gap", "open", "edit")
_LOCKED = lazy(  # カメラは固定で
    "(?:カメラ(?:の?位置)?|アングル|視点|画角|構図)(?:は|も)?(?:完全に|ずっと)?固定(?:で|のまま|のままで|した状態で)?(?:お願い(?:します)?)?$"
)
_SEEN_THERE = lazy(
    "[^をはがに、]{1,8}が[^をは]*(?:[てで]い?る|[ただ])(?:感じ|雰囲気|状態|様子|ふう)"
)
_PARTICLES = lazy("[をはがも]")
_OF_TOPIC = lazy(
    "[^をはがに、]{0,16}[^をはがにで、]は(?!なく)[^をはがに、]{0,16}[^をはがにもく、]で?$"
)
_NO_ASKING = ("aside", "anchor", "preserve")
_CLOSING = "）)】]"
_VALUED = ("make", "become", "adjust", "replace", "camera-move", "act")  # what takes a value
_VERSIONS = ("バージョン", "版")
_LISTING = ("comma", "dot")
_NAMES = ("nominal", "anchor")
_LABELLED = Shape(_NAMES, (*_NAMES, "gap"), ("edit", "gap"), longest=10)
_NOT_SO = lazy("(?:では|じゃ)なく")
_SOUNDS = ("曲", "bgm", "音楽", "歌", "音", "声", "ナレーション", "サウンド")
_ALL_OF_THEM = lazy(
    "(?:全部|ぜんぶ|全て|すべて|まとめて|みんな|みな|どれも|両方|どちらも|一式|一切)"
)
_WITHOUT = lazy(
    "([^はをが、]{1,14})は?(?:全部|すべて|もう)?(?:なし|無し|ナシ)(?:で|に)?(?:お願い(?:します)?|よろしく|頼みます|して(?:ください)?)?$"
)
_REMOVABLE = ("clothes", "body", "vehicle", "animal", "thing", "sound")
_PUTTING = ("add", "wear")
_REACH = 200  # characters from a phrase to its verb at most
_SHORT = 20  # characters of a phrase that puts something somewhere


def atoms(text: str, cuts: Sequence[Cut]) -> list[Atom]:
    """A plain text as classed pieces, without the empty ones."""
    classed: list[Atom] = []
    parted = False
    for atom in pieces(text, cuts):
        if parted and atom.joint == "comma":
            atom.joint = "hard"  # what stood between was but a word: あ、…
        classify(atom, text)
        parted = atom.kind == "empty" and atom.joint == "hard"
        if atom.kind != "empty":
            classed.append(atom)
    found: list[Atom] = []
    for atom in with_attributes(classed, text):
        _put(found, atom, text)
    _settle(found, text)
    return _labelled(found)


def _settle(found: list[Atom], text: str) -> None:
    """Class what depends on the whole of a prompt."""
    for atom in found:
        if atom.kind in _LOCKING and len(found) > 1 and _LOCKED.match(text, atom.start, atom.end):
            atom.kind = "preserve"
        if atom.kind == "open":
            atom.kind = "gap" if lacks_verb(atom, text) else "nominal"
    first = found[0] if found and (len(found) == 1 or found[1].joint == "hard") else None
    if first is not None and first.kind == "aside" and text.endswith("ように", 0, first.end):
        first.kind, first.list = "edit", "act"  # 花が顔を出すように。
    for before, atom in pairwise(found):
        ask_so(before, atom, text)
        if atom.kind == "preserve" and before.kind in ("edit", "gap"):
            _do_without(before, atom, text)


def _do_without(before: Atom, atom: Atom, text: str) -> None:
    """犬に帽子をかぶせて、首輪はなしで: a thing that is there shall go, and is no part of what is new."""
    gone = _WITHOUT.match(text, atom.start, atom.end)
    if gone is None:
        return
    facet = next((cut.list for cut in atom.cuts if cut.end == gone.end(1)), None)
    theirs = head(before.cuts, before.start, before.end)
    another = facet == "body" and set(gone.group(1)).isdisjoint(text[before.start : before.end])
    apart = facet != theirs or before.list in _PUTTING or another  # 髪を短く、ひげはなしで
    if facet in _REMOVABLE and theirs != "place" and apart:
        atom.kind, atom.list, atom.verb, atom.end = "edit", "remove", None, gone.end(1)


def _put(found: list[Atom], atom: Atom, text: str) -> None:
    """Add a piece, joined with the ones before it that are part of it."""
    if atom.kind == "edit":
        _take_list(found, atom, text)
    before = found[-1] if found else None
    if before is None or atom.joint == "hard":
        if before is not None and before.kind in ("edit", "gap", "open") and _placed(atom, text):
            atom.kind, atom.list = "gap", "add"
        found.append(atom)
        return
    if atom.joint == "colon":
        if before.kind == "nominal" and atom.kind in ("edit", "gap", "open"):
            before.kind = "anchor"  # a heading
        found.append(atom)
        return
    if _says_again(before, atom, text) or is_seen(before, atom, text):
        _merge(found, atom)
        found.append(atom)
        return
    if before.kind in ("edit", "state") and _is_topic(before, atom, text):
        before.kind = "anchor"
        found.append(atom)
        return
    if before.kind == "edit" and _is_left(before, atom, text):
        atom.kind, atom.list = "gap", "add"
        found.append(atom)
        return
    _depend(found, atom, text)
    _lean(found, atom, text)
    found.append(atom)


def _lean(found: list[Atom], atom: Atom, text: str) -> None:
    """Join a phrase that cannot stand alone with a piece; class a piece that is listed behind one that can."""
    before = found[-1]
    if before.kind == "open" and not _stands(before, atom, text):
        _merge(found, atom)
        _merge_list(found, atom, before.end, text)
    elif before.kind == "gap":
        if atom.kind == "nominal" and _gives_beside(atom, text):
            atom.kind, atom.list = "gap", "add"  # 全体をアニメっぽく、主人公にマフラー
        _do_without(before, atom, text)  # もっと若く、ヒゲなしに


def _set_apart(found: Sequence[Atom], atom: Atom, text: str) -> bool:
    """花束はカーネーション、リボンはピンクで: one topic set against another, before anything else is asked."""
    before = found[-1]
    if before.kind not in ("nominal", "edit") or atom.kind not in ("gap", "nominal", "open"):
        return False
    both = all(_OF_TOPIC.match(text, one.start, one.end) for one in (before, atom))
    return both and atom.joint == "comma" and all(one.kind in _NO_ASKING for one in found[:-1])


def _says_again(before: Atom, atom: Atom, text: str) -> bool:
    """Whether a piece names the thing before it once more, before what is done to it."""
    return (
        atom.joint == "comma"
        and before.kind in ("nominal", "anchor", "gap", "state")
        and text.startswith(THAT_IS, atom.start)
        and text[before.end - 1] not in "にへくでて"
        and any(mark in text[atom.start : atom.end] for mark in "をはが")
    )


def _is_topic(before: Atom, atom: Atom, text: str) -> bool:
    """運動会の玉入れ、玉を…: a noun made of a verb, whose first part is what is spoken of then."""
    verb = before.verb
    if verb is None or not verb.list.endswith(":ren") or verb.end != before.end:
        return False
    noun = text[before.start : verb.start].rpartition("の")[2]
    named = atom.joint == "comma" and bool(noun) and noun[-1] not in "をにがはでともへ"
    after = text[atom.start + len(noun) :][:1]  # none where a prompt breaks off
    return named and text.startswith(noun, atom.start) and after in tuple("をにがは")


def _merge(found: list[Atom], atom: Atom) -> None:
    """Make the last piece the beginning of this one."""
    before = found.pop()
    atom.cuts[:0] = before.cuts
    atom.start, atom.joint = before.start, before.joint


def _merge_list(found: list[Atom], atom: Atom, end: int, text: str) -> None:
    """Join what stands before a clause that speaks of all of it: 電線、電柱、アンテナ、ぜんぶ消して."""
    if _ALL_OF_THEM.search(text, end, atom.end):
        while found and found[-1].kind == "nominal" and atom.joint in _LISTING:
            _merge(found, atom)
    if atom.kind != "gap":
        classify(atom, text)


def _take_list(found: list[Atom], atom: Atom, text: str) -> None:
    """Join an edit with the items of its list that stand before it: 壁に赤、黄、青の縞を塗って."""
    if _says_its_value(found, atom, text):
        while "は" not in text[atom.start : atom.end]:
            _merge(found, atom)
    while "を" in text[atom.start : atom.end] and len(found) > 1 and atom.joint in _LISTING:
        before = found[-1]
        if before.kind != "nominal" or head(before.cuts, before.start, before.end) in WHOLE:
            return
        if found[-2].kind not in ("nominal", "open") or before.joint not in _LISTING:
            return
        _merge(found, atom)


def _says_its_value(found: Sequence[Atom], atom: Atom, text: str) -> bool:
    """配色は藍、生成り、朱の三色でまとめる; カメラはもっとゆっくり、なめらかに引いて: what its topic is to be goes on."""
    before = NO_TOO.sub("", text[atom.start : atom.verb_start])
    if not before or atom.list not in _VALUED or _PARTICLES.search(before):
        return False
    if atom.list == "make" and has(atom.cuts, *ATTRIBUTES):
        return False
    for other in reversed(found):
        words = NO_TOO.sub("", text[other.start : other.end])
        topic = words.find("は", 1)
        if atom.joint != "comma" or _PARTICLES.search(words.replace("は", "", 1)):
            return False
        if topic > 0:
            says = topic < len(words) - 1 and words[-1] not in "にくで"
            return says and other.kind in ("nominal", "gap")
        if other.kind != "nominal" or other.joint != "comma":
            return False
    return False


def _stands(before: Atom, atom: Atom, text: str) -> bool:
    """Whether an open phrase is a change of its own beside the clause after it."""
    if before.joint == "bracket" and not {*_CLOSING}.isdisjoint(text[before.end : atom.start]):
        before.kind = "aside"  # 彫刻を噴水に（水は出ている状態で）、ベンチは撤去
    elif gapped(before, atom, text):
        before.kind = "gap"
    elif (
        styled(before, atom, text)
        or of_version(before, atom, text)
        or atom.end - before.start > _REACH
    ):
        before.kind = "nominal"
    return before.kind != "open"


def _depend(found: Sequence[Atom], atom: Atom, text: str) -> None:
    """Settle what a phrase is from the piece beside it."""
    before = found[-1]
    if _set_apart(found, atom, text):
        before.kind = (
            "gap" if before.kind == "nominal" else before.kind
        )  # ライトは消灯、ワイパーは最速で
        atom.kind = "gap"
    if before.kind == "gap":
        _list_on(atom, text)
    if before.kind != "nominal":
        return
    if _topical(before, text) and _topical(atom, text):
        before.kind = "gap"  # ボールは地球儀、床は芝生に変更
        return
    if atom.kind == "preserve":
        before.kind = "preserve"
    elif _is_put(before, atom, text) or (
        gives(before, text) and (gives(atom, text) or "を" in text[atom.start : atom.end])
    ):
        before.kind = "gap"
        if atom.kind == "nominal" and _gives_beside(atom, text):
            atom.kind = "gap"  # 川に船、岸に桜
            before.list = atom.list = "add"
    elif _is_of(before, atom, text):
        before.kind = "open"
    elif atom.kind == "edit":
        _join_edit(before, atom, text)


def _list_on(atom: Atom, text: str) -> None:
    """Class what is listed behind a phrase without its verb: 靴は赤、髪はショート; 女の子は浴衣、隣に狐."""
    if atom.kind in ("nominal", "open") and "は" in text[atom.start + 1 : atom.end - 1]:
        atom.kind = "gap"
    elif atom.kind == "nominal" and _gives_beside(atom, text):
        atom.kind, atom.list = "gap", "add"


def _is_put(before: Atom, atom: Atom, text: str) -> bool:
    """背景に富士山、手前に桜を足して: one thing in each of two places."""
    if atom.list != "add":
        return False
    return all(_PUT.match(text, one.start, one.end) is not None for one in (before, atom))


def _is_of(before: Atom, atom: Atom, text: str) -> bool:
    """Whether a clause says what becomes of the thing named before it: 自転車、赤じゃなくて緑で; 皿と瓶、全部どけて."""
    words = _NOT_SO.sub("", text[atom.start : atom.verb_start])
    if atom.joint != "comma" or atom.kind not in ("edit", "gap", "open"):
        return False
    if any(particle in words for particle in "をはが"):
        return False
    if any(cut.list == "contrast" and "なく" in text[cut.start : cut.end] for cut in atom.cuts):
        return True
    facet = head(before.cuts, before.start, before.end)
    if facet in BARE or text.endswith(_VERSIONS, before.start, before.end):
        return False
    return facet != "place" or head(atom.cuts, atom.start, atom.end) not in WHOLE


def _topical(atom: Atom, text: str) -> bool:
    """Whether a piece names a thing by は, and what that is to be."""
    if atom.kind not in ("nominal", "open", "edit", "gap") or not atom.cuts:
        return False
    words = text[atom.start : atom.verb_start]
    topic = words.find("は", 1)
    known = atom.cuts[0].list in FACETS and atom.cuts[0].end <= atom.start + topic
    return known and 0 < topic < len(words) - 1 and "を" not in words


def _join_edit(before: Atom, atom: Atom, text: str) -> None:
    """A bare phrase before an edit: a look of its own, the time it is, or a part of it."""
    facet = head(before.cuts, before.start, before.end)
    if atom.list == "act":
        seen = facet == "place" and _SEEN_THERE.match(text, atom.start, atom.end)
        before.kind = "anchor" if seen else before.kind  # 窓の外、雪が降ってる感じにしたい
        return
    version = text.endswith(_VERSIONS, before.start, before.end)
    if facet in LOOKS or version or (facet == "sound" and not _is_sound(before, atom, text)):
        return
    words = text[atom.start : atom.verb_start]
    before.kind = "anchor" if facet in WHOLE and ("を" in words or "は" in words) else "open"


def _is_sound(before: Atom, atom: Atom, text: str) -> bool:
    """Whether a clause says what a sound that is there becomes: BGM、ジャズにして."""
    words = text[atom.start : atom.verb_start]
    if any(particle in words for particle in "をはが"):
        return False
    facet = head(atom.cuts, atom.start, atom.verb_start)
    return text.endswith(_SOUNDS, before.start, before.end) and facet in (None, "sound")


def _gives_beside(atom: Atom, text: str) -> bool:
    """隣に狐; not 手に扇子, which goes with an outfit."""
    return gives(atom, text) and atom.cuts[0].list not in ("body", "clothes")


def _placed(atom: Atom, text: str) -> bool:
    """Whether a bare phrase after an edit puts something somewhere: 滑り台の場所にシーソー."""
    where = text.find("に", atom.start + 1, atom.end - 1)
    told = "が" in text[where : atom.end]  # 地平線にだけオレンジが残ってるような光
    return atom.kind == "nominal" and where > 0 and atom.end - atom.start <= _SHORT and not told


def _is_left(before: Atom, atom: Atom, text: str) -> bool:
    """靴をスニーカーに替えて、足元にボール: a thing in a place, not of a new whole."""
    last = atom.cuts[-1] if atom.cuts else None
    whole = head(before.cuts, before.start, before.end)
    comes = (
        last is not None and last.list in LIVELY and whole != "place"
    )  # 夕方にして、電柱にカラス
    if not _placed(atom, text) or (whole in WHOLE and not comes):
        return False
    return (
        last is not None
        and last.list in THINGS
        and last.end == atom.end
        and (before.list != "act" or "には" in text[atom.start : atom.end])
    )


def _labelled(found: list[Atom]) -> list[Atom]:
    """Labels with their values as one piece each: 壁：白、床：木目."""
    for (owner, old), (_, value) in pairwise(pairwise(found)):
        if value.joint == "arrow" and _owns_states(owner, old):
            owner.kind = "anchor"  # 窓外、昼→夜
    paired = with_values(found, _LABELLED)
    for before, atom in zip([None, *paired], paired, strict=False):
        if atom.label is not None:
            atom.kind = "gap"
            if before is not None and before.kind == "nominal" and atom.joint == "comma":
                before.kind = "anchor"  # 窓外、昼→夜
    return paired


def _owns_states(before: Atom, atom: Atom) -> bool:
    """Whether a bare phrase names the thing of the states behind it, and is no look of its own."""
    if before.kind != "nominal" or atom.kind != "nominal" or atom.joint != "comma":
        return False
    facet = head(before.cuts, before.start, before.end)
    return facet not in BARE or facet == head(atom.cuts, atom.start, atom.end)
