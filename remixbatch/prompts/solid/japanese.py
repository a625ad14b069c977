"""The closed words of Japanese as one table, verbs in all their forms, and a prompt looked up in it."""

from collections.abc import Sequence
from functools import cache

from remixbatch.prompts.late import lazy
from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.solid.conjugation import forms, whole
from remixbatch.prompts.solid.cut import BLANK, Cut, Cutter, blank_quotes, spaced

MARKS = {
    "hard": "。！？；!?;\n.｡",
    "comma": "、，,､",
    "dot": "・/／|｜＋+",
    "colon": "：:",
    "bracket": "（）()【】[]",
    "arrow": "→⇒",
    "space": "\u3000",
}
# Lists of verbs in their dictionary form. A verb in two lists is of the first.
VERB_LISTS = (
    *("make", "means", "purpose-verb", "remove", "replace", "become", "camera-move", "adjust"),
    *("add", "turn", "vanish", "appear", "wear"),
)
_CAUSE = "cause"  # endings of verbs that make somebody do something
EDITS = frozenset(("make", "remove", "replace", "become", "camera-move", "adjust", "add", "cause"))
_LISTS = (
    *("decoy", "exist", "contrast", "polite", "connector", "pronoun", "rest", "only", "style"),
    *("time", "weather", "season", "place", "camera", "sound", "speed", "person", "animal"),
    *("vehicle", "clothes", "body", "plant", "effect", "text", "thing", "light", "color", "trait"),
    *("count", "alike", "vague", "adj-size", "adj-light", "adj-age", "adj-speed", "adj-mood"),
    "adj-matter",
)
_NUMBERS = "一二三四五六七八九十数123456789"
_COUNTERS = "匹羽頭人台隻本滴粒枚個輪束軒冊着杯皿機艘脚株玉軒棟"
_ITEM = lazy(
    r"(?m)^[^\S\n]*(?:[-*・•·#>]+|[一二三四五六七八九十]+、)[^\S\n]*"
    r"|(?:(?<=[\s、。；：:;,，])|^)(?:\d{1,2}[.)）](?!\d)|[（(]\d{1,2}[)）])[^\S\n]*"
    r"|[①②③④⑤⑥⑦⑧⑨⑩]"
)
# Which one is meant, in brackets before the particle of its noun: 奥の建物（時計台のほう）を.
_WHICH = lazy("[（(][^（()）\n]{1,30}[）)](?=[をはがにへの])")
_AND = lazy("(?<=[くにでて風調])[&＆]|(?<=[画風調])[+＋](?=[^をはが]*[をはが])")
_SPACE = lazy(r"(?<=[\u3041-\u9fff])[ \u3000]+(?=[\u3041-\u9fff])")
# する or なる after an adjective in く: 青くして, 青くなる; the third is what shall not become so.
_MADE = lazy(
    r"(?:して|する|し(?=[、，。\n]|$|ま|た))|(なって|なる|なり(?=[、，。\n]|$|ま|た))|(ならない)"
)
_NO_MANNER = frozenset("をがのにはと、。！？\n\u3000 い")  # before 風 that is the wind


@cache
def _verbs(lexicon: Lexicon) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Every verb: its list, itself in its dictionary form, all its forms."""
    return [
        (name, whole(entry), forms(entry))
        for name in (*VERB_LISTS, _CAUSE)
        for entry in lexicon.entries(name)
    ]


@cache
def _cutter(lexicon: Lexicon) -> Cutter:
    """The table of all lists of Japanese, a form of a verb as "list:form"."""
    lists: list[tuple[str, Sequence[str]]] = [*MARKS.items()]
    of_verbs: dict[str, list[str]] = {}
    causes: list[tuple[str, Sequence[str]]] = []
    for name, _, bent in _verbs(lexicon):
        for form, kind in bent:
            key = "neg" if kind == "neg" else f"{name}:{kind}"
            if name != _CAUSE:
                of_verbs.setdefault(key, []).append(form)
            elif kind != "noun":
                causes.append((key, [form]))
    lists += [("preserve", lexicon.entries("preserve")), ("neg", of_verbs.pop("neg", []))]
    lists += [(name, lexicon.entries(name)) for name in _LISTS]
    lists.append(("count", [number + one for number in _NUMBERS for one in _COUNTERS]))
    return Cutter([*lists, *of_verbs.items(), *causes])


@cache
def dictionary_forms(lexicon: Lexicon) -> dict[str, str]:
    """Every form of every verb -> its dictionary form."""
    found: dict[str, str] = {}
    for _, verb, bent in _verbs(lexicon):
        for form, _ in bent:
            found.setdefault(form, verb)
    return found


_SLIP = lazy("(?<=[しっいん])t$|二(?=して|なって)")


def mended(text: str) -> str:
    """夜景二して、屋台を増やしt: slips of the converter, put right sign by sign."""
    if "二" not in text and text[-1:] != "t":
        return text
    return _SLIP.sub(lambda slip: "て" if slip.group() == "t" else "に", text)


def plain(prompt: str) -> str:
    """A prompt of the same length, quotes blank, item marks as line ends."""
    lower = prompt.lower()
    text = blank_quotes(lower if len(lower) == len(prompt) else prompt)
    text = _ITEM.sub(lambda match: "\n" * len(match.group()), text)
    text = _AND.sub("、", text)
    text = mended(text)
    text = _WHICH.sub(lambda match: BLANK * len(match.group()), text)
    return spaced(text, _SPACE)


def cut(text: str, lexicon: Lexicon) -> list[Cut]:
    """The known words of a plain text. An adjective before する is parted from it: 青 くして."""
    found: list[Cut] = []
    for known in _cutter(lexicon).cut(text):
        last = text[known.end - 1]
        if last == "く" and ":" not in known.list:
            found += _made(known, text)
        elif last == "風" and known.end - known.start == 1 and _is_manner(text, known, found):
            # In the manner of a camera is still how it is filmed: 手持ちカメラ風.
            filmed = found and found[-1].end == known.start and found[-1].list == "camera"
            found.append(Cut("camera" if filmed else "style", known.start, known.end))
        else:
            found.append(known)
    return found


def _made(adjective: Cut, text: str) -> list[Cut]:
    """An adjective in く, and the verb that makes something so, if one follows."""
    made = _MADE.match(text, adjective.end)
    if made is None:
        return [adjective]
    name = "turn" if made.group(1) else "make"
    form = {"て": "te", "る": "dict"}.get(made.group()[-1], "ren")
    verb = "neg" if made.group(2) else f"{name}:{form}"
    end = adjective.end - 1
    return [Cut(adjective.list, adjective.start, end), Cut(verb, end, made.end())]


def _is_manner(text: str, wind: Cut, before: Sequence[Cut]) -> bool:
    """Whether 風 stands for a manner, as in 北欧風に, and not for the wind."""
    if wind.start == 0 or text[wind.start - 1] in _NO_MANNER:
        return False
    return not (before and before[-1].end == wind.start and before[-1].list == "only")
