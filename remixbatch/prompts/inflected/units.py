"""A prompt as units: words, and phrases that the vocabulary knows as one; quotes are one unit, marks are units."""

from collections.abc import Sequence

from remixbatch.prompts.inflected.roles import (
    ALSO,
    AND,
    COLON,
    COMMA,
    LINK,
    MODAL,
    QUOTE,
    STATING,
    STOP,
)
from remixbatch.prompts.inflected.vocabulary import Phrases, Vocabulary, Word
from remixbatch.prompts.tokens import Tokens

_STOPS = frozenset(
    (".", "!", "?", ";", "\n", "…", "...", "(", ")", "[", "]", "—", "–", "--", "|", "•", "·")
)
_OPENING = {
    "«": "»",
    "“": "”",
    "„": "“”",
    '"': '"',
    "»": "«",
    "‘": "’",
    "‚": "‘",
    "'": "'",
    "`": "`",
}


class Unit:
    """A word or a phrase: tokens `first` up to `last`."""

    __slots__ = ("capital", "first", "last", "text", "word")

    def __init__(
        self,
        text: str,
        word: Word,
        first: int,
        last: int,
        capital: bool = False,  # noqa: FBT001, FBT002
    ) -> None:
        self.text, self.word, self.first, self.last, self.capital = text, word, first, last, capital


def units_of(prompt: str, tokens: Tokens, words: Vocabulary) -> list[Unit]:
    """The words of a prompt, phrases and quotes as one; list marks and ornament left out."""
    texts, starts = tokens.words, tokens.starts
    entry, known = words.entry, words.known
    capitals = words.language == "de"  # nouns have them
    found: list[Unit] = []
    at, count, items = 0, _before_slash(texts, words), 0
    closing = 0  # of an apposition in dashes or brackets
    while at < count:
        text = texts[at]
        if not (text[-1].isalpha() or text[0].isalpha()):
            if text in _HOLDS and (end := _HOLDS[text](texts, at, words)):
                found += [Unit("[]", _PLAIN, at, end, capitals)] if text == "[" else []
                at = end
                continue
            if text == "/" and prompt[starts[at] - 1 : starts[at]].isspace():
                found.append(Unit(text, _WORD_OF["|"], at, at + 1))
                at += 1
                continue
            if text == ")" and found and _is_letter(found[-1].text, texts, items):
                found[-1] = Unit("item", _WORD_OF["item"], found[-1].first, at + 1)
                items += 1
                at += 1
                continue
            if text in _APPOSED and (at == closing or (end := _apposed(texts, at, words))):
                closing = 0 if at == closing else end
                found.append(Unit(",", _WORD_OF[","], at, at + 1))
                at += 1
                continue
            unit, at = _mark(texts, at, items)
            if unit is not None:
                found.append(unit)
                items += unit.text == "item"
            continue
        key, word, phrases, _ = known.get(text) or entry(text)
        if phrases is not None and at + 1 < count:
            following = known.get(texts[at + 1]) or entry(texts[at + 1])
            candidates = phrases.get(following[3])
            phrase = candidates and _phrase(candidates, texts, at, words)
            if phrase:
                parts, word = phrase
                found.append(Unit(" ".join(parts), word, at, at + len(parts)))
                at += len(parts)
                continue
        found.append(Unit(key, word, at, at + 1, capitals and prompt[starts[at]].isupper()))
        at += 1
    return found


def _before_slash(texts: Sequence[str], words: Vocabulary) -> int:
    """Where "mach es altmodisch / Vintage" ends but for the other word for it; of others, their end."""
    end = len(texts) - (texts[-1:] == ["."])
    other = end > _LEAST and texts[end - 2] == "/" and words.entry(texts[0])[1].op
    return end - 2 if other else len(texts)


_LEAST = 4  # words of a demand with two words for one thing


def _phrase(
    candidates: Phrases, texts: Sequence[str], at: int, words: Vocabulary
) -> tuple[tuple[str, ...], Word] | None:
    """The longest phrase that stands here; its first two words do."""
    for parts, word in candidates:
        size = len(parts)
        if size == 2:
            return parts, word
        if at + size <= len(texts) and all(
            words.entry(texts[at + beyond])[3] == parts[beyond] for beyond in range(2, size)
        ):
            return parts, word
    return None


def _told(texts: Sequence[str], at: int, _: Vocabulary) -> int:
    """Where a bracket ends that says how a thing is now, or gives an example: "(derzeit grau)"; 0 of others."""
    if any(text in _TELLING for text in texts[at + 1 : at + 2]):
        ends = range(at + 2, min(at + _LONGEST, len(texts)))
        return next((end + 1 for end in ends if texts[end] == ")"), 0)
    return 0


_TELLING = frozenset(
    (
        *(
            "z",
            "derzeit",
            "momentan",
            "aktuell",
            "zurzeit",
            "bisher",
            "jetzt",
            "siehe",
            "zb",
            "wie",
        ),
        *("actualmente", "ahora", "hasta", "ej", "p", "ejemplo", "ver", "véase", "como"),
    )
)
_APPOSED = {"–": "–", "—": "—", "--": "--", "(": ")", ")": ""}
_LONGEST = 14  # tokens of an apposition
_ENDS = frozenset((".", "!", "?", ";", "\n", ":"))
_PREDICATES = MODAL | STATING
_AND_WORDS = ("und", "oder", "sowie")
_PLAIN = Word()
_ROLE_OF = {",": COMMA, ":": COLON, "&": AND, "→": LINK, "->": LINK, "=>": LINK, "=": LINK}
_WORD_OF = {text: Word(roles=role) for text, role in _ROLE_OF.items()}
_WORD_OF["y +"] = Word(roles=AND | ALSO)  # what a plus joins is more than a list
_JOINT_OF = {"+": "y +", "-": "&"}
_WORD_OF |= {text: Word(roles=STOP) for text in (*_STOPS, "item")}
_QUOTED = Word(roles=QUOTE)


def _mark(texts: Sequence[str], at: int, items: int) -> tuple[Unit | None, int]:
    """A mark, a number, a quote or a sign of a list, and where it ends; ornament is nothing."""
    text = texts[at]
    if text in _OPENING and (end := _closing(texts, at)):
        return Unit("quote", _QUOTED, at, end + 1), end + 1
    if end := _list_mark(texts, at, items):
        return Unit("item", _WORD_OF["item"], at, end), end
    after = texts[at + 1] if at + 1 < len(texts) else ""
    labels = text == "]" and "[" in texts[max(0, at - 3) : at - 1]  # "[CAMBIAR] el pez"
    word = _WORD_OF.get(":" if labels else text)
    if word is not None:
        return Unit("->" if word.roles & LINK else text, word, at, at + 1), at + 1
    if text in ("+", "-"):
        return _sign(text, after, at)
    if text[0].isalnum():
        return Unit(text, _PLAIN, at, at + 1), at + 1
    # A pictograph stands where a full stop would.
    return (Unit("…", _WORD_OF["…"], at, at + 1) if text[0] > "\u2600" else None), at + 1


def _is_letter(text: str, texts: Sequence[str], items: int) -> bool:
    """Whether a bracket behind a letter makes it the next mark of a list: "a) …, b) …"."""
    return text == "abcdefgh"[items : items + 1] and (items > 0 or "b" in texts)


def _apposed(texts: Sequence[str], at: int, words: Vocabulary) -> int:
    """Where "die Tür – derzeit blau – soll rot sein" takes its subject up again; 0 where it is no such apposition."""
    ends = _APPOSED[texts[at]]
    for end in range(at + 2, min(at + _LONGEST, len(texts) - 1)):
        if texts[end] in _ENDS:
            return 0
        if texts[end] == ends:
            return end if words.entry(texts[end + 1])[1].roles & _PREDICATES else 0
    return 0


def _sign(sign: str, after: str, at: int) -> tuple[Unit | None, int]:
    """A plus or a minus: before a number, before an arrow's head, between words."""
    if after[:1].isdigit():
        return Unit("+", _PLAIN, at, at + 1), at + 1
    if after == ">":
        return Unit("->", _WORD_OF["->"], at, at + 2), at + 2
    if after in _AND_WORDS:
        return None, at + 2  # Mehl- und Ölflecken
    said = _JOINT_OF[sign]
    return (Unit(said, _WORD_OF[said], at, at + 1) if after[:1].isalpha() else None), at + 1


def _hole(texts: Sequence[str], at: int, words: Vocabulary) -> int:
    """Where a hole of a template that stands for a noun ends: "sustituye el [ANIMAL] por …"; else 0."""
    if not at or not texts[at - 1][-1].isalpha() or "]" not in texts[at + 2 : at + 5]:
        return 0
    end = texts.index("]", at)
    named = texts[at + 1 : end]
    several = len(named) > 1  # of which one may ask for something: "[quita el perro]"
    asks = several and any(words.entry(text)[1].op for text in named)
    return 0 if asks or not all(text.isalnum() for text in named) else end + 1


def _closing(texts: Sequence[str], at: int) -> int:
    """Where the quote that opens here closes; 0 where it does not."""
    ends = _OPENING[texts[at]]
    for end in range(at + 1, min(at + 40, len(texts))):
        if texts[end] in ends:
            return end
    return 0


def _list_mark(texts: Sequence[str], at: int, items: int) -> int:
    """Where "-" or "2." at the beginning of a line, or "2)" and "(2)" anywhere, ends; 0 where there is none.

    `items` counts the marks before it: "2." after "1." is one wherever it stands.
    """
    begins = at == 0 or texts[at - 1] == "\n"
    if (
        begins
        and texts[at] in ("-", "*", "•", "–", "—", "+", "·")
        and texts[at + 1 : at + 2] != ["*"]
    ):
        return at + 1
    if texts[at] == "(" and texts[at + 2 : at + 3] == [")"] and texts[at + 1].isdigit():
        return at + 3
    if not texts[at].isdigit() or at + 1 >= len(texts):
        return 0
    follows = items and texts[at] == str(items + 1)
    begins = begins or follows or texts[at - 1] in (".", ";", ",", ":")
    if texts[at + 1] == ")" or (begins and texts[at + 1] in (".", ":")):
        return at + 2
    return 0


# What a bracket of each kind may hold that is read as one: where it ends, else 0.
_HOLDS = {"[": _hole, "(": _told}
