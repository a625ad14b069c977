"""Chinese prompts as atoms: pieces between marks and joining words, classed by the closed words in them.

What opens an edit (把 将 给 让), its verb (换成 添加 去掉), what preserves (保持 不变), what only follows
(显得 营造). Lists are in simplified characters; a prompt in traditional ones is read through a table,
character by character.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from remixbatch.prompts.cut import Cut, Cutter, blank_quotes
from remixbatch.prompts.facet import FACETS, LIVELY
from remixbatch.prompts.lexicon import Lexicon

_MARKS = {
    "hard": "。！？；!?;\n.｡",
    "comma": "，,",
    "dun": "、/／|",
    "colon": "：:",
    "bracket": "（）()【】[]",
    "arrow": "→⇒",
}
# In order of precedence: a word in two lists is of the first.
_LISTS = (
    *("preserve", "contrast", "become", "remove", "connector", "under", "purpose", "polite"),
    *("replace", "ba", "let", "camera-move", "adjust", "add", "rider", "appear", "wear", "is"),
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
    *("vehicle", "clothes", "body", "plant", "effect", "text", "thing", "light", "color"),
    *("decoy", "give", "only", "same", "alike", "and", "pronoun", "generic", "vague", "trait"),
    *("place-after", "adj-size", "adj-light", "adj-age", "adj-speed", "adj-mood", "adj-matter"),
    "comparative",
)
_NUMERALS = ("一", "两", "二", "三", "四", "五", "六", "七", "八", "九", "十", "几", "数", "多")
_NUMERALS += ("第二", "第三", "另一", "又一", "再一", "半", "好几", "几十", "一大", "一小", "一整")
# A mark that begins an item of a list: "1. ", "2）", "- ", "（3）", "①", "第一，" is a connector.
_ITEM = re.compile(
    r"(?m)^[^\S\n]*(?:[-*•·#>]+|[一二三四五六七八九十]+、)[^\S\n]*"
    r"|(?:(?<=[\s，。；：:;,、])|^)(?:\d{1,2}[.、)）](?!\d)|[（(]\d{1,2}[)）])[^\S\n]*"
    r"|[①②③④⑤⑥⑦⑧⑨⑩]"
)
_SPACE = re.compile(r"(?<=[\u3007-\u9fff])[ \u3000]+(?=[\u3007-\u9fff])")
_SEPARATORS = frozenset((*_MARKS, "space"))
_LISTED = ("nominal", "state")
_LISTING = frozenset(("dun", "and", "then"))
VERBS = frozenset(("become", "replace", "add", "remove", "adjust", "camera-move"))
_STARTS = VERBS | {"ba", "let", "preserve"}
_LEADING = frozenset(("polite", "only", "connector"))
_WEAK_JOINERS = frozenset("并再也还又且先但而既另")
# Verbs of one character that are an edit even where 的 follows: 加红色的帽子, not 戴帽子的人.
_PLAIN_VERBS = frozenset("加换添删改放")
# Verbs of one character that are one with a thing right after them; others need a number: 写一行字.
_SHORT_VERBS = frozenset("加换改变戴穿系披放摆挂贴染涂刷漆去删擦摘")
_LIKE = (
    "隐约",
    "依稀",
    "像",
    "如同",
    "仿佛",
    "使其",
    "使之",
    "使它",
)  # what follows only says how it comes out
_LABELS = ("colon", "arrow")  # what stands between a label and its value
_SHORT = 8  # characters of a label at most
_ASSURED = ("确保", "保证", "避免", "防止", "务必")
_KEEPING = frozenset("保维不别勿请无沿延锁确避防")  # how a word begins that preserves what follows
_DEGREES = ("更", "再", "稍", "一点", "一些")
_CAMERAS = ("镜头", "机位", "相机", "摄像机", "摄影机", "运镜")
_WHEN = frozenset("当在等每随从")

Kind = Literal[
    "edit", "open", "declarative", "state", "nominal", "preserve", "aside", "anchor", "empty"
]


@dataclass(slots=True)
class Atom:
    """A piece of a prompt. `start` and `end` leave out what joins it and its polite wrapping."""

    joint: str  # what stands before it: a mark, "then" for a joining word, "and"
    start: int
    end: int
    cuts: list[Cut]
    kind: Kind = "empty"
    opener: str | None = None  # ba, let, give
    verb: Cut | None = None
    value: int = 0  # where its new state, or what is added, begins
    contrast: bool = False  # it says what it is not
    label: tuple[int, int] | None = None  # where its label ends and its value begins: 墙：白


@cache
def cutter(lexicon: Lexicon) -> Cutter:
    """The table of all lists of Chinese, with the marks and measured numerals."""
    measures = lexicon.entries("measure")
    counts = [number + measure for number in _NUMERALS for measure in measures]
    lists = [(name, lexicon.entries(name)) for name in _LISTS]
    lists.insert(_LISTS.index("adj-size"), ("count", counts))
    return Cutter([*_MARKS.items(), ("space", "\u3000"), *lists, ("when", "时"), ("of", "的")])


@cache
def _simplified(lexicon: Lexicon) -> dict[int, str]:
    """Traditional character -> simplified one, for `str.translate`."""
    table = {}
    for line in lexicon.entries("traditional"):
        simple, _, others = line.partition(" ")
        table.update(dict.fromkeys(map(ord, others), simple))
    return table


def plain(prompt: str, lexicon: Lexicon) -> str:
    """A prompt of the same length in simplified characters, quotes blank, item marks as line ends."""
    text = blank_quotes(prompt.translate(_simplified(lexicon)).lower())
    if len(text) != len(prompt):  # a character whose lower case is two
        text = blank_quotes(prompt.translate(_simplified(lexicon)))
    text = _ITEM.sub(lambda match: "\n" * len(match.group()), text)
    return _SPACE.sub(lambda match: "\u3000" * len(match.group()), text)


def atoms(text: str, cuts: Sequence[Cut]) -> list[Atom]:
    """A plain text as classed atoms; those that lack their verb are joined with the next."""
    found: list[Atom] = []
    assured = False  # within a sentence that says what must hold: 确保 A，并 B
    for atom in _pieces(text, cuts):
        _classify(atom, text)
        before = found[-1] if found else None
        assured = (assured and atom.joint != "hard") or text.startswith(
            _ASSURED, atom.start, atom.end
        )
        if before is not None and before.kind == "open" and _uses(before, atom, text):
            before.kind, before.verb = "edit", before.cuts[0]
        if before is not None and before.kind == "open" and atom.joint != "hard":
            before.end = atom.end
            before.cuts += atom.cuts
            _classify(before, text)
        elif atom.kind != "empty":
            found.append(atom)
            if assured and atom.opener is None:
                atom.kind = "preserve"
    _keep_lists(found)
    for atom in found:
        if atom.kind == "open":
            atom.kind = "nominal" if atom.opener == "give" else "aside"
    return _labelled(found)


def _labelled(found: list[Atom]) -> list[Atom]:
    """Labels with their values, 墙：白、地板：木纹, as one atom a pair where there are several."""
    pairs = [
        at
        for at, (label, value) in enumerate(zip(found, found[1:], strict=False))
        if value.joint in _LABELS
        and label.joint not in _LABELS
        and label.kind == value.kind == "nominal"
        and label.end - label.start <= _SHORT
        and value.end - value.start <= 2 * _SHORT
    ]
    if len(pairs) < 2:
        return found
    for at in pairs:
        label, value = found[at], found[at + 1]
        label.kind, label.label = "declarative", (label.end, value.start)
        label.verb = Cut("become", label.end, value.start)
        label.end, label.value = value.end, value.start
        label.cuts += value.cuts
    return [atom for at, atom in enumerate(found) if at - 1 not in pairs]


def _uses(before: Atom, atom: Atom, text: str) -> bool:
    """Whether 用 stands for the edit itself, as the next piece has a subject: 用胶片风，同时窗外下雪."""
    if before.opener != "give" or not text.startswith(("用", "以"), before.start):
        return False
    own = atom.kind in ("declarative", "state") or (atom.kind == "edit" and atom.opener)
    return bool(own) or atom.joint == "then"


def _keep_lists(found: Sequence[Atom]) -> None:
    """What is listed with something that stays, stays: 轨迹、速度、构图不变."""
    for atom, after in zip(reversed(found[:-1]), reversed(found), strict=False):
        if atom.kind in _LISTED and after.kind == "preserve" and after.joint in _LISTING:
            atom.kind = "preserve"
    for before, atom in zip(found, found[1:], strict=False):
        if atom.kind in _LISTED and before.kind == "preserve" and atom.joint in _LISTING:
            atom.kind = "preserve"


def _pieces(text: str, cuts: Sequence[Cut]) -> list[Atom]:
    pieces = []
    atom = Atom(joint="hard", start=0, end=0, cuts=[])

    def close(end: int, joint: str, start: int) -> None:
        nonlocal atom
        atom.end = end
        pieces.append(atom)
        atom = Atom(joint=joint, start=start, end=start, cuts=[])

    acts = False  # whether the atom so far has a verb or preserves
    for at, cut in enumerate(cuts):
        name = cut.list
        if name in _SEPARATORS:
            close(cut.start, name, cut.end)
            acts = False
        elif (name == "connector" and _joins(text, cuts, at, acts=acts)) or (
            name == "and" and acts and _next_is_verb(cuts, at)
        ):
            close(cut.start, "then" if name == "connector" else name, cut.end)
            acts = False
        elif name == "under" or (name == "when" and text[atom.start] in _WHEN):
            atom.cuts.append(cut)
            close(cut.end, "under", cut.end)
            acts = False
        elif acts and (
            name == "ba"
            or (
                name == "preserve"
                and text[cut.start] in _KEEPING
                and cut.end - cut.start > 1
                and text[cut.start : cut.end] not in ("不变", "不动")
                and not _in_phrase(atom.cuts)
            )
        ):
            close(cut.start, "then", cut.start)
            atom.cuts.append(cut)
            acts = name == "preserve"
        else:
            atom.cuts.append(cut)
            acts = acts or name in VERBS or name == "preserve"
    close(len(text), "hard", len(text))
    return pieces


def _in_phrase(cuts: Sequence[Cut]) -> bool:
    """Whether what stood so far preserves itself: 保持构图不变."""
    return any(cut.list == "preserve" for cut in cuts) or not any(cut.list in VERBS for cut in cuts)


def _joins(text: str, cuts: Sequence[Cut], at: int, *, acts: bool) -> bool:
    """Whether a joining word begins a new piece here, and is not part of a list or a phrase."""
    cut = cuts[at]
    if not acts:
        return False
    if _next_is_verb(cuts, at):
        return True
    if text[cut.start : cut.end] in _WEAK_JOINERS:
        return False
    for later in cuts[at + 1 :]:
        if later.list in _SEPARATORS:
            return False
        if later.list in _STARTS:
            return True
    return False


def _next_is_verb(cuts: Sequence[Cut], at: int) -> bool:
    """Whether an edit begins right after this word."""
    end = cuts[at].end
    for later in cuts[at + 1 :]:
        if later.start != end:
            return False
        if later.list in _STARTS or later.list == "give":
            return True
        if later.list not in _LEADING:
            return False
        end = later.end
    return False


def _classify(atom: Atom, text: str) -> None:
    """Fill in what an atom is: its opener, its verb, where its value begins."""
    first = _strip(atom, text)
    if atom.start >= atom.end:
        atom.kind = "empty"
        return
    cuts = atom.cuts[first:]
    for at, cut in enumerate(cuts):
        if cut.list == "contrast":
            atom.contrast = True
            cuts = cuts[:at]
            atom.cuts = atom.cuts[: first + at]
            break
    lists = [cut.list for cut in cuts]
    leads = lists[0] if lists and cuts[0].start == atom.start else None
    if "preserve" in lists or any(
        cut.list in VERBS and cut.start > atom.start and text[cut.start - 1] == "不" for cut in cuts
    ):
        atom.kind = "preserve"
    elif (
        leads == "purpose"
        or text.startswith(_LIKE, atom.start, atom.end)
        or (atom.contrast and not cuts)
        or _excepts(atom, lists, text)
        or (text[atom.start] == "在" and text[atom.end - 1] == "后")
        or lists[-1:] in (["under"], ["when"])
    ):
        atom.kind = "aside"
        if lists[-1:] == ["under"] and _edits(atom, cuts, lists, leads, text):
            atom.kind = (
                "edit" if text[cuts[-1].start : atom.end] in ("的同时", "的基础上") else "aside"
            )
    elif not _edits(atom, cuts, lists, leads, text):
        _stay(atom, cuts, lists, leads, text)


def _excepts(atom: Atom, lists: Sequence[str], text: str) -> bool:
    """Whether an atom only names what the rest of the prompt is not about: 除了天空."""
    return text.startswith("除", atom.start) and VERBS.isdisjoint(lists)


def _strip(atom: Atom, text: str) -> int:
    """Leave out the polite words and joiners that an atom begins with, and the blanks around it."""
    first = 0
    while atom.start < atom.end and text[atom.start] in " \u3000\n":
        atom.start += 1
    while atom.end > atom.start and text[atom.end - 1] in " \u3000\n":
        atom.end -= 1
    for cut in atom.cuts:
        if cut.list not in _LEADING or cut.start != atom.start:
            break
        if cut.list == "connector" and atom.joint != "hard":
            atom.joint = "then"
        atom.start = cut.end
        first += 1
    return first


def _edits(
    atom: Atom, cuts: Sequence[Cut], lists: Sequence[str], leads: str | None, text: str
) -> bool:
    """Whether an atom has an operation of its own, or lacks only the verb of one."""
    for at, name in enumerate(lists):
        if name in ("ba", "let") or (name == "give" and at == 0 and leads):
            return _opened(atom, cuts, at, text)
        if name in VERBS:
            break
    verb = _main_verb(cuts, text, atom.start)
    borne = next((cut for cut in cuts if cut.list == "rider"), None)
    if verb is not None and borne is not None and borne.start < verb.start:
        verb = None  # 边缘略带模糊
        atom.kind, atom.verb, atom.value = "state", borne, borne.end
        return True
    if verb is None:
        if leads == "rider":
            atom.kind, atom.verb, atom.value = "state", cuts[0], cuts[0].end
            return True
        return False
    atom.verb, atom.value = verb, verb.end
    adverb = verb.start > atom.start and text[verb.start - 1] == "地" and cuts[0] is verb
    if verb.start > atom.start and not adverb:
        atom.kind = "declarative"
    else:
        atom.kind = "edit" if verb.end < atom.end or verb.list != "become" else "open"
    return True


def _opened(atom: Atom, cuts: Sequence[Cut], at: int, text: str) -> bool:
    """Class an atom that 把, 让 or 给 opens."""
    opener = cuts[at]
    atom.opener = opener.list
    if opener.list == "let":
        atom.kind, atom.verb, atom.value = "edit", opener, opener.end
        inner = _main_verb(cuts[at + 1 :], text)
        if inner is not None:
            atom.verb, atom.value = inner, inner.end
        return True
    verb = _main_verb(cuts[at + 1 :], text)
    if verb is None and opener.list == "give":
        verb = next(
            (cut for cut in cuts[at + 1 :] if cut.list in ("wear", "rider", "purpose")), None
        )
    if verb is None and opener.list == "give" and text[opener.start] == "给":
        verb = next((cut for cut in cuts[at + 1 :] if cut.list == "count"), None)
    if verb is None or (verb.list == "become" and verb.end == atom.end):
        atom.kind = "open"
        return True
    atom.kind, atom.verb, atom.value = "edit", verb, verb.end
    return True


def _main_verb(cuts: Sequence[Cut], text: str, start: int = -1) -> Cut | None:
    """The first verb that is not inside a phrase with 的 before the next one."""
    verbs = [at for at, cut in enumerate(cuts) if cut.list in VERBS]
    if not verbs:
        return None
    for at, following in zip(verbs, [*verbs[1:], len(cuts)], strict=True):
        verb = cuts[at]
        if verb.list in ("become", "replace"):
            return verb
        if verb.start == start and _plain(text[start : verb.end]) and not text.startswith("的", verb.end):
            return verb
        beside = cuts[at + 1] if at + 1 < len(cuts) else None
        if beside is not None and beside.list == "count" and beside.start == verb.end:
            return verb
        if verb.end - verb.start == 1 and text[verb.start] not in _SHORT_VERBS:
            continue
        if not any(cut.list == "of" for cut in cuts[at + 1 : following]):
            return verb
        if following == len(cuts) and at == verbs[0] == 0 and _plain(text[verb.start : verb.end]):
            return verb
    return None


def _plain(verb: str) -> bool:
    return verb in _PLAIN_VERBS or (len(verb) > 1 and verb[-1] not in "着满")


def _stay(
    atom: Atom, cuts: Sequence[Cut], lists: Sequence[str], leads: str | None, text: str
) -> None:
    """Class an atom without an operation: a state, a bare phrase, a reminder of what is there."""
    if text.startswith(_CAMERAS, atom.start, atom.end) and "of" not in lists:
        subject = cuts[0]
        if atom.end > subject.end + 1 and "is" not in lists:
            atom.kind, atom.verb, atom.value = "state", subject, atom.start
            return
    if leads == "same" or "alike" in lists[:2]:
        atom.kind = "anchor" if leads == "same" else "preserve"
        return
    if text.endswith(("留着", "留下", "还在"), atom.start, atom.end):
        atom.kind = "preserve"
        return
    if "太" in text[atom.start : atom.end] and text[atom.end - 1] == "了":
        atom.kind = "anchor"  # 天空太干净了: why, not what
        return
    if cuts and (lively := _lively(atom, cuts, lists, text)) is not None:
        atom.kind, atom.verb, atom.value = "state", lively, lively.end
        return
    for at, cut in enumerate(cuts):
        after = cuts[at + 1 :]
        if cut.list in ("is", "wear", "appear") and not any(later.list == "of" for later in after):
            atom.kind, atom.verb, atom.value = "state", cut, cut.end
            return
    atom.kind, atom.value = "nominal", atom.start


def _lively(atom: Atom, cuts: Sequence[Cut], lists: Sequence[str], text: str) -> Cut | None:
    """The word that makes a phrase a statement: 一只白鹭飞起, 桌边坐一位老人, 太阳再低一点."""
    if lists[0] == "count" and len(cuts) > 1 and lists[1] in LIVELY and atom.end > cuts[1].end + 1:
        return None if "of" in lists else cuts[0]
    if lists[0] in LIVELY and "of" not in lists and atom.end > cuts[0].end + 1:
        if cuts[0].start == atom.start and lists[-1] not in FACETS:
            return cuts[0]
    if "count" in lists[1:] and lists[-1] in LIVELY and "place-after" in lists:
        where, number = lists.index("place-after"), lists.index("count", 1)
        if where < number and cuts[number].start > cuts[where].end and "of" not in lists:
            return cuts[number]
    if len(cuts) > 1 and not {"of", "count", "appear"} & set(lists):
        degree = next((cut for cut in cuts[1:] if text.startswith(_DEGREES, cut.start)), None)
        return degree and degree._replace(list="comparative")
    return None


def head(cuts: Sequence[Cut], start: int, end: int) -> str | None:
    """The facet of the last known noun between two places: Chinese phrases end in their head."""
    for cut in reversed(cuts):
        if cut.end <= end and cut.start >= start and cut.list in FACETS:
            return cut.list
    return None
