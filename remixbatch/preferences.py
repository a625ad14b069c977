"""What a folder's `remixbatch.toml` says about the lint, typed, and every problem in it."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from remixbatch.document import Document, check, label
from remixbatch.problem import KeyPath, Problem, did_you_mean, ordered, quoted
from remixbatch.prompts.finding import CODE_OF, RULES, Level
from remixbatch.prompts.lexicon import LANGUAGES
from remixbatch.toml import read as read_toml

FILE = "remixbatch.toml"
MAX_CHAIN = 4  # remixes of remixes: each loses some of what the one before kept
Words = Mapping[str, Mapping[str, Sequence[str]]]  # language -> list -> words
Lists = Callable[[str], Mapping[str, Sequence[str]]]  # what the lists of a language hold, by name
SIGNS = frozenset("|()[]{}<>?*+\\^$=%#@~_:")  # of patterns; no word has them
OBJECTS = " > "  # behind it, what a verb may have for an object: no field
FIELDS = re.compile(r"[^|()\[\]{}<>?*+\\^$=%#@~_:]+:(?P<fields>[\w ]*\w)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """How prompts are linted. `rules` are the codes that hold; `severity` is by code.

    `told` has what the file says, by setting: the value as a person reads it, and `file:line`. What is not
    there has its default.
    """

    file: str | None = None
    rules: frozenset[str] = frozenset(RULES)
    strict: bool = False
    severity: Mapping[str, Level] = field(default_factory=dict)
    max_words: int | None = None
    max_chain: int = MAX_CHAIN
    words: Words = field(default_factory=dict)
    told: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def level(self, code: str) -> Level:
        return self.severity.get(code, RULES[code].level)

    def narrowed(
        self, select: Iterable[str], ignore: Iterable[str], *, strict: bool
    ) -> "Preferences":
        """With the flags of one call, codes each: `select` sets aside what the file selects and ignores."""
        rules = frozenset(select) or self.rules
        return replace(self, rules=rules - frozenset(ignore), strict=strict or self.strict)


def codes(word: str) -> frozenset[str]:
    """The rules that a code, a name or the beginning of a code means; none where it means nothing."""
    text = word.strip()
    if (code := code_of(text)) is not None:
        return frozenset({code})
    begin = text.upper()
    return frozenset(code for code in RULES if code.startswith(begin) and len(begin) >= 3)


def code_of(word: str) -> str | None:
    """The one rule of this code or name."""
    if word.upper() in RULES:
        return word.upper()
    return CODE_OF.get(word.lower().replace("_", "-"))


def meant(word: str) -> str:
    """A hint for a word that is no rule."""
    return did_you_mean(word, [*CODE_OF, *RULES], "`remixbatch rule` lists them")


def read(
    text: str, file: str, schema: Mapping[str, Any], lists: Lists
) -> tuple[Preferences, list[Problem], Sequence[str]]:
    """The preferences in a file's text, what is wrong with it, and its lines."""
    document, problems = read_toml(text, file)
    if document is None:
        return Preferences(file=file), problems, text.splitlines()
    problems = check(document, schema)
    if not problems:
        problems = ordered([*_unknown_rules(document), *_of_words(document, lists)])
    if problems:
        return Preferences(file=file), problems, document.lines
    return _typed(document), [], document.lines


def _typed(document: Document) -> Preferences:
    lint = document.value.get("lint", {})
    selected = [codes(word) for word in lint.get("select", RULES)]
    ignored = [codes(word) for word in lint.get("ignore", ())]
    return Preferences(
        file=document.file,
        rules=frozenset().union(*selected) - frozenset().union(*ignored),
        strict=lint.get("strict", False),
        severity={str(code_of(name)): level for name, level in lint.get("severity", {}).items()},
        max_words=lint.get("max_words"),
        max_chain=lint.get("max_chain", MAX_CHAIN),
        words=lint.get("words", {}),
        told={name: (_words(value), _origin(document, name)) for name, value in lint.items()},
    )


def _origin(document: Document, name: str) -> str:
    return f"{document.file}:{document.key_places['lint', name].line}"


def _words(value: object) -> str:
    """A setting on one line."""
    if isinstance(value, dict):
        pairs = (f"{key}: {_words(inner)}" for key, inner in value.items())
        return "; ".join(pairs)
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _problem(document: Document, path: KeyPath, message: str, hint: str, *, key: bool) -> Problem:
    place = (document.key_places if key else document.places)[path]
    return Problem("RMB203", place, f"{label(path)}: {message}", hint, path=path)


def _unknown_rules(document: Document) -> Iterator[Problem]:
    lint = document.value.get("lint", {})
    for key in ("select", "ignore"):
        for index, word in enumerate(lint.get(key, ())):
            if not codes(word):
                path: KeyPath = ("lint", key, index)
                message = f"there is no rule {quoted(word)}"
                yield _problem(document, path, message, meant(word), key=False)
    for name in lint.get("severity", {}):
        if code_of(name) is None:
            message = f"there is no rule {quoted(name)}"
            yield _problem(document, ("lint", "severity", name), message, meant(name), key=True)


def _of_words(document: Document, lists: Lists) -> Iterator[Problem]:
    """Languages and lists that are not there, and entries that are not like those of their list."""
    for language, added in document.value.get("lint", {}).get("words", {}).items():
        path: KeyPath = ("lint", "words", language)
        if language not in LANGUAGES:
            hint = did_you_mean(language, LANGUAGES, "languages: " + ", ".join(LANGUAGES))
            message = f"there is no language {quoted(language)}"
            yield _problem(document, path, message, hint, key=True)
            continue
        known = {
            name: shape for name, found in lists(language).items() if (shape := Shape.of(found))
        }
        for name, words in added.items():
            if name not in known:
                hint = "lists: " + ", ".join(sorted(known))
                message = f"there is no list {quoted(name)} that words can be added to"
                hint = did_you_mean(name, known, hint)
                yield _problem(document, (*path, name), message, hint, key=True)
                continue
            for index, word in enumerate(words):
                if wrong := known[name].wrong(word):
                    at: KeyPath = (*path, name, index)
                    yield _problem(document, at, *wrong, key=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What the entries of a list look like. With `kinds`, what stands behind the colon of `word: kind flag …`."""

    kinds: frozenset[str] = frozenset()
    flags: frozenset[str] = frozenset()

    @classmethod
    def of(cls, entries: Sequence[str]) -> "Shape | None":
        """None for a list of patterns, which only those who know the rules can add to."""
        if all(SIGNS.isdisjoint(entry) for entry in entries):
            return cls()
        fields = [FIELDS.fullmatch(entry.partition(OBJECTS)[0]) for entry in entries]
        told = [found["fields"].split() for found in fields if found is not None]
        flags = frozenset(flag for each in told for flag in each)
        if len(told) < len(entries) or len(flags) >= len(entries):
            return None
        return cls(kinds=frozenset(each[0] for each in told), flags=flags)

    def wrong(self, entry: str) -> tuple[str, str] | None:
        """Why an entry does not fit the list, and the next move."""
        word, colon, rest = entry.partition(OBJECTS)[0].partition(":")
        fields = rest.split()
        if not any(map(str.isalnum, word)) or not SIGNS.isdisjoint(word):
            return f"{quoted(entry)} is no word or phrase", "write it as prompts have it"
        if not self.kinds:
            return None if not colon else (f"{quoted(entry)} is no word or phrase", "leave out `:`")
        if not fields:
            hint = f"write `{word.strip()}: change`, or another of " + ", ".join(sorted(self.kinds))
            return f"{quoted(entry)} does not say what it does", hint
        if fields[0] not in self.kinds:
            hint = did_you_mean(fields[0], self.kinds, "one of " + ", ".join(sorted(self.kinds)))
            return f"nothing is called {quoted(fields[0])}", hint
        odd = next((field for field in fields if field not in self.flags), None)
        if odd is None:
            return None
        hint = did_you_mean(odd, self.flags, "one of " + ", ".join(sorted(self.flags)))
        return f"nothing is called {quoted(odd)}", hint
