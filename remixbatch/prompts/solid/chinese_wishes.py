"""A second property of one thing, in a Chinese prompt: 围巾要长一点的，而且得是芥末黄."""

from remixbatch.prompts.solid.chinese_pieces import Atom
from remixbatch.prompts.solid.cut import Cut
from remixbatch.prompts.solid.draft import Draft
from remixbatch.prompts.solid.facet import ATTRIBUTES, attributes_apart

_SIZES = "大小长短高矮宽窄粗细胖瘦厚薄圆弯直"  # how a verb ends that alters a size: 加长
_COLORS = "红黑白蓝绿黄紫灰粉橙"  # or a colour: 染红
_SHALL = "要得是该应"


def wants_too(now: Draft, atom: Atom, text: str) -> bool:
    """Whether a piece without a subject wants one more property of what the change is about."""
    if text[atom.start] not in _SHALL or atom.kind not in ("state", "nominal"):
        return False
    first = next((cut for cut in atom.cuts if cut.start == atom.start), None)
    if first is None or first.list != "is":
        return False
    ours = _properties(now.cuts, now.value) | _of_verb(now, text)
    theirs = _properties(atom.cuts, first.end)
    return ours.isdisjoint(theirs) and any(
        attributes_apart(one, other) for one in ours for other in theirs
    )


def wish(now: Draft, atom: Atom, prompt: str) -> str:
    """It as an instruction: 把围巾改成芥末黄."""
    start, end = now.target if now.target != (0, 0) else (now.start, now.value)
    value = next(cut.end for cut in atom.cuts if cut.start == atom.start)
    value += prompt.startswith("是", value)
    return f"把{prompt[start:end]}改成{prompt[value : atom.end]}"


def _properties(cuts: list[Cut], start: int) -> set[str]:
    return {cut.list for cut in cuts if cut.start >= start and cut.list in ATTRIBUTES}


def _of_verb(now: Draft, text: str) -> set[str]:
    """What a verb alters that ends in it: 加长, 染红."""
    last = text[now.value - 1]
    if now.verb != "adjust":
        return set()
    return {"adj-size"} if last in _SIZES else {"color"} if last in _COLORS else set()
