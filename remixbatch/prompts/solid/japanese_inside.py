"""Further changes inside one change of a Japanese prompt: unlike things in a list, two properties at once."""

from collections.abc import Sequence

from remixbatch.prompts.late import lazy
from remixbatch.prompts.solid.cut import Cut, covered
from remixbatch.prompts.solid.draft import Draft, Inner
from remixbatch.prompts.solid.facet import (
    ATTRIBUTES,
    FACETS,
    LIVELY,
    apart,
    attributes_apart,
    unlike,
)
from remixbatch.prompts.solid.japanese_attributes import describes_noun
from remixbatch.prompts.solid.japanese_pieces import THAT_IS

_AND = lazy("および|並びに|かつ|[、，・&＆]|(?<![もはつおじ])や(?![かさわっめま])|と(?!し|い|も)")
_MANY = 40  # items of a list that is no list any more
_RESPECTIVELY = "それぞれ"
_PLACED = (
    "に",
    "は",
    "で",
    "へ",
    "にだけ",
    "にのみ",
    "にも",
)  # what stands where: 奥の壁に、ポスターを
_LINKS = lazy(
    "(?:しかも|そして|さらに|なおかつ|それでいて|おまけに)|[、，てにでとかつ]"
)  # joins adjectives

Item = tuple[int, int]  # where it stands


def look_inside(draft: Draft, text: str, prompt: str) -> None:
    """Note the further changes inside one."""
    if draft.value_end <= draft.value:
        return
    if draft.form == "nominal":
        _bare_items(draft, text, prompt)
        return
    if _RESPECTIVELY in text[draft.start : draft.end]:
        _apportion(draft, text, prompt)
    elif not _two_attributes(draft, text, prompt):
        _unlike_items(draft, text, prompt)


def _items(text: str, start: int, end: int) -> list[Item]:
    """The items of a list between two places, joined by と, や, 、, および or ・; none of 塔、邪魔なので."""
    if "ので" in text[start:end]:
        return []
    found = []
    left = start
    for mark in _AND.finditer(text, start, end):
        if mark.start() > left:
            found.append((left, mark.start()))
            left = mark.end()
    if left < end:
        found.append((left, end))
    return found if len(found) <= _MANY else []


def _apportion(draft: Draft, text: str, prompt: str) -> None:
    """車と空をそれぞれ黄色と紫に: a change a pair."""
    targets = _items(text, *draft.target)
    start = text.find(_RESPECTIVELY, draft.start) + len(_RESPECTIVELY)
    values = _items(text, start if start > draft.target[1] else draft.value, draft.value_end)
    if len(targets) < 2 or len(targets) != len(values):
        return
    last = prompt[draft.value_end - 1]
    ending = (last if last in "にへ" else "") + prompt[draft.value_end : draft.end]
    texts = []
    for (start, end), (left, right) in zip(targets, values, strict=True):
        target = prompt[start:end].replace(_RESPECTIVELY, "")
        texts.append(f"{target}を{prompt[left:right].rstrip('にへ')}{ending}")
    others = zip(texts[1:], values[1:], strict=True)
    draft.divide(texts[0], values[0][1], [Inner("verb", said, *place) for said, place in others])


def _two_attributes(draft: Draft, text: str, prompt: str) -> bool:
    """大きく青く: two properties, where the value is nothing but adjectives."""
    if draft.verb not in ("make", "become", "adjust"):
        return False
    start, end = draft.value, draft.value_end
    inside = [cut for cut in draft.cuts if start <= cut.start and cut.end <= end]
    words = [cut for cut in inside if cut.list in ATTRIBUTES]
    other = next((cut for cut in words if attributes_apart(words[0].list, cut.list)), None)
    if other is None:
        return False
    known = [cut for cut in inside if cut.list in ATTRIBUTES or cut.list == "only"]
    linked = sum(len(link) for link in _LINKS.findall(text, start, end))
    if covered(known) + linked < end - start:
        return False
    if not _joined(words[0], other, text):
        return False
    before, after = prompt[draft.start : start], prompt[end : draft.end]
    own = prompt[start : words[0].end].removesuffix("て").removesuffix(after[:1])
    said = before + prompt[other.start : draft.end]
    rest = Inner("attribute", said, other.start, draft.end)
    draft.divide(before + own + after, words[0].end, [rest])
    return True


def _joined(one: Cut, other: Cut, text: str) -> bool:
    """Whether an adjective goes on with the next, and does not belong to it: 赤く大きく, not 赤い光."""
    last = text[one.end - 1]
    return last != "い" and (other.start > one.end or one.list != "color" or last in "くて")


def _unlike_items(draft: Draft, text: str, prompt: str) -> None:
    """犬と船を追加; 冬と夜に: one change a kind."""
    if draft.verb not in ("add", "make", "become", "appear", "remove"):
        return
    items = [
        item
        for item in _items(text, draft.value, draft.value_end)
        if item[1] == draft.value_end
        or not (text[: item[1]].endswith(_PLACED) or describes_noun(text, *item))
    ]
    if any(text.startswith(THAT_IS, left) for left, _ in items[1:]):
        return
    if len(items) < 2 or _described(draft) or _both_get(draft, text, items):
        return
    added = draft.verb in ("add", "appear")
    kept = _head(draft.cuts, items[0])
    other = []
    for item in items[1:]:
        facet = _head(draft.cuts, item)
        if draft.verb == "remove":
            differs = len(items) == 2 and _owners_differ(text, items)
        elif added:
            differs = unlike(kept, facet) or _elsewhere(draft.cuts, text, item)
        else:
            differs = apart(kept, facet)
        if differs:
            kept = facet
            other.append(item)
    if other:
        before, tail = prompt[draft.start : draft.value], prompt[draft.value_end : draft.end]
        ending = "" if added or text[draft.value_end - 1] != "に" else "に"
        end = items[0][1]
        rest = [
            Inner("verb", before + prompt[left:right] + tail, left, right) for left, right in other
        ]
        own = prompt[draft.start : end]
        own = own.removesuffix("を") if tail.startswith("を") else own
        draft.divide(own + ending + tail, end, rest)


def _both_get(draft: Draft, text: str, items: Sequence[Item]) -> bool:
    """犬と猫に帽子をかぶせて: a list of those who get something, not of what they get."""
    start, end = items[-1]
    if any("に" in text[left:right] for left, right in items[:-1]):
        return False
    where = text.find("に", start + 1, end - 1)
    named = {cut.end: cut.list for cut in draft.cuts}
    return named.get(where) in LIVELY and named.get(items[0][1]) in LIVELY


def _head(cuts: Sequence[Cut], item: Item) -> str | None:
    """The facet of an item that ends in a known noun."""
    left, right = item
    for cut in reversed(cuts):
        if left <= cut.start and right - 1 <= cut.end <= right and cut.list in FACETS:
            return cut.list
    return None


def _described(draft: Draft) -> bool:
    """Whether a list is within a description: シャツと帽子をかぶった男性."""
    return any(
        cut.list.endswith((":past", ":te")) and draft.value <= cut.start < draft.value_end
        for cut in draft.cuts
    )


def _bare_items(draft: Draft, text: str, prompt: str) -> None:
    """紫の夕暮れと24mmレンズ: two looks of the whole."""
    items = _items(text, draft.start, draft.end) if len(draft.pieces) == 1 else []
    if (
        len(items) != 2
        or describes_noun(text, *items[0])
        or not apart(*(_head(draft.cuts, item) for item in items))
    ):
        return
    (start, middle), (left, right) = items
    draft.divide(prompt[start:middle], middle, [Inner("verb", prompt[left:right], left, right)])


def _owners_differ(text: str, items: Sequence[Item]) -> bool:
    """アイロン台の新聞と階段のスリッパ: a clean-up of two places."""
    owners = [text[start:end].partition("の") for start, end in items]
    (one, of, thing), (other, also, things) = owners
    return bool(of and also) and one != other and thing != things


def _elsewhere(cuts: Sequence[Cut], text: str, item: Item) -> bool:
    """Whether an item names a place of its own: 地平線に船."""
    where = text.find("に", item[0] + 1, item[1] - 1)
    colors = any(cut.list in ATTRIBUTES and cut.end == where for cut in cuts)
    return where > 0 and not colors  # 緑と青に光る羽
