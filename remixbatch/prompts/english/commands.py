"""Whether a piece gives a command: begins with a verb that edits, and means it as one."""

from functools import reduce
from operator import or_

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.acting import comes_for, is_done_to, is_of_crew
from remixbatch.prompts.english.clause import Clause, Standing
from remixbatch.prompts.english.forms import base_of
from remixbatch.prompts.english.grammar import Grammar, Verb
from remixbatch.prompts.english.line import Line
from remixbatch.prompts.english.pieces import Piece
from remixbatch.prompts.english.qualifiers import is_put_there, is_taken_too, spreads
from remixbatch.prompts.english.riders import adds_too
from remixbatch.prompts.english.topics import LOOK, head_of, topic_of

_OBJECT = tag.LEAD | tag.OWNER | tag.QUOTE | tag.REST
_MOVING = frozenset({"camera", "speed", "light", "move"})  # "pan left", "slow down"
_TRANSITIVE = frozenset(
    {"add", "remove", "replace", "change", "recolor", "restyle", "give", "fill", "move"}
)
# What a word may not be, to be a verb before "the": "dwarf the footman", "calm the water".
_NO_VERB = (
    (tag.LEAD | tag.PREPOSITION | tag.ADVERB | tag.NUMBER | tag.COMPARATIVE | tag.MODAL)
    | (tag.BREAK | tag.POLITE | tag.OWNER | tag.QUOTE | tag.FINITE | tag.NEGATION | tag.PARTICIPLE)
    | (
        tag.WANT
        | tag.OPINION
        | tag.REPORT
        | tag.AUTHOR
        | tag.SUBJECT
        | tag.LINK
        | tag.PLACE_IN
        | tag.EDITS
        | tag.EDITING
        | tag.EDITED
        | tag.STATED
    )
)
_BEFORE_NEW = (
    tag.LEAD | tag.OWNER | tag.PREPOSITION | tag.PARTICLE | tag.ADVERB | tag.LINK | tag.PLACE_IN
)
_BRINGS = frozenset({"bring", "cast", "throw", "spread", "shed", "leave", "lend", "drape", "draw"})
_OF_HOURS = LOOK & ~tag.EFFECT | tag.SKY | tag.WEATHER | tag.TIME
_IT = frozenset({"it", "them", "everything"})
# What may follow a verb that no list knows: "lacquer the gate red", "sandblast the chalk off the board".
_STRANGE = frozenset({"act", "state", "to", "into", "from", "off", "out of"})
_SAYS = tag.FINITE | tag.COPULA | tag.MODAL | tag.BECOME | tag.NEGATED
_PLAIN_KINDS = frozenset({"add", "remove", "replace"})
_PATHS = frozenset({"begins", "ends"})  # "start on the clock"
_DOING = tag.ACT | tag.RUNNING
_JOINING = frozenset({"in", "up", "out", "off", "away"})  # "layer in a cello"
_PLAIN_LEAD = tag.DETERMINER | tag.ARTICLE | tag.POSSESSIVE
_BEFORE_COMMAND = (
    tag.STOP | tag.COMMA | tag.AND | tag.THEN | tag.OPEN | tag.CLOSE | tag.DASH | tag.COLON
) | (tag.BUT | tag.ADDING | tag.ITEM)
# What the crew does, and nothing in the scene that is no actor.
_CREW = frozenset(
    {"add", "remove", "replace", "give", "recolor", "restyle", "camera", "text", "light"}
)
_MOVED = tag.ACTOR | tag.SKY | tag.LIGHT | tag.WEATHER | tag.TIME | tag.EFFECT
_LIT = tag.SKY | tag.LIGHT | tag.WEATHER | tag.TIME | tag.EFFECT
_POURED = tag.EFFECT | tag.WEATHER  # "confetti", "snow"
_ED = frozenset({"shred", "embed", "imbed", "shed", "wed", "bed", "sled", "feed", "weed", "seed"})
_STIRS = frozenset({"move", "change"})
_ABOVE = frozenset({"from", "above", "over"})
_FINITE = tag.FINITE | tag.MODAL
_NO_SUBJECT = tag.LEAD | tag.EDIT
NO_OBJECT = tag.BREAK | tag.FINITE | tag.COPULA | tag.MODAL | tag.PREPOSITION
_NO_ACTOR = NO_OBJECT & ~tag.FINITE
_NO_STRANGE = _NO_VERB | tag.TIME
_STARTS = tag.STOP | tag.AND | tag.THEN
_NO_COMMAND = ~_BEFORE_COMMAND
_GOES_ON = tag.WITH | tag.CONTRAST
_BEGINS = tag.ADDING | tag.STOP
_JOINS = tag.AND | tag.THEN
_TURNS = frozenset({"state", "act"})
_COURTEOUS = tag.POLITE | tag.WANT
_BEING = tag.ARROWS | {"being"}
_TWO = 2
_OFF = frozenset({"from", "off", "out of", "into"})
_MADE = tag.ACT | tag.ATTRIBUTE | tag.COMPARATIVE | tag.EDITED | tag.ADJECTIVE | tag.RUNNING
_SEEN = tag.ACTOR | tag.PLACE
_NO_NOUN = tag.ATTRIBUTE | tag.ADJECTIVE | tag.STATED | tag.LIGHT | tag.ADVERB | tag.PREPOSITION


def commands(grammar: Grammar, standing: Standing, piece: Piece) -> bool:
    """Whether the first word of a piece is a verb that asks for an edit."""
    line, start, end = standing.line, piece.start, piece.end
    words, tags = line.words, line.tags
    head = tags[start]
    if head & tag.RUNNING and (head & tag.EDITING or piece.opener & tag.ADDING):
        return _running(standing, piece, grammar)
    if not head & tag.EDIT:
        noun = head & _NO_STRANGE or (head & tag.PLAIN and not head & tag.TOPIC)
        return not noun and _is_strange_verb(standing, piece)
    verb = grammar.verbs[words[start]]
    at = start + 1
    while at < end and tags[at] & tag.ADVERB and not tags[at] & tag.LEAD:
        at += 1
    after = tags[at] if at < end else 0
    # "change of light", "the zoom should"; but "project waves onto the wall"
    of = at < end and words[at] == "of"
    named = of or (after & _FINITE and not after & _NO_SUBJECT)
    if named:
        causes = "cause" in verb.flags and at + 1 < end and tags[at + 1] & tag.ACT
        spread = after & tag.PART and not head & tag.ACT and spreads(standing, piece, at)
        named = not (spread or (causes and not of))  # but "have leaves blow"
    if named or ("weak" in verb.flags and _is_doubtful(standing, piece, verb, at)):
        return False
    if piece.opener & tag.STOP:
        return True
    waits = piece.opener & tag.WITH and _waits_with(standing)  # "replace SALE with OPEN"
    if waits or (verb.kind in _TRANSITIVE and _lacks_object(standing, piece, verb, at)):
        return False  # "starlings that swirl, split and merge over the pier"
    # "have a seal pop up"
    made = "cause" in verb.flags and (not after & tag.ARTICLE or _has_act(line, at, end))
    return made or not _in_scene(standing, piece, verb)


def _is_doubtful(standing: Standing, piece: Piece, verb: Verb, at: int) -> bool:
    words = standing.line.words
    slowly = at > piece.start + 1 and words[at - 1][-2:] == "ly"  # "pan slowly to the left"
    swept = verb.kind == "camera" and words[at : at + 1] == ["from"]  # "pan from left to right"
    return not (slowly or swept) and _is_noun(standing, piece, verb, at)


def _waits_with(standing: Standing) -> bool:
    now = standing.now
    return now is not None and now.operation == "replace" and not now.linked


def _is_noun(standing: Standing, piece: Piece, verb: Verb, at: int) -> bool:
    """Whether a word that is a noun as often is one here; `at`: where its object would begin."""
    tags, end, flags = standing.line.tags, piece.end, verb.flags
    head, after = tags[piece.start], tags[at] if at < end else 0
    if head & tag.TOPIC and is_taken_too(standing, piece, at):
        return True
    listed = spreads(standing, piece, at) or _is_listed(standing, piece, at)
    if listed or _has_object(standing.line, piece, verb, at):
        return False
    led = at + 1 < end and tags[at + 1] & tag.PREPOSITION
    strange = led and not after and is_put_there(standing.line, at)
    if led and (after & _POURED or strange) and not head & (tag.TOPIC | tag.PART):
        return False  # "dump snow on the roof", "set Pikachu on her shoulder"
    if led and standing.line.words[at].endswith("s") and standing.line.words[at + 1] in _OFF:
        # "dim the hall and drop streamers from the roof", and not "remove the cups and draw pads …"
        return standing.now is None or standing.now.operation not in _CREW - _PLAIN_KINDS
    if "cause" in flags and not after & _NO_ACTOR and _taps(tags, at + 1, end):
        return False  # "have rain tap on the window", "have Gran wave"
    fills = standing.following & tag.WITH and "with" in flags and not after
    return not fills and flags.isdisjoint(_PATHS) and not _takes(standing.line, verb, at, end)


def _is_listed(standing: Standing, piece: Piece, at: int) -> bool:
    """ "Edit this for the feed: *trim pauses*, add captions": the first of what an edit is made of."""
    now, tags = standing.now, standing.line.tags
    if not piece.opener & tag.COLON or now is None or now.verb is None:
        return False
    follows = at < piece.end and not tags[at] & NO_OBJECT and not tags[piece.start] & tag.TOPIC
    return follows and "meta" in now.verb.flags and not now.linked


def _lacks_object(standing: Standing, piece: Piece, verb: Verb, at: int) -> bool:
    """Whether a verb that must have an object has none."""
    words, tags, end = standing.line.words, standing.line.tags, piece.end
    if verb.flags >= _TURNS and end - at == 1 and tags[at] & tag.COLOR:
        return True  # "the clouds, grey and heavy, turn pink"
    if at >= end:
        return not standing.following & _GOES_ON
    if not tags[at] & tag.PREPOSITION or words[at] in verb.flags:
        return False
    return not _joins_object(standing.line, at, end)


def _joins_object(line: Line, at: int, end: int) -> bool:
    """ "layer *in a* cello"."""
    return line.words[at] in _JOINING and at + 1 < end and bool(line.tags[at + 1] & tag.LEAD)


def _taps(tags: list[int], at: int, end: int) -> bool:
    """ "have rain *tap on the window*", "get smoke *rising from the roof*", "have dry leaves *blow past*"."""
    if at < end and (tags[at] & _DOING or (not tags[at] and at + 1 < end)):
        return True
    return at + 1 < end and bool(tags[at] & tag.TOPIC and tags[at + 1] & _DOING)


def _is_strange_verb(standing: Standing, piece: Piece) -> bool:
    """A word that no list knows, where a command would begin, before an object: "furl the sail"."""
    if piece.opener & _NO_COMMAND or piece.end - piece.start < 2:
        return False
    tags, at = standing.line.tags, piece.start + 1
    if is_taken_too(standing, piece, at):
        return False
    new = piece.opener & tag.STOP and not tags[piece.start] & tag.TOPIC  # but "dusk in a storm"
    begins = piece.opener & _STARTS  # but "…, breath in the air"
    if standing.line.words[at] == "in" and tags[piece.end - 1] & tag.CLOTHES:
        return False  # "papa in a tuxedo"
    if standing.line.words[at] in _JOINING and ((begins and not tags[piece.start]) or new):
        at += 1
    led = at < piece.end and tags[at] & _PLAIN_LEAD and not tags[at] & tag.PRONOUN
    led = led and (at + 1 < piece.end or not tags[at] & tag.POSSESSIVE)  # "bless her"
    if at >= piece.end or not (led or _is_it(standing, at)):
        return False
    word = standing.line.words[piece.start]
    base = word.replace("-", "").isalpha() and (word[-1] != "s" or word.endswith("ss"))
    base = base and (word[-2:] != "ed" or word in _ED)  # "loved the last cut"
    return base and not _in_scene(standing, piece, strange_verb(word))


def _is_it(standing: Standing, at: int) -> bool:
    """ "fence it in", "solarise the whole thing", not "fence it is"."""
    word, after = standing.line.words[at], standing.line.tags[at + 1 : at + 2]
    all_of_it = " " in word and standing.line.tags[at] & tag.SUBJECT
    return (word in _IT or all_of_it > 0) and not (after and after[0] & _SAYS)


def strange_verb(word: str) -> Verb:
    """A verb that no list knows; whoever is in the scene may do it, too."""
    return Verb(base_of(word), "other", _STRANGE)


def _has_object(line: Line, piece: Piece, verb: Verb, at: int) -> bool:
    """Whether an object or a particle stands at a place, behind a verb."""
    head, end = line.tags[piece.start], piece.end
    word, after = (line.words[at], line.tags[at]) if at < end else ("", 0)
    if word in verb.flags or after & _OBJECT or (after & tag.SUBJECT and " " in word):
        return True  # "shoot from the balcony", "move the whole thing"
    if "cause" in verb.flags and after & tag.AUTHOR:
        return True  # "have the boss waddle"
    joined = after & tag.PARTICLE and not head & tag.TOPIC and _joins_object(line, at, end)
    if joined or (after & tag.PARTICLE and verb.kind in _MOVING):
        return True
    so = after & tag.EDITED and at + 1 == end  # "stain gone", "crop tightened"
    follows = piece.opener & tag.STOP and end - piece.start > 1 and not so
    return bool(follows) and not (head & tag.TOPIC or after & NO_OBJECT)


def _takes(line: Line, verb: Verb, at: int, end: int) -> bool:
    """ "plant sunflowers", "paint walls teal", but "plant pots" and "paint stains"."""
    if at >= end or not (verb.takes or verb.fits or "state" in verb.flags):
        return False
    last = line.tags[end - 1]
    if "state" in verb.flags and last & tag.COLOR and not line.tags[at] & _NO_NOUN:
        return end - at > 1 and "to" not in line.words[at:end]  # "silver car to copper"
    if end - at > 1 and last & tag.SUBJECT:
        end -= 1  # "park buses there"
    head = head_of(line, at, end)
    named = line.tags[head] & verb.takes and not line.tags[head] & tag.PART
    return bool(named) or not verb.fits.isdisjoint(line.words[head].split())


def _in_scene(standing: Standing, piece: Piece, verb: Verb) -> bool:
    """A further verb of what somebody in the scene is made to do: "have him sit and open a book"."""
    now = standing.now
    if now is None or piece.opener & tag.STOP or standing.mode != "edit":
        return False
    if not now.scene and (now.verb is None or "cause" not in now.verb.flags):
        return False
    # "have the waiter bow, *pull the camera back*", and not "have the camera drift and …"
    filmed = verb.kind == "camera" and "camera" in standing.line.words[piece.start : piece.end]
    filmed = filmed and not any(
        "camera" in word for word in standing.line.words[now.start : now.end]
    )
    if filmed or standing.line.tags[piece.start - 1] & _COURTEOUS:
        return False  # "…, and would it be possible to bring the drums up"
    if _waits(standing, piece, verb, now) or comes_for(standing.line, verb, now):
        return True
    made = now.verb is not None and now.verb.base == "make"
    both = tag.COMMA | tag.AND
    led = tag.DETERMINER if verb.kind in {"act", "other"} else tag.DETERMINER | tag.ARTICLE
    after = standing.line.tags[piece.start + 1] if piece.end - piece.start > 1 else 0
    if made and piece.opener & both == both and after & led:
        return False  # "make the puppy sleep, and move the ball"
    runs = verb.kind in _STIRS and after & tag.PREPOSITION  # "swirl, split in two and merge"
    return (
        now.scene
        and bool("act" in verb.flags or runs)
        and not _by_another(standing, piece, verb, now)
    )


def _waits(standing: Standing, piece: Piece, verb: Verb, now: Clause) -> bool:
    """ "make the violinist, the one in green, *tap her foot*": what was named is made to do that, and nothing else."""
    causes = now.verb is not None and "cause" in now.verb.flags and "act" in verb.flags
    if not causes or piece.opener & tag.AND or now.ranges[-1][1] == now.end:
        return False
    tags = standing.line.tags
    cut = (at for at in range(now.start + 2, now.end) if tags[at] & tag.PREPOSITION)
    return not any(bits & _MADE for bits in tags[now.start + 2 : next(cut, now.end)])


def _has_act(line: Line, start: int, end: int) -> bool:
    """ "a seal pop up", but "a swim"."""
    tags = line.tags
    return any(
        tags[at] & tag.ACT and tags[at - 1] & tag.TOPIC and not tags[at - 1] & tag.ATTRIBUTE
        for at in range(start + 2, end)
    )


def _by_another(standing: Standing, piece: Piece, verb: Verb, now: Clause) -> bool:
    """ "make the staircase spiral and take the portrait down": no staircase takes portraits down."""
    tags, words = standing.line.tags, standing.line.words
    made = reduce(or_, [bits for bits in tags[now.start + 1 : now.end] if not bits & tag.ACT], 0)
    snows = tags[now.end - 1] & tag.WEATHER and words[now.start + 1] == "it"
    if snows or (_colors(standing, piece, verb, now) and not made & _LIT):
        return True  # "let it snow, remove the scaffolding"
    comes = made & tag.TIME and not made & tag.ACTOR and verb.base not in _BRINGS
    if comes and _sets_off(standing.line, piece):
        return True
    if is_done_to(standing.line, piece, now) or is_of_crew(standing.line, piece, verb, now):
        return True
    if now.end <= now.start + 2 or verb.kind not in _CREW or "bares" in verb.flags:
        return False
    first = tags[piece.start + 1] if piece.end - piece.start > 2 else 0
    crew = tags[piece.end - 1] & tag.PARTICLE or not tags[piece.start] & tag.ACT  # but "splash"
    if crew and made & (tag.THING | tag.PLACE | tag.PLANT) and not made & _MOVED:
        return bool(first & (tag.DETERMINER | tag.ARTICLE))
    # "make the crowd cheer and drop confetti from the roof"
    poured = first & _POURED and verb.kind in _PLAIN_KINDS
    high = tags[piece.end - 2] & tag.DETERMINER and words[piece.end - 3] in _ABOVE
    return bool(poured and high)


def _sets_off(line: Line, piece: Piece) -> bool:
    """ "let twilight fall and *start a fire*", "… release doves": no hour does that; it may "cast a shadow"."""
    tags, start = line.tags, piece.start + 1
    new = tags[start : start + 1] and (tags[start] & tag.ARTICLE or not tags[start] & _BEFORE_NEW)
    return bool(new) and not topic_of(line, start, piece.end) & _OF_HOURS


def _colors(standing: Standing, piece: Piece, verb: Verb, now: Clause) -> bool:
    """ "make the barista smile and *turn the cups blue*", but "make the painter smile and paint …"."""
    tags, words = standing.line.tags, standing.line.words
    last = tags[piece.end - 1]
    if piece.end - piece.start > 5 or not (last & (tag.COLOR | tag.COMPARATIVE) or not last):
        return False
    painters = any(bits & tag.PEOPLE for bits in tags[now.start + 1 : now.end])
    if not last and (verb.kind != "recolor" or painters):
        return False  # but "let the train go faster and paint the station grene"
    made = words[now.start + 1 : now.end]
    named = tags[piece.start + 1] & tag.DETERMINER
    return bool(named) and not any(word.startswith(verb.base) for word in made)


def _running(standing: Standing, piece: Piece, grammar: Grammar) -> bool:
    """-ing commands after "in addition to", at the beginning, and beside another -ing command."""
    if not _BEING.isdisjoint(standing.line.words[piece.start : piece.end]):
        return False  # "bowling ball = melon"
    # "… and would you mind muting it", "…, the client asks for the removal of …"
    courteous = standing.line.tags[piece.start - 1] & _COURTEOUS
    if piece.opener & _BEGINS or courteous:
        now = standing.now
        made = piece.opener & tag.AND and now and now.verb and "cause" in now.verb.flags
        verb = grammar.verbs.get(standing.line.words[piece.start])
        acted = made and (verb is None or "act" in verb.flags)
        if acted or (verb and _is_burning(standing, piece, verb)):
            return False  # "have him start by waving and finish by bowing"
        return bool(standing.line.tags[piece.start] & tag.EDITING) or _is_strange_verb(
            standing, piece
        )
    now, opener = standing.now, piece.opener
    if now is None or standing.mode != "edit":
        return False
    if not opener & _JOINS:
        verb = grammar.verbs.get(standing.line.words[piece.start])
        tail = verb is not None and opener & tag.COMMA
        return bool(tail) and adds_too(standing.line, piece, now, verb, standing.following)
    return bool(standing.line.tags[now.start] & tag.EDITING or opener & tag.THEN)


def _is_burning(standing: Standing, piece: Piece, verb: Verb) -> bool:
    """ "burning barn": what is seen does it."""
    alone = piece.end - piece.start == _TWO and standing.following & tag.COMMA
    seen = standing.line.tags[piece.end - 1] & _SEEN
    return bool(alone and seen) and {"act", "weak"} <= verb.flags
