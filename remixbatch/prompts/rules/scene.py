"""RMX301 whole-scene: a prompt that describes a video from nothing, as for text-to-video, not a change of this one."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise, repeat

from remixbatch.prompts.finding import Finding, finding
from remixbatch.prompts.late import late
from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.plain import NUMBER, Plain
from remixbatch.prompts.reading import Change, Reading, Segment
from remixbatch.prompts.rules.pattern import Found
from remixbatch.prompts.rules.patterns import Patterns
from remixbatch.prompts.rules.scene_list import ONE, ListedScene, are_others
from remixbatch.prompts.rules.scene_signs import SceneInSigns
from remixbatch.prompts.rules.things import words_of

LONG_ASIDE = 40  # characters of what is more than a greeting
_PARTS, _TOLD = 3, 35  # of a description in signs that says who is there; its signs
_THERE_IS = "[有着来现起][一几两][只位个座辆艘条名群片道棵匹盏]"
_NO_STORY = 25  # signs of a text in which nobody does anything
LEAST_WORDS, LEAST_SIGNS = 7, 12  # of a description
ENOUGH = 5  # points of a description that nothing else in the prompt speaks against
_SHORT = 12  # words: a shot of what is there is no more
_ACTS = 2  # in a story
_NEXT = 3  # signs behind a label
_VIEWS = ("camera", "other", None)  # what a scene may begin with, too
_US = (["me"], ["us"])  # "show me a …": whoever is shown was not there
_LONG_STORY = 20  # words
_STORY = 16  # words: what several do is a story where it is as long
_SHOT_PIECES, _SHOT_WORDS = 4, 5  # of a list that begins with a shot; words of that
_TAGS, _TAG_WORDS = 6, 3  # of a list of tags; words of each
_SHOTS_IN_ALL = 3  # with numbers
_SEEN_IN_ONE, _SEEN_IN_ALL = 3, 5  # words of what such a list shows
_TWO_WAYS = frozenset(("empty", "insert", "open", "close", "clear", "clean", "dry", "light", "cut"))
_ARROWS = frozenset(("->", "=>", "→", "⇒"))
_BREAKS = frozenset((",", ".", ";", "\n", "、", "，", "。"))
_KEY = r"\"([a-z][a-z _]{1,24})\"\s{0,3}:"
_TIMES = (
    r"(?<![\d:])\d{1,2}:\d{2}(?![\d:])|\b\d{1,2}\s?[-–]\s?\d{1,2}\s?(?:s|secs?|seconds)\b|\d\s?秒"
)

# A label of what changes or stays: the prompt is the brief of an edit, in spite of "SHOT: 4".
_BRIEF = (
    r"\b(?:change|changes|edit|keep|lock|hold|tweak|cambio|cambiar|mantener|no tocar|nota|änderung|ändern"
    r"|beibehalten|nicht anfassen)\s?[:：\]]"
)
_MESSAGE = {
    "opener": "asks for a new video, not for a change of this one",
    "nominal": "describes a video from nothing, not a change of this one",
    "forget": "drops the video that it is to change",
    "narrated": "tells a new video, not a change of this one",
    "label": "is a shot list: {labels}",
    "heading": "is a screenplay, not a change of this video",
    "slug": "is a screenplay or a shot list",
    "described": "describes a whole scene, not a change of this one",
}
_ALONE = ("opener", "forget", "heading")  # these say so by themselves
_HINT = "say what becomes different, such as `Make it night.`; what the video shows already needs no words"


def _asks(reading: Reading, segment: Segment) -> bool:
    """Whether it begins as nothing but an edit does: 把…改成, 加一束光."""
    return segment.kind == "edit" and reading.prompt[segment.start] in "把将加删换改调補补移"


def _is_brief(reading: Reading, plain: Plain, *, sure: bool) -> bool:
    """`sure`: so many shots have numbers that what stays in one is a part of the story."""
    if plain.solid and any(_asks(reading, segment) for segment in reading.segments):
        return True
    kept = not sure and any(segment.kind == "preserve" for segment in reading.segments)
    return kept or late(_BRIEF).search(plain.folded) is not None


class Scene:
    """RMX301 in one language."""

    def __init__(self, lexicon: Lexicon, patterns: Patterns) -> None:
        self._patterns = patterns
        words = lexicon.words
        self._core, self._terms = words("rules/scene_core"), words("rules/film_terms")
        self._shots, self._of = words("rules/shots"), words("rules/shot_of")
        self._toward = words("rules/shot_to")
        self._filmed = self._shots | self._terms
        self._some, self._counted = words("rules/some"), words("rules/counted")
        self._known, self._the = words("rules/known"), words("rules/the")
        self._det = words("rules/det") | words("rules/it")
        self._shows = words("rules/shows")
        self._before = words("rules/seen_before")
        self._in_place = lexicon.entries("rules/in_place")
        self._many, self._beside = words("rules/several"), words("rules/beside")
        self._theirs, self._units = words("rules/theirs"), words("rules/film_units")
        self._colors = words("colors")
        self._wished = words("amounts") | words("rules/none") | words("contrast")
        self._plain = words("adjectives") | words("sizes") | words("speeds") | words("ages")
        self._actions = frozenset(_forms(lexicon.entries("rules/action")))
        self._actions |= words("rules/action_forms")
        self._listed = ListedScene(lexicon, self._actions)
        self._in_signs = SceneInSigns(lexicon, self._shots, self._terms, self._actions)
        self._actions_of_many = self._actions | words("rules/action")

    def found(self, reading: Reading, plain: Plain) -> Sequence[Finding]:
        called = plain.called or self._patterns.called(plain)
        hits = self._patterns.found("scene", plain) if "scene" in called else []
        worth = hits or plain.quoted or NUMBER in plain.keys
        edits = _begins_with_edit(reading) and not self._begins_shown(plain.words)
        if edits and not worth and not plain.solid:
            return ()
        told = self._told(reading, hits, plain) if worth else None
        if not told and plain.solid and self._in_signs.tells(plain.text):
            told = "described", 0, len(plain.folded.rstrip())
        if not told and (edits or not (told := self._described(reading, plain))):
            return ()
        label, start, end = told
        message = _MESSAGE[label].format(labels=_labels(hits, plain))
        return (finding("RMX301", (start, end), message, _HINT),)

    def _told(
        self, reading: Reading, hits: Sequence[Found], plain: Plain
    ) -> tuple[str, int, int] | None:
        """What says by itself that a scene follows."""
        edits = _begins_with_edit(reading)
        kinds = Counter(hit.label for hit in hits)
        for hit in hits:
            if (
                hit.label in _ALONE
                or (hit.label == "nominal" and not edits)
                or (hit.label == "narrated" and self._is_story(reading, plain))
            ):
                return (hit.label, *plain.span(hit.start, hit.end))
        names = {
            plain.text[hit.start : hit.end].strip(" :：") for hit in hits if hit.label == "label"
        }
        brief = bool(kinds["label"] + kinds["slug"] + kinds["numbered"]) and _is_brief(
            reading, plain, sure=kinds["slug"] + kinds["numbered"] >= _SHOTS_IN_ALL
        )
        if len(names) >= 3 and names & self._core and not brief:
            return ("label", *_whole(hits, plain))
        keys = _keys(plain)
        data = edits and all(each.kind == "edit" for each in reading.segments)
        if len(keys) >= 3 and not (data or self._core.isdisjoint(keys)):
            return "label", 0, len(plain.folded.rstrip())
        times = len(late(_TIMES).findall(plain.folded)) if NUMBER in plain.keys else 0
        slugs = kinds["slug"] + self._shots_told(reading, hits, plain)
        edits = edits and ":" not in plain.words and any(map(_is_no_view, reading.segments))
        if edits and kinds["slug"] < _ACTS:
            times = 0  # "until 0:03, then fade to black"
        long = len(plain.words) > _SHORT and kinds["slug"] and not edits
        if slugs == 1 and not _ARROWS.isdisjoint(reading.tokens.words):
            slugs = 0  # "sky → overcast; end frame → tight"
        if slugs and not brief and (slugs + times + kinds["label"] >= 2 or long):
            return ("slug", *_whole(hits, plain))
        if times >= 3 and len(plain.words) > 20:
            return ("slug", 0, len(plain.folded.rstrip()))
        return None

    def _is_story(self, reading: Reading, plain: Plain) -> bool:
        """`the film opens in a barn: a girl …`: much happens, and nothing of it is to become so."""
        acts = sum(word in self._actions for word in plain.words)
        asked = any(
            each.kind == "preserve" or (each.kind == "edit" and each.verb not in _VIEWS)
            for each in reading.segments
        )
        told = self._before.isdisjoint(plain.words) and not asked
        return told and acts >= _ACTS and len(plain.words) >= _STORY

    def _shots_told(self, reading: Reading, hits: Sequence[Found], plain: Plain) -> int:
        """How many shots with numbers are told; none where they are edited: `shot 2: remove the bus`."""
        ends = [plain.span(hit.start, hit.end)[1] for hit in hits if hit.label == "numbered"]
        few = len(ends) < _SHOTS_IN_ALL
        if not ends or (few and not self._before.isdisjoint(plain.keys)):
            return 0
        edits = list(filter(_is_no_view, reading.segments))
        edited = any(
            end <= each.start < end + _NEXT and not self._is_seen(words_of(reading, each))
            for each in edits
            for end in ends
        )
        return 0 if edited else len(ends)

    def _is_seen(self, words: Sequence[str]) -> bool:
        """`empty church, …`, `insert, …`: no command, though the word may be one."""
        return not words or (words[0] in _TWO_WAYS and self._det.isdisjoint(words[1:2]))

    def _described(self, reading: Reading, plain: Plain) -> tuple[str, int, int] | None:
        """Points for what descriptions have, for a prompt that begins with no command."""
        if len(plain.words) < _LONG_STORY and any(
            map(_is_of_scene, reading.changes, repeat(reading))
        ):
            return None
        one = ONE in plain.keys
        kinds = [
            each.kind
            for each in reading.segments
            if each.kind != "aside" and not (one and are_others(plain, words_of(reading, each)))
        ]
        # Without blanks, an anchor may be what begins the description: 清晨的菜市场，…
        kept = "preserve" in kinds or ("anchor" in kinds and not plain.solid)
        if kept or _has_heading(reading):
            return None
        if self._listed.tells(reading):
            return "described", 0, len(plain.folded.rstrip())
        points = self._points_of_signs(plain.text) if plain.solid else self._points(plain)
        points -= max(0, kinds.count("edit") - 1)
        return ("described", 0, len(plain.folded.rstrip())) if points >= ENOUGH else None

    def _points(self, plain: Plain) -> int:
        words = plain.words[1:] if self._shows.issuperset(plain.words[:1]) else plain.words
        shown = len(words) < len(plain.words) and words[:1] in _US
        words = words[shown:]
        if len(words) < LEAST_WORDS or words[1][0].isdigit():
            return 0  # `Shot 3: slate roofs, …`: one that is there
        if "1" in words and "2" in words:
            return 0  # `two notes: (1) …, (2) …`
        counted = not self._counted.isdisjoint(words) and pairwise(words)
        if counted and any(
            word in self._the and after in self._counted and not are_others(plain, [word, after])
            for word, after in counted
        ):
            return 0  # the two birds: they were there before
        if self._is_shot_list(words) or self._is_tag_list(words):
            return ENOUGH
        opening, begun = self._opening(words)
        if not opening or self._is_brief_act(words, opening):
            return 0
        points = opening + self._style(words[begun:], many=words[0] in self._many)
        if not self._beside.isdisjoint(words):
            points -= 2 * sum(
                word in self._beside and after in self._known for word, after in pairwise(words)
            )
        points += 2 * (bool(self._patterns.found("boast", plain)) + shown)
        before = sum(map(self._before.__contains__, words))
        before += any(words in plain.text for words in self._in_place)
        return points - 3 * before

    def _points_of_signs(self, text: str) -> int:
        """The same where words have no blanks between them."""
        bare = text.strip()
        if len(bare) < LEAST_SIGNS or any(word in bare for word in self._before):
            return 0
        somebody = tuple(self._some)
        where, _, rest = bare.replace(",", "，").partition("，")
        there = len(where) <= LEAST_SIGNS and rest.startswith(somebody)  # 沙漠公路上，一辆…
        opening = 2 * (there or bare.startswith(somebody))
        opening += 2 * any(word in bare[:12] for word in self._shots)
        parts = sum(sign in _BREAKS for sign in bare[:-1])
        acts = min(3, sum(word in bare for word in self._actions))
        if not acts and len(bare) < _NO_STORY:
            return 0
        terms = min(3, sum(word in bare for word in self._terms))
        if parts >= _PARTS and len(bare) >= _TOLD and late(_THERE_IS).search(bare):
            opening += 2
        long = (len(bare) >= 25) + (len(bare) >= 40)
        if not parts or not (opening or (acts >= 2 and terms >= 2 and long)):
            return 0
        return opening + acts + terms + min(2, parts) + long

    def _opening(self, words: Sequence[str]) -> tuple[int, int]:
        """It begins with a shot, or with somebody who was not there; and where that ends."""
        for index, word in enumerate(words[:6]):
            if word in self._known:
                break
            if word in self._shots and self._is_of(words[index + 1 : index + 3]):
                named = words[index + 2 : index + 4]
                short = len(words) < _SHORT or "on" in words[index + 1 : index + 3]
                seen = self._theirs.intersection(named) or (short and self._the.intersection(named))
                gear = not self._units.isdisjoint(words[index + 2 : index + 6])
                return (0, 0) if seen or gear else (3, index + 1)  # `slow push in on a 50mm lens`
        new = words[0] in self._some and not self._compares(words[1])  # `a glossier finish on …`
        return (1, 0) if new else (0, 0)

    def _is_of(self, words: Sequence[str]) -> bool:
        """`shot of`, `drone shot over`; `tracking shot alongside a runner`, and alongside nobody who was there."""
        if not self._of.isdisjoint(words):
            return words[1:2] != [","]  # `a slow push in, from the doorway`
        return len(words) > 1 and words[0] in self._toward and words[1] in self._some

    def _is_brief_act(self, words: Sequence[str], opening: int) -> bool:
        """`two skaters glide by, spin and wave`: these come to what is there."""
        return opening == 1 and len(words) < _STORY and len(self._terms.intersection(words)) < 2

    def _begins_shown(self, words: Sequence[str]) -> bool:
        """`show a …`; `gliding view across a …`, where a form of a verb describes."""
        first = words[0] if words else ""
        gliding = first.endswith("ing") and not self._shots.isdisjoint(words[1:2])
        return gliding or first in self._shows

    def _is_shot_list(self, words: Sequence[str]) -> bool:
        """A shot, what is seen in it, how it is filmed, in pieces and without a word for what is there."""
        if not self._known.isdisjoint(words) or self._shots.isdisjoint(words):
            return False
        pieces = _pieces(words)
        if len(pieces) < _SHOT_PIECES:
            return False
        if self._shots.isdisjoint(pieces[0][:3]) or len(pieces[0]) > _SHOT_WORDS:
            return False
        if not any(self._is_filming(piece) for piece in pieces[2:]):
            return False
        seen = [len(piece) for piece in pieces[1:] if not self._is_filming(piece)]
        if any(word in self._before for word in words):
            return False
        return len(seen) > 1 and max(seen) > _SEEN_IN_ONE and sum(seen) > _SEEN_IN_ALL

    def _is_tag_list(self, words: Sequence[str]) -> bool:
        """`aerial view, salt flats, lone camper van, dust trail, sunset, guitar`: a shot, and all that is in it."""
        if not self._known.isdisjoint(words) or self._shots.isdisjoint(words):
            return False
        pieces = _pieces(words)
        if len(pieces) < _TAGS:
            return False
        if self._shots.isdisjoint(pieces[0]) or max(map(len, pieces)) > _TAG_WORDS:
            return False
        changed = self._colors.intersection(words) or self._wished.intersection(words)
        compared = any(len(piece) > 1 and self._compares(piece[0]) for piece in pieces)
        seen = sum(not self._is_filming(piece) for piece in pieces[1:])
        return seen >= _SHOT_PIECES - 1 and not (changed or compared)

    def _compares(self, word: str) -> bool:
        """`bigger waves`, and not `spider web`."""
        stem = word.removesuffix("er")
        stems = {stem, stem + "e", stem[:-1] + "y", stem[:-1] if stem[-1:] == stem[-2:-1] else ""}
        return stem != word and not self._plain.isdisjoint(stems)

    def _is_filming(self, piece: Sequence[str]) -> bool:
        """`70mm film`, `cold light`; and not `neon signs`."""
        return piece[-1] in self._filmed or not self._units.isdisjoint(piece)

    def _style(self, words: Sequence[str], *, many: bool) -> int:
        """`many`: it begins with several, whose verbs are in the form that commands have, too."""
        doing = self._actions_of_many if many else self._actions
        acts = min(3, sum(word in doing for word in words))
        terms = min(3, len(self._terms.intersection(words)))
        parts = min(2, sum(word in _BREAKS for word in words[:-1]))
        long = (len(words) >= 13) + (len(words) >= 20) + (len(words) >= 35)
        return acts + terms + (parts >= 2) + long


def _pieces(words: Sequence[str]) -> list[list[str]]:
    """What stands between commas and stops."""
    pieces: list[list[str]] = [[]]
    for word in words:
        if word in _BREAKS:
            pieces.append([])
        else:
            pieces[-1].append(word)
    return [piece for piece in pieces if piece]


def _is_of_scene(change: Change, reading: Reading) -> bool:
    """`a flag on the stern, with the cox standing up`: what somebody who is there does besides."""
    start = change.spans[0][0]
    return change.why == "rider" and reading.prompt[start : start + 4].lower() == "the "


def _has_heading(reading: Reading) -> bool:
    """`Two notes from the client: (1) …`: what stands before the colon only says that changes follow."""
    if len(reading.changes) < 2 or reading.segments[0].kind != "aside":
        return False
    end = reading.segments[0].end
    return reading.prompt[end : end + 1] == ":"


def _is_no_view(segment: Segment) -> bool:
    return segment.kind == "edit" and segment.verb not in _VIEWS


def _begins_with_edit(reading: Reading) -> bool:
    for each in reading.segments:
        if each.kind != "aside":
            return each.kind in ("edit", "preserve")
        if each.end - each.start > LONG_ASIDE:
            return False
    return False


def _forms(verbs: Sequence[str]) -> Iterator[str]:
    """walk: walks, walking; also carries, running, riding."""
    for verb in verbs:
        stem = verb[:-1] if verb.endswith("e") and not verb.endswith("ee") else verb
        doubled = stem + stem[-1] if re.fullmatch(r"[^aeiou]*[aeiou][bdgmnpt]", stem) else stem
        yield doubled + "ing"
        if verb.endswith("y") and verb[-2] not in "aeiou":
            yield verb[:-1] + "ies"
        else:
            yield verb + ("es" if verb.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")


def _whole(hits: Sequence[Found], plain: Plain) -> tuple[int, int]:
    return plain.span(hits[0].start, hits[0].end)[0], len(plain.folded.rstrip())


def _keys(plain: Plain) -> list[str]:
    """Keys of a scene that is written as JSON."""
    return late(_KEY).findall(plain.folded) if plain.quoted else []


def _labels(hits: Sequence[Found], plain: Plain) -> str:
    names = (plain.text[hit.start : hit.end].strip(" :：") for hit in hits if hit.label == "label")
    return ", ".join(dict.fromkeys([*names, *_keys(plain)]))
