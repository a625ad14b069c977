"""Whether the parts of a split say what the prompt said: no word of content lost, none made up."""

from collections.abc import Iterable, Iterator
from functools import cache

from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.plain import SOLID

_ALIKE = 4  # letters that two forms of a word have in common at least: raining, rain
_ENDINGS = ("ing", "ed", "es", "s")
# Words of these lists are struck from a prompt, or said in another way; or they only point at others.
_STRUCK = (
    *("function_words", "polite", "then", "adding", "while", "labels", "metas", "determiners"),
    *("wants", "modals", "copula", "becomes", "possessives", "articles", "become", "have"),
)


_JOINTS = (
    "function_words",
    "polite",
    "connector",
)  # the same, where words have no blanks between them


def missing(words: Iterable[str], others: Iterable[str], lexicon: Lexicon) -> list[str]:
    """Words of content that are not among the others, in whatever form. All are in lower case."""
    if lexicon.language in SOLID:
        there = set("".join(others))
        return [char for char in _signs("".join(words), lexicon) if char not in there]
    known = {_stem(word) for word in others}
    content = (word for word in words if word[:1].isalnum() and word not in struck(lexicon))
    lost = [word for word in content if _stem(word) not in known]
    return [word for word in dict.fromkeys(lost) if not any(_near(word, each) for each in known)]


@cache
def struck(lexicon: Lexicon) -> frozenset[str]:
    """Words without content of their own; numbers have some."""
    found = {word for name in _STRUCK for entry in lexicon.entries(name) for word in entry.split()}
    return frozenset(found - lexicon.words("numbers") | lexicon.words("function_words"))


def _signs(text: str, lexicon: Lexicon) -> Iterator[str]:
    """The characters of a text that mean something."""
    listed = [entry for name in _JOINTS for entry in lexicon.entries(name)]
    for entry in sorted(listed, key=len, reverse=True):
        text = text.replace(entry, " ")
    yield from dict.fromkeys(char for char in text if char.isalnum() and not _is_kana(char))


def _is_kana(char: str) -> bool:
    """Hiragana, which bend with a verb."""
    return "\u3041" <= char <= "\u309f"


def _stem(word: str) -> str:
    word = word.removesuffix("'s").removesuffix("’s")
    ending = next(
        (each for each in _ENDINGS if len(word) > len(each) + 2 and word.endswith(each)), ""
    )
    return word.removesuffix(ending)


def _near(word: str, other: str) -> bool:
    """One begins as the other, or has one letter more, less or other: a typo that was mended."""
    short, long = sorted((word, other), key=len)
    if len(short) < _ALIKE:
        return False
    return long.startswith(short) or _one_edit(short, long)


def _one_edit(short: str, long: str) -> bool:
    if len(long) - len(short) > 1:
        return False
    at = next((n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    rest = short[at + (len(short) == len(long)) :]
    return rest == long[at + 1 :]
