"""What is named without a verb, as a command: "a longer veil", "doves on the steps", "wall: white"."""

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.absolute import GONE, is_away, state_of, switched
from remixbatch.prompts.english.clause import Clause
from remixbatch.prompts.english.grammar import Grammar
from remixbatch.prompts.english.items import DRIFTING
from remixbatch.prompts.english.line import Line
from remixbatch.prompts.english.topics import head_of, is_seen_from, topic_of
from remixbatch.prompts.english.wording import Wording

_QUALITIES = (
    tag.ATTRIBUTE | tag.COMPARATIVE | tag.ADJECTIVE | tag.WEATHER | tag.LIGHT | tag.MOOD
) | tag.ADVERB
_SAID_OF = _QUALITIES | tag.EDITED | tag.STATED
_TINT = tag.COLOR | tag.MATERIAL
_ALL = frozenset({"everyone", "everybody"})
_TURNED = frozenset({"on", "off"})
_LED = tag.LEAD | tag.PREPOSITION | tag.AUTHOR
_SENT = tag.LIGHT | tag.EFFECT | tag.WEATHER
_OF_HOURS = tag.TIME | tag.WEATHER | tag.SEASON
_HEARD = tag.AUDIO | tag.EFFECT
_SOLID = tag.CLOTHES | tag.THING | tag.VEHICLE | tag.ANIMAL | tag.PLACE | tag.PLANT | tag.SKY
_NEWS = tag.SPECIFIC | tag.ARTICLE
_SEEN = tag.ACTOR | tag.CLOTHES | tag.BODY | tag.PLANT | tag.FOOD | tag.THING | tag.TEXT
_LOOKS = frozenset({"look", "style", "aesthetic"})
_NO_VERB = tag.TOPIC | tag.META | tag.STATED | tag.ADJECTIVE
_PLAIN = tag.COLOR | tag.MATERIAL | tag.ADJECTIVE | tag.STATED | tag.EDITED | tag.WEATHER | tag.AGE
_MANNER = tag.ADJECTIVE | tag.COMPARATIVE | tag.ADVERB | tag.NUMBER | tag.SIZE
_THINGS = _SOLID | tag.ACTOR | tag.FOOD
_SOMEBODY = tag.PEOPLE | tag.AUTHOR | tag.PRONOUN
_PAIR = 2  # words
_ALONG = frozenset({"up", "out", "off", "away"})
_VERBS = tag.EDIT | tag.EDITED
_BEFORE_STATE = tag.WITH | tag.COMMA | tag.OPEN
_AFTER_STATE = tag.COMMA | tag.CLOSE
_TWO = 2
_LESS = frozenset({"less", "fewer"})
_ONE_LESS = (["less"], ["more"], ["fewer"])  # "one less bench"
_VERSIONS = frozenset({"version", "take", "edit", "treatment", "rendition", "variant", "remake"})
_DONE = tag.EDITED | tag.STATED
_TINTS = tag.FITTED | tag.PLACE | tag.VEHICLE | tag.CLOTHES | tag.PART | tag.BODY | tag.SKY
_TINTED = tag.FOOD | tag.PLANT | tag.ANIMAL


class Nominals:
    """Puts words without a verb in the form of a command."""

    __slots__ = ("_line", "_rest", "_said", "_shaped", "_verbs")

    def __init__(self, line: Line, grammar: Grammar, words: Wording) -> None:
        self._line, self._verbs = line, grammar.verbs
        self._said, self._rest, self._shaped = words.said, words.rest, words.shaped

    def told(self, clause: Clause) -> str:
        line, start = self._line, clause.start
        if line.words[start] in {"no", "no more", "no other"}:
            lacking = "the other " if line.words[start] == "no other" else ""
            lacking += self._rest(clause, start + 1)
            if clause.source is not None:  # "the best man: no cigar"
                lacking += " from " + self._said(clause.source.start, clause.source.end)
            return self._shaped("lack", all=lacking)
        if line.words[start] in {"nobody", "no one"}:
            return self._shaped("lack", all="the people " + self._rest(clause, start + 1))
        if start > _TWO and line.tags[start - 1] & tag.COMMA and (told := self._in_stead(clause)):
            return told
        start += line.words[start] == "both" and start + 1 < clause.end
        turned = clause.source is not None and line.words[start + 1 : start + 2] == ["to"]
        if not turned and self._begins_command(start, clause.end):
            return self._rest(clause, start)  # "both soften the focus and …"
        start = clause.start
        return self._labelled(clause) or self.shown(clause, start)

    def _begins_command(self, start: int, end: int) -> bool:
        """ "wind up the drummer", "blow sand across the rails": a verb that the reading took for a noun."""
        line, head = self._line, self._line.tags[start]
        after, further = [*line.tags[start + 1 : min(start + 3, end)], 0, 0][:2]
        if further & tag.LEAD and line.words[start + 1] in _ALONG:
            return not head & tag.LEAD and line.words[start][-1:] != "s"  # "crates off the carts"
        if line.words[start] == "do" and after & tag.SUBJECT and end > start + 2:
            return True  # "do it in felt", "do this one at night"
        return bool(head & tag.EDIT and after) and not head & _NO_VERB

    def shown(self, clause: Clause, start: int) -> str:
        """What is to be seen or heard, from a place in a clause on; empty where nobody can tell what to do."""
        line, end = self._line, clause.end
        if start >= end:
            return ""
        led = line.words[start] == "it" or line.tags[start] & tag.ADDING  # "it at nightfall"
        led = led or line.words[start : start + 2] == ["this", "one"]
        words = 1 + (line.words[start] == "this")
        start += words if led and start + 1 < end and start + words < len(line.words) else 0
        tags, topic, rest = line.tags, topic_of(line, start, end), self._rest(clause, start)
        compared = self._switched(clause, start) or self._compared(clause, start)
        counted = tags[start] & tag.NUMBER and line.words[start + 1 : start + 2] in _ONE_LESS
        points = tags[start] & tag.SUBJECT and not (counted or line.words[start] == "some")
        if compared or (points and not (tags[start] & tag.DETERMINER and topic & tag.STYLE)):
            return compared  # but "that grainy film look"
        name = self._by_topic(start, end, topic)
        if name == "look" and not tags[start] & tag.LEAD:
            rest = ("an " if rest[:1].lower() in "aeio8" else "a ") + rest
        if name in {"nominal", "camera", "filmed"}:
            rest = self._bare(clause, start)
        if name or counted:
            return self._shaped(name or "use", all=rest)
        contrast = self._contrast(clause, start)
        if contrast or line.words[start] in _LESS:
            return contrast or self._shaped("use", all=rest)
        if tags[start] & tag.PREPOSITION:
            return self._led(clause, start)
        return self._given(clause, start) or self._seen(clause, start, topic)

    def _switched(self, clause: Clause, start: int) -> str:
        """ "fog machine on", "loungers out of the shot"; empty for others."""
        line, end = self._line, clause.end
        if not switched(line, start, end):
            return ""
        if line.words[end - 1] in _TURNED and not line.tags[end - 2] & tag.CLOTHES:
            the = "" if line.tags[start] & _LED else "the "
            return self._shaped("turned", all=the + self._rest(clause, start))
        return self._stated(clause, start, state_of(line, start, end))

    def _contrast(self, clause: Clause, start: int) -> str:
        """ "orchids instead of ferns", "tulips, not roses"; empty for others."""
        line, tags, end = self._line, self._line.tags, clause.ranges[-1][1]
        at = next((at for at in range(start + 1, end - 1) if tags[at] & tag.CONTRAST), None)
        if at is None or tags[start] & tag.DEFINITE:
            return ""
        plain = not any(bits & (tag.PREPOSITION | tag.NUMBER) for bits in tags[at + 1 : end])
        if " " not in line.words[at] or not plain:
            placed = any(bits & tag.PLACE_IN for bits in tags[at + 1 : end])
            return self._shaped("put" if placed else "use", all=self._rest(clause, start))
        value = self._said(start, min(at, clause.ranges[0][1]))
        known = tags[at + 1] & tag.ARTICLE and not tags[at + 1] & tag.AMOUNT and at + 2 < end
        target = f"the {self._said(at + 2, end)}" if known else self._said(at + 1, end)
        return self._shaped("is replaced with", target=target, value=value)

    def _in_stead(self, clause: Clause) -> str:
        """ "instead of the harp, *a banjo*": in whose place, which was said first; empty for others."""
        tags, start = self._line.tags, clause.start
        at = next((at for at in range(start - 2, -1, -1) if tags[at] & tag.BREAK), 0)
        begins = not at or tags[at - 1] & (tag.STOP | tag.AND)
        if not (begins and tags[at] & tag.CONTRAST) or tags[at + 1] & tag.RUNNING:
            return ""
        target, value = self._said(at + 1, start - 1), self._rest(clause, start)
        return self._shaped("is replaced with", target=target, value=value)

    def _by_topic(self, start: int, end: int, topic: int) -> str:
        """The template of what is said of the whole picture; empty for others."""
        head, last = self._line.tags[start], self._line.words[end - 1]
        if is_seen_from(self._line, start, end):
            return "filmed"
        if self._line.words[start] in _LESS:
            return ""
        led = head & (tag.LEAD | tag.PREPOSITION)
        drifts = not led and not DRIFTING.isdisjoint(
            self._line.words[start + 1 : min(start + 3, end)]
        )
        weather = topic & tag.WEATHER and not head & (tag.ARTICLE | tag.PREPOSITION)
        if drifts or (weather and end - start > 1):
            return "more"  # "paper gulls circling overhead", "snow on the roofs", "heavy hail"
        if topic & _OF_HOURS:
            return "nominal"
        if topic & tag.STYLE and not head & tag.PREPOSITION:
            return "look" if last == "look" else "style in" if last in _LOOKS else "style"
        led = (head | self._line.tags[end - 2]) & tag.ACTOR  # "gulls overhead"
        return "camera" if topic & tag.CAMERA and not led else ""

    def _compared(self, clause: Clause, start: int) -> str:
        """ "a longer veil": make the veil longer; empty for others."""
        line = self._line
        led = line.tags[start] & (tag.ARTICLE | tag.DETERMINER)
        start += bool(led and not line.tags[start] & tag.AMOUNT)
        bits = line.tags[start] if start + 1 < clause.end else 0
        if not bits & tag.COMPARATIVE or bits & (tag.AMOUNT | tag.PARTICLE):
            return ""
        told = line.tags[start + 1 : clause.end]
        if len(clause.ranges) > 1 or told[0] & (_LED | tag.COMPARATIVE):
            return ""
        if any(bits & tag.COMMA for bits in told):
            return ""
        value, target = self._said(start, start + 1), self._rest(clause, start + 1)
        return self._shaped("thing", target=target, value=value)

    def _led(self, clause: Clause, start: int) -> str:
        """ "at her feet a greyhound", "for the girl a crown", "in a cave"."""
        line, rest = self._line, self._rest(clause, start)
        tags = line.tags
        new = (at for at in range(start + 2, clause.end) if tags[at] & _NEWS)
        at = next((at for at in new if not tags[at - 1] & tag.PREPOSITION), None)
        if at is not None:
            where, thing = self._said(start, at), self._rest(clause, at)
            if line.words[start] == "for":
                return self._shaped("has", target=self._said(start + 1, at), value=thing)
            return self._shaped("more", all=f"{thing} {where}")
        if "style" in rest:
            return self._shaped("nominal", all=rest)
        if line.words[start] == "from":
            return self._shaped("filmed", all=rest)  # "can we see it from above"
        return self._shaped("placed", all=rest) if tags[start] & tag.PLACE_IN else ""

    def _given(self, clause: Clause, start: int) -> str:
        """ "a crown for the frog": give the frog a crown; empty for others."""
        line = self._line
        (_, end), *others = clause.ranges
        at = next((at for at in range(start + 1, end - 1) if line.words[at] == "for"), None)
        if at is None or others or line.tags[start] & tag.DEFINITE:
            return ""
        somebody = line.tags[at + 1] & tag.DEFINITE and line.tags[end - 1] & tag.ACTOR
        if not somebody and line.words[at + 1] not in _ALL:
            return ""
        target, value = self._said(at + 1, end), self._said(start, at)
        return self._shaped("has", target=target, value=value)

    def _seen(self, clause: Clause, start: int, topic: int) -> str:
        """ "cockpit on fire", "crowd gone", "red car", "a parrot on his shoulder"."""
        line, tags, end = self._line, self._line.tags, clause.end
        rest = self._rest(clause, start)
        if tags[start] & tag.ARTICLE or line.words[start] == "some":
            whole = clause.source is None and topic == tag.PLACE
            whole = whole or not _VERSIONS.isdisjoint(line.words[start:end])
            drawn = start > 0 and line.words[start - 1] == "as"  # "as a comic strip"
            return self._shaped("style" if drawn else "nominal" if whole else "more", all=rest)
        doing = self._doing(clause, start)
        if doing:
            return doing
        definite = tags[start] & (tag.DEFINITE | tag.OWNER)
        where = next((at for at in range(start + 1, end - 1) if tags[at] & tag.PREPOSITION), 0)
        at = state_of(line, start, end)
        ours = tags[start] & tag.AUTHOR  # "my sister in a gown"
        absolute = at or ((definite or ours) and where)
        if absolute and not (tags[start] & _PLAIN and not tags[start] & tag.LIGHT):
            return self._stated(clause, start, at or where)
        if definite:
            acts = any(bits & tag.ACT for bits in tags[start + 2 : end])
            return self._shaped("acting", all=rest) if acts else self._borne(clause, start)
        thing = self._thing(clause, start)
        if thing or topic & tag.LIGHT:
            return thing or self._shaped("use", all=rest)
        seen = topic & (_SEEN | _HEARD) or line.words[end - 1].endswith("s")
        seen = seen or (where and not tags[start] & _MANNER)
        return self._shaped("more" if seen else "nominal", all=rest)

    def _hits(self, at: int, end: int) -> bool:
        """ "shell casings *hit* the floor", "guests *laugh*": what several do."""
        tags, many = self._line.tags, self._line.words[at - 1].endswith("s")
        if not many or not tags[at] & tag.ACT or tags[at] & tag.TOPIC:
            return False
        return bool(tags[at - 1] & tag.ACTOR if at + 1 == end else tags[at + 1] & tag.LEAD)

    def _borne(self, clause: Clause, start: int) -> str:
        """ "the mountain with snow": give the mountain snow; "her boots, now red"; empty for others."""
        tags, end = self._line.tags, clause.ranges[-1][1]
        at = next((at for at in range(start, end - 1) if tags[at] & _BEFORE_STATE), None)
        if at is None:  # "the dentist a vampire"
            found = (at for at in range(start + 2, end - 1) if tags[at] & tag.ARTICLE)
            new = next((at for at in found if not tags[at - 1] & _LED), 0)
            target, value = self._said(start, new), self._said(new, end)
            return self._shaped("given", target=target, value=value) if new else ""
        target = self._said(start, at)
        if tags[at] & tag.WITH:
            return self._shaped("has", target=target, value=self._said(at + 1, end))
        at += 1 + (self._line.words[at + 1] == "now")
        end = next((last for last in range(at, end) if tags[last] & _AFTER_STATE), end)
        stated = end > at and tags[end - 1] & (_QUALITIES | tag.STATED)
        return self._shaped("given", target=target, value=self._said(at, end)) if stated else ""

    def _doing(self, clause: Clause, start: int) -> str:
        """ "barking dog": make the dog bark; empty for others."""
        line, verbs = self._line, self._verbs
        if any(self._hits(at, clause.end) for at in range(start + 1, clause.end)):
            return self._shaped("acting", all=self._rest(clause, start))
        if start + 1 >= clause.end or not line.tags[start + 1] & tag.ACTOR:
            return ""
        verb = verbs.get(line.words[start]) if line.tags[start] & tag.RUNNING else None
        target = self._rest(clause, start + 1)
        return self._shaped("thing", target=target, value=verb.base) if verb else ""

    def _stated(self, clause: Clause, start: int, at: int) -> str:
        """A thing and its state, which begins at a place that may be unknown: 0."""
        line, tags, rest = self._line, self._line.tags, self._rest(clause, start)
        led = tags[start] & _LED or (tags[start] & tag.OWNER and rest[:1].isupper())
        the = "" if led else "the "
        if line.words[clause.end - 1] in GONE:
            return self._shaped("is gone", target=the + self._said(start, clause.end - 1))
        if line.words[at] in GONE:  # "icicles gone from the gutter"
            rest = f"{self._said(start, at)} {self._rest(clause, at + 1)}"
            return self._shaped("is gone", target=the + rest)
        if is_away(line, at):
            sent = the and tags[at - 1] & _SENT  # "laser beams out of the cat's eyes"
            return self._shaped("more" if sent else "away", all=rest if sent else the + rest)
        name = "put" if self._is_place(at, clause.end) else "acting"
        head = line.words[at - 1].endswith("s") or tags[at - 1] & (tag.WEATHER | tag.EFFECT)
        busy = tags[at] & (tag.RUNNING | tag.EDITED) and at + 2 < clause.end
        placed = name == "put" and tags[at + 1] & tag.LEAD
        if the and head and (busy or placed):
            return self._shaped("more", all=rest)  # "doves on the steps", "lanterns hung outside"
        named = tags[at] & (tag.LIGHT | tag.TEXTURE) or line.words[at] == "setting"
        named = named or (tags[at - 1] & tag.EDIT and not tags[at - 1] & tag.TOPIC)
        deed = self._verbs.get(line.words[at]) if tags[at] & tag.EDITING and not named else None
        if deed:  # "wolves howling", and not "start ringing", "toon shading"
            doing = self._rest(clause, at)[len(self._said(at, at + 1)) :]
            rest = f"{self._said(start, at)} {deed.base}{doing}"
        return self._shaped(name, all=the + rest)

    def _is_place(self, at: int, end: int) -> bool:
        """ "on the sill", "in a tracksuit", and not "on fire", "in stripes"."""
        tags = self._line.tags
        if not at or at + 1 >= end or not tags[at] & tag.PREPOSITION:
            return False
        return bool(tags[at + 1] & tag.LEAD or topic_of(self._line, at, end) & _SOLID)

    def _labelled(self, clause: Clause) -> str:
        """ "wall: white", "her gown in copper silk", "the pond jade"; empty for others."""
        line, start = self._line, clause.start
        first, last = clause.ranges[0]
        for at in range(start + 1, last - 1):
            if (
                line.tags[at] & tag.COLON
                or line.words[at] in tag.ARROWS
                or self._turns_to(clause, at)
            ):
                the = "" if line.tags[start] & tag.LEAD else "the "
                target, value = the + self._said(first, at), self._rest(clause, at + 1)
                name = "is gone" if value in GONE or value == "none" else "given"
                if line.tags[at - 1] & _SOMEBODY and line.tags[last - 1] & tag.CLOTHES:
                    name = "has"  # "the bridesmaids: lilac dresses"
                elif name == "given" and self._is_another(at, last):
                    name = "turned into"
                return self._shaped(name, target=target, value=value)
        one = line.words[start] == "one"  # "one horse white"
        definite = line.tags[start] & (tag.DEFINITE | tag.PRONOUN) or one
        named = clause.end - start > 2 and (one or not line.tags[start] & tag.ARTICLE)
        inside = next((at for at in range(start + 1, clause.end - 1) if line.words[at] == "in"), 0)
        alone = inside + 2 == clause.end and not line.tags[inside - 1] & _DONE  # "… in oyster"
        covered = inside and line.tags[inside - 1] & tag.EDITED  # "covered in moss"
        if (
            inside
            and line.tags[clause.end - 1] & (_TINT | _TINTED if alone else _TINT)
            and not (covered and not line.tags[clause.end - 1] & tag.COLOR)
        ):
            start += line.words[start] == "new"
            name = "given" if definite else "labelled"
            target = self._said(start, inside)
            return self._shaped(name, target=target, value=self._rest(clause, inside + 1))
        last = line.tags[clause.end - 1]
        strange = clause.source is not None and not last  # "the gate stout"
        if definite and named and (strange or last & (_QUALITIES | tag.COLOR)):
            target, value = self._said(start, clause.end - 1), self._rest(clause, clause.end - 1)
            return self._shaped("is gone" if value in GONE else "given", target=target, value=value)
        return ""

    def _is_another(self, at: int, end: int) -> bool:
        """ "sofa → *hammock*", "barn to *windmill*", "hat: *sombrero*": a thing for a thing, and no look or state of it."""
        tags, bits = self._line.tags, self._line.tags[end - 1]
        if tags[at + 1] & _LED or bits & (_TINT | tag.LIGHT | tag.PARTICLE):
            return False  # "the dog → a fox"
        if tags[at] & tag.COLON:
            return end - at == _PAIR and bool(bits & _THINGS)
        hours = bits & tags[at - 1] & _OF_HOURS  # "noon → midnight"
        return bool(bits & _THINGS or hours) or not bits

    def _turns_to(self, clause: Clause, at: int) -> bool:
        """ "wall *to* brick", and not "tied to the chair"."""
        tags = self._line.tags
        named = at == clause.start + 1 and not tags[at - 1] & tag.EDITED
        listed = clause.source is not None and named  # "ramp to staircase"
        verbal = (tags[at - 1] | tags[at + 1]) & _VERBS and not listed
        return self._line.words[at] in {"to", "into"} and not verbal

    def _thing(self, clause: Clause, start: int) -> str:
        """ "red car", "front door red": make the car red; empty for others."""
        line, last = self._line, clause.end - 1
        if line.tags[last] & tag.COLOR and last > start and line.tags[last - 1] & _TINTS:
            target, value = self._said(start, last), self._rest(clause, last)
            return self._shaped("labelled", target=target, value=value)
        if last > start + 1 and line.tags[start + 1] & tag.ARTICLE:  # "outfit a maid dress"
            value = self._rest(clause, start + 1)
            return self._shaped("labelled", target=self._said(start, start + 1), value=value)
        head = head_of(line, start, clause.end)
        if head <= start or line.tags[start] & _LED:
            return ""
        plain = (at for at in range(start, head) if not line.tags[at] & _SAID_OF)
        first = next(plain, head)
        if first == start:
            return ""
        if line.words[start] == "new":
            return self._shaped("new", all=self._rest(clause, start))
        deed = self._verbs.get(line.words[start]) if line.tags[start] & tag.EDITING else None
        alone = deed is not None and "act" in deed.flags and first == start + 1
        value = deed.base if deed and alone else self._said(start, first)  # "flickering lights"
        return self._shaped("thing", target=self._rest(clause, first), value=value)

    def _bare(self, clause: Clause, start: int) -> str:
        """A nominal less the preposition it begins with: "at night"."""
        led = self._line.tags[start] & tag.PREPOSITION or is_seen_from(
            self._line, start, clause.end
        )
        return self._rest(clause, start + bool(led and start + 1 < clause.end))
