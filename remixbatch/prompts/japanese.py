"""Japanese prompts as atoms: clauses that end in a verb, and the phrases beside them.

A verb ends a clause where its form says so: the te-form and the stem join it to the next, the plain form
ends a sentence, begins a purpose or a time (ように, 時に), or belongs to the noun that follows.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from remixbatch.prompts.conjugation import forms, whole
from remixbatch.prompts.cut import Cut, Cutter, blank_quotes
from remixbatch.prompts.facet import FACETS, THINGS, WHOLE
from remixbatch.prompts.lexicon import Lexicon

_MARKS = {
    "hard": "。！？；!?;\n.｡",
    "comma": "、，,､",
    "dot": "・/／|",
    "colon": "：:",
    "bracket": "（）()【】[]",
    "arrow": "→⇒",
}
# Lists of verbs in their dictionary form. A verb in two lists is of the first.
VERB_LISTS = (
    *("make", "means", "purpose-verb", "remove", "replace", "become", "camera-move", "adjust"),
    *("add", "turn", "vanish", "appear", "wear"),
)
_LISTS = (
    *("preserve", "decoy", "exist", "contrast", "polite", "connector", "pronoun", "rest", "only"),
    *(
        "style",
        "time",
        "weather",
        "season",
        "place",
        "camera",
        "sound",
        "speed",
        "person",
        "animal",
    ),
    *("vehicle", "clothes", "body", "plant", "effect", "text", "thing", "light", "color", "trait"),
    *("count", "alike", "vague", "adj-size", "adj-light", "adj-age", "adj-speed", "adj-mood"),
    *("adj-matter", "cause"),
)
_ITEM = re.compile(
    r"(?m)^[^\S\n]*(?:[-*・•·#>]+|[一二三四五六七八九十]+、)[^\S\n]*"
    r"|(?:(?<=[\s、。；：:;,，])|^)(?:\d{1,2}[.)）](?!\d)|[（(]\d{1,2}[)）])[^\S\n]*"
    r"|[①②③④⑤⑥⑦⑧⑨⑩]"
)
_SPACE = re.compile(r"(?<=[\u3041-\u9fff])[ \u3000]+(?=[\u3041-\u9fff])")
_SEPARATORS = frozenset((*_MARKS, "space"))
EDITS = frozenset(("make", "remove", "replace", "become", "camera-move", "adjust", "add", "cause"))

_MADE = re.compile(
    r"(?:して|する|し(?=[、，。\n]|$|ま|た))|(なって|なる|なり(?=[、，。\n]|$|ま|た))|(ならない)"
)
# What may follow a verb, by its form.
_STILL = re.compile(r"い(?:る|ます|た|ない|て)|る(?![\u3041-\u3096])|ある|あり|あっ|も(?!ら)")
_ASK = re.compile(
    r"\u3000|(?:くだ|下さ|ほし|欲し|いただ|頂|もら|くれ|ちょう|おい|おき|おく|み[てた]|しま|や[っり]|あげ|よ|ね|な(?:。|$)|[。！!？?\n]|$)"
)
_STEM = re.compile(r"[、，,。！!？?\n\u3000]|$|ま[すし]|た[いくら]|なさい|くだ|下さ|そう|ろ|直")
_WISH = re.compile("と(?:いい|良い|嬉し|うれし|助か)|よう|ことに")
_WHILE = re.compile(r"ながら|つつ")
_PLAIN = re.compile(
    r"[、，,。！!？?\n\u3000」)）]|$|[ねよ](?:[。！!\n]|$)|こと(?:[。はがを、\n]|$)|の[がはを]"
    r"|よう(?:、|。|$|に?お願い|に?頼|に(?:して|し|する)|な形)|べき|でしょう|つもり|だけ|感じ[。にで]|感じ$"
)
_ASIDE = re.compile(
    r"ように|よう|ため|時[、に]|とき|際|間[、に]|まで|瞬間|場合|たび|くらい|ぐらい|ほど|ので(?!は)|から|ことで|ことによ"
    r"|前に|直前|かの|につれ|に従|にした|と、|タイミング"
)
_JOINS = re.compile(
    r"と同時に|と(?:とも|共)に|だけで(?:は)?なく|のみならず|ほか|[うう上]え?で|[う上]え?に|し、|のと同時に"
    r"|(?:こと|の)に加えて?|一方で?|と(?:一緒|併せ|あわせ)|後[にで、]?|あと[にで、]?|前に、"
)
_PAST = re.compile(r"後[にで、]?|あと[にで、]?|ら|[う上]え?で")
_NOUN = re.compile(
    r"[、，,。！!？?\n\u3000・/)）]|$|を?(?:お願い|希望|願)|を(?:行|し|頼|実施|実行|加え)|と(?!い)|および|及び|後|のうえ|の上|＆|&|[+＋]"
)
_NEGATED = re.compile(r"で|よう|こと|[。、\n]|$|に")
_KEEPS = re.compile(
    r"[でにをはも]?、?(?:して|し[、。]|する|残|維持|保|キープ|お願い|固定|使)|です|よう|[をがはのともな]|される|され|さ"
)
_REQUEST = re.compile(
    r"[てで](?:くだ|下さ|ほし|欲し|いただ|頂|もらえ|もらい|くれ|ね[。！]?$)|(?<!い)て$|んで$|を?お願い|を[^をはが]*[うぐすつぬぶむる]$|ましょう|たい(?:です|。|$)"
)
_OPEN_END = re.compile(
    r"(?:を|に|へ|は|が|の|や|も|から|より|として|にて|って|ては|では|くて?|なく|ので|けど|ですが|で)$"
)
_GAP = re.compile(r"(?:を|は|が).+(?:に|へ|く)$")

_LABELS = ("colon", "arrow")  # what stands between a label and its value
_SHORT = 10  # characters of a label at most
_ANNOUNCED = ("以下", "下記", "次の変", "次の編", "次の修", "次のよ")

Kind = Literal[
    "edit", "gap", "open", "declarative", "state", "nominal", "preserve", "aside", "anchor", "empty"
]


@dataclass(slots=True)
class Atom:
    """A clause or a phrase of a prompt. `start` and `end` leave out what joins it to the others."""

    joint: str  # what stands before it: a mark, "te" for a verb that goes on, "while"
    start: int
    end: int
    cuts: list[Cut]
    kind: Kind = "empty"
    verb: Cut | None = None
    list: str = ""  # of its verb
    forced: Kind | None = None  # what the form of its verb makes of it
    label: tuple[int, int] | None = None  # where its label ends and its value begins: 壁：白


@cache
def cutter(lexicon: Lexicon) -> Cutter:
    """The table of all lists of Japanese, verbs in all their forms as "list:form"."""
    lists: list[tuple[str, Sequence[str]]] = [*_MARKS.items(), ("space", "\u3000")]
    nouns = [name for name in _LISTS if name not in ("preserve", "cause")]
    preserved = [
        form
        for name in VERB_LISTS
        for verb in lexicon.entries(name)
        for form, kind in forms(verb)
        if kind == "neg"
    ]
    lists += [("preserve", lexicon.entries("preserve")), ("neg", preserved)]
    lists += [(name, lexicon.entries(name)) for name in nouns]
    for name in VERB_LISTS:
        made: dict[str, list[str]] = {}
        for verb in lexicon.entries(name):
            for form, kind in forms(verb):
                made.setdefault(kind, []).append(form)
        lists += [(f"{name}:{kind}", words) for kind, words in made.items()]
    for ending in lexicon.entries("cause"):
        lists += [(f"cause:{kind}", [form]) for form, kind in forms(ending) if kind != "noun"]
    return Cutter(lists)


@cache
def dictionary_forms(lexicon: Lexicon) -> dict[str, str]:
    """Every form of every verb -> its dictionary form."""
    found: dict[str, str] = {}
    for name in (*VERB_LISTS, "cause"):
        for entry in lexicon.entries(name):
            for form, _ in forms(entry):
                found.setdefault(form, whole(entry))
    return found


def plain(prompt: str) -> str:
    """A prompt of the same length, quotes blank, item marks as line ends."""
    text = prompt.lower()
    text = blank_quotes(text if len(text) == len(prompt) else prompt)
    text = _ITEM.sub(lambda match: "\n" * len(match.group()), text)
    return _SPACE.sub(lambda match: "\u3000" * len(match.group()), text)


def cut(text: str, lexicon: Lexicon) -> list[Cut]:
    """The known words of a plain text. An adjective before する is parted from it: 青 くして."""
    found: list[Cut] = []
    for known in cutter(lexicon).cut(text):
        if text[known.start : known.end] == "風" and _is_manner(text, known, found):
            known = Cut("style", known.start, known.end)
        if text[known.end - 1] == "く" and ":" not in known.list:
            made = _MADE.match(text, known.end)
            if made is not None:
                found.append(Cut(known.list, known.start, known.end - 1))
                form = {"て": "te", "る": "dict"}.get(made.group()[-1], "ren")
                name = "turn" if made.group(1) else "make"
                known = Cut(f"{name}:{form}", known.end - 1, made.end())
                if made.group(2):
                    known = Cut("neg", known.start, known.end)
        found.append(known)
    return found


def _is_manner(text: str, wind: Cut, before: Sequence[Cut]) -> bool:
    """Whether 風 stands for a manner, as in 北欧風に, and not for the wind."""
    if wind.start == 0 or text[wind.start - 1] in "をがのにはと、。！？\n\u3000 い":
        return False
    return not (before and before[-1].end == wind.start and before[-1].list == "only")


def atoms(text: str, cuts: Sequence[Cut]) -> list[Atom]:
    """A plain text as classed atoms; phrases that lack their verb are joined with the next."""
    found: list[Atom] = []
    for atom in _pieces(text, cuts):
        _classify(atom, text)
        if atom.kind == "empty":
            continue
        if atom.kind == "edit" and "を" in text[atom.start : atom.end]:
            _take_list(found, atom)
        before = found[-1] if found else None
        if before is not None and atom.joint not in ("hard", "colon"):
            _depend(before, atom, text)
        elif before is not None and atom.joint == "colon" and atom.kind in ("edit", "gap"):
            before.kind = "anchor" if before.kind == "nominal" else before.kind
        if before is not None and before.kind == "open" and atom.joint not in ("hard", "colon"):
            if _gapped(before, atom, text):
                before.kind = "gap"
                found.append(atom)
            elif _styled(before, atom, text):
                before.kind = "nominal"
                found.append(atom)
            else:
                atom.cuts[:0] = before.cuts
                atom.start, atom.joint = before.start, before.joint
                _classify(atom, text)
                found[-1] = atom
        else:
            found.append(atom)
    for atom in found:
        if atom.kind == "open":
            last = atom.cuts[-1].list if atom.cuts else ""
            counted = "を" in text[atom.start : atom.end] and last == "count"
            gap = counted or _GAP.search(text, atom.start, atom.end)
            atom.kind = "gap" if gap else "nominal"
    return _labelled(found)


def _labelled(found: list[Atom]) -> list[Atom]:
    """Labels with their values, 壁：白、床：木目, as one atom a pair where there are several."""
    pairs = [
        at
        for at, (label, value) in enumerate(zip(found, found[1:], strict=False))
        if value.joint in _LABELS
        and label.joint not in _LABELS
        and label.kind in ("nominal", "anchor")
        and value.kind in ("nominal", "anchor", "gap")
        and label.end - label.start <= _SHORT
        and value.end - value.start <= 2 * _SHORT
    ]
    if len(pairs) < 2:
        return found
    for at in pairs:
        label, value = found[at], found[at + 1]
        label.kind, label.label = "gap", (label.end, value.start)
        label.end = value.end
        label.cuts += value.cuts
    return [atom for at, atom in enumerate(found) if at - 1 not in pairs]


def _take_list(found: list[Atom], atom: Atom) -> None:
    """Join an edit with the items of its list that stand before it: 壁に赤、黄、青の縞を塗って."""
    while len(found) > 1 and atom.joint in ("comma", "dot"):
        before = found[-1]
        if before.kind != "nominal" or head(before.cuts, before.start, before.end) in WHOLE:
            return
        if found[-2].kind not in ("nominal", "open") or before.joint not in ("comma", "dot"):
            return
        atom.cuts[:0] = before.cuts
        atom.start, atom.joint = before.start, before.joint
        found.pop()


def _depend(before: Atom, atom: Atom, text: str) -> None:
    """What a phrase without a verb is, from the clause after it."""
    if before.kind == "gap" and atom.kind == "nominal" and "は" in text[atom.start + 1 : atom.end - 1]:
        atom.kind = "gap"
    if before.kind != "nominal":
        return
    if atom.kind == "preserve":
        before.kind = "preserve"
    elif _pair(before, text) and (_pair(atom, text) or "を" in text[atom.start : atom.end]):
        before.kind = "gap"
    elif atom.kind == "edit" and atom.list != "act":
        facet = head(before.cuts, before.start, before.end)
        if facet in ("style", "camera", "speed", "sound"):
            return
        end = atom.verb.start if atom.verb else atom.end
        named = any(particle in text[atom.start : end] for particle in "をは")
        before.kind = "anchor" if named and facet in WHOLE else "open"


def _pair(atom: Atom, text: str) -> bool:
    """Whether a phrase gives somebody something: 男の子に帽子."""
    words = text[atom.start : atom.end]
    facet = head(atom.cuts, atom.start, atom.end)
    return 0 < words.find("に") < len(words) - 1 and (facet in THINGS or "お願い" in words)


def _gapped(atom: Atom, following: Atom, text: str) -> bool:
    """Whether an atom without a verb is a change of its own that borrows the next verb: 車を赤に、空を青に."""
    if "片" in text[atom.start : atom.end] or following.kind == "aside":
        return False
    if "を" not in text[following.start : following.end] and not _topic(following, text):
        return False
    words = text[atom.start : atom.end]
    if _GAP.search(words):
        return True
    said = any(cut.list.partition(":")[0] in VERB_LISTS for cut in atom.cuts)
    return "を" in words and not words.endswith("を") and not said and words[-1] not in "はがのも"


def _styled(atom: Atom, following: Atom, text: str) -> bool:
    """Whether a phrase names a look of its own before an edit: アニメ風で、犬を狐に."""
    words = text[atom.start : atom.end]
    named = words.endswith("で") and "を" not in words and head(atom.cuts, atom.start, atom.end)
    return named in ("style", "camera", "speed") and "を" in text[following.start : following.end]


def _topic(atom: Atom, text: str) -> bool:
    end = atom.verb.start if atom.verb else atom.end
    return "は" in text[atom.start : end]


def _pieces(text: str, cuts: Sequence[Cut]) -> list[Atom]:
    pieces: list[Atom] = []
    atom = Atom(joint="hard", start=0, end=0, cuts=[])

    def close(end: int, joint: str, start: int) -> None:
        nonlocal atom
        atom.end = end
        pieces.append(atom)
        atom = Atom(joint=joint, start=start, end=start, cuts=[])

    asked = False  # whether the atom has its verb, and only a request follows
    for cut in cuts:
        name = cut.list
        if cut.end <= atom.start:
            continue
        if name in _SEPARATORS:
            close(cut.start, name, cut.end)
            asked = False
            continue
        atom.cuts.append(cut)
        if asked:
            continue
        verdict = _end_of(cut, text)
        if verdict is None:
            continue
        forced, end, joint = verdict
        atom.verb, atom.list = cut, name.partition(":")[0]
        atom.forced = forced
        if joint is None:
            asked = True
        else:
            close(end, joint, end)
    close(len(text), "hard", len(text))
    return pieces


def _end_of(cut: Cut, text: str) -> tuple[Kind | None, int, str | None] | None:
    """Whether a word ends its clause: what it makes of it, where it ends, how the next is joined.

    The joint is None where only the words of a request follow, up to the next mark.
    """
    name, _, form = cut.list.partition(":")
    end = cut.end
    if name in ("preserve", "neg"):
        return _preserves(cut, text)
    if not form:
        if name != "exist":
            return None
        return ("edit" if _WISH.match(text, end) else "state"), end, None
    if name in ("appear", "wear", "turn", "vanish", "means") and form in ("te", "ren"):
        stops = _ASK if form == "te" else _STEM
        mark = text[end : end + 1]
        if name == "means" and mark in ("、", "，", ","):
            return None
        if not (mark in ("、", "，", ",") or stops.match(text, end)):
            if (
                name in ("appear", "wear")
                and form == "te"
                and re.match("い(?:る|ます)(?:[。、]|$)", text[end:])
            ):
                return "state", end, None
            return None
    match form:
        case "te":
            return _after_te(text, end)
        case "ren":
            if (gap := _WHILE.match(text, end)) is not None:
                return None, gap.end(), "while"
            return (None, end, None) if _STEM.match(text, end) else None
        case "dict":
            return _after_plain(text, end)
        case "past":
            gap = _PAST.match(text, end)
            if gap is None:
                return None
            return "aside" if gap.group() == "ら" else None, gap.end(), "te"
        case "imp":
            return (
                (None, end, None) if _ASK.match(text, end) or text[end : end + 1] == "、" else None
            )
        case _:
            joined = text[cut.start - 1 : cut.start] in ("を", "に", "の", "へ", "も", "は", "で")
            tail = _NOUN.match(text, end) if joined else None
            if tail is None:
                return None
            coordinate = tail.group().startswith(
                ("と", "お", "及", "＆", "&", "+", "＋")
            ) and not tail.group().startswith("お願")
            return (
                (None, end, "te") if coordinate and _more(text, tail.end()) else (None, end, None)
            )


def _more(text: str, at: int) -> bool:
    return at < len(text)


def _after_te(text: str, end: int) -> tuple[Kind | None, int, str | None] | None:
    if _STILL.match(text, end):
        return None
    if text.startswith("から", end):
        return None, end + 2, "te"
    if _ASK.match(text, end):
        return None, end, None
    return None, end, "te"


def _after_plain(text: str, end: int) -> tuple[Kind | None, int, str | None] | None:
    if _PLAIN.match(text, end):
        return None, end, None
    if (gap := _JOINS.match(text, end)) is not None:
        return None, gap.end(), "te"
    if (gap := _ASIDE.match(text, end)) is not None:
        return "aside", gap.end(), "te"
    return None


def _preserves(cut: Cut, text: str) -> tuple[Kind | None, int, str | None] | None:
    end = cut.end
    if cut.list == "neg" and text[end - 1] != "ず" and not _NEGATED.match(text, end):
        return None  # 消えない炎
    if _KEEPS.match(text, end):
        return "preserve", end, None
    if text.startswith(("で", "に"), end):
        end += 1
    return "preserve", end, "te"


def _classify(atom: Atom, text: str) -> None:
    """Fill in what an atom is."""
    while atom.start < atom.end and text[atom.start] in " \u3000\n、，,":
        atom.start += 1
    while atom.end > atom.start and text[atom.end - 1] in " \u3000\n、，,":
        atom.end -= 1
    _strip(atom, text)
    if atom.start >= atom.end or text.startswith(_ANNOUNCED, atom.start, atom.end):
        atom.kind = "empty"
        return
    lists = [cut.list for cut in atom.cuts if cut.end <= atom.end]
    if atom.forced is not None:
        atom.kind = atom.forced
        if "preserve" in lists:
            atom.kind = "preserve"
    elif "preserve" in lists:
        atom.kind = "preserve"
    elif atom.verb is not None:
        atom.kind = _kind_of(atom.list)
    elif lists and lists[0] == "alike" and "を" not in text[atom.start : atom.end]:
        atom.kind = "anchor"
    elif _REQUEST.search(text, atom.start, atom.end):
        atom.kind, atom.list = "edit", "act"
    elif _told(atom, text):
        atom.kind = "gap"
    elif _OPEN_END.search(text, atom.start, atom.end) or "を" in text[atom.start : atom.end]:
        atom.kind = "open"
    else:
        atom.kind = "nominal"


def _told(atom: Atom, text: str) -> bool:
    """Whether a phrase says what its topic is to be: 車は白, 空は茜色."""
    topic = text.find("は", atom.start + 1, atom.end - 1)
    if topic < 0 or "片" in text[atom.start : topic] or text[atom.end - 1] in "はがをにへのもと":
        return False
    said = [cut for cut in atom.cuts if cut.start > topic]
    return any(cut.list in FACETS or cut.list.startswith("adj-") for cut in said)


def _strip(atom: Atom, text: str) -> None:
    """Leave out the joining and polite words that an atom begins with."""
    moved = True
    while moved:
        moved = False
        for cut in atom.cuts:
            if cut.start == atom.start and cut.list in ("connector", "polite"):
                atom.start = cut.end
                while atom.start < atom.end and text[atom.start] in "、，, \u3000":
                    atom.start += 1
                moved = True
    if moved or atom.start > atom.end:
        atom.start = min(atom.start, atom.end)
    atom.cuts = [cut for cut in atom.cuts if cut.start >= atom.start]


def _kind_of(name: str) -> Kind:
    if name in EDITS or name in ("means", "purpose-verb"):
        return "edit"
    return "declarative" if name in ("turn", "vanish") else "state"


def head(cuts: Sequence[Cut], start: int, end: int) -> str | None:
    """The facet of the last known noun between two places."""
    for cut in reversed(cuts):
        if cut.end <= end and cut.start >= start and cut.list in FACETS:
            return cut.list
    return None
