"""What a prompt removes and deals with all the same."""

from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from operator import attrgetter

from remixbatch.prompts.finding import Finding, finding
from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.plain import Plain
from remixbatch.prompts.reading import Reading, Segment
from remixbatch.prompts.rules.clues import Clues
from remixbatch.prompts.rules.missing import SHOWS, Missing, called
from remixbatch.prompts.rules.none_of import ALL, NO, NoneOf
from remixbatch.prompts.rules.things import (
    HINT,
    Things,
    are_forms,
    asks_for_both,
    joined,
    quoted,
    singular,
    words_in,
    words_of,
)
from remixbatch.prompts.rules.used import Used

_LACKING = frozenset(("ohne", "sin"))  # a hat, and her hat is spoken of
_ON_IT = ("里", "上", "里面", "上面", "の中", "の上")
_NOTHING = ("nothing", "anything", "anybody", "anyone", "nobody")
_TWO = 2
_PLAIN = 3  # words of a thing with no more than its article and a particle: "die Brücke weg"
_AWAY = frozenset({"off", "out", "away"})
_NOT, _ONE = frozenset(("not", "ni")), (["one"], ["un"], ["una"])  # not one; ni una
_OTHERS = frozenset(
    {"else", "new", "more", "but", "except", "only", "just", "instead", "other", "extra"}
)
_POINTING = frozenset({"the", "this", "that", "these", "those", "our", "my"})
_KIND = attrgetter("kind")  # of a segment
# What a prompt in English must have a word of, for what is asked in English alone; or it has "add", and what stays.
_TOLD_BY = NO | ALL | SHOWS | {*_NOTHING}


class Gone:
    """RMX302 of what goes, in one language."""

    def __init__(self, lexicon: Lexicon, things: Things, clues: Clues) -> None:
        self._things = things
        self._removing = lexicon.words("rules/remove")
        self._not_after = self._removing | lexicon.words("rules/not_after")
        self._human, self._beings = lexicon.words("rules/human"), lexicon.words("rules/beings")
        self._animals, self._actions = lexicon.words("animals"), lexicon.words("rules/action")
        self._spanish = lexicon.language == "es"
        if self._spanish:  # "que el casco lleve una linterna"
            self._actions |= lexicon.words("copula") | lexicon.words("have")
        self._leads, self._onto = lexicon.words("prepositions"), lexicon.words("rules/onto")
        self._it, self._its = lexicon.words("rules/it"), lexicon.words("rules/its")
        self._emptiness, self._adding = map(lexicon.words, ("rules/emptiness", "rules/adding"))
        self._no_noun = lexicon.words("rules/no_noun")
        self._english, self._german = (lexicon.language == each for each in ("en", "de"))
        self._none = lexicon.words("rules/none")
        self._nones = self._none | _NOT | _LACKING
        self._possessives, self._fillers = map(lexicon.words, ("possessives", "rules/fillers"))
        self._against = self._none | self._removing | lexicon.words("rules/not_against")
        self._by_itself = lexicon.words("rules/by_itself")
        self._every, self._anybody = lexicon.words("rules/every"), lexicon.words("rules/anybody")
        self._people = lexicon.words("people") | lexicon.words("rules/people_words")
        self._him = lexicon.words("rules/him")
        self._no_names = self._him | {"he", "she", "they", "his", "their", "face", "voice"}
        self._known = frozenset(lexicon.words("rules/known")) | lexicon.words("rules/the")
        self._staying = lexicon.words("rules/left") | lexicon.words("rules/keep_words")
        self._behind = lexicon.words("rules/loose") | lexicon.words("rules/after")
        self._was, self._goes = lexicon.words("rules/was"), lexicon.words("rules/gone")
        self._others = lexicon.words("rules/elsewhere") | {"except", "besides", "apart"}
        self._clears, self._cleans = lexicon.words("rules/clears"), lexicon.words("rules/cleans")
        self._causing = lexicon.words("rules/causing")
        self._missing, self._used, self._none_of = Missing(lexicon), Used(lexicon), NoneOf(lexicon)
        self._kinds: dict[str, frozenset[str]] = {}
        for line in lexicon.entries("rules/kinds"):
            kind, _, kept = line.partition(": ")
            self._kinds[singular(kind)] = frozenset(each.strip() for each in kept.split(","))
        self._has_none, self._has_bare = clues.bit(self._nones), clues.bit(self._emptiness)
        self._has_told = clues.bit(_TOLD_BY if self._english else ())
        self._has_add = clues.bit(["add"] if self._english else ())
        self._has_any = self._has_none | self._has_bare | self._has_told

    def may_be(self, clues: int, kinds: Collection[str]) -> bool:
        """Whether anything may be found by words, and kinds of segments, that are there; a removal is seen by its verb."""
        adds = clues & self._has_add and "preserve" in kinds  # what is to stay out
        return bool(clues & self._has_any or adds or "declarative" in kinds)

    def found(
        self, reading: Reading, plain: Plain, clues: int, asked: Sequence[Segment]
    ) -> Iterator[Finding]:
        if clues & self._has_none:
            yield from self._nowhere(reading, plain)
        adds = clues & self._has_add
        if clues & self._has_told or (adds and "preserve" in map(_KIND, reading.segments)):
            yield from self._in_english(reading, plain, asked)
        if clues & self._has_bare:
            for bare in reading.segments:
                yield from self.filled(reading, bare, asked)
        for gone in asked:
            goes = gone.verb in self._removing or gone.kind == "declarative"
            thing = self._thing_gone(gone) if goes else ""
            for each in asked if thing else ():
                if each is not gone and self._still_asks(reading, plain, gone, each, thing):
                    message = f"removes {quoted(reading, (gone.start, gone.end), gone.target)}"
                    message += f" and still asks for {quoted(reading, (each.start, each.end))}"
                    yield finding("RMX302", joined(gone, each), message, HINT)

    def _in_english(
        self, reading: Reading, plain: Plain, asked: Sequence[Segment]
    ) -> Iterator[Finding]:
        yield from self._none_of.found(reading, plain, asked)
        yield from self._none_of.moving(reading, plain, asked)
        if "add" in plain.keys:
            yield from self._kind_added(reading, asked)
        if shown := self._missing.is_shown(plain):
            message = f"asks for both sides of {quoted(reading, plain.places(*shown))}"
            yield finding("RMX302", plain.places(*shown), message, HINT)
        if not plain.keys.isdisjoint(_NOTHING):
            yield from self._nothing_added(reading, asked)

    def _still_asks(
        self, reading: Reading, plain: Plain, gone: Segment, each: Segment, thing: str
    ) -> bool:
        """Another segment needs what goes."""
        later = each.start > gone.start
        if later and (
            self._is_put_on(reading, gone, each, thing)
            or self._used.is_place(reading, gone, each, thing)
        ):
            return True
        if self._missing.is_asked(reading, plain, gone, each):
            return True
        others = each.target.startswith("them") and not self._others.isdisjoint(gone.target.split())
        if each.verb in self._not_after or others or self._used.is_freed(gone):
            return False
        if self._is_of_all(reading, gone, each, thing):
            return True
        if self._is_cleaned(words_of(reading, gone)):
            return False
        return (
            self._acts(gone, each, thing)
            or (later and self._is_owned(reading, each, thing))
            or (later and self._all_act(reading, gone, each, thing))
            or self._uses(reading, gone, each)
            or self._they_act(plain, gone, each, thing)
            or (later and self._used.is_object(reading, gone, each, thing))
        )

    def _is_cleaned(self, words: Sequence[str]) -> bool:
        """`shave the llama`: something goes off it, and it stays; not `shave the beard off`."""
        cleans = words[:1] and words[0] in self._cleans
        return bool(cleans) and _AWAY.isdisjoint(words) and self._every.isdisjoint(words)

    def _thing_gone(self, segment: Segment) -> str:
        """What a demand removes, or tells to go: "der Bart soll ab", "que desaparezca la barba"."""
        if segment.verb in self._removing:
            named = self._things.named(segment)
            return named if named != "one" else ""  # `scrap this one`
        if segment.kind != "declarative" or not self._goes:
            return ""
        target = segment.target.split()
        if target[:1] and target[0] in self._goes:
            return self._things.of(" ".join(target[1:]))
        return self._things.of(segment.target) if segment.value in self._goes else ""

    def _is_put_on(self, reading: Reading, gone: Segment, each: Segment, thing: str) -> bool:
        """The bridge goes, and something is put on the bridge: not in its place, and not on the other one."""
        if self._things.solid:
            where = self._things.named(each).removeprefix("在")
            cleared = self._things.hears(self._clears, reading, gone)  # 把桌子清空
            return not cleared and each.verb == "add" and where in [thing + on for on in _ON_IT]
        if not thing or " " in thing or not gone.target:
            return False
        said = [word for word in words_of(reading, each) if word.isalnum()]
        bare = gone.target.split() if gone.verb in self._removing else [thing]
        plain = self._things.of(" ".join(bare[-1:])) == thing or bare[-1] in self._behind
        if (
            not plain
            or len(bare) > _PLAIN
            or not self._clears.isdisjoint((*words_of(reading, gone)[:1], thing))
        ):
            return False
        if len(said) < _PLAIN or said[-1] != thing or not self._was.isdisjoint(said):
            return False
        lead = said[-_PLAIN]
        beside = lead == "de" and not self._onto.isdisjoint(said[-4:-3])  # encima de la mesa
        return said[-2] in self._known and (beside or lead in self._onto)

    def _nowhere(self, reading: Reading, plain: Plain) -> Iterator[Finding]:
        """`no snow`, and snow is asked for."""
        words = plain.words
        for index, word in enumerate(words):
            if word not in self._nones or (
                word in _NOT and words[index + 1 : index + 2] not in _ONE
            ):
                continue
            at = index + 1
            while at < len(words) and words[at] in self._fillers:
                at += 1
            if at >= len(words) or words[at] in self._no_noun or not words[at].isalpha():
                continue
            noun, span = singular(words[at]), range(index - 3, at + 2)
            for place, other in enumerate(words):
                around = words[max(0, place - 3) : place]
                if word in _LACKING and words[place - 1] not in self._possessives:
                    continue
                if self._english and self._none_of.is_no_more(words, index, place):
                    continue
                if (
                    place not in span
                    and (singular(other) == noun or (self._german and are_forms(noun, other)))
                    and self._against.isdisjoint(around)
                ):
                    first, second = plain.places(index, at + 1), plain.places(place, place + 1)
                    message = f"asks for {quoted(reading, first)} and speaks of it all the same"
                    span_of_both = min(first[0], second[0]), max(first[1], second[1])
                    yield finding("RMX302", span_of_both, message, HINT)

    def _nothing_added(self, reading: Reading, asked: Sequence[Segment]) -> Iterator[Finding]:
        """`Add nothing to the barn`, `don't add anybody`, and something or somebody is added all the same."""
        for bare in reading.segments:
            words = words_of(reading, bare)
            at = next((at for at, word in enumerate(words) if word in _NOTHING), 0)
            told = [word for word in words if word != "new"]  # `add nothing new`
            if words[at - 1 : at] != ["add"] or not _OTHERS.isdisjoint(told):
                continue
            if words[at][0] != "n" and bare.kind != "preserve":
                continue
            place = words[-1] if len(words) > at + 1 and words[-2] in self._known else ""
            for each in asked:
                there = words_of(reading, each)
                if each is bare or each.verb != "add" or (place and place not in there):
                    continue
                said = words_in(reading, bare.end, each.end)
                somebody = words[at] in _NOTHING[:2] or not self._people.isdisjoint(there)
                if somebody and _OTHERS.isdisjoint(said):
                    yield asks_for_both(reading, (bare.start, bare.end), (each.start, each.end))

    def _kind_added(self, reading: Reading, asked: Sequence[Segment]) -> Iterator[Finding]:
        """`don't add any people; put two women on the path`."""
        for bare in reading.segments:
            words = words_of(reading, bare) if bare.kind == "preserve" else []
            at = words.index("add") + 2 if "add" in words else 0
            if not at or words[at - 1 : at] != ["any"] or len(words) != at + 1:
                continue
            kind = singular(words[at])
            known = self._people if kind in self._anybody else self._kinds.get(kind, frozenset())
            for each in asked:
                there = words_of(reading, each)
                meant = any(word in known or singular(word) in known for word in there)
                if each.verb == "add" and meant and _OTHERS.isdisjoint((*words, *there)):
                    yield asks_for_both(reading, (bare.start, bare.end), (each.start, each.end))

    def filled(
        self, reading: Reading, bare: Segment, asked: Sequence[Segment]
    ) -> Iterator[Finding]:
        """A place that is to be empty, and what is put there."""
        said = words_of(reading, bare)
        if self._things.solid or self._emptiness.isdisjoint(said) or said[0] == "clear":
            return  # `clear the table` leaves the table
        at = next(at for at, word in enumerate(said) if word in self._emptiness)
        if said[at - 1] in _POINTING and at + 1 < len(said):
            return  # `use the empty room`: it is so already
        words = self._things.of(bare.target or " ".join(said)).split()
        ends = next((at for at, word in enumerate(words) if word in self._emptiness), len(words))
        words = [word for word in words[:ends] or words if word not in self._staying]
        place = words[-1] if words else ""
        for each in asked:
            if place and each is not bare and self._is_put(reading, bare, each, place):
                yield asks_for_both(reading, (bare.start, bare.end), (each.start, each.end))

    def _is_put(self, reading: Reading, bare: Segment, each: Segment, place: str) -> bool:
        """Whether something comes to a place: on the shelf, on it, there."""
        there = [word for word in words_of(reading, each) if word.isalnum()]
        if not self._emptiness.isdisjoint(there):
            return False
        stays = bare.kind == "preserve"
        if each.verb not in self._adding and not (stays and there[:1] and there[0] in self._adding):
            return False
        if there[-1:] == [place]:
            return True
        last = there[-2:]
        on_it = len(last) > 1 and last[0] in self._leads and last[1] in self._it
        return stays and each.start > bare.start and (on_it or there[1:2] == ["it"])

    def _acts(self, gone: Segment, segment: Segment, thing: str) -> bool:
        """Whether something is asked of just this thing: of the dog, not of a dog or the dog house."""
        target = segment.target
        who = " ".join(target.split()[:2]) if self._spanish else target  # "el casco lleve una …"
        if self._things.is_new(who):
            return False
        if self._things.solid:
            return self._things.named(segment).startswith(thing)
        plain = self._english and self._missing.is_plain(gone)
        if plain and self._it_acts([*target.split(), *segment.value.split()], thing):
            return True
        words, own = self._things.of(target).split(), thing.split()
        after = words[len(own) : len(own) + 1]
        return words[: len(own)] == own and (not after or after[0] in self._actions)

    def _is_owned(self, reading: Reading, each: Segment, thing: str) -> bool:
        """The wizard's beard goes, and `braid his beard`."""
        owner, _, own = thing.partition("'s ")
        words = words_of(reading, each)
        named = bool(own) and " " not in owner and words[2:3] == [own] and len(words) > 1
        return named and words[1] in self._its

    def _it_acts(self, words: Sequence[str], thing: str) -> bool:
        """`have it land`; not `make it rain`, and no chair smiles."""
        acts = len(words) > 1 and words[0] in self._it and words[1] in self._actions
        if not acts:
            return False
        head = thing.rpartition(" ")[2]
        if words[0] == "them":
            several = head.endswith("s") or head in self._beings
            return several and (words[1] not in self._human or self._is_being(head))
        return words[1] not in self._by_itself

    def _is_being(self, head: str) -> bool:
        known = self._people | self._animals
        being = head in known or singular(head) in known or head in self._beings
        return being or head.endswith(("ers", "ors", "ists", "men"))

    def _they_act(self, plain: Plain, gone: Segment, other: Segment, thing: str) -> bool:
        """The drummer goes, and he is to play: nobody else there that `him` could be."""
        words = other.target.split() + other.value.split()
        if self._things.solid or other.start < gone.start or words[:1] == []:
            return False
        if words[0] not in self._him or words[1:2] == [] or words[1] not in self._actions:
            return False
        said = [word for word in plain.words if word in self._people and word not in self._no_names]
        same = words[0] == "them" or words[0] in called(thing.rpartition(" ")[2])
        return same and said == thing.split()[-1:]

    def _all_act(self, reading: Reading, gone: Segment, other: Segment, thing: str) -> bool:
        """All the dancers go, and they are to be waving: no other things there that might be `they`."""
        said = words_in(reading, gone.start, other.start)
        if other.target != "they" or not self._every.intersection(gone.target.split()):
            return False
        if not self._others.isdisjoint(said):
            return False
        words, one = other.value.split(), singular(thing.rsplit(maxsplit=1)[-1])
        acts = any(word in self._actions or word.endswith("ing") for word in words)
        many = [word for word in said if word.endswith("s") and len(word) > _PLAIN]
        return acts and (one in self._anybody or one in self._people or len(many) < _TWO)

    def _uses(self, reading: Reading, gone: Segment, other: Segment) -> bool:
        """The swing goes, and the boys sit on it: nothing else there that could be `it`."""
        if self._things.solid or other.start < gone.start:
            return False
        words = words_of(reading, other)
        many = any(word in self._people or singular(word) in self._people for word in words[:4])
        return many and any(
            one in self._leads and after in self._it for one, after in pairwise(words)
        )

    def _is_of_all(self, reading: Reading, gone: Segment, other: Segment, thing: str) -> bool:
        """Whether all such things go, and one is spoken of: every person, and the cook laughs."""
        if self._things.solid or self._every.isdisjoint(f"{gone.target} {gone.value}".split()):
            return False
        said = words_in(reading, gone.start, max(gone.end, other.start))
        if not self._others.isdisjoint(said):
            return False  # all the others, all in the background, all but the cook
        noun = self._each_of(gone.target.split()) or singular(thing.rsplit(maxsplit=1)[-1])
        words = [singular(word) for word in words_of(reading, other)]
        if noun in words or self._is_emptied_of(said, words_of(reading, other)):
            return True
        if self._is_one_of(noun, other.target.split()):
            return True
        if noun not in thing:
            return False
        somebody = noun in self._anybody and other.target.split()[:1] == ["the"]
        return somebody and not self._people.isdisjoint(words[:4])

    def _is_emptied_of(self, gone: Sequence[str], words: Sequence[str]) -> bool:
        """`the classroom of all pupils`, and `have the pupils sing`; not `stack the plates`."""
        told = {after for word, after in pairwise(gone) if word in self._every}
        led = words[:1] and words[0] in self._causing and words[1:2] and words[1] in self._known
        return bool(led) and len(words) > _PLAIN and words[2] in told

    def _is_one_of(self, kind: str, words: Sequence[str]) -> bool:
        """`all people` go, and `the cook` is spoken of."""
        known = self._kinds.get(kind, frozenset())
        at = next((at for at, word in enumerate(words[:2]) if word in self._known), -1)
        return at >= 0 and not known.isdisjoint(words[at + 1 : at + 3])

    def _each_of(self, words: Sequence[str]) -> str:
        """`the room of all furniture`: the kind that goes, where it is one of those known."""
        named = [word for word in words if word not in self._known]  # toda la gente
        return next(
            (
                singular(after)
                for word, after in pairwise(named)
                if word in self._every and singular(after) in self._kinds
            ),
            "",
        )
