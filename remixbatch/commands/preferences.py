"""The `remixbatch.toml` that holds for a folder: the nearest one, up to the top of the repository."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files as package_files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Protocol

from remixbatch.errors import UsageError
from remixbatch.files import read_bytes
from remixbatch.preferences import FILE, Preferences, codes, meant, read
from remixbatch.problem import printable, quoted
from remixbatch.prompts.finding import Verdict
from remixbatch.prompts.lexicon import shipped

LIMIT = 1_000_000  # bytes


class Checker(Protocol):
    """A linter, which is imported where it is first needed."""

    def check(self, prompt: str) -> Verdict: ...

    def check_all(self, prompts: Sequence[str]) -> list[Verdict]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Flags:
    """Those of one call that say which rules hold, and how grave they are."""

    select: Sequence[str] = ()
    ignore: Sequence[str] = ()
    strict: bool = False

    def over(self, prefs: Preferences) -> Preferences:
        """What a folder prefers, with the flags over it. Raises UsageError."""
        select, ignore = (_codes(words) for words in (self.select, self.ignore))
        return prefs.narrowed(select, ignore, strict=self.strict)


def preferences(folder: Path) -> Preferences:
    """What holds for the specs of a folder. Raises SpecError with all that is wrong in the file, UsageError."""
    file = next((file for file in _candidates(folder.resolve()) if os.path.lexists(file)), None)
    if file is None:
        return Preferences()
    from remixbatch.commands.loaded import SpecError, schema  # noqa: PLC0415 - half of what lint reads

    try:
        text = read_bytes(file, LIMIT).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(
            f"{_shown(file)}: is not text in UTF-8; nothing was sent", hint="Save it as UTF-8."
        ) from None
    found, problems, lines = read(text, _shown(file), schema("settings"), _lists)
    if problems:
        raise SpecError(problems, lines, "settings")
    return found


def checker(prefs: Preferences) -> Checker:
    """What judges prompts, with the words and the length that a folder prefers."""
    from remixbatch.prompts.linter import SHIPPED, Linter  # noqa: PLC0415 - brings its words along

    usual = not prefs.words and prefs.max_words is None
    return SHIPPED if usual else Linter(prefs.words, prefs.max_words)


def _candidates(folder: Path) -> Iterator[Path]:
    for each in (folder, *folder.parents):
        yield each / FILE
        if (each / ".git").exists():
            return


def _shown(file: Path) -> str:
    return os.path.relpath(file)


def _lists(language: str) -> dict[str, tuple[str, ...]]:
    """The entries of the lists that a language has, by their names."""
    top = package_files("remixbatch.prompts") / "lexicon" / language
    return {name: shipped(language, name) for name in (_names(top) if top.is_dir() else ())}


def _names(folder: Traversable, above: str = "") -> Iterator[str]:
    for each in folder.iterdir():
        if each.is_dir():
            yield from _names(each, f"{above}{each.name}/")
        elif each.name.endswith(".txt"):
            yield above + each.name.removesuffix(".txt")


def _codes(words: Iterable[str]) -> frozenset[str]:
    """The codes that words mean, several joined by commas. Raises UsageError."""
    found: set[str] = set()
    for word in filter(None, (each.strip() for given in words for each in given.split(","))):
        if not (some := codes(word)):
            raise UsageError(f"there is no rule {quoted(printable(word))}", hint=meant(word))
        found |= some
    return frozenset(found)
