"""What a prompt keeps and changes all the same."""

from collections.abc import Iterator, Sequence

from remixbatch.prompts.finding import Finding, finding
from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.reading import Reading
from remixbatch.prompts.rules.against import Against
from remixbatch.prompts.rules.not_one import NotOne
from remixbatch.prompts.rules.of_whole import OfWhole
from remixbatch.prompts.rules.owned import Owned
from remixbatch.prompts.rules.renamed import Renamed
from remixbatch.prompts.rules.things import (
    NO_THINGS,
    Things,
    Told,
    demands,
    joined,
    quoted,
    singular,
    words_in,
)

_KEPT = "leave out what stays, or let it name the rest: `keep everything else`"
_THE_REST = ("あとは", "後は", "あと、")
_NAME = 4  # letters of a name at least, and of no "del"
_ONLY = frozenset(("only", "just", "except", "merely", "solely"))
_GIVING = ("add", "give")
_AROUND = {"head", "face", "body"}  # what has more than the one part that stays
_SEEING = frozenset({"show", "film", "see", "shoot", "frame"})  # how it is seen is no change of it
_OF_ALL = frozenset(("speed", "camera", "audio", "light"))  # done to the whole clip, if to `it`
_NOT_IT = frozenset(("camera", "framing", "lighting", "scene", "shot", "video", "everything"))


class Kept:
    """RMX302 of what stays, in one language."""

    def __init__(self, lexicon: Lexicon, things: Things) -> None:
        self._things = things
        self._not_one = NotOne(lexicon)
        self._of_whole = OfWhole(lexicon, things)
        self._renamed, self._against = Renamed(lexicon, things), Against(lexicon, things)
        self._feminine = lexicon.language == "es"  # negra: negro
        self._named_by_first = lexicon.language in ("es", "de")
        self._firm = lexicon.words("rules/firm")
        self._possessives = lexicon.words("possessives")
        self._rest = lexicon.words("rules/rest")
        self._all = lexicon.words("rules/all")
        self._removing = lexicon.words("rules/remove")
        not_it = _NOT_IT.union(*map(lexicon.words, NO_THINGS))
        self._doings = lexicon.words("rules/motion") | lexicon.words("rules/doings")
        self._not_it = not_it - lexicon.words("rules/likenesses")
        self._none = lexicon.words("rules/none")
        self._changing = lexicon.words("rules/changing")
        self._excepting = lexicon.words("except")
        self._onto = lexicon.words("prepositions")
        beside = lexicon.words("rules/beside") | lexicon.words("things") | lexicon.words("clothes")
        self._beside = beside  # the sign above it; a rainbow umbrella
        self._strong = lexicon.words("rules/strong")
        self._general = lexicon.words("rules/general")
        self._replacing = lexicon.words("rules/replace")
        self._it = lexicon.words("rules/it")
        self._color_nouns = lexicon.words("rules/color_nouns")
        self._colors = lexicon.words("colors")
        self._looks = self._colors | lexicon.words("materials") | lexicon.words("patterns")
        self._looks |= lexicon.words("rules/thing_state") | lexicon.words("sizes")
        self._its = lexicon.words("rules/its")
        self._which = lexicon.words("rules/which") | self._colors
        self._filling = lexicon.words("rules/filling")
        self._causing = lexicon.words("rules/causing")
        self._worn = lexicon.words("bodies") | lexicon.words("clothes")
        self._alive = lexicon.words("animals") | lexicon.words("clothes")
        self._around = lexicon.words("rules/around")
        self._articles = lexicon.words("rules/det")
        self._behind = (
            lexicon.words("prepositions") | lexicon.words("rules/value_mark") | self._looks
        ) | (lexicon.words("adjectives") | lexicon.words("rules/loose"))
        self._still = lexicon.words("rules/cam_still") | lexicon.words("rules/cam_never")
        self._moves = lexicon.words("rules/cam_terms")
        self._later = lexicon.words("rules/cam_after") - {"not", "never", "second", "end", "first"}
        self._definite = lexicon.words("rules/the") | lexicon.words("rules/known")
        self._own = self._definite | self._its
        self._limbs = lexicon.words("rules/limbs")
        self._parts: dict[str, set[str]] = {}
        for line in lexicon.entries("rules/parts"):
            whole, _, parts = line.partition(": ")
            self._parts.setdefault(whole, set()).update(map(str.strip, parts.split(",")))
        self._owned = Owned(lexicon, self._parts)
        # Of wholes that were asked for, each part as a text has it.
        self._said: dict[str, list[str]] = {}

    def found(
        self, reading: Reading, kept: Told, asked: Told, said: Told | None = None
    ) -> Iterator[Finding]:
        """`said`: what is kept, and how that goes on behind it."""
        said = said or kept
        whole, state = self._things.kept(reading, kept)
        thing = self._things.of(asked.target)
        undoes = self._undoes(asked)
        if self._says_rest(reading, said) or (
            not whole and self._things.says(self._all, reading, kept)
        ):
            against = undoes and thing not in self._it
            against = against and self._is_about(kept, asked, (whole, thing))
        elif self._things.says(self._firm, reading, said):
            against = (
                self._is_about(kept, asked, (whole, thing))
                or self._has_part(reading, asked, whole)
                or self._has_property(reading, asked, whole, thing)
                or self._is_given(asked, whole)
                or (self._owned.speaks and self._owned.is_asked(reading, asked, whole))
                or self._not_one.is_changed(kept, asked)
                or self._of_whole.looks_otherwise(reading, kept, asked, whole)
                or (
                    self._things.says(self._strong, reading, said)
                    and self._is_firmly(reading, kept, asked, (whole, thing))
                )
            )
        else:
            other_state = bool(state and asked.value) and state not in asked.value
            against = other_state or undoes
            against = against and self._is_about(kept, asked, (whole, thing))
        # `…, only its windows are to be bricked up`
        if against and kept.start < asked.start and thing not in self._it:
            against = not self._is_excepted(reading, kept, asked)
        against = against or (
            whole.startswith("camera") and self._moves_camera(reading, kept, asked, whole)
        )
        against = against or (
            thing in self._it and self._is_colored_anew(reading, kept, asked, state)
        )
        against = against or (whole in self._color_nouns and self._is_its_color(kept, asked))
        against = against or self._renamed.changes(reading, kept, asked, (whole, state), said)
        against = against or self._against.is_asked(reading, kept, asked, whole, said)
        if against and undoes:
            first = kept.words[:2]  # take it out; none of it
            against = self._none.isdisjoint(first[:1]) or not self._changing.isdisjoint(first)
        if against:
            message = (
                f"asks for {quoted(reading, (asked.start, asked.end))}"
                f" against its own {quoted(reading, (kept.start, kept.end))}"
            )
            yield finding("RMX302", joined(kept, asked), message, _KEPT)

    def _is_about(self, kept: Told, asked: Told, names: tuple[str, str]) -> bool:
        """Whether a demand is about what stays; `names`: that, and what is asked about."""
        whole, thing = names
        return bool(whole) and (
            self._is_same(kept, asked, names)
            or (thing in self._it and kept.start < asked.start and self._undoes(asked))
            or self._of_whole.stays_so(kept.words, thing)
        )

    def _is_excepted(self, reading: Reading, kept: Told, asked: Told) -> bool:
        """`only its windows`; `it stays as it is, apart from its windows, …`."""
        if self._things.solid:
            return False
        between = words_in(reading, kept.start, asked.start)
        said = f" {' '.join(between)} "
        excepts = any(f" {word} " in said for word in self._excepting)
        return excepts or (asked.verb != "give" and not _ONLY.isdisjoint(between[-1:]))

    def _says_rest(self, reading: Reading, kept: Told) -> bool:
        """Whether it is the rest that stays; not in `just as it is`."""
        if not self._things.says(self._rest, reading, kept):
            return reading.prompt.endswith(_THE_REST, 0, kept.start)  # あとはそのままで
        words = kept.words
        if "ni" in words and self._rest.intersection(words) <= {"solo"}:
            return False  # "ni un solo color"
        if self._things.solid or self._rest.isdisjoint(words):
            return True
        return any(
            word in self._rest and not (word == "just" and after in ("as", "like", "the"))
            for word, after in zip(words, [*words[1:], ""], strict=True)
        )

    def _is_same(self, kept: Told, asked: Told, names: tuple[str, str]) -> bool:
        """`the chapel ceiling`, and later `the ceiling`: the name that comes later may be shorter."""
        longer, shorter = names
        if not _SEEING.isdisjoint(asked.words[:1]):
            return False
        if longer == shorter or self._is_object(asked, longer):
            return True
        if self._named_by_first and shorter and longer.startswith(f"{shorter} "):
            return True  # "el bigote del cocinero", and later "el bigote"
        owner, prop = self._things.property_of(longer)
        if owner and kept.start < asked.start and self._is_object(asked, prop):
            return "'s" in longer  # the nun's habit, and later the habit
        later = asked
        if asked.start < kept.start:
            longer, shorter, later = shorter, longer, kept
        if self._things.solid or not shorter or not longer.endswith(f" {shorter}"):
            return False
        words = later.words
        first = shorter.split(maxsplit=1)[0]
        at = words.index(first) if first in words else 0
        told_apart = longer.split()[: -len(shorter.split())]
        return self._which.isdisjoint(told_apart) and at > 0 and words[at - 1] in self._own

    def _is_object(self, asked: Told, whole: str) -> bool:
        """Whether it stands behind the first word of a demand, whatever that is: `zap the kettle`."""
        if self._things.solid or asked.verb in _GIVING:
            return False
        words, own = asked.words, whole.split()
        if words[-2 - len(own) :] == ["into", "the", *own]:
            return True
        if len(words) < 3 or words[1] not in self._definite:
            return False
        after = words[2 + len(own) : 3 + len(own)]
        ends = not after or not after[0].isalpha() or after[0] in self._behind
        return words[2 : 2 + len(own)] == own and ends

    def _is_firmly(self, reading: Reading, kept: Told, asked: Told, names: tuple[str, str]) -> bool:
        """Whether a demand is against what is not to be touched at all."""
        whole, thing = names
        told = kept.words, whole, asked.words, thing
        return (
            self._of_whole.has_color(asked, whole)
            or (asked.verb != "add" and self._of_whole.is_part(*told))
            or (bool(whole) and thing == f"new {whole}")
            or (
                bool(whole)
                and whole not in self._not_it
                and not self._is_doing(asked, whole)
                and self._follows(reading, kept, asked)
                and (self._is_it(asked, thing) or self._is_its(asked, whole))
            )
        )

    def _moves_camera(self, reading: Reading, kept: Told, asked: Told, whole: str) -> bool:
        """`the camera must not move. Add a whip pan.`"""
        return (
            whole.split(maxsplit=1)[:1] == ["camera"]
            and self._later.isdisjoint(words_in(reading, kept.start, asked.end))
            and self._things.says(self._still, reading, kept)
            and self._things.says(self._moves, reading, asked)
        )

    def _follows(self, reading: Reading, kept: Told, asked: Told) -> bool:
        """Whether no other demand stands between them that `it` could be of."""
        return (
            not self._things.solid
            and not any(kept.start < each.start < asked.start for each in demands(reading))
            and kept.start < asked.start
        )

    def _is_it(self, asked: Told, thing: str) -> bool:
        """`leave the barn as it is, but clad it in cedar`: `it` can only be the barn."""
        words = asked.words
        if self._of_whole.is_moved(words):
            return False
        if asked.verb is None:  # `saw it in half`: no verb that is known; `it is to be white`
            states = asked.kind == "declarative" and asked.target in self._it
            looks = states and asked.value.rpartition(" ")[2] in self._looks
            return looks or (
                words[1:2] in [[it] for it in self._it] and words[0] not in self._articles
            )
        if thing not in self._it or asked.verb in _OF_ALL or words[0] in self._filling:
            return False
        value = asked.value.split()
        if asked.verb == "give" and value:
            return value[-1] in self._worn or singular(value[-1]) in self._worn
        another = not self._alive.isdisjoint(value[-1:])  # `just turn it into a zebra`
        return words[0] not in self._general or another or not self._looks.isdisjoint(value)

    def _is_doing(self, asked: Told, whole: str) -> bool:
        """`leave the horse's gait as it is, but dye it pink`, `give it horns`: that can only be the horse."""
        prop = self._things.property_of(whole)[1]
        other = prop in self._color_nouns and not self._things.has_color(asked.value)
        gives = asked.verb == "give" or prop in self._doings or other  # "…, pero hazlo más largo"
        return gives and self._things.is_owned(whole)

    def _is_its(self, asked: Told, whole: str) -> bool:
        """`leave the statue untouched, knock its head off`; of the robot's walk, no legs are."""
        words = asked.words[:4]
        at = next((at for at, word in enumerate(words) if word in ("its", "their")), -1)
        if at < 0 or not self._around.isdisjoint(asked.words):
            return False
        if self._things.is_owned(whole) and self._color_nouns.isdisjoint(words[at + 1 :]):
            return False
        if not at:  # `and its windows are to be bricked up`
            return asked.kind == "declarative" and self._not_it.isdisjoint(words[1:3])
        if at > 1 and words[at - 1] in self._onto:  # fireworks over its towers
            return False
        return self._articles.isdisjoint(words[:at]) and words[0] not in self._causing

    def _is_given(self, asked: Told, whole: str) -> bool:
        """`give her short hair`, and her hair is not to be touched."""
        if self._things.solid or asked.verb != "give" or not whole:
            return False
        given = self._things.of(asked.value)
        if given == whole:  # and not to his brother
            return bool(given) and asked.target.partition(" ")[0] not in self._possessives - {"her"}
        owner, own = self._things.property_of(whole)
        return bool(owner) and given.endswith(f" {own}") and self._things.of(asked.target) == owner

    def _is_its_color(self, kept: Told, asked: Told) -> bool:
        """`turn the car red and keep its colour`."""
        if asked.start > kept.start:
            return False
        own = not self._its.isdisjoint(kept.words)
        return own and not self._colors.isdisjoint(asked.value.split())

    def _is_colored_anew(self, reading: Reading, kept: Told, asked: Told, state: str) -> bool:
        """German: `das Auto soll rot bleiben, mach es aber knallgelb`."""
        if not self._named_by_first or not state:
            return False
        value = asked.value
        hue = f"{value[:-1]}o" if self._feminine else value
        colored = value.endswith(tuple(self._colors)) or hue.endswith(tuple(self._colors))
        return colored and state[:-1] not in value and self._follows(reading, kept, asked)

    def _undoes(self, asked: Told) -> bool:
        """Whether a demand leaves nothing of the thing."""
        return asked.verb in self._removing or asked.verb in self._replacing

    def _has_property(self, reading: Reading, asked: Told, whole: str, thing: str) -> bool:
        """`the colour of the door` is kept, and the door, or it, is painted."""
        owner, prop = self._things.property_of(whole)
        plural = " " not in whole and thing[:-1] == owner  # "die Haarfarbe", "die Haare"
        if self._things.solid or not owner or not (thing == owner or plural or thing in self._it):
            return False
        return self._has_part(reading, asked, prop) or (
            prop in self._color_nouns and self._things.has_color(asked.value)
        )

    def _has_part(self, reading: Reading, asked: Told, whole: str) -> bool:
        if self._things.solid:
            said = reading.prompt[asked.start : asked.end].lower()
            inside = [parts for name, parts in self._parts.items() if whole.endswith(name)]
            return any(part in said for parts in inside for part in parts)
        words = asked.words
        thing = self._owned_by(words, whole)
        parts = self._parts.get(thing or whole)
        if not parts or (self._limbs.isdisjoint(parts) and not self._limbs.isdisjoint(words)):
            return False  # a scar on his arm
        said = f" {' '.join(words)} "
        if (thing or whole) not in self._said:
            self._said[thing or whole] = [f" {part} " for part in parts]
        there = filter(said.__contains__, self._said[thing or whole])
        named = [said.split(part)[:2] for part in there]
        return any(
            self._beside.isdisjoint(after.split()[:1])
            and not (after.split()[:1] == ["of"] and whole not in after)
            and not self._is_place(asked, before, thing or whole)
            for before, after in named
        )

    def _owned_by(self, words: Sequence[str], whole: str) -> str:
        """`the keeper's kit`, and `his jersey`; `the pilot's face`, and `the pilot's cheek`; "la cara del piloto"."""
        if self._named_by_first:
            thing, _, rest = whole.partition(" ")
            owner = next((word for word in rest.split() if len(word) >= _NAME), "")
            hers = not self._possessives.isdisjoint(words[:2])  # "mach ihre Augen blau"
            return thing if owner and (owner in words or hers) else ""
        owner, _, thing = whole.rpartition("'s ")
        own = f"{owner}'s"
        inside = self._parts.get(thing, set()) | _AROUND
        named = own in words and inside.issuperset(words[words.index(own) + 1 :][:1])
        return thing if owner and (named or not self._its.isdisjoint(words)) else ""

    def _is_place(self, asked: Told, before: str, whole: str) -> bool:
        """`put a cat in the sink`, `on the kitchen counter`, `fireworks over its towers`: there, something comes to it."""
        no_names = {*self._own, *self._articles, whole}
        words = [word for word in before.split() if word not in no_names]
        comes = asked.verb == "add" or asked.kind != "edit"
        return comes and not self._onto.isdisjoint(words[-2:])
