"""A short name for a step: the word of its prompt that says what is new, in the letters that names have."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence

from remixbatch.prompts.cover import struck
from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.rank import Rank, phrases, places, told

MOST = 30  # characters; a name becomes part of a file's name
_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d"})
_NOT_IN_NAMES = re.compile("[^a-z0-9]+")
_KEPT_BY_WINDOWS = re.compile("(?:con|prn|aux|nul|(?:com|lpt)[0-9])$")
_NOUN_FIRST = ("es",)  # elsewhere the noun ends what is said of it
_GENERAL = frozenset(("style", "tone", "light", "background", "camera", "people"))
_READ_AS_VALUES = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null"))


def name_of(words: Sequence[str], rank: Rank, lexicon: Lexicon, taken: Collection[str]) -> str:
    """A name that is not taken, whatever the case of letters. `words` are the step's, in lower case."""
    used = {name.casefold() for name in taken}
    names = [*map(_as_name, _candidates(words, lexicon)), "change" if rank == "content" else rank]
    wanted = [name for name in names if name]
    free = next((name for name in wanted if name not in used), None)
    number = 2
    while free is None:
        numbered = f"{wanted[0]}-{number}"
        free, number = None if numbered in used else numbered, number + 1
    return free


def _candidates(words: Sequence[str], lexicon: Lexicon) -> Iterator[str]:
    """Words to name the step by, the best first."""
    yield from _translated("".join(words), lexicon)
    generic = lexicon.words("name_generic") | lexicon.words("numbers")
    chunk = _telling(_measured(told(words, lexicon)), lexicon)
    known = [entry for entry, _ in phrases(words, lexicon) if entry.split(" ")[0] in chunk]
    wanted = [entry for entry in known if " " in entry]
    wanted += [word for word in chunk[-1:] if word in places(lexicon)]
    head = chunk if lexicon.language in _NOUN_FIRST else chunk[::-1]
    wanted += [*reversed(known), *head, *_telling(reversed(words[1:]), lexicon)]
    yield from (word for word in [*wanted, *words[:1]] if word not in generic)
    yield from (word for word in wanted if word in lexicon.words("name_generic"))


def _telling(words: Iterable[str], lexicon: Lexicon) -> list[str]:
    return [word for word in words if word not in struck(lexicon)]


def _translated(text: str, lexicon: Lexicon) -> Iterator[str]:
    """Names of words in other scripts: of what stands last, where verbs have their objects."""
    names = dict(entry.rsplit(" ", 1) for entry in lexicon.entries("step_names"))
    found = [entry for entry in names if entry in text]
    found.sort(key=lambda entry: (-text.rfind(entry) - len(entry), -len(entry)))
    yield from sorted((names[entry] for entry in found), key=lambda name: name in _GENERAL)


def _measured(chunk: Sequence[str]) -> list[str]:
    """Numbers joined with what they count: `85 mm` is one word."""
    joined: list[str] = []
    for word in chunk:
        if joined and joined[-1].isdigit():
            joined[-1] += f"-{word}"
        else:
            joined.append(word)
    return joined


def _as_name(word: str) -> str:
    """The word in small letters, digits and hyphens; empty where that says nothing."""
    lowered = word.lower().replace("'s", "").replace("’s", "").translate(_LETTERS)
    split = unicodedata.normalize("NFKD", lowered)
    plain = "".join(char for char in split if not unicodedata.combining(char))
    if not plain.isascii():
        return ""
    name = _NOT_IN_NAMES.sub("-", plain).strip("-")[:MOST].strip("-")
    usable = not name.isdigit() and name not in _READ_AS_VALUES and not _KEPT_BY_WINDOWS.match(name)
    return name if usable else ""
