"""Japanese prompts: how many changes, where, and the chain they make.

Clauses are folded from left to right as in Chinese: one with an operation of its own begins a change, one
that only describes goes on with the change before it. When in doubt it describes.
"""

import re
from collections.abc import Sequence

from remixbatch.prompts.cut import BLANK, Cut
from remixbatch.prompts.draft import Draft
from remixbatch.prompts.facet import FACETS, LIVELY, THINGS, WHOLE, describes, unlike
from remixbatch.prompts.japanese import Atom, atoms, cut, dictionary_forms, head, plain
from remixbatch.prompts.japanese_chain import END, manner_of, request
from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.reading import Reading, Segment
from remixbatch.prompts.tokens import Tokens

_BARE = WHOLE - {"place"}
_ATTRIBUTES = frozenset(
    ("adj-size", "adj-light", "adj-age", "adj-speed", "adj-mood", "adj-matter", "color")
)
_ASKS = re.compile(
    "くださ|下さ|ほし|欲し|いただ|頂|もらえ|もらい|お願い|くれ|たい(?:です|。|$)|でき(?:ます|る)か|ましょう|[^い]て$"
)
_STATES = ("に", "へ", "く", "と", "風", "調", "ように")  # what the value of a change ends in
_MORE = ("もっと", "より", "さらに")
_CAUSED = ("せて", "せ", "せる")
_TARGETS = ("を", "は", "が", "も")


def read_japanese(prompt: str, lexicon: Lexicon, tokens: Tokens) -> Reading:
    """What a prompt in Japanese asks for."""
    text = plain(prompt)
    drafts: list[Draft] = []
    segments: list[Segment] = []
    found = atoms(text, cut(text, lexicon))
    told = _statements(found, text)
    for at, atom in enumerate(found):
        if at in told and not (drafts and _newcomer(atom)):
            segments.append(Segment(kind="aside", start=atom.start, end=atom.end))
        elif atom.kind in ("preserve", "aside", "anchor"):
            segments.append(_other(atom))
        elif _vague(atom, text) or (atom.list == "purpose-verb" and drafts):
            segments.append(Segment(kind="aside", start=atom.start, end=atom.end))
        elif not drafts and atom.kind == "nominal" and _facet(atom, text) is None:
            segments.append(Segment(kind="anchor", start=atom.start, end=atom.end))
        elif not drafts or _begins(drafts[-1], atom, text):
            drafts.append(_draft(atom, text, prompt, found[at + 1 :]))
        else:
            drafts[-1].grow(atom.start, atom.end, atom.cuts, atom.joint)
            _take_verb(drafts[-1], atom)
    for draft in drafts:
        _look_inside(draft, text, prompt)
    changes = [change for draft in drafts for change in draft.changes()]
    segments = sorted(
        [*segments, *(draft.segment(prompt) for draft in drafts)], key=lambda segment: segment.start
    )
    return Reading(
        prompt=prompt,
        language="ja",
        tokens=tokens,
        masked=text.replace(BLANK, " ") if BLANK in text else prompt,
        segments=tuple(segments),
        changes=tuple(changes),
        split=_split(drafts, prompt, lexicon) if len(changes) > 1 else (),
    )


def _statements(found: Sequence[Atom], text: str) -> set[int]:
    """Which atoms are in sentences that only describe, after one that asks: …ください。毛は茶色です。"""
    starts = [at for at, atom in enumerate(found) if at == 0 or atom.joint == "hard"]
    told: set[int] = set()
    asked = False
    for first, after in zip(starts, [*starts[1:], len(found)], strict=False):
        words = text[found[first].start : found[after - 1].end]
        if _ASKS.search(words):
            asked = True
        elif asked and not _commands(found[after - 1], text):
            told.update(range(first, after))
    return told


def _commands(atom: Atom, text: str) -> bool:
    """Whether the last clause of a sentence asks for something without a polite word."""
    if atom.kind == "gap":
        return "を" in text[atom.start : atom.end]
    if atom.kind != "edit" or atom.list == "act":
        return False
    return not _stated(atom, text)


def _newcomer(atom: Atom) -> bool:
    """Whether an atom brings in somebody: 鳥が一羽飛んでいきます."""
    lists = [cut.list for cut in atom.cuts]
    return atom.list in ("appear", "exist") and "count" in lists and not LIVELY.isdisjoint(lists)


def _other(atom: Atom) -> Segment:
    kind = atom.kind
    assert kind in ("preserve", "aside", "anchor")
    return Segment(kind=kind, start=atom.start, end=atom.end)


def _object(atom: Atom, text: str) -> tuple[int, int]:
    """Where the thing acted on stands: what comes before を, は or が of the verb; else nothing."""
    end = atom.verb.start if atom.verb else atom.end
    for particle in ("を", "は", "が", "の" if atom.list else "を"):
        at = text.rfind(particle, atom.start, end)
        if at > 0:
            return atom.start, at
    return atom.start, atom.start


def _value(atom: Atom, text: str) -> tuple[int, int]:
    """Where the new state, or the thing added or removed, stands."""
    end = atom.verb.start if atom.verb else atom.end
    target = _object(atom, text)
    if atom.list in ("add", "remove", "cause", "appear", "exist", "wear") and target[1] > target[0]:
        return target
    return (target[1] + 1 if target[1] > target[0] else atom.start), end


def _facet(atom: Atom, text: str) -> str | None:
    start, end = _value(atom, text)
    return head(atom.cuts, start, end) or head(atom.cuts, atom.start, atom.end)


def _draft(atom: Atom, text: str, prompt: str, later: Sequence[Atom]) -> Draft:
    form = {"gap": "edit"}.get(atom.kind, atom.kind)
    assert form in ("edit", "declarative", "state", "nominal")
    start, end = _value(atom, text)
    verb = atom.verb
    name = atom.list
    if atom.kind == "gap":
        verb = next((other.verb for other in later if other.verb), None)
        name = next((other.list for other in later if other.verb), "make")
    return Draft(
        form=form,
        verb=name or None,
        facet=_facet(atom, text),
        cuts=list(atom.cuts),
        pieces=[(atom.start, atom.end)],
        value=start,
        value_end=end,
        target=_object(atom, text),
        acts=verb,
        gap=atom.kind == "gap",
        first=_labelled(atom, prompt),
    )


def _labelled(atom: Atom, prompt: str) -> str | None:
    """壁：白 as an instruction: 壁を白に."""
    if atom.label is None:
        return None
    end, start = atom.label
    return f"{prompt[atom.start : end]}を{prompt[start : atom.end]}に"


def _take_verb(draft: Draft, atom: Atom) -> None:
    """A change that went on ends in the verb of what it went on with."""
    if atom.verb is not None and atom.kind == "edit":
        draft.acts = atom.verb


def _vague(atom: Atom, text: str) -> bool:
    """Whether an atom only judges: かっこよくして."""
    lists = [cut.list for cut in atom.cuts]
    if "vague" not in lists or atom.list not in ("", "make", "become", "adjust", "act"):
        return False
    return not any(name in FACETS or name.startswith("adj-") for name in lists)


def _begins(now: Draft, atom: Atom, text: str) -> bool:
    if atom.kind == "gap":
        look = "を" not in text[atom.start : atom.end] and now.facet == "style"
        return not (look and head(atom.cuts, atom.start, atom.end) in (None, "color", "light"))
    if atom.kind == "edit":
        return not _goes_on(now, atom, text)
    if atom.kind == "declarative":
        return _declares(now, atom, text)
    if atom.kind == "state":
        return _brings(now, atom, text)
    return _asks(now, atom, text)


def _bare(atom: Atom, text: str) -> bool:
    """Whether an edit names no target: 明るくして."""
    end = atom.verb.start if atom.verb else atom.end
    words = text[atom.start : end]
    return not any(particle in words for particle in _TARGETS)


def _goes_on(now: Draft, atom: Atom, text: str) -> bool:
    """Whether an edit is the end of the one before: 犬を追加して座らせて, 時間を変えて夜にして."""
    if _about_it(atom) and now.verb == "add":
        return True
    if (
        now.verb == "add"
        and atom.verb
        and not atom.verb.list.endswith(":te")
        and _named(now, atom, text)
        and _stated(atom, text)
    ):
        return True
    if _follows(now, atom, text) or _same_actor(now, atom, text):
        return True
    if now.facet == "sound" and now.verb in ("add", "replace") and _facet(atom, text) == "sound":
        return True
    if not _bare(atom, text) or now.form != "edit":
        return False
    if atom.list in ("cause", "add", "adjust"):
        return True
    if (
        atom.list == "make"
        and now.facet != (facet := _facet(atom, text))
        and describes(facet, now.facet)
    ):
        return True
    if now.verb in ("become", "replace") and not text.endswith(_STATES, now.value, now.value_end):
        return True
    if atom.list in ("make", "adjust") and now.verb in ("make", "adjust"):
        ours = {cut.list for cut in now.cuts if cut.list in _ATTRIBUTES}
        theirs = {cut.list for cut in atom.cuts if cut.list in _ATTRIBUTES}
        return bool(theirs) and ours == theirs
    return False


def _follows(now: Draft, atom: Atom, text: str) -> bool:
    """Whether a clause is what comes of the change before it: 雨を止めて、地面が乾くように."""
    if atom.verb is None or now.form != "edit":
        return False
    if atom.list != "make" and not text.startswith("よう", atom.verb.end):
        return False
    subject = head(atom.cuts, atom.start, text.find("が", atom.start, atom.verb.start))
    words = text[atom.start : atom.verb.end + 3]
    return "が" in words and "を" not in words and "ように" in words and subject not in LIVELY


def _same_actor(now: Draft, atom: Atom, text: str) -> bool:
    """Whether somebody who was made to act goes on acting: 本を置かせて、窓の外を見させて."""
    if not (_made(now, text) and _made(atom, text)):
        return False
    end = atom.verb.start if atom.verb else atom.end
    return not any(
        text.startswith(("に", "が", "は", "を"), cut.end)
        for cut in atom.cuts
        if cut.list in LIVELY and cut.end <= end
    )


def _stated(atom: Atom, text: str) -> bool:
    """Whether a clause states rather than asks: 翼はゆっくり開きます."""
    assert atom.verb is not None
    end = atom.verb.end
    plain_form = atom.verb.list.endswith(":dict") and "を" not in text[atom.start : end]
    return plain_form or text.startswith(("ます", "まし"), end)


def _made(one: Draft | Atom, text: str) -> bool:
    """Whether an edit makes somebody act: 振り向かせる."""
    verb = one.acts if isinstance(one, Draft) else one.verb
    return (
        verb is not None
        and text[verb.start : verb.end].endswith(_CAUSED)
        and verb.list[:3] != "add"
    )


def _about_it(atom: Atom) -> bool:
    return any(cut.list == "pronoun" for cut in atom.cuts[:2])


def _named(now: Draft, atom: Atom, text: str) -> bool:
    """Whether the subject of an atom was named in the change before it."""
    end = atom.verb.start if atom.verb else atom.end
    subject = next((cut for cut in atom.cuts if cut.list in FACETS and cut.end <= end), None)
    if subject is None:
        return False
    return text.find(text[subject.start : subject.end], now.start, now.end) >= 0


def _declares(now: Draft, atom: Atom, text: str) -> bool:
    if _about_it(atom):
        return False
    if now.verb in ("add", "replace") and _named(now, atom, text):
        return False
    return not _bare(atom, text)


def _brings(now: Draft, atom: Atom, text: str) -> bool:
    facet = _facet(atom, text)
    if _about_it(atom) or _bare(atom, text):
        return False
    if facet == "sound" and now.facet != "sound":
        return True
    if any(cut.list == "contrast" for cut in atom.cuts):
        return True
    counted = any(cut.list == "count" for cut in atom.cuts)
    if now.form == "edit":
        return counted and facet is not None and now.facet != "place"
    return facet is not None and not _named(now, atom, text) and not describes(facet, now.facet)


def _asks(now: Draft, atom: Atom, text: str) -> bool:
    """Whether a bare phrase beside a change is one more."""
    facet = _facet(atom, text)
    if facet is None or atom.joint in ("colon", "arrow"):
        return False
    if now.form in ("edit", "declarative"):
        known = sum(cut.end - cut.start for cut in atom.cuts if cut.list != "trait")
        pure = atom.end - atom.start <= 10 and known * 5 >= (atom.end - atom.start) * 3
        if facet not in _BARE or not pure or atom.joint == "dot":
            return False
        return not (describes(facet, now.facet) or describes(now.facet, facet))
    if any(cut.list == "trait" for cut in atom.cuts):
        return False
    if text.startswith(_MORE, atom.start) and text.startswith(_MORE, now.start):
        return not _named(now, atom, text)
    if facet in THINGS and now.facet in THINGS:
        return _modified(atom.cuts) and _modified(now.cuts) and not _named(now, atom, text)
    return not (describes(facet, now.facet) or describes(now.facet, facet))


def _modified(cuts: Sequence[Cut]) -> bool:
    """Whether a phrase says how its noun is to be."""
    return any(cut.list in _ATTRIBUTES or cut.list in ("weather", "season", "only") for cut in cuts)


def _look_inside(draft: Draft, text: str, prompt: str) -> None:
    """Find further changes inside one: unlike things in one list, two properties of one target."""
    if draft.form == "nominal" or draft.value_end <= draft.value:
        return
    if "それぞれ" in text[draft.start : draft.end]:
        _apportion(draft, text, prompt)
    elif draft.verb in ("make", "become", "adjust") and _two_attributes(draft, text, prompt):
        pass
    else:
        _unlike_items(draft, text, prompt)


def _items(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The items of a list between two places, joined by と, や, 、, および or ・."""
    found = []
    at = left = start
    while at < end:
        for mark in ("および", "並びに", "、", "，", "・", "と", "や", "&", "＆"):
            if (
                text.startswith(mark, at)
                and at > left
                and not text.startswith(("とし", "とい", "とも", "という"), at)
            ):
                found.append((left, at))
                at = left = at + len(mark)
                break
        else:
            at += 1
    if left < end:
        found.append((left, end))
    return found


def _apportion(draft: Draft, text: str, prompt: str) -> None:
    """車と空をそれぞれ黄色と紫に: a change a pair."""
    targets = _items(text, *draft.target)
    start = text.find("それぞれ", draft.start) + 4
    values = _items(text, start if start > draft.target[1] else draft.value, draft.value_end)
    if len(targets) < 2 or len(targets) != len(values):
        return
    tail = prompt[draft.value_end : draft.end]
    last = prompt[draft.value_end - 1 : draft.value_end]
    ending = (last if last in "にへ" else "") + tail
    texts = [
        prompt[a:b].replace("それぞれ", "") + "を" + prompt[c:d].rstrip("にへ") + ending
        for (a, b), (c, d) in zip(targets, values, strict=True)
    ]
    draft.first = texts[0]
    draft.rest += [("verb", one) for one in texts[1:]]


def _two_attributes(draft: Draft, text: str, prompt: str) -> bool:
    """大きく青く: two properties, where the value is nothing but adjectives."""
    inside = [cut for cut in draft.cuts if draft.value <= cut.start and cut.end <= draft.value_end]
    words = [cut for cut in inside if cut.list in _ATTRIBUTES]
    known = sum(
        cut.end - cut.start for cut in inside if cut.list in _ATTRIBUTES or cut.list == "only"
    )
    loose = sum(text.count(mark, draft.value, draft.value_end) for mark in "、，てにでとかつ")
    if len(words) < 2 or known + loose < draft.value_end - draft.value:
        return False
    first = words[0]
    other = next((cut for cut in words if cut.list != first.list), None)
    if (
        other is None
        or text[first.end - 1] in "い"
        or other.start == first.end
        and first.list == "color"
        and text[first.end - 1] not in "くて"
    ):
        return False
    before, after = prompt[draft.start : draft.value], prompt[draft.value_end : draft.end]
    own = prompt[draft.value : first.end].removesuffix("て")
    draft.first = before + own.removesuffix(after[:1]) + after
    draft.rest.append(("attribute", before + prompt[other.start : draft.end]))
    return True


def _unlike_items(draft: Draft, text: str, prompt: str) -> None:
    """犬と船を追加; 冬と夜に: one change a kind."""
    items = _items(text, draft.value, draft.value_end)
    if len(items) < 2 or draft.verb not in ("add", "make", "become", "appear"):
        return
    facets = [_head_of(draft.cuts, left, right) for left, right in items]
    kept = [facets[0]]
    tail = prompt[draft.value_end : draft.end]
    for (left, right), facet in list(zip(items, facets, strict=True))[1:]:
        if draft.verb in ("add", "appear"):
            apart = unlike(kept[-1], facet) or _elsewhere(text, left, right)
        else:
            apart = _apart(kept[-1], facet)
        if apart and not _inside(draft, left):
            kept.append(facet)
            before = prompt[draft.start : draft.value]
            draft.rest.append(("verb", before + prompt[left:right] + tail))
    if draft.rest:
        ending = (
            "に"
            if tail and draft.verb in ("make", "become") and text[draft.value_end - 1] == "に"
            else ""
        )
        draft.first = prompt[draft.start : items[0][1]] + ending + tail


def _head_of(cuts: Sequence[Cut], left: int, right: int) -> str | None:
    """The facet of an item that ends in a known noun."""
    return next(
        (
            cut.list
            for cut in reversed(cuts)
            if left <= cut.start and cut.end in (right, right - 1) and cut.list in FACETS
        ),
        None,
    )


def _inside(draft: Draft, at: int) -> bool:
    """Whether a list is within a description: シャツと帽子をかぶった男性."""
    return any(
        cut.list.endswith((":past", ":te")) and draft.value <= cut.start < draft.value_end
        for cut in draft.cuts
    )


def _elsewhere(text: str, left: int, right: int) -> bool:
    """Whether an item names a place of its own: 地平線に船."""
    at = text.find("に", left + 1, right - 1)
    return at > 0


def _apart(one: str | None, other: str | None) -> bool:
    return (
        one in WHOLE and other in WHOLE and not describes(one, other) and not describes(other, one)
    )


def _split(drafts: Sequence[Draft], prompt: str, lexicon: Lexicon) -> tuple[str, ...]:
    """One imperative a change, as polite as the prompt."""
    manner = manner_of(prompt, drafts[-1].acts)
    verbs = dictionary_forms(lexicon)
    parts = []
    for draft in drafts:
        own = draft.first or "、".join(prompt[start:end].strip(END) for start, end in draft.pieces)
        parts += [
            request(draft, one, prompt, verbs, manner)
            for one in (own, *(part for _, part in draft.rest))
        ]
    return tuple(parts)
