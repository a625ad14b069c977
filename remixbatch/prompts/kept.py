"""What a prompt keeps and changes all the same."""

from collections.abc import Iterator

from remixbatch.prompts.finding import Finding, finding
from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.reading import Reading, Segment
from remixbatch.prompts.things import Things, joined, quoted, words_of

_KEPT = "leave out what stays, or let it name the rest: `keep everything else`"


class Kept:
    """RMX302 of what stays, in one language."""

    def __init__(self, lexicon: Lexicon, things: Things) -> None:
        self._things = things
        self._firm = lexicon.words("rules/firm")
        self._rest = lexicon.words("rules/rest")
        self._all = lexicon.words("rules/all")
        self._removing = lexicon.words("rules/remove")
        self._not_it = frozenset(
            (
                *("camera", "framing", "lighting", "scene", "shot", "video", "everything"),
                *lexicon.words("rules/abstract"),
                *lexicon.words("rules/people_words"),
                *lexicon.words("people"),
                *lexicon.words("rules/generic"),
                *lexicon.words("rules/property"),
            )
        )
        self._none = lexicon.words("rules/none")
        self._strong = lexicon.words("rules/strong")
        self._general = lexicon.words("rules/general")
        self._replacing = lexicon.words("rules/replace")
        self._it = lexicon.words("rules/it")
        self._color_nouns = lexicon.words("rules/color_nouns")
        self._colors = lexicon.words("colors")
        self._its = lexicon.words("rules/its")
        lines = [line.partition(": ") for line in lexicon.entries("rules/owned")]
        self._owned = [(tuple(one.split(", ")), tuple(two.split(", "))) for one, _, two in lines]
        self._owners = lexicon.entries("rules/owners")
        self._parts: dict[str, set[str]] = {}
        for line in lexicon.entries("rules/parts"):
            whole, _, parts = line.partition(": ")
            self._parts.setdefault(whole, set()).update(part.strip() for part in parts.split(","))

    def found(self, reading: Reading, kept: Segment, asked: Segment) -> Iterator[Finding]:
        whole, state = self._things.kept(reading, kept)
        thing = self._things.of(asked.target)
        same = bool(whole) and (thing == whole or (thing in self._it and self._undoes(asked)))
        if self._things.hears(self._rest, reading, kept) or (
            not whole and self._things.hears(self._all, reading, kept)
        ):
            against = same and self._undoes(asked)
        elif self._things.hears(self._firm, reading, kept):
            strong = self._things.hears(self._strong, reading, kept)
            against = (
                same
                or (strong and self._is_it(asked, whole, thing))
                or self._has_part(reading, asked, whole)
                or self._has_property(reading, asked, whole, thing)
                or self._is_given(asked, whole)
                or (strong and self._is_owner(asked, whole))
                or self._owns(reading, asked, whole)
                or (strong and bool(whole) and thing == f"new {whole}")
            )
        else:
            other_state = bool(state and asked.value) and state not in asked.value
            against = same and (other_state or self._undoes(asked))
        against = against or self._is_its_color(reading, kept, asked, whole)
        if against and not self._none.isdisjoint(words_of(reading, kept)[:1]):
            against = not self._undoes(asked)  # take it out; none of it
        if against:
            message = (
                f"asks for {quoted(reading, (asked.start, asked.end))}"
                f" against its own {quoted(reading, (kept.start, kept.end))}"
            )
            yield finding("RMX302", joined(kept, asked), message, _KEPT)

    def _is_it(self, asked: Segment, whole: str, thing: str) -> bool:
        """`leave the barn as it is, but clad it in cedar`: `it` can only be the barn."""
        if self._things.solid or thing not in self._it or whole in self._not_it or not whole:
            return False
        return asked.verb not in self._general or self._things.has_color(asked.value)

    def _is_given(self, asked: Segment, whole: str) -> bool:
        """`give her short hair`, and her hair is not to be touched."""
        if self._things.solid or asked.verb != "give" or not whole:
            return False
        return bool(asked.value) and self._things.of(asked.value) == whole

    def _is_owner(self, asked: Segment, whole: str) -> bool:
        """`change the colour of the walls`, and the walls are to stay as they are."""
        if self._things.solid or not whole:
            return False
        words = [word for word in asked.target.split() if word != "the"]
        owner, prop = self._things.property_of(" ".join(words))
        return owner == whole and prop in self._color_nouns

    def _owns(self, reading: Reading, asked: Segment, whole: str) -> bool:
        """女孩的发型 is kept, and 她的头发 cut short; 犬の色, and 犬 made black."""
        words = reading.prompt[asked.start : asked.end].lower()
        for names, states in self._owned:
            name = next((name for name in names if whole.endswith(name)), None)
            if name is None or not (words.endswith(states) or asked.value.endswith(states)):
                continue
            own = whole.removesuffix(name)
            for owner in (own, *self._owners, ""):
                part = asked.target.removeprefix(owner).strip("的の")
                about = asked.target.startswith(owner) and (part or owner)
                if about and any(name.startswith(part) for name in names):
                    return True
        return False

    def _is_its_color(self, reading: Reading, kept: Segment, asked: Segment, whole: str) -> bool:
        """`turn the car red and keep its colour`."""
        if whole not in self._color_nouns or asked.start > kept.start:
            return False
        own = not self._its.isdisjoint(words_of(reading, kept))
        return own and not self._colors.isdisjoint(asked.value.split())

    def _undoes(self, asked: Segment) -> bool:
        """Whether a demand leaves nothing of the thing."""
        return asked.verb in self._removing or asked.verb in self._replacing

    def _has_property(self, reading: Reading, asked: Segment, whole: str, thing: str) -> bool:
        """`the colour of the door` is kept, and the door, or it, is painted."""
        owner, prop = self._things.property_of(whole)
        if self._things.solid or not owner or not (thing == owner or thing in self._it):
            return False
        return self._has_part(reading, asked, prop) or (
            prop in self._color_nouns and self._things.has_color(asked.value)
        )

    def _has_part(self, reading: Reading, asked: Segment, whole: str) -> bool:
        if self._things.solid:
            said = reading.prompt[asked.start : asked.end].lower()
            inside = [parts for name, parts in self._parts.items() if whole.endswith(name)]
            return any(part in said for parts in inside for part in parts)
        parts = self._parts.get(whole)
        if not parts:
            return False
        said = f" {' '.join(words_of(reading, asked))} "
        return any(f" {part} " in said for part in parts)
