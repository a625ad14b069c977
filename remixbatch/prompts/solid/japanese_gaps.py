"""Whether a phrase of a Japanese prompt without its verb asks for something of its own: 車を赤に、空を青に変えて."""

from remixbatch.prompts.late import lazy
from remixbatch.prompts.solid.cut import covered
from remixbatch.prompts.solid.facet import ATTRIBUTES, BARE, LIVELY, THINGS, head
from remixbatch.prompts.solid.japanese import VERB_LISTS
from remixbatch.prompts.solid.japanese_pieces import WHEN, Atom

LOOKS = ("style", "camera", "speed")
_ITEM = lazy("[^をはが]+を[^をはがに]*[^をはがにでとへもの]$")  # of a list: ・背景を白
_TURNED = lazy("[^をはがに]+[がは][^をはが]+に$")
_TOPIC_INTO = lazy("[^をはがに、]+は[^をはがに、]+に$")
NO_TOO = lazy("もの|もう|もっと")  # も that does not say "too"
_GAP = lazy(r"(?:[をはが]|[一-龠ァ-ヶー]も).+(?:(?<!よう)(?<!みたい)に|[へく])$")
# A clause that describes a place: を only before one of the nouns that are where something is.
_DONE_THERE = lazy(
    "[をが][^をは]*(?:[てで]い?(?:る|た|ない)|[ただ]|[うくぐすつぬぶむる])、?[^をはが]{0,12}(?:間|上|下|中|前|後ろ|うしろ|横|隣|となり|脇|そば|傍|奥|手前|周り|まわり|端|隅|内側|外側|向こう|足元|手元|頭上|背後|正面)に$"
    "|が[^をは]*(?:[てで]い?(?:る|た|ない)|[ただ])、?[^をはが]{1,12}に$"
    "|[てで]い?(?:る|た|ない)、[^をは]{1,30}に$"
)
_WITHOUT = lazy("[^をはがにへ、]{1,10}(?:なし|無し|ナシ|抜き)(?:に|で)?(?:して[^をは]*)?$")
_VERSIONS_BY = ("バージョンで", "版で", "姿で", "格好で", "服装で", "髪型で")
_BESIDES = ("あと", "それと", "ついでに")
_TOPIC = lazy(r"[^は]は[^は、。]+で$")
_MANNERS = ("風に", "調に", "タッチに")
_OF_SOMEBODY = ("appear", "cause", "wear")  # what somebody does
_OTHERS = (*THINGS, "sound")  # what a look is not of


def of_version(before: Atom, atom: Atom, text: str) -> bool:
    """髪を短くしたバージョンで、壁には絵が飾ってあるといい: what is wished besides."""
    seen = atom.kind == "edit" and (atom.list == "exist" or (atom.list == "add" and not atom.verb))
    return seen and text.endswith(_VERSIONS_BY, before.start, before.end)


def gapped(atom: Atom, after: Atom, text: str) -> bool:
    """Whether a phrase is a change that borrows the next verb: 車を赤に、空を青に変えて."""
    words = text[atom.start : atom.end]
    if "片" in words or after.kind == "aside" or words.endswith(("みたいに", "かのように")):
        return False
    if atom.cuts and atom.cuts[-1].list == "contrast" and atom.cuts[-1].end == atom.end:
        return False  # 青ではなく、…
    bare = _drops_particle(atom, text) and _drops_particle(after, text)
    whole = "を" in words and words[-1] not in "をはがのもでと"  # もっと若く、ヒゲなしに
    without = whole and _WITHOUT.match(text, after.start, after.end)
    if bare or without or _late(after, text) or _both_turn(words, after, text):
        return True
    if not (
        text[atom.end : after.start].strip("、， ").startswith(_BESIDES)
        or "を" in text[after.start : after.end]
        or "は" in text[after.start : after.verb_start]
        or _too(atom, after, text)
        or _drops_object(after)
        or (after.kind == "nominal" and _given(after, text))
    ):
        return False
    if _GAP.search(text, atom.tail, atom.end):
        return not _is_where(atom, after, text)
    said = any(cut.list.partition(":")[0] in VERB_LISTS for cut in atom.cuts)
    return "を" in words and not said and words[-1] not in "をはがのも"


def _given(after: Atom, text: str) -> bool:
    """全体をアニメっぽく、主人公にマフラー."""
    first, last = after.cuts[:1], after.cuts[-1:]
    somebody = [cut.list in LIVELY and text.startswith("に", cut.end) for cut in first]
    return any(somebody) and last[0].end == after.end and last[0].list in THINGS - LIVELY


def _both_turn(words: str, after: Atom, text: str) -> bool:
    """コンビニが花屋に、銀行が井戸になる; 増水した川に、橋は石に: no place, for nothing is done there."""
    said = text[after.start : after.end]
    if after.list == "turn" and "が" in text[after.start : after.verb_start]:
        return _TURNED.match(words) is not None
    return after.verb is None and words.endswith("に") and _TOPIC_INTO.match(said) is not None


def _too(atom: Atom, after: Atom, text: str) -> bool:
    """壁をレンガに、猫も追加; 車を赤に、バイクも青にして, but not both white."""
    _, too, value = NO_TOO.sub("", text[after.start : after.verb_start]).partition("も")
    if not too or after.list not in ("add", "remove", "make", "become", "adjust"):
        return False
    return not value or value.rstrip("にく") not in text[atom.start : atom.end]


def _drops_object(after: Atom) -> bool:
    """床を大理石に、花瓶どかして: a thing right before what is done to it."""
    done = after.verb is not None and after.list != "act"
    return done and any(
        cut.list in THINGS and cut.end == after.verb_start and cut.end - cut.start > 1
        for cut in after.cuts
    )


def _late(after: Atom, text: str) -> bool:
    """車を赤く、最後だけスローに: what becomes of a part of the clip."""
    when = WHEN.match(text, after.start, after.end)
    return when is not None and head(after.cuts, when.end(), after.end) in LOOKS


def _is_where(atom: Atom, after: Atom, text: str) -> bool:
    """Whether a phrase tells where the next puts something, by what is done there: 本を読んでいる人の横に、…を置いて."""
    if after.list not in ("add", "cause"):
        return False
    return _DONE_THERE.search(text, atom.tail, atom.end) is not None


def styled(atom: Atom, after: Atom, text: str) -> bool:
    """Whether a phrase names a look of its own before an edit: アニメ風で、犬を狐に."""
    words = text[atom.start : atom.end]
    manner = words.endswith(_MANNERS)
    if not (manner or words.endswith("で")) or "を" in words:
        return False
    facet = head(atom.cuts, atom.start, atom.end)
    said = text[after.start : after.end]
    bare = facet in BARE and covered(atom.cuts) >= len(words) - 1  # 冬景色で
    gap = after.kind in ("open", "gap") and "だけ" not in said and "の" not in words
    if gap and (facet in LOOKS or bare) and _GAP.search(text, after.tail, after.end):
        return True  # 切り絵風で、音楽は三味線に
    if facet not in LOOKS:
        return False
    topic = text.find("は", after.start, after.verb_start)
    whose = head(after.cuts, after.start, topic) if topic > 0 else "style"
    another = whose in _OTHERS or (whose is None and after.list in _OF_SOMEBODY)
    if manner:
        return another
    return "を" in said or another or (after.kind == "open" and _TOPIC.search(said) is not None)


def lacks_verb(atom: Atom, text: str) -> bool:
    """Whether an open phrase at the end asks for something all the same: 空を青に, イルカを一頭."""
    if _GAP.search(text, atom.tail, atom.end):
        return not _tells(atom, text)
    if _drops_particle(atom, text):
        return True
    words = text[atom.start : atom.end]
    counted = bool(atom.cuts) and atom.cuts[-1].list == "count" and "を" in words
    given = words.endswith("を") and "に" in words[1:-2]
    also = words.endswith("も") and atom.joint == "hard"
    if text[atom.start - 1 : atom.start] == "\n" and _ITEM.match(words):
        return True
    if counted or given or also:
        atom.list = "add"
    ends = text[atom.end : atom.end + 1] in ("", "。", "\n", "！", "!")
    topic = ends and bool(atom.cuts) and _TOPIC.search(text, atom.start, atom.end) is not None
    return counted or given or also or topic


def _tells(atom: Atom, text: str) -> bool:
    """細い煙がたなびく: a verb, and no 赤く."""
    words = text[atom.start : atom.end]
    said = "が" in words and "を" not in words and "は" not in words and words.endswith("く")
    return said and not (atom.cuts and atom.cuts[-1].end == atom.end)


def _drops_particle(atom: Atom, text: str) -> bool:
    """背景ぼかして、人物明るく; ユニフォーム緑に: a thing, and what it is to be."""
    if len(atom.cuts) < 2 or text[atom.end - 1] not in "くに":
        return False
    what, how = atom.cuts[-2:]
    into = text[atom.end - 1] == "に"
    apart = what.end == how.start and how.end == atom.end - into
    if into and (how.list != "color" or text[how.start : how.end] == "色"):
        return False
    return apart and how.list in ATTRIBUTES and what.list in (*THINGS, "place")


def gives(atom: Atom, text: str) -> bool:
    """Whether a phrase gives somebody something: 男の子に帽子."""
    words = text[atom.start : atom.end]
    facet = head(atom.cuts, atom.start, atom.end)
    if words.endswith(("にだけ", "にのみ", "にも")):
        return False
    return 0 < words.find("に") < len(words) - 1 and (facet in THINGS or "お願い" in words)
