"""A second property of one thing, in a Chinese prompt: 围巾要长一点的，而且得是芥末黄."""

from remixbatch.prompts.solid.chinese_pieces import Atom
from remixbatch.prompts.solid.chinese_states import STEP
from remixbatch.prompts.solid.cut import Cut
from remixbatch.prompts.solid.draft import Draft
from remixbatch.prompts.solid.facet import ATTRIBUTES, THINGS, attributes_apart, head

_SIZES = "大小长短高矮宽窄粗细胖瘦厚薄圆弯直"  # how a verb ends that alters a size: 加长
_COLORS = "红黑白蓝绿黄紫灰粉橙"  # or a colour: 染红
_SHALL = "要得是该应"
_MEASURED = ("adj-size", "adj-age", "adj-speed")


def wants_too(now: Draft, atom: Atom, text: str) -> bool:
    """Whether a piece without a subject wants one more property of what the change is about."""
    if atom.kind not in ("state", "nominal"):
        return False
    first = next((cut for cut in atom.cuts if cut.start == atom.start), None)
    if first is None or (text[atom.start] not in _SHALL or first.list != "is"):
        return first is not None and _is_more(now, atom, first, text)
    ours = _properties(now.cuts, now.value) | _of_verb(now, text)
    theirs = _properties(atom.cuts, first.end)
    return ours.isdisjoint(theirs) and any(
        attributes_apart(one, other) for one in ours for other in theirs
    )


def _is_more(now: Draft, atom: Atom, first: Cut, text: str) -> bool:
    """这只鹦鹉改成白的，再大一圈."""
    if atom.joint != "then" or first.list not in _MEASURED or now.verb not in ("become", "adjust"):
        return False
    after = next((cut for cut in atom.cuts if cut.start == first.end), None)
    counted = after is not None and after.list in ("count", "comparative") and after.end == atom.end
    if not counted and not STEP.match(text, first.end, atom.end):
        return False
    ours = _properties(now.cuts, now.value) | _of_verb(now, text)
    plain = head(now.cuts, now.value, now.end) in (None, "color") and now.verb == "become"
    thing = head(now.cuts, now.start, now.value) in THINGS
    return thing and first.list not in ours and (bool(ours) or plain)


def wish(now: Draft, atom: Atom, prompt: str) -> str:
    """It as an instruction: 把围巾改成芥末黄."""
    start, end = now.target if now.target != (0, 0) else (now.start, now.value)
    first = next(cut for cut in atom.cuts if cut.start == atom.start)
    if first.list in _MEASURED:
        return f"{prompt[start:end]}再{prompt[atom.start : atom.end]}"
    value = first.end
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
