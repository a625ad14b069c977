"""RMX601 template-leftover, RMX603 markup-in-prompt: signs that were not meant for a service."""

import re
from collections.abc import Iterable, Iterator

from remixbatch.prompts.finding import Finding, finding
from remixbatch.prompts.late import late
from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.plain import Plain
from remixbatch.prompts.reading import Reading
from remixbatch.prompts.rules.clues import Clues

_SIGNS = frozenset(("->", "=>", *"[](){}<>$%*#`【】（［］〔〕＜＞○◯△×＿｛｝"))  # each a token
# A placeholder and what stands in it. Each form has a name for what is in it: `slot` is judged by its words.
_FORMS = (
    r"\$\{\s*(?P<shell>[\w.\- :]+)\}|\$(?P<variable>[A-Za-z_]\w{2,})\b"
    r"|\{\{(?P<mustache>[^{}\n]{0,60})\}\}|\{%(?P<block>[^%\n]{0,60})%\}"
    r"|\{(?P<brace>[^{}\n\":]{0,40})\}|｛(?P<wide>[^｛｝\n]{0,40})｝"
    r"|%\((?P<percent>\w+)\)s|(?<!\w)%(?P<letter>[sd])\b|<%=?(?P<erb>[^%\n]{0,40})%>"
    r"|\[\[(?P<double>[^\[\]\n]{0,40})\]\]|\[(?P<bracket>[^\[\]\n]{0,50})\](?!\()|【(?P<lens>[^【】\n]{0,40})】"
    r"|（(?P<wide_round>(?:ここに|ここへ|此处|这里填|请填)[^（）\n]{0,30}|[^（）\n]{1,20}(?:を入力|を記入|を入れる))）"
    r"|［(?P<square>[^［］\n]{0,40})］|〔(?P<shell_bracket>[^〔〕\n]{0,40})〕|＜(?P<wide_angle>[^＜＞\n]{0,40})＞"
    r"|<(?P<angle>[^\W\d][^<>\n\"=/]{0,40})>|%(?P<percents>[A-Za-z_]{2,30})%|__(?P<dunder>[A-Z][A-Z0-9_]{1,30}?)__(?!\w)"
    r"|\((?P<round>(?:insert|enter|fill in|specify|choose|your) [^()\n]{1,40})\)|(?P<blank>_{3,}|＿{2,})|(?P<circles>[〇○◯△]{2,}|×{2,})"
)
_CERTAIN = frozenset(
    (
        "shell",
        "mustache",
        "block",
        "brace",
        "wide",
        "wide_round",
        "percent",
        "letter",
        "erb",
        "double",
        "percents",
        "dunder",
        "blank",
        "circles",
    )
)
_WIDE = ("lens", "square", "shell_bracket", "wide_angle")  # these may hold a heading
_JUDGED = ("bracket", "angle", "round", *_WIDE)
_FILLED = (
    "を",
    "に",
    "の",
    "へ",
    "が",
    "は",
    "で",
    "と",
    "的",
)  # what stands behind a word in its place
_SHOUTED = r"\b(?:TODO|FIXME|TBD|TBC|XXX+|INSERT [A-Z]+|YOUR [A-Z]+ HERE)\b(?!['-])"
_WORDS = frozenset(
    (
        *("todo", "fixme", "tbd", "tbc", "xxx", "xxxx", "xxxxx", "insert", "your"),
        *("undefined", "null", "none", "nan", "nil", "[", "t", "x"),
    )
)
_HOLE = r"\b(?:to|into|with|of|in|like|as) (?:undefined|null|None|NaN|nil)\b|\bundefined\b|\[object Object\]"
_SLOT_NAME = r"[a-z]+(?:[_-][a-z0-9]+)+|[a-z]+[A-Z]\w*|[A-Z][A-Z0-9 _/-]{1,}|\.{3}|…|\s*|[A-Z]"
_TAGS = frozenset(
    (
        *("a", "b", "i", "u", "p", "em", "strong", "br", "hr", "div", "span", "img", "ul", "ol"),
        *("li", "h1", "h2", "h3", "h4", "h5", "h6", "table", "tr", "td", "th", "code", "pre"),
        *("font", "center", "sup", "sub", "blockquote", "script", "html", "body", "head"),
        *("button", "input", "form", "label", "small", "big", "del", "ins", "mark"),
    )
)
_TAG = r"</?([A-Za-z][A-Za-z0-9]*)(?:\s+[\w-]+\s{0,9}=\s{0,9}[^<>]{0,400}|\s{0,9}/?)>"
_MARKDOWN = (
    (r"(?m)^```|```\s*$", "a code fence"),
    (r"(?m)^[^\S\n]{0,3}#{1,6}[^\S\n]+\S", "a heading"),
    (r"(?m)^[^\S\n]*[-*+•][^\S\n]+\S", "a list"),
    (r"\*\*[^*\n]{1,400}\*\*|(?<!\w)__[^_\n]{1,400}__(?!\w)", "bold text"),
    (r"(?<![\w*])\*[^\s*][^*\n]{0,400}\*(?![\w*])", "emphasis"),
    (r"`[^`\n]{1,400}`", "code"),
    (r"\[[^\]\n]{1,400}\]\(\S{1,400}?\)", "a link"),
)
_LEADS = ("- ", "* ", "+ ", "• ", " ")  # a prompt that begins so may be a list
_JSON = r"[{\[]\s*[\"{\[]|\"\w+\"\s*:\s*[\"{\[\d]"


class Leftovers:
    """RMX601 and RMX603. Words of the lexicon say what a placeholder is called in its language."""

    def __init__(self, lexicon: Lexicon, clues: Clues) -> None:
        self._nouns = frozenset(lexicon.entries("rules/slot"))
        self._labels = lexicon.words("rules/brackets")
        self._dummies = lexicon.entries("rules/dummy")
        self._firsts = frozenset(dummy.split()[0] for dummy in self._dummies)
        self._has_words = clues.bit(_WORDS | _SIGNS | self._firsts)

    def found(self, reading: Reading, plain: Plain) -> Iterable[Finding]:
        prompt = reading.prompt
        if plain.solid or plain.quoted or plain.clues & self._has_words:
            return self._found(prompt, plain, signs=_has_signs(reading))
        if "\n" in prompt or "_" in prompt or "〇" in prompt:
            return self._found(prompt, plain, signs=True)
        return _markup(prompt, plain) if prompt.startswith(_LEADS) else ()

    def _found(self, prompt: str, plain: Plain, *, signs: bool) -> Iterator[Finding]:
        if signs:
            yield from _forms(prompt, plain, self._nouns, self._labels)
        if signs or prompt.startswith(_LEADS):
            yield from _markup(prompt, plain)
        if not _WORDS.isdisjoint(plain.keys):
            for match in (*late(_SHOUTED).finditer(prompt), *late(_HOLE).finditer(prompt)):
                heads = not prompt[: match.start()].strip() and prompt[match.end() :].strip()
                if not heads and not plain.is_quoted(match.start()):
                    yield _leftover(prompt, *match.span())
        if plain.solid or not self._firsts.isdisjoint(plain.keys) or plain.quoted:
            for dummy in self._dummies:
                if dummy in plain.folded:
                    start = plain.folded.index(dummy)
                    yield _leftover(prompt, start, start + len(dummy))


def _has_signs(reading: Reading) -> bool:
    prompt = reading.prompt
    if "_" in prompt or "\n" in prompt or "〇" in prompt:
        return True
    return not _SIGNS.isdisjoint(reading.tokens.words)


def _forms(
    prompt: str, plain: Plain, nouns: frozenset[str], labels: frozenset[str]
) -> Iterator[Finding]:
    for match in late(_FORMS).finditer(prompt):
        form = str(match.lastgroup)
        inner = (match[form] or "").strip()
        certain = form in _CERTAIN and (form != "brace" or _is_name(inner))
        if form == "variable":
            certain = inner.isupper() or "_" in inner
        if certain and plain.is_quoted(match.start()):
            certain = form not in ("percents", "dunder", "blank", "circles", "letter")
        if form == "angle" and not plain.is_quoted(match.start()):
            certain = len(inner.split()) <= 4 and inner.lower() not in (_TAGS | labels)
        if not certain and form in _JUDGED and not (form in _WIDE and _heads(prompt, match)):
            certain = _is_slot(inner, nouns, quoted=plain.is_quoted(match.start()))
            certain = certain and inner.lower() not in (
                _TAGS | labels if form == "angle" else labels
            )
        if certain:
            yield _leftover(prompt, *match.span())


def _heads(prompt: str, match: re.Match[str]) -> bool:
    """Whether a bracket begins a line or a sentence, and is no part of it: 【服装】…."""
    before = prompt[: match.start()].rstrip()[-1:]
    begins = (
        not before
        or before in "。、；;，,.】］〕"
        or "\n" in prompt[match.start() - 1 : match.start()]
    )
    return begins and not prompt.startswith(_FILLED, match.end())


def _is_name(inner: str) -> bool:
    return len(inner.split()) <= 5


def _is_slot(inner: str, nouns: frozenset[str], *, quoted: bool) -> bool:
    """`INSERT COLOR`, `lighting_style`, `your object`; not `red`, `0:03`, `1`."""
    words = inner.lower().replace("_", " ").replace("-", " ").split()
    if len(words) > 7:
        return False
    if nouns.intersection(words) or any(noun in inner for noun in nouns if not noun.isascii()):
        return True
    return not quoted and late(_SLOT_NAME).fullmatch(inner) is not None


def _leftover(prompt: str, start: int, end: int) -> Finding:
    said = prompt[start:end].strip()
    return finding(
        "RMX601",
        (start, end),
        f"`{said}` was not filled in; the service would get it as it is",
        "write what should stand there",
    )


def _markup(prompt: str, plain: Plain) -> Iterator[Finding]:
    """RMX603: the first sign of markup of each kind."""
    begin = len(prompt) - len(prompt.lstrip())
    if (match := late(_JSON).match(prompt, begin)) or (
        '"' in prompt and (match := late(_JSON).search(prompt))
    ):
        yield _marked(match.span(), "JSON")
        return
    for match in late(_TAG).finditer(prompt):
        if match[1].lower() in _TAGS or f"</{match[1]}>" in prompt:
            yield _marked(match.span(), "HTML")
            break
    for expression, what in _MARKDOWN:
        if (match := late(expression).search(prompt)) and not plain.is_quoted(match.start()):
            yield _marked(match.span(), f"{what} in Markdown")


def _marked(span: tuple[int, int], what: str) -> Finding:
    return finding(
        "RMX603", span, f"has {what}", "write plain sentences: a service reads the signs as words"
    )
