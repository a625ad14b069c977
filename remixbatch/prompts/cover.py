"""Whether the parts of a split say what the prompt said: no word of content lost, none made up."""

from collections.abc import Collection, Iterable, Iterator

from remixbatch.prompts.lexicon import Lexicon

_SPACELESS = ("zh", "ja")
_ALIKE = 4  # letters that two forms of a word have in common at least: raining, rain
_ENDINGS = ("ing", "ed", "es", "s")


def missing(
    words: Iterable[str], others: Iterable[str], lexicon: Lexicon, verbs: Collection[str]
) -> list[str]:
    """Words of content that are not among the others, in whatever form. All are in lower case.

    Verbs do not count: a split reads them back, and says `make it red` where something becomes red.
    """
    if lexicon.language in _SPACELESS:
        there = set("".join(others))
        return [char for char in _signs("".join(words), lexicon, verbs) if char not in there]
    known = {_stem(word) for word in others}
    left_out = lexicon.words("function_words")
    content = (word for word in words if word[:1].isalnum() and word not in left_out)
    lost = (word for word in content if _stem(word) not in known and not _is_verb(word, verbs))
    return [word for word in dict.fromkeys(lost) if not any(_near(word, each) for each in known)]


def _signs(text: str, lexicon: Lexicon, verbs: Collection[str]) -> Iterator[str]:
    """The characters of a text that mean something."""
    for entry in sorted((*lexicon.entries("function_words"), *verbs), key=len, reverse=True):
        text = text.replace(entry, " ")
    yield from dict.fromkeys(char for char in text if char.isalnum())


def _stem(word: str) -> str:
    word = word.removesuffix("'s").removesuffix("’s")
    ending = next(
        (each for each in _ENDINGS if len(word) > len(each) + 2 and word.endswith(each)), ""
    )
    return word.removesuffix(ending)


def _is_verb(word: str, verbs: Collection[str]) -> bool:
    """moving: mov, move; swapping: swapp, swap; carries: carri, carry."""
    stem = _stem(word)
    forms = (word, stem, stem + "e", stem[:-1], stem[:-1] + "y")
    return any(form in verbs for form in forms)


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
