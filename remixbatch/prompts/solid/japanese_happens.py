"""What happens, in a Japanese prompt: whether a clause of it asks, or only says what is to be seen."""

from remixbatch.prompts.late import lazy
from remixbatch.prompts.solid.facet import LIVELY
from remixbatch.prompts.solid.japanese_pieces import Atom

# What is put in is what happens: 花びらが舞い落ちて、川面に積もっていく|様子を足して.
_SEEN = lazy(
    "[^はが]*[うくぐすつぬぶむるただい](?:様子|光景|シーン|場面|情景|姿|演出|エフェクト|動き|カット|映像|アニメーション)[をに]$"
)
_HAPPENS = ("state", "declarative")
_SO = lazy("が.*(?<!ない)ように$")
# What somebody is to be seen by: 背景をぼかして、犬が目立つように.
_AIMED = lazy(
    "(?:目立|見え|見やす|映え|際立|引き立|収ま|写|映|わか|分か|伝わ|感じ)[^をはが]*ように$"
)
_SOMEBODY = lazy("(?:さん|ちゃん|くん|たち|達|者|師|員|客|屋|長|娘)が")
_CAN = lazy("[えけげせてねべめれ]るように$")  # 人が通れるように
_ACTS = ("appear", "wear", "add", "cause")


def is_seen(before: Atom, atom: Atom, text: str) -> bool:
    """花びらが舞い落ちて、川面に積もっていく様子を足して: one thing that happens, and is put in."""
    if atom.kind != "edit" or atom.joint not in ("comma", "te"):
        return False
    words = text[before.start : before.end]
    acts = before.kind in _HAPPENS or (before.list == "act" and "が" in words and "を" not in words)
    return (
        acts
        and words.endswith(("て", "で"))
        and _SEEN.match(text, atom.start, atom.verb_start) is not None
    )


def ask_so(before: Atom, atom: Atom, text: str) -> None:
    """鳥居を建てて、その前を狐が横切るように: what somebody does, at the end of a sentence, is asked for."""
    if atom.kind == "aside" and before.kind in ("edit", "gap") and _does_so(atom, text):
        atom.kind, atom.list = "edit", atom.list or "act"


def _does_so(atom: Atom, text: str) -> bool:
    said = text.find("が", atom.start, atom.end)
    ends = text[atom.end : atom.end + 1] in ("", "。", "\n", "！", "!")
    if said < 0 or not ends or not _SO.match(text, said, atom.end):
        return False
    if _AIMED.search(text, said, atom.end):
        return False
    somebody = any(cut.list in LIVELY and cut.end == said for cut in atom.cuts)
    somebody = somebody or _SOMEBODY.match(text, max(atom.start, said - 2), said + 1) is not None
    somebody = somebody or _SOMEBODY.match(text, said - 1, said + 1) is not None
    does = atom.list in _ACTS or "を" in text[said : atom.end]
    return somebody and (does or _CAN.search(text, said, atom.end) is None)
