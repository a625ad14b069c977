"""A prompt's own words, put into the sentences of a chain."""

from collections.abc import Mapping

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.clause import Clause
from remixbatch.prompts.english.line import Line

_TRIMMED = (
    tag.STOP | tag.COMMA | tag.COLON | tag.DASH | tag.OPEN | tag.CLOSE | tag.AND | tag.OR | tag.BUT
) | (tag.THEN | tag.ADDING | tag.POLITE)
_SMALL = tag.LEAD | tag.PREPOSITION | tag.ATTRIBUTE | tag.COMPARATIVE | tag.ADJECTIVE | tag.TIME
_LED = tag.PREPOSITION | tag.LINK | tag.WHEN | tag.DETERMINER
_BEGINS = tag.STOP | tag.COLON | tag.OPEN | tag.DASH
_FOLLOWS = tag.LEAD | tag.FINITE | tag.EDITS | tag.MODAL | tag.COPULA | tag.WITHOUT
# What is written large wherever it stands.
_NAMES = frozenset({"christmas", "halloween", "easter", "german", "dutch", "french", "spanish"}) | {
    *("english", "british", "irish", "scottish", "swedish", "danish", "greek", "roman", "arabic"),
    *("art", "vhs", "byzantine", "gothic", "baroque", "bauhaus"),
}
_OF_NAMES = ("ian", "ese")


class Wording:
    """Says stretches of a line, and fills in templates with them."""

    __slots__ = ("_line", "_prompt", "_templates")

    def __init__(self, prompt: str, line: Line, templates: Mapping[str, str]) -> None:
        self._prompt, self._line, self._templates = prompt, line, templates

    def said(self, start: int, end: int) -> str:
        """The prompt's own words from one place of the line to another, without joints at the ends."""
        line = self._line
        tags = line.tags
        while start < end and tags[start] & _TRIMMED and not tags[start] & tag.TOPIC:
            start += 1
        while end > start and tags[end - 1] & _TRIMMED and not tags[end - 1] & tag.TOPIC:
            if tags[end - 1] & tag.NUMBER and end - start > 1 and tags[end - 2] & _LED:
                break  # "until 0:04", "off the first"
            end -= 1
        if start >= end:
            return ""
        text = " ".join(self._prompt[line.low[start] : line.high[end - 1]].split())
        if text[:1].islower():
            return text
        small = text[1:2].islower() or text[:2] == "A "
        if small and (tags[start] & _SMALL or self._only_begins(start)):
            return text[0].lower() + text[1:]  # "The sky" is no longer first
        return text

    def rest(self, clause: Clause, start: int) -> str:
        """All words of a clause from a place in its first range on."""
        (_, end), *others = clause.ranges
        if not others:
            return self.said(start, end)
        parts = [self.said(start, end), *[self.said(*one) for one in others]]
        return " ".join(filter(None, parts))

    def shaped(self, name: str, *, all: str = "", target: str = "", value: str = "") -> str:  # noqa: A002
        """A template filled in."""
        filled = self._templates.get(name, "{}").replace("{}", all)
        filled = filled.replace("{target}", target).replace("{value}", value)
        return " ".join(filled.split())

    def _only_begins(self, start: int) -> bool:
        """Whether a word is large because a sentence begins there, and is no name."""
        line, word = self._line, self._line.words[start]
        if start and not line.tags[start - 1] & _BEGINS:
            return False
        if word in _NAMES or word.endswith(_OF_NAMES):
            return False
        after = line.tags[start + 1] if start + 1 < len(line.tags) else tag.STOP
        common = line.tags[start] & ~tag.OWNER or "-" in word or word.endswith("s")
        return bool(common) or not after & _FOLLOWS
