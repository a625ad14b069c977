"""RMX501 real-person, RMX502 brand-or-character: names that services refuse, or that others own."""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from itertools import compress, count
from typing import NamedTuple

from remixbatch.prompts.finding import Finding, finding
from remixbatch.prompts.lexicon import Lexicon, Lexicons
from remixbatch.prompts.plain import Plain
from remixbatch.prompts.reading import Reading, record
from remixbatch.prompts.rules.clues import Clues
from remixbatch.prompts.tokens import Tokens, words_in

PERSON, BRAND, PLATFORM, CHARACTER = "person", "brand", "platform", "character"
SHARED = "names"  # the lexicon of names that are written alike in many languages
_LISTS = {
    "people": (PERSON, False),
    "people_as_written": (PERSON, True),
    "brands": (BRAND, False),
    "brands_as_written": (BRAND, True),
    "platforms": (PLATFORM, True),
    "characters": (CHARACTER, False),
    "characters_as_written": (CHARACTER, True),
}
_OWN_LISTS = {"people": PERSON, "brands": BRAND, "characters": CHARACTER}
_NEAR = 2  # words around a name in which a cue makes a brand of it
_SAID = {
    PERSON: (
        "RMX501",
        "names a real person",
        "describe somebody instead: age, hair, build, clothes",
    ),
    BRAND: (
        "RMX502",
        "names a brand",
        "describe the thing instead: its shape, colours, material",
    ),
    PLATFORM: (
        "RMX502",
        "names a brand",
        "describe the thing instead: its shape, colours, material",
    ),
    CHARACTER: ("RMX502", "names a character or franchise", "describe the look, without the name"),
}


class _Name(NamedTuple):
    words: tuple[str, ...]
    kind: str
    written: str  # empty: in any case
    key: int  # which of its words it is looked up by

    def stands(self, words: Sequence[str], index: int) -> bool:
        """Whether these words begin there; the last may have a sign of possession."""
        size = len(self.words)
        said = words[index : index + size]
        if index < 0 or len(said) < size:
            return False
        return tuple(map(_bare, said)) == self.words or self.heads(words, index)

    def heads(self, words: Sequence[str], index: int) -> bool:
        """Whether it is one word that a compound begins with."""
        return len(self.words) == 1 and words[index].startswith(f"{self.words[0]}-")


_INTO = tuple("变變换換改做化画畫染造扮")  # what with 成 makes a verb
Place = tuple[int, int, str]  # where a name stands, and its kind


class NamesInWords:
    """Names in a language with blanks between words, by their first word."""

    def __init__(self, lexicons: Lexicons, lexicon: Lexicon, clues: Clues) -> None:
        shared = lexicons.of(SHARED)
        self._names = _by_key(shared)
        self._any_case = _keys(shared, written=False)
        self._capital = _keys(shared, written=True)
        self._cues = shared.words("cues") | lexicon.words("rules/cues")
        self._likeness = _Likeness(shared, lexicon)
        self._keys = self._any_case | self._capital | self._likeness.keys
        self._has_words = clues.bit(self._keys)
        self._nouns_have_capitals = lexicon.language == "de"

    def found(self, reading: Reading, plain: Plain) -> Iterable[Finding]:
        if not plain.clues & self._has_words:
            return ()
        keys = self._keys & plain.keys
        if self._may_stand(plain, keys) or self._may_be_written(plain, keys, reading):
            return _findings(reading.prompt, self._places(reading.prompt, reading.tokens))
        return ()

    def _may_stand(self, plain: Plain, keys: AbstractSet[str]) -> bool:
        """Whether all words of a name are here, in any case."""
        known = self._any_case & keys
        if not known or plain.quoted or _is_owners(plain.folded):
            return bool(known)
        for word in known:
            for name in self._names[word]:
                if not name.written and plain.keys.issuperset(name.words):
                    return True
        return False

    def _may_be_written(self, plain: Plain, keys: AbstractSet[str], reading: Reading) -> bool:
        """Whether a name may stand here that only capitals tell, or a logo."""
        prompt, known = reading.prompt, self._capital & keys
        if known and (plain.quoted or not self._cues.isdisjoint(plain.keys)):
            return True
        for word in known:
            for name in self._names[_bare(word)]:
                if name.written and name.written in prompt:
                    return True
        return not (prompt[1:].islower() or self._likeness.keys.isdisjoint(keys))

    def _places(self, prompt: str, tokens: Tokens) -> Iterator[Place]:
        behind = 0
        known_here: Iterable[bool] = map(self._keys.__contains__, tokens.words)
        if "-" in "".join(tokens.words):
            known_here = [word in self._keys or "-" in word for word in tokens.words]
        for index in compress(count(), known_here):
            if index < behind:
                continue
            word = tokens.words[index]
            known = self._names.get(_bare(word) if _is_owners(word) else word)
            if known is None and "-" in word:  # Coca-Cola-Logo
                known = self._names.get(word.rpartition("-")[0])
            name = self._fitting(known, prompt, tokens, index) if known else None
            if name and (first := index - name.key) >= behind:
                behind = first + len(name.words)
                yield tokens.starts[first], _end(tokens, behind - 1), name.kind
            elif word in self._likeness.cues:
                last = self._likeness.end(prompt, tokens, index)
                if last and tokens.words[last[0]] not in self._names:
                    behind = last[1]
                    yield tokens.starts[last[0]], _end(tokens, behind - 1), PERSON

    def _fitting(
        self, known: Sequence[_Name], prompt: str, tokens: Tokens, index: int
    ) -> _Name | None:
        for name in known:
            first = index - name.key
            if name.stands(tokens.words, first) and (
                not name.written or self._as_written(name, prompt, tokens, first)
            ):
                return name
        return None

    def _as_written(self, name: _Name, prompt: str, tokens: Tokens, index: int) -> bool:
        """Capitals tell a name where not every word has one; a logo beside it tells it anywhere."""
        last = index + len(name.words)
        near = tokens.words[max(0, index - _NEAR) : index] + tokens.words[last : last + _NEAR]
        capital = prompt.startswith(name.written, tokens.starts[index])
        if name.kind in (BRAND, PLATFORM) and not self._cues.isdisjoint(near):
            return capital or "logo" in near or name.kind == PLATFORM
        if (
            name.kind == PLATFORM
            or not capital
            or self._nouns_have_capitals
            or _all_capital(prompt)
        ):
            return False
        begins = index == 0 or tokens.words[index - 1] in ".!?:\n"
        return not begins or len(name.words) > 1


class _Likeness:
    """`look like First Last`: somebody who is in no list."""

    def __init__(self, shared: Lexicon, lexicon: Lexicon) -> None:
        self.cues: dict[str, list[tuple[str, ...]]] = {}
        for entry in lexicon.entries("rules/person_cues"):
            words = tuple(entry.split())
            self.cues.setdefault(words[0], []).append(words)
        self.keys = frozenset(self.cues)
        self._given = shared.words("given")
        self._people = lexicon.words("rules/people_words")
        self._nobody = lexicon.words("rules/no_person")

    def end(self, prompt: str, tokens: Tokens, index: int) -> tuple[int, int] | None:
        """From which word to which somebody is named, after a cue that begins here."""
        words = tokens.words
        for cue in self.cues[words[index]]:
            first = last = index + len(cue)
            if tuple(words[index:first]) != cue:
                continue
            while last < len(words) and _is_capital(prompt, tokens, last):
                last += 1
            if 2 <= last - first <= 3 and self._is_somebody(words, cue, first, last):
                return None if _all_capital(prompt) else (first, last)
        return None

    def _is_somebody(
        self, words: Sequence[str], cue: tuple[str, ...], first: int, last: int
    ) -> bool:
        if not self._nobody.isdisjoint(map(_bare, words[first:last])):
            return False
        if len(cue) == 1 and words[first] not in self._given:
            return False
        return not self._people.isdisjoint(words[:first])


class NamesInSigns:
    """Names in a language without blanks, by their first sign."""

    def __init__(self, lexicons: Lexicons, lexicon: Lexicon, _: Clues) -> None:
        self._names: dict[str, list[tuple[str, str]]] = {}
        shared = lexicons.of(SHARED)
        for name, (kind, written) in _LISTS.items():
            if not written:
                self._add(shared.entries(name), kind)
        for name, kind in _OWN_LISTS.items():
            self._add(lexicon.entries(f"rules/{name}"), kind)
        for names in self._names.values():
            names.sort(key=lambda name: -len(name[0]))

    def _add(self, entries: Sequence[str], kind: str) -> None:
        for entry in entries:
            self._names.setdefault(entry[0].lower(), []).append((entry.lower(), kind))

    def found(self, reading: Reading, plain: Plain) -> Iterator[Finding]:
        return _findings(reading.prompt, self._places(plain.folded))

    def _places(self, text: str) -> Iterator[Place]:
        behind = 0
        for index in compress(count(), map(self._names.__contains__, text)):
            for name, kind in self._names[text[index]] if index >= behind else ():
                if text.startswith(name, index) and _stands_alone(text, index, name):
                    behind = index + len(name)
                    yield index, behind, kind
                    break


@lru_cache(maxsize=2)  # the names are those of all languages, and a user's words may be among them
def _by_key(shared: Lexicon) -> dict[str, list[_Name]]:
    found: dict[str, list[_Name]] = {}
    for name, (kind, written) in _LISTS.items():
        for entry in shared.entries(name):
            words = tuple(map(_bare, words_in(entry)) if _is_owners(entry) else words_in(entry))
            longest = max(words, key=len)
            fields = words, kind, entry if written else "", words.index(longest)
            found.setdefault(longest, []).append(record(_Name, fields))
    for names in found.values():
        if len(names) > 1:
            names.sort(key=lambda name: -len(name.words))
    return found


@lru_cache(maxsize=4)  # likewise
def _keys(shared: Lexicon, *, written: bool) -> frozenset[str]:
    """Words of names, with and without the sign of possession."""
    keys = {
        word
        for word, known in _by_key(shared).items()
        for each in known
        if written == (each.written != "")
    }
    return frozenset([word + end for word in keys for end in ("", "'s", "’s")])


def _findings(prompt: str, places: Iterator[Place]) -> Iterator[Finding]:
    """Each name once."""
    told: set[str] = set()
    for start, end, kind in places:
        said = prompt[start:end]
        if said.lower() not in told:
            told.add(said.lower())
            code, message, hint = _SAID[kind]
            yield finding(code, (start, end), f"{message}: {said}", hint)


def _is_owners(text: str) -> bool:
    """Whether it may have a sign of possession."""
    return "'" in text or "’" in text


def _bare(word: str) -> str:
    """Without the sign of possession."""
    return word[:-2] if word.endswith(("'s", "’s")) else word


def _end(tokens: Tokens, index: int) -> int:
    return tokens.ends[index] - (len(tokens.words[index]) - len(_bare(tokens.words[index])))


def _is_capital(prompt: str, tokens: Tokens, index: int) -> bool:
    first, last = prompt[tokens.starts[index]], prompt[tokens.ends[index] - 1]
    return first.isupper() and last.islower()


def _all_capital(prompt: str) -> bool:
    """Whether capitals tell nothing here, since most words begin with one."""
    words = [word for word in prompt.split() if word[0].isalpha()]
    return len(words) > 3 and sum(word[0].isupper() for word in words) * 3 >= len(words) * 2


def _stands_alone(text: str, start: int, name: str) -> bool:
    """A name in Latin letters is not a part of another word, nor one in signs of 变成龙."""
    if not name[0].isascii():
        return name[0] != "成" or text[start - 1 : start] not in _INTO
    around = text[start - 1 : start] + text[start + len(name) : start + len(name) + 1]
    return not any(sign.isascii() and sign.isalnum() for sign in around)
