"""Chinese prompts: how many changes, where, and the chain they make.

The atoms are folded from left to right: one that has an operation of its own begins a change, one that
only describes goes on with the change before it. When in doubt it describes.
"""

import re
from collections.abc import Sequence

from remixbatch.prompts.chinese import Atom, atoms, cutter, head, plain
from remixbatch.prompts.cut import BLANK, Cut
from remixbatch.prompts.draft import Draft
from remixbatch.prompts.facet import FACETS, LIVELY, THINGS, WHOLE, describes, unlike
from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.reading import Reading, Segment
from remixbatch.prompts.tokens import Tokens

_BARE = WHOLE - {"place"}  # a phrase of these beside a full edit is a change of its own
_ATTRIBUTES = frozenset(
    ("adj-size", "adj-light", "adj-age", "adj-speed", "adj-mood", "adj-matter", "color")
)
_FILLERS = frozenset(("comparative", "dun", "and", "connector", "comma", "space"))
_SEEN = LIVELY | {"wear", "appear"}  # statements of what is in the picture
_STOPS = ("colon", "comma", "hard")  # where a list ends
_FILL = ("填充", "填补", "补全", "补齐", "修补", "填满", "填上", "补上")
_JOINED = re.compile("^[并並再请請也都就想要]+(?=[把将將])|[吗嗎呢吧]$")
_END = " \u3000\n，,、；;。.！!？?：:（）()"


def read_chinese(prompt: str, lexicon: Lexicon, tokens: Tokens) -> Reading:
    """What a prompt in Chinese asks for."""
    text = plain(prompt, lexicon)
    found = atoms(text, cutter(lexicon).cut(text))
    full = any(atom.kind in ("edit", "declarative") for atom in found)
    drafts: list[Draft] = []
    segments: list[Segment] = []
    telling = False  # within a sentence that describes what came before: 背景应包含…, 使其…
    for atom in found:
        telling = bool(drafts) and (
            _tells(drafts[-1], atom, text) or (telling and atom.joint != "hard")
        )
        if telling and not _commands(atom, text):
            segments.append(Segment(kind="aside", start=atom.start, end=atom.end))
        elif atom.kind in ("preserve", "aside", "anchor"):
            segments.append(_other(atom))
        elif _vague(atom, text) or (drafts and _aims(atom, text)):
            segments.append(Segment(kind="aside", start=atom.start, end=atom.end))
        elif not drafts and _sets_the_scene(atom, full=full):
            segments.append(Segment(kind="anchor", start=atom.start, end=atom.end))
        elif not drafts or _begins(drafts, atom, text):
            drafts.append(_draft(atom, text, prompt, drafts))
        else:
            drafts[-1].grow(atom.start, atom.end, atom.cuts, atom.joint, _facet(atom))
    for draft in drafts:
        _look_inside(draft, text, prompt)
    changes = [change for draft in drafts for change in draft.changes()]
    segments = sorted(
        [*segments, *(draft.segment(prompt) for draft in drafts)], key=lambda segment: segment.start
    )
    return Reading(
        prompt=prompt,
        language="zh",
        tokens=tokens,
        masked=text.replace(BLANK, " ") if BLANK in text else prompt,
        segments=tuple(segments),
        changes=tuple(changes),
        split=_split(drafts, prompt, text) if len(changes) > 1 else (),
    )


def _sets_the_scene(atom: Atom, *, full: bool) -> bool:
    """Whether what stands before the first change only says what is there: 爷爷在下棋，…"""
    if atom.kind == "nominal":
        return not (_pure(atom) if full else _facet(atom))
    verb = atom.verb
    return full and atom.kind == "state" and verb is not None and verb.list in _SEEN


def _other(atom: Atom) -> Segment:
    kind = atom.kind
    assert kind in ("preserve", "aside", "anchor")
    return Segment(kind=kind, start=atom.start, end=atom.end)


def _facet(atom: Atom) -> str | None:
    """What the value of an atom is about; else what its target is about."""
    end = atom.end
    value = head(atom.cuts, atom.value, end)
    return value or head(atom.cuts, atom.start, end)


def _draft(atom: Atom, text: str, prompt: str, drafts: Sequence[Draft]) -> Draft:
    form = atom.kind
    assert form in ("edit", "declarative", "state", "nominal")
    verb = atom.verb
    opener_end = next(
        (cut.end for cut in atom.cuts if cut.list in ("ba", "let", "give")), atom.start
    )
    return Draft(
        form=form,
        verb=verb.list if verb else None,
        facet=_facet(atom),
        cuts=list(atom.cuts),
        pieces=[(atom.start, atom.end)],
        value=atom.value,
        target=(opener_end, verb.start) if verb and verb.start > opener_end else (0, 0),
        opener=atom.opener,
        why="rider" if form == "state" and drafts and drafts[-1].form == "edit" else "verb",
        lead=_lead(atom, drafts, text),
        first=_labelled(atom, prompt),
        loose=head(atom.cuts, atom.value, atom.end) is None,
    )


def _labelled(atom: Atom, prompt: str) -> str | None:
    """墙：白 as an instruction: 墙改成白."""
    if atom.label is None:
        return None
    end, start = atom.label
    return f"{prompt[atom.start : end]}改成{prompt[start : atom.end].strip()}"


def _lead(atom: Atom, drafts: Sequence[Draft], text: str) -> str:
    """The words an atom needs before it to be an instruction of its own."""
    verb = atom.verb.list if atom.verb else ""
    if atom.kind == "declarative" and atom.verb is not None:
        if atom.label is not None:
            return "把"
        if verb in ("become", "replace", "remove"):
            return "让" if text[atom.verb.start] in "消不淡散" else "把"
        if verb == "add":
            return "给" if drafts and drafts[-1].opener == "give" else ""
        return "让" if verb == "adjust" else ""
    if atom.kind == "state":
        return "" if verb == "rider" else "让"
    if atom.kind == "nominal":
        facet = _facet(atom)
        if facet in ("camera", "speed"):
            return "切换到"
        if facet == "weather" and any(cut.list == "place-after" for cut in atom.cuts):
            return "让"
        return "加上" if facet in ("sound", "weather", "text", "effect") else "改成"
    return ""


def _vague(atom: Atom, text: str) -> bool:
    """Whether an atom only judges: 让画面更好看, 提升质感."""
    lists = [cut.list for cut in atom.cuts]
    if "vague" not in lists and not (
        atom.kind == "edit" and atom.opener == "let" and "generic" in lists
    ):
        return False
    if atom.verb is not None and atom.verb.list not in ("let", "adjust", "add", "become", "is"):
        return False
    facets = [name for name in lists if name in FACETS or name.startswith("adj-")]
    return "vague" in lists and not facets and not BLANK in text[atom.start : atom.end]


def _tells(now: Draft, atom: Atom, text: str) -> bool:
    """Whether an atom begins to describe what an edit before it makes: 背景应包含…, 使画面…"""
    if now.form != "edit":
        return False
    if text.startswith("使", atom.start):
        return not text.startswith("使", now.start)
    if atom.joint not in ("hard", "comma"):
        return False
    return atom.kind != "edit" and any(
        cut.list == "is" and text.startswith(("应", "可"), cut.start) for cut in atom.cuts
    )


def _commands(atom: Atom, text: str) -> bool:
    """Whether an atom asks for an edit in so many words."""
    if atom.kind != "edit" or text.startswith("使", atom.start):
        return False
    if atom.opener == "give":
        return text[atom.start] in "给为在从用"
    return atom.opener != "let"


def _aims(atom: Atom, text: str) -> bool:
    """Whether an atom says what the change before it is for: 让人物更清楚."""
    if atom.opener == "let":
        return atom.cuts[-1].list == "vague"
    verb = atom.verb
    strengthens = verb is not None and verb.list == "adjust" and verb.start == atom.start
    return strengthens and text[atom.end - 1] in "感力味围息境"


def _begins(drafts: Sequence[Draft], atom: Atom, text: str) -> bool:
    """Whether an atom is a change of its own beside the ones before it."""
    now = drafts[-1]
    if atom.joint == "dun" and now.form == "edit" and atom.kind != "edit":
        if atom.kind != "declarative" or any(cut.list == "of" for cut in atom.cuts):
            return False
    if atom.kind == "edit":
        return not _goes_on(now, atom, text)
    if atom.kind == "declarative":
        return _declares(now, atom, text)
    if atom.kind == "state":
        return _brings(now, atom, text)
    return _asks(now, atom, text)


def _goes_on(now: Draft, atom: Atom, text: str) -> bool:
    """Whether an edit is the end of the one before: 让它… of what was added, 填充 after a removal."""
    verb = atom.verb
    words = text[atom.start : atom.end]
    mends = now.verb == "adjust" and "修" in text[now.start : now.end]
    if (mends or now.verb == "remove") and any(word in words for word in _FILL):
        return True
    if atom.opener == "let" and now.verb in ("add", "remove", "adjust"):
        lit = verb is not None and verb.list == "let" and _facet(atom) == "light"
        calm = _facet(atom) not in LIVELY and now.facet in ("weather", "light", "effect")
        lit = lit or (verb is not None and verb.list == "let" and calm)
        if lit or (now.verb == "add" and _about_it(atom)):
            return True
    if now.facet == "style" and verb is not None and verb.list == "remove":
        return head(atom.cuts, verb.end, atom.end) in (None, "color", "style")
    if (
        now.facet == "style"
        and _facet(atom) == "style"
        and any(cut.list == "generic" for cut in atom.cuts)
    ):
        return True
    missing = now.verb == "adjust" and now.form == "edit" and now.opener is None
    if missing and atom.opener == "let" and _about_it(atom):
        return True
    if verb is not None and atom.kind == "edit" and atom.opener is None:
        beyond = [cut for cut in atom.cuts if cut.start >= verb.end]
        if now.opener == "let" and verb.list == "adjust" and verb.end == atom.end:
            return True
        if beyond and all(
            cut.list in ("generic", "place-after", "place", "polite") for cut in beyond
        ):
            return verb.list == "add"
    if verb is not None and verb.list == "camera-move" and now.verb == "replace":
        return now.facet == "camera"
    if verb is not None and verb.list == "adjust" and verb.start == atom.start:
        ours = [cut for cut in now.cuts if cut.list == "adjust"]
        return bool(ours) and verb.end == atom.end and _light(text, ours[-1]) and _light(text, verb)
    return False


def _light(text: str, verb: Cut) -> bool:
    return text[verb.end - 1] in "亮暗暖冷浓淡深浅强弱"


def _about_it(atom: Atom) -> bool:
    """Whether an atom speaks of what was just named."""
    return any(cut.list == "pronoun" for cut in atom.cuts[:3])


def _named(now: Draft, atom: Atom, text: str) -> bool:
    """Whether the subject of an atom was named in the value of the change before it."""
    verb = atom.verb
    subject = [
        cut for cut in atom.cuts if cut.list in FACETS and (not verb or cut.end <= verb.start)
    ]
    return (
        bool(subject)
        and text.find(text[subject[0].start : subject[0].end], now.value, now.end) >= 0
    )


def _declares(now: Draft, atom: Atom, text: str) -> bool:
    verb = atom.verb
    assert verb is not None
    if now.verb in ("add", "replace", "become") and (_about_it(atom) or _named(now, atom, text)):
        return False
    subject = head(atom.cuts, atom.start, verb.start)
    if verb.list == "adjust" and subject == "body" and now.facet in LIVELY:
        return False  # 变成柴犬，尾巴卷起来
    if (
        verb.list == "adjust"
        and now.opener == "let"
        and verb.end == atom.end
        and subject in (None, "place")
    ):
        return False
    if verb.list == "adjust" and now.form == "edit":
        if now.verb in ("add", "remove"):  # what follows by itself: 把灯关掉，房间变暗
            return subject not in (None, "place", "light", "weather", "effect")
        return now.facet not in ("weather", "light", "time", "effect", "season", "place")
    if verb.list == "add":
        if text[verb.end - 1] not in "着满" or now.form == "declarative":
            return True
        return _brings(now, atom, text)
    return True


def _brings(now: Draft, atom: Atom, text: str) -> bool:
    """Whether a state beside a change is one more: a newcomer, another figure's look."""
    verb = atom.verb
    assert verb is not None
    facet = _facet(atom)
    if facet == "sound" and now.facet != "sound":
        return True
    counted = any(cut.list == "count" for cut in atom.cuts)
    if verb.list == "rider":
        return (
            counted
            and facet in LIVELY
            and now.verb not in ("add", "replace")
            and now.facet != "place"
        )
    if atom.contrast:
        return True
    if verb.list == "camera":
        return now.facet not in ("camera", "speed")
    if verb.list in LIVELY:  # 让气球升空，孩子们鼓掌
        acts = now.opener == "let" or now.form == "state"
        return acts and text[verb.start : verb.end] not in text[now.start : now.end]
    if verb.list == "comparative":
        subject = head(atom.cuts, atom.start, verb.start)
        likewise = any(cut.list == "comparative" for cut in now.cuts)
        told = subject is None or now.verb in ("add", "replace")
        told = told or (not likewise and describes(subject, now.facet))
        return not told and not _named(now, atom, text) and not _about_it(atom)
    if verb.list in ("appear", "add", "count") or (verb.list == "wear" and counted):
        fresh = facet in LIVELY or facet in THINGS or (facet is None and verb.list == "appear")
        return counted and fresh and now.facet != "place" and not _about_it(atom)
    subject = head(atom.cuts, atom.start, verb.start)
    if verb.list == "is" and now.form == "state" and atom.start < verb.start:
        return not _about_it(atom) and text[atom.start : verb.start] not in text[now.start : now.end]
    if subject is None or _about_it(atom) or _named(now, atom, text):
        return False
    full = now.form == "edit" or now.verb == "become"
    return not full or subject in LIVELY


def _asks(now: Draft, atom: Atom, text: str) -> bool:
    """Whether a bare phrase beside a change is one more."""
    facet = _facet(atom)
    if facet is None:
        return False
    if now.form in ("edit", "declarative"):
        if not _pure(atom) or atom.joint in ("dun", "and", "colon", "arrow"):
            return False
        return not (describes(facet, now.facet) or describes(now.facet, facet))
    if atom.joint in ("colon", "arrow") or any(cut.list == "trait" for cut in atom.cuts):
        return False
    if facet in FACETS and text[atom.start] == text[now.start] == "更":
        return not _named(now, atom, text)
    if facet in THINGS and now.facet in THINGS:
        return _modified(atom.cuts) and _modified(now.cuts) and not _named(now, atom, text)
    return not (describes(facet, now.facet) or describes(now.facet, facet))


def _pure(atom: Atom) -> bool:
    """Whether a phrase is hardly more than a word for a look, a time, a weather, a framing."""
    length = atom.end - atom.start
    known = sum(cut.end - cut.start for cut in atom.cuts if cut.list != "trait")
    return _facet(atom) in _BARE and length <= 8 and known * 5 >= length * 3


def _modified(cuts: Sequence[Cut]) -> bool:
    """Whether a phrase says how its noun is to be."""
    return any(
        cut.list in _ATTRIBUTES or cut.list in ("comparative", "weather", "season", "style")
        for cut in cuts
    )


def _look_inside(draft: Draft, text: str, prompt: str) -> None:
    """Find further changes inside one: unlike things in one list, two properties of one target."""
    start, end = draft.value, draft.end
    inside = [cut for cut in draft.cuts if start <= cut.start < end]
    if draft.form == "nominal":
        return
    if "分别" in text[draft.start : end] and draft.opener == "ba":
        _apportion(draft, text, prompt)
        return
    if not _two_attributes(draft, inside, text, prompt):
        _unlike_items(draft, inside, text, prompt)


def _items(cuts: Sequence[Cut], start: int, end: int) -> list[tuple[int, int, list[Cut]]]:
    """The items of a list between two places, each with its known words."""
    marks = [cut for cut in cuts if cut.list in ("and", "dun") and start < cut.start < end]
    starts = [start, *(mark.end for mark in marks)]
    ends = [*(mark.start for mark in marks), end]
    return [
        (left, right, [cut for cut in cuts if left <= cut.start and cut.end <= right])
        for left, right in zip(starts, ends, strict=True)
        if right > left
    ]


def _apportion(draft: Draft, text: str, prompt: str) -> None:
    """把 A 和 B 分别 改成 C 和 D: a change a pair."""
    targets = _items(draft.cuts, *draft.target)
    values = _items(draft.cuts, draft.value, draft.end)
    if len(targets) < 2 or len(targets) != len(values):
        return
    verb = next(cut for cut in draft.cuts if cut.end == draft.value)
    texts = [
        "把"
        + prompt[a:b].replace("分别", "").replace("分別", "")
        + prompt[verb.start : verb.end]
        + prompt[c:d].strip(_END)
        for (a, b, _), (c, d, _) in zip(targets, values, strict=True)
    ]
    draft.first = texts[0]
    draft.rest += [("verb", one) for one in texts[1:]]


def _two_attributes(draft: Draft, inside: Sequence[Cut], text: str, prompt: str) -> bool:
    """更大更红: two properties, where the value is nothing but adjectives."""
    if draft.verb not in ("become", "adjust", "let"):
        return False
    covered = sum(cut.end - cut.start for cut in inside)
    words = [cut for cut in inside if cut.list in _ATTRIBUTES]
    plain_value = all(cut.list in _ATTRIBUTES or cut.list in _FILLERS for cut in inside)
    if len(words) < 2 or not plain_value or covered < draft.end - draft.value:
        return False
    groups = [_group(cut) for cut in words]
    other = next(
        (cut for cut, group in zip(words, groups, strict=True) if group != groups[0]), None
    )
    if other is None:
        return False
    joined = text[words[0].end : other.start]
    if not joined:  # 大红: one word that the lists lack
        return False
    before = prompt[draft.start : draft.value]
    draft.first = before + prompt[draft.value : words[0].end]
    draft.rest.append(("attribute", before + prompt[other.start : draft.end].strip(_END)))
    return True


def _group(cut: Cut) -> str:
    return cut.list


def _unlike_items(draft: Draft, inside: Sequence[Cut], text: str, prompt: str) -> None:
    """加一只狗和一艘船; 换成冬天和夜晚: one change a kind."""
    if draft.verb not in ("add", "become", "replace", "rider", "remove"):
        return
    end = next((cut.start for cut in inside if cut.list in _STOPS), draft.end)
    items = _nested(_items(inside, draft.value, end))
    if len(items) < 2:
        return
    if draft.verb == "remove":
        _places(draft, items, text, prompt)
        return
    facets = [_head_of(cuts, right) for _, right, cuts in items]
    before = prompt[draft.start : draft.value]
    kept = [facets[0]]
    for (left, right, cuts), facet in list(zip(items, facets, strict=True))[1:]:
        apart = unlike(kept[-1], facet) if draft.verb == "add" else _apart(kept[-1], facet)
        if apart or (draft.verb == "add" and _elsewhere(cuts)):
            kept.append(facet)
            draft.rest.append(("verb", before + prompt[left:right].strip(_END)))
    if draft.rest:
        draft.first = prompt[draft.start : items[0][1]]


def _places(
    draft: Draft, items: Sequence[tuple[int, int, list[Cut]]], text: str, prompt: str
) -> None:
    """移除墙上的海报和桌上的杯子: a clean-up of two places."""
    where = [_place(left, cuts, text) for left, _, cuts in items]
    if len(items) == 2 and all(where) and where[0] != where[1]:
        before = prompt[draft.start : draft.value]
        draft.first = prompt[draft.start : items[0][1]]
        draft.rest.append(("verb", before + prompt[items[1][0] : items[1][1]].strip(_END)))


def _place(left: int, cuts: Sequence[Cut], text: str) -> str:
    """The place that an item names first: 墙上 of 墙上的海报; empty where it names none."""
    for cut, after in zip(cuts, cuts[1:], strict=False):
        if cut.list == "place-after" and after.list == "of" and after.start == cut.end:
            return text[left : cut.end].strip(_END)
    return ""


def _head_of(cuts: Sequence[Cut], right: int) -> str | None:
    """The facet of an item that ends in a known noun."""
    for cut in reversed(cuts):
        if cut.list in FACETS:
            return cut.list if cut.end == right else None
        if cut.list not in ("place-after", "rider", "comparative") or cut.end != right:
            return None
        right = cut.start
    return None


def _apart(one: str | None, other: str | None) -> bool:
    """Whether two values in one list are two changes: 冬天和夜晚."""
    return (
        one in WHOLE and other in WHOLE and not describes(one, other) and not describes(other, one)
    )


def _elsewhere(cuts: Sequence[Cut]) -> bool:
    """Whether an item names a place of its own: 地平线上的一艘船."""
    lists = [cut.list for cut in cuts]
    return "place-after" in lists and "count" in lists[lists.index("place-after") :]


def _nested(
    items: list[tuple[int, int, list[Cut]]],
) -> list[tuple[int, int, list[Cut]]]:
    """Items joined again where the mark between them is inside a phrase: 穿衬衫和裤子的男人."""
    joined: list[tuple[int, int, list[Cut]]] = []
    for left, right, cuts in items:
        before = joined[-1] if joined else None
        inner = before is not None and any(
            cut.list in ("wear", "add", "rider", "appear") for cut in before[2]
        )
        if before is not None and inner and any(cut.list == "of" for cut in cuts):
            joined[-1] = (before[0], right, before[2] + cuts)
        else:
            joined.append((left, right, cuts))
    return joined


def _split(drafts: Sequence[Draft], prompt: str, text: str) -> tuple[str, ...]:
    """One instruction a change, in the characters of the prompt."""
    traditional = any(mark in prompt for mark in "這個換給讓將變為")
    parts = []
    for draft in drafts:
        lead = (
            draft.lead.translate({ord("给"): "給", ord("让"): "讓", ord("换"): "換"})
            if traditional
            else draft.lead
        )
        own = draft.first or "，".join(prompt[start:end].strip(_END) for start, end in draft.pieces)
        parts += [lead + own, *(lead + part for _, part in draft.rest)]
    return tuple(_JOINED.sub("", part).strip(_END) + "。" for part in parts)
