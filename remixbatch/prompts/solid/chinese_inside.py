"""Further changes inside one change of a Chinese prompt: unlike things in a list, two properties at once."""

from collections.abc import Sequence
from itertools import pairwise

from remixbatch.prompts.solid.cut import BLANK, Cut, covered
from remixbatch.prompts.solid.draft import Draft, Inner
from remixbatch.prompts.solid.facet import ATTRIBUTES, FACETS, apart, attributes_apart, has, unlike

END = " \u3000\n，,、；;。.！!？?：:（）()"
_FILLERS = frozenset(("comparative", "dun", "and", "connector", "comma", "space"))
_STOPS = ("colon", "comma", "hard")  # where a list ends
_MANY = 40  # items of a list that is no list any more
_LISTING = ("add", "become", "replace", "rider", "remove")
_RESPECTIVELY = ("分别", "分別")

Item = tuple[int, int, list[Cut]]  # where it stands, and its known words


def look_inside(draft: Draft, text: str, prompt: str) -> None:
    """Note the further changes inside one."""
    inside = [cut for cut in draft.cuts if draft.value <= cut.start < draft.end]
    if draft.opener == "ba" and "分别" in text[draft.start : draft.end]:
        _apportion(draft, prompt)
    elif draft.form == "nominal":
        _bare_items(draft, inside, text, prompt)
    elif len(inside) > 1 and not _two_attributes(draft, inside, prompt):
        _unlike_items(draft, inside, text, prompt)


def _items(cuts: Sequence[Cut], start: int, end: int) -> list[Item]:
    """The items of a list between two places."""
    marks = [cut for cut in cuts if cut.list in ("and", "dun") and start < cut.start < end]
    if len(marks) > _MANY:
        return []
    starts = [start, *(mark.end for mark in marks)]
    ends = [*(mark.start for mark in marks), end]
    return [
        (left, right, [cut for cut in cuts if left <= cut.start and cut.end <= right])
        for left, right in zip(starts, ends, strict=True)
        if right > left
    ]


def _apportion(draft: Draft, prompt: str) -> None:
    """把 A 和 B 分别改成 C 和 D: a change a pair."""
    targets = _items(draft.cuts, *draft.target)
    values = _items(draft.cuts, draft.value, draft.end)
    verb = next((cut for cut in draft.cuts if cut.end == draft.value), None)
    if verb is None or len(targets) < 2 or len(targets) != len(values):
        return
    changed = prompt[verb.start : verb.end]
    texts = []
    for (start, end, _), (left, right, _) in zip(targets, values, strict=True):
        target = prompt[start:end]
        for word in _RESPECTIVELY:
            target = target.replace(word, "")
        texts.append(f"把{target}{changed}{prompt[left:right].strip(END)}")
    others = zip(texts[1:], values[1:], strict=True)
    draft.divide(
        texts[0], values[0][1], [Inner("verb", said, *place) for said, (*place, _) in others]
    )


def _two_attributes(draft: Draft, inside: Sequence[Cut], prompt: str) -> bool:
    """更大更红: two properties, where the value is nothing but adjectives."""
    if draft.verb not in ("become", "adjust", "let"):
        return False
    words = [cut for cut in inside if cut.list in ATTRIBUTES]
    bare = all(cut.list in ATTRIBUTES or cut.list in _FILLERS for cut in inside)
    if len(words) < 2 or not bare or covered(inside) < draft.end - draft.value:
        return False
    first = words[0]
    other = next((cut for cut in words if attributes_apart(first.list, cut.list)), None)
    if other is None or other.start == first.end:  # 大红: one word that the lists lack
        return False
    before = prompt[draft.start : draft.value]
    said = before + prompt[other.start : draft.end].strip(END)
    rest = Inner("attribute", said, other.start, draft.end)
    draft.divide(before + prompt[draft.value : first.end], first.end, [rest])
    return True


def _unlike_items(draft: Draft, inside: Sequence[Cut], text: str, prompt: str) -> None:
    """加一只狗和一艘船; 换成冬天和夜晚: one change a kind."""
    if draft.verb not in _LISTING:
        return
    end = next((cut.start for cut in inside if cut.list in _STOPS), draft.end)
    items = _nested(_items(inside, draft.value, end))
    if len(items) < 2:
        return
    kept = _head(items[0], text)
    other = _places(items, text) if draft.verb == "remove" else []
    for item in items[1:] if draft.verb != "remove" else ():
        facet = _head(item, text)
        added = draft.verb == "add"
        if unlike(kept, facet) or _elsewhere(item) if added else apart(kept, facet):
            kept = facet
            other.append(item)
    if other:
        before = prompt[draft.start : draft.value]
        end = items[0][1]
        rest = [
            Inner("verb", before + prompt[left:right].strip(END), left, right)
            for left, right, _ in other
        ]
        draft.divide(prompt[draft.start : end], end, rest)


def _bare_items(draft: Draft, inside: Sequence[Cut], text: str, prompt: str) -> None:
    """像素画和芯片音乐: two looks of the whole."""
    items = _items(inside, draft.value, draft.end) if len(draft.pieces) == 1 else []
    if len(items) != 2 or not apart(_head(items[0], text), _head(items[1], text)):
        return
    (start, middle, _), (left, right, _) = items
    draft.divide(prompt[start:middle], middle, [Inner("verb", prompt[left:right], left, right)])


def _places(items: Sequence[Item], text: str) -> list[Item]:
    """移除墙上的海报和桌上的杯子: a clean-up of two places."""
    where = [_place(item, text) for item in items]
    return [items[1]] if len(items) == 2 and all(where) and where[0] != where[1] else []


def _place(item: Item, text: str) -> str:
    """The place that an item names first: 墙上 of 墙上的海报; empty where it names none."""
    left, _, cuts = item
    for cut, after in pairwise(cuts):
        if cut.list == "place-after" and after.list == "of" and after.start == cut.end:
            return text[left : cut.end].strip(END)
    return ""


def _head(item: Item, text: str) -> str | None:
    """The facet of an item that ends in a known noun."""
    _, right, cuts = item
    while right > item[0] and text[right - 1] in (BLANK, " "):
        right -= 1  # 字幕“…”
    for cut in reversed(cuts):
        if cut.end != right:
            return None
        if cut.list in FACETS:
            return cut.list
        if cut.list not in ("place-after", "rider", "comparative"):
            return None
        right = cut.start
    return None


def _elsewhere(item: Item) -> bool:
    """Whether an item names a place of its own: 地平线上的一艘船."""
    lists = [cut.list for cut in item[2]]
    return "place-after" in lists and "count" in lists[lists.index("place-after") :]


def _is_open(cuts: Sequence[Cut]) -> bool:
    """Whether a phrase has a verb and no 的 yet: 穿衬衫…, but not 停在枝头的喜鹊."""
    verbs = [at for at, cut in enumerate(cuts) if cut.list in ("wear", "add", "rider", "appear")]
    return bool(verbs) and not has(cuts[verbs[-1] :], "of")


def _nested(items: list[Item]) -> list[Item]:
    """Items joined again where the mark between them is inside a phrase: 穿衬衫和裤子的男人."""
    joined: list[Item] = []
    for left, right, cuts in items:
        before = joined[-1] if joined else None
        inner = before is not None and _is_open(before[2])
        if before is not None and inner and has(cuts, "of"):
            joined[-1] = (before[0], right, before[2] + cuts)
        else:
            joined.append((left, right, cuts))
    return joined
