"""What only carries on the change before it, in a Japanese prompt: a season's own, what a camera then shows."""

import re

from remixbatch.prompts.solid.facet import FACETS, LIVELY, describes, has, head
from remixbatch.prompts.solid.japanese_beside import Beside, target_of

_SHOWS = ("映", "捉え", "とらえ", "追", "写", "見せ", "収め")
_EDITING = ("調整", "編集", "加工", "修正")
_THERE_IS = re.compile("に(?:は)?[^をはに]+が[^をはが]+[てで](?:い|あ)る(?:よう|感じ|状態)")
# What only somebody can be made to do: 笑わせて, beside なびかせて.
_OF_PEOPLE = re.compile(
    "(?:笑わ|泣か|踊ら|歌わ|走ら|歩か|座ら|立た|眠ら|寝か|喋ら|しゃべら|話さ|怒ら|驚か|微笑ま|ほほえま|うなずか|振り向か|跳ば|ジャンプさ|ウインクさ|お辞儀さ)せ"
)
_OF_SOUND = re.compile("(?:全体の)?(?:音量|ボリューム|テンポ|音色|音|リズム|曲調|速さ)[をはもに]")
_ON_SOMEBODY = ("body", "clothes")


def of_the_season(beside: Beside) -> bool:
    """季節を冬に変えて。雪を積もらせて、木を枯れ木にして."""
    now, atom, text = beside.now, beside.atom, beside.text
    start, end = now.target
    if now.facet != "season" or text[max(start, end - 2) : end] != "季節":
        return False
    about = head(atom.cuts, *target_of(atom, text)) or beside.facet
    return about in ("weather", "plant", "effect") and not has(atom.cuts, *LIVELY)


def shows(beside: Beside) -> bool:
    """カメラを右へパンしながら夕日を映して."""
    now, atom = beside.now, beside.atom
    filmed = now.verb == "camera-move" or now.facet == "camera"
    return filmed and atom.joint != "hard" and beside.text.startswith(_SHOWS, atom.verb_start)


def only_edits(beside: Beside) -> bool:
    """明るさを少し上げて調整して."""
    return beside.bare and beside.text.startswith(_EDITING, beside.atom.verb_start)


def is_there(beside: Beside) -> bool:
    """Whether something new is somewhere, which comes of nothing: 庭には紫陽花が咲いているようにして."""
    now, atom, text = beside.now, beside.atom, beside.text
    said = _THERE_IS.search(text, atom.start, atom.end)
    if said is None or beside.named or beside.about_it:
        return False
    return now.facet not in ("season", "weather") and now.verb not in ("add", "cause")


def in_the_place(beside: Beside) -> bool:
    """背景を海辺にして、沖には船が浮かんでいるようにして."""
    atom, text = beside.atom, beside.text
    there = _THERE_IS.search(text, atom.start, atom.end) is not None
    return there and atom.joint != "hard" and describes("place", beside.now.facet)


def by_somebody(beside: Beside) -> bool:
    """妹の髪をピンクにして笑わせて: hair does not laugh."""
    now, verb = beside.now, beside.atom.verb
    if verb is None or now.verb not in ("make", "become", "replace", "adjust"):
        return False
    if _OF_PEOPLE.match(beside.text, verb.start) is None:
        return False
    owner = head(now.cuts, *now.target)
    owner = owner or next((cut.list for cut in now.cuts if cut.list in FACETS), None)
    return owner in _ON_SOMEBODY


def comes_so(beside: Beside) -> bool:
    """What comes of the change before it: 雨を止めて、地面が乾くように."""
    atom, text = beside.atom, beside.text
    if is_there(beside):
        return False
    if atom.verb is None or beside.now.form != "edit":
        return False
    if atom.list != "make" and not text.startswith("よう", atom.verb.end):
        return False
    words = text[atom.start : atom.verb.end + 3]
    if "が" not in words or "を" in words or "ように" not in words:
        return False
    return head(atom.cuts, atom.start, text.find("が", atom.start)) not in LIVELY


def same_sound(beside: Beside) -> bool:
    """曲を差し替えて、音量は控えめに."""
    now, atom, text = beside.now, beside.atom, beside.text
    if now.facet != "sound" or now.verb not in ("add", "replace") or beside.facet != "sound":
        return False
    return beside.named or _OF_SOUND.match(text, atom.start, atom.end) is not None
