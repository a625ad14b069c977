"""What stands before a Japanese noun and describes it, one after the other: 錆びた、取っ手の曲がった、古い如雨露."""

from collections.abc import Sequence

from remixbatch.prompts.late import lazy
from remixbatch.prompts.solid.japanese_pieces import Atom

# How it ends where nothing but a noun can follow, and where a sentence may end as well.
_SURE = lazy(
    "(?:[^はをに]の|[^はがをに]な|(?<!まし)(?<!でし)[^はをに][ただ]|[てで][いあ]?(?:る|ない)|の[^をにはがの、]{1,4}い)$"
)
_LIKELY = lazy("[^はがをに](?:い|[うくぐすつぬぶむる])$")
_WORN = lazy("[^をは]+を[^をは]*[ただ][^をはがに、]+を")  # 頭巾をかぶった狐を
_SO_AND = lazy("[^をはがに、]{1,10}くて$")  # もう少しやわらかくて、温かい感じの光に
_PENDING = ("に", "を", "へ", "で", "は")  # what still waits for its verb
_IS_DONE = ("ている", "でいる", "てある", "である")
_HOLDS_NOUN = ("edit", "open", "gap", "nominal")


def describes_noun(text: str, start: int, end: int) -> bool:
    """Whether words can only belong to a noun after them."""
    return _SURE.search(text, start, end) is not None


def with_attributes(found: Sequence[Atom], text: str) -> list[Atom]:
    """The pieces, attributes joined with the phrase or the edit of the noun that they describe."""
    joined: list[Atom] = []
    for atom in found:
        if atom.joint == "comma" and atom.kind in _HOLDS_NOUN:
            _take(joined, atom, text)
        joined.append(atom)
    return joined


def _take(joined: list[Atom], atom: Atom, text: str) -> None:
    first = len(joined)
    if _wears(joined, atom, text):
        first -= 1
    while first and _may_describe(joined[first - 1], text):
        first -= 1
        if joined[first].joint != "comma":
            break
    chain = joined[first:]
    waits = bool(first) and text.endswith(_PENDING, joined[first - 1].start, joined[first - 1].end)
    acts = "を" in text[atom.start : atom.end]
    sure = any(_only_describes(one, text) or (acts and _is_done(one, text)) for one in chain)
    if not sure and not (waits and acts and atom.kind == "edit"):
        return
    for one in reversed(chain):
        atom.cuts[:0] = one.cuts
        atom.start, atom.joint = one.start, one.joint
    del joined[first:]


def _only_describes(atom: Atom, text: str) -> bool:
    """Whether a piece needs a noun after it; what somebody does, without who does it: 手を引かれて歩く、."""
    words = text[atom.start : atom.end]
    if words.endswith("くて"):
        return atom.verb is None and _SO_AND.match(words) is not None
    if describes_noun(text, atom.start, atom.end):
        return "は" not in words and ("が" not in words or words[-1] in "のなただ")
    return (
        atom.kind in ("state", "declarative")
        and words[-1] in "うくぐすつぬぶむる"
        and "が" not in words
    )


def _wears(joined: Sequence[Atom], atom: Atom, text: str) -> bool:
    """門のそばに、提灯を提げ、頭巾をかぶった狐を立たせて: what is worn or held, one after the other, and where."""
    if len(joined) < 2 or joined[-1].list != "act" or joined[-1].joint != "comma":
        return False
    waits = text.endswith(("に", "へ"), joined[-2].start, joined[-2].end)
    return waits and _WORN.match(text, atom.start, atom.end) is not None


def _is_done(atom: Atom, text: str) -> bool:
    """受付の女性が着けている、大きなイヤリングを: no request begins with what is being done."""
    return atom.kind == "nominal" and text.endswith(_IS_DONE, atom.start, atom.end)


def _may_describe(atom: Atom, text: str) -> bool:
    """Whether a piece may be an attribute; one that can only be may hold an object: 帽子をかぶった."""
    words = text[atom.start : atom.end]
    if atom.kind in ("aside", "anchor", "empty") or "は" in words:
        return False
    if atom.kind == "preserve" and "を" in words:
        return False
    if _only_describes(atom, text):
        return True
    return "を" not in words and _LIKELY.search(text, atom.start, atom.end) is not None
