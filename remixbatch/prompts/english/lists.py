"""What is listed after a change: more of the same thing, or a change of its own."""

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.absolute import GONE, switched
from remixbatch.prompts.english.beside import is_beside
from remixbatch.prompts.english.clause import Clause
from remixbatch.prompts.english.contrasts import is_beside_contrast
from remixbatch.prompts.english.deeds import not_all
from remixbatch.prompts.english.items import (
    PACES,
    comes_there,
    drifts,
    is_adjective,
    is_filmed,
    is_for_another,
    is_hue,
    is_item,
    is_terse,
    only_adjectives,
)
from remixbatch.prompts.english.line import Line
from remixbatch.prompts.english.merge import is_bare
from remixbatch.prompts.english.nested import is_tinted_beside, wants_more
from remixbatch.prompts.english.pieces import Piece
from remixbatch.prompts.english.qualifiers import (
    AS_WELL,
    _compares,
    are_compared,
    is_carried,
    is_compared,
    is_counted_too,
    is_darker_too,
    is_one_noun,
    is_shaped,
    says_again,
)
from remixbatch.prompts.english.references import draws_elsewhere
from remixbatch.prompts.english.respective import WORD
from remixbatch.prompts.english.shapes import put_there
from remixbatch.prompts.english.topics import (
    LOOK,
    another_item,
    another_value,
    apart,
    attribute_of,
    is_lens,
    made_of,
    topic_of,
    unlike_things,
)
from remixbatch.prompts.reading import Why

_ATTRIBUTES = tag.ATTRIBUTE | tag.COMPARATIVE
_TRAILS = tag.RUNNING | tag.PREPOSITION | tag.EDITED | tag.SUBJECT  # what a thing goes on with
_NAMED = tag.ACTOR | tag.CLOTHES | tag.BODY | tag.PLANT | tag.FOOD | tag.THING | tag.SKY | tag.PLACE
_LATE = tag.CAMERA | tag.STYLE | tag.TIME | tag.AUDIO
_OWN = _LATE | tag.WEATHER | tag.SEASON | tag.SPEED
_THINGS = tag.ACTOR | tag.CLOTHES | tag.PLANT | tag.FOOD | tag.THING
_TONED = LOOK & ~(tag.EFFECT | tag.TEXTURE) | _OWN | tag.SKY
_WHOLE = tag.STYLE | tag.CAMERA
_SOMETHING = tag.ACTOR | tag.SKY  # which no look brings along
_LED = tag.PREPOSITION | tag.LEAD
_LONG = 6  # words: what follows a longer nominal describes it
_TERSE = 4  # words: longer items describe
YES = frozenset({"yes", "yeah", "yep", "yup"})
_PAIR = 2  # words
_KNOWN = tag.SUBJECT | tag.DETERMINER
_STATE = tag.COLOR | tag.MATERIAL | tag.ADJECTIVE | tag.COMPARATIVE
_MORE = tag.AMOUNT | tag.COMPARATIVE
_NEW = tag.ARTICLE | tag.AMOUNT
_FIRST = frozenset({"at the start", "at the beginning", "at the opening"})
_LAST = frozenset({"at the end", "at the close", "at the finish"})
_PERSONS = frozenset({"he", "she", "they"})
_US = frozenset({"me", "us"})
_IN_FOCUS = ["in", "focus"]
LACKS = frozenset({"missing", "lacking", "minus"})


def listed_apart(line: Line, piece: Piece, now: Clause) -> Why | None:
    """Why an item that is listed after a change is a change of its own; None if it is not."""
    said = line.words[piece.start : piece.end]
    plain = piece.opener & tag.OR or now.why == "rider" or piece.mask & tag.QUALITY
    plain = plain or said[0] == "like" or said == _IN_FOCUS
    plain = plain or (len(said) == 1 and _is_shared(line, piece, now))
    if plain or "ones" in said or _is_done_too(line, piece, now):
        return None  # "balloons, plus gold ones"
    agreed = not YES.isdisjoint(line.words[piece.end : piece.end + 1])
    # A promised list goes on: "three fixes: steam over the pan, *chopsticks* in place of the fork"
    agreed = agreed or (now.listing and bool(piece.following & tag.CONTRAST))
    if agreed or WORD in line.words[piece.end - 1 : piece.end + 2]:
        return "verb"  # "no more rain, rainbow yes", "the hat and tie red and blue, respectively"
    also = line.words[piece.start - 1] == "but also" and not_all(line, now)
    also = also or (said[-1] in GONE and _is_gone_too(line, piece, now))
    also = also or draws_elsewhere(line, piece, now) or is_filmed(line, piece, now)
    if also or drifts(line, piece, now) or _is_toned(line, piece, now):
        return "verb"
    added = now.operation == "add"
    apart_too = _added_apart(line, piece, now) if added or _is_for_us(line, now) else None
    if apart_too or added:
        return apart_too
    if now.kind == "nominal":
        return _nominal_apart(line, piece, now)
    lacks = said[0] in LACKS and piece.opener & tag.AND  # "and lacking a wing"
    return "attribute" if lacks and now.topics[0] & _ATTRIBUTES else _valued_apart(line, piece, now)


def _is_shared(line: Line, piece: Piece, now: Clause) -> bool:
    """ "more freckles, all over her nose *and cheeks*": the same places go on."""
    if piece.opener != tag.AND or now.kind != "nominal" or now.ranges[-1][1] == now.end:
        return False
    before = line.tags[piece.start - 4 : piece.start - 2]
    return len(before) == 2 and bool(before[0] & tag.PLACE_IN and before[1] & tag.DEFINITE)


def _is_toned(line: Line, piece: Piece, now: Clause) -> bool:
    """ "add film grain, *cooler tones*": no part of what comes or goes."""
    graded = line.tags[piece.start] & tag.COMPARATIVE and piece.opener == tag.COMMA
    if not graded or now.operation not in {"add", "remove"} or not is_terse(piece):
        return False
    return bool(topic_of(line, piece.start, piece.end) & tag.PALETTE) and not (
        now.topics[-1] & _TONED
    )


def _is_done_too(line: Line, piece: Piece, now: Clause) -> bool:
    """ "do the cushions *and the throw* in mustard": one look of two things."""
    if line.words[now.start] != "do":
        return False
    both = now.ranges == [(now.start, piece.start - 1)]
    led = both and line.tags[now.start + 1] & line.tags[piece.start] & tag.DEFINITE
    return bool(led) and is_bare(line, now)


def _is_for_us(line: Line, now: Clause) -> bool:
    """ "give me a bonfire", "give us a sepia tone": nobody in the scene gets it."""
    return now.operation == "give" and line.words[now.start + 1] in _US


def _nominal_apart(line: Line, piece: Piece, now: Clause) -> Why | None:
    """ "shorter, silver hair", "7 candles instead of 3, and lit", "green door, wet street"."""
    if is_one_noun(line, piece, now):
        both = apart(attribute_of(line.tags[now.start]), attribute_of(line.tags[piece.start]))
        graded = line.tags[now.start] & line.tags[piece.start] & tag.COMPARATIVE
        return "attribute" if both and not graded else None  # "shorter, silver hair"
    if is_counted_too(line, piece, now) or _is_tinted_too(line, piece, now):
        return "attribute"
    return None if says_again(line, piece, now) else _named_apart(line, piece, now)


def _is_tinted_too(line: Line, piece: Piece, now: Clause) -> bool:
    """ "the moon huge *and green*": of a thing with its state, one of another attribute."""
    joined = piece.opener & tag.AND and now.end - now.start > 1 and now.ranges[-1][1] == now.end
    if not joined or now.linked:
        return False
    tags = line.tags
    named = tags[now.end - 2] & _NAMED and not tags[now.end - 2] & _ATTRIBUTES
    # "the sun on our mural bigger and orange"
    graded = tags[now.start] & tag.DEFINITE and tags[now.end - 1] & tag.COMPARATIVE
    stated = all(bits & (_ATTRIBUTES | tag.ADVERB) for bits in tags[piece.start : piece.end])
    return bool((named or graded) and stated) and apart(
        attribute_of(tags[now.end - 1]), attribute_of(piece.mask)
    )


def _added_apart(line: Line, piece: Piece, now: Clause) -> Why | None:
    """ "a kite and a tower", "rain, low angle"."""
    head = line.tags[piece.start]
    if now.linked and now.verb and "with" in now.verb.flags:
        return None  # "decorate it with bells, holly and ribbons"
    at_last = line.words[piece.end - 1] in _LAST and line.words[now.end - 1] in _FIRST
    if not at_last and (head & _KNOWN or is_carried(piece, now)):
        return None  # "its snout long", "between the well and the barn", "a lute on his knees"
    topic, known = topic_of(line, piece.start, piece.end), now.topics[-1]
    blurred = head & tag.PREPOSITION and "focus" in line.words[piece.start : piece.end]
    if piece.opener & tag.COMMA and topic & _LATE and not (known & _LATE or blurred):
        return "verb" if is_terse(piece) else None
    late = piece.opener & tag.ADDING and topic & _LATE and not known & topic
    if late or at_last or _is_beside_look(line, piece, known, topic):
        return "verb"  # "church bells, along with a slow zoom out"
    running = piece.opener & tag.COMMA and piece.mask & tag.RUNNING
    if running or head & tag.PREPOSITION or _is_spelt_out(line, piece, now):
        return None
    return "verb" if unlike_things(known, topic) else None


def _is_beside_look(line: Line, piece: Piece, known: int, topic: int) -> bool:
    """ "a tilt-shift look *and a comet*": what no look brings along."""
    new = line.tags[piece.start] & tag.ARTICLE and piece.opener & tag.AND
    other = topic & (_SOMETHING | tag.WEATHER if known & _WHOLE else _SOMETHING)
    return bool(new and known & (_WHOLE | LOOK) and other) and another_item([known], topic)


def _is_spelt_out(line: Line, piece: Piece, now: Clause) -> bool:
    """ "a wreath, holly and red ribbon", "the sound of rain, wind and thunder": what it is made of."""
    if line.tags[piece.start] & tag.LEAD:
        return False
    led = line.tags[now.start + 1 : now.start + 2]
    listed = piece.opener & tag.COMMA or now.ranges[-1][1] != now.end
    apposed = bool(led and led[0] & tag.LEAD and listed)
    return apposed or "of" in line.words[now.start : now.end]


def _named_apart(line: Line, piece: Piece, now: Clause) -> Why | None:
    """ "green door, wet street", "comic style, at dawn"."""
    head = line.tags[piece.start]
    both = (piece.opener & tag.AND and piece.opener & tag.THEN) or piece.opener & tag.ADDING
    both = (both or line.words[piece.start - 1] == "but also") and not now.linked
    both = both and (
        head & tag.ARTICLE or _is_beside_view(line, piece, now) or _is_more(line, piece, now)
    )
    item = now.listing and piece.opener & tag.AND > 0 and not head & _TRAILS
    item = bool(item) and bool(piece.mask & _THINGS or _is_promised(line, piece, now))
    if both or item:  # "a snowy street, plus a brass band"; "two tweaks: a longer veil, and doves"
        return "verb"
    if now.linked and is_adjective(line, piece):
        both = apart(attribute_of(line.tags[now.ranges[-1][1] - 1]), attribute_of(piece.mask))
        return "attribute" if both else None  # "the eggs: larger and translucent"
    if is_beside_contrast(line, piece, now):
        return "verb"
    paired = is_beside(line, piece, now)
    if paired is not None:
        return "verb" if paired else None
    apposed = head & tag.ARTICLE and line.tags[piece.start - 1] & tag.ADVERB  # "almost a whisper"
    if now.linked or apposed or now.end - now.start > _LONG:
        return None
    # "two more stalls"; but "a bigger cake, two more tiers"
    counted = head & tag.NUMBER and piece.mask & tag.AMOUNT
    counted = counted and not any(bits & _MORE for bits in line.tags[now.start : now.end])
    more = head & tag.AMOUNT or counted or _is_brought(line, piece, now)
    more = more or is_compared(line, piece, now)
    one_more = more or _is_own(line, piece, now) or is_item(line, piece, now)
    return "verb" if one_more else None


def _is_brought(line: Line, piece: Piece, now: Clause) -> bool:
    """ "his beard gone *and a neon sign in the back*": behind a thing with its state, or in a list, what is new."""
    if not piece.opener & tag.AND or not _brings(line, piece):
        return False
    if now.listing or now.source is not None or _is_valued(line, now) or _compares(line, now):
        return True
    return not piece.mask & tag.RUNNING and switched(line, now.start, now.end)


def _is_beside_view(line: Line, piece: Piece, now: Clause) -> bool:
    """ "a tilt-shift lens plus *fireworks above the goal*"."""
    topic = topic_of(line, piece.start, piece.end)
    return bool(now.topics[0] & _OWN and topic & tag.COMING) and not line.tags[piece.start] & _LED


def _is_promised(line: Line, piece: Piece, now: Clause) -> bool:
    """ "*two* wishes: a sepia tone, *and scratches*"."""
    if not piece.opener & tag.COMMA or not line.tags[now.start - 1] & tag.COLON:
        return False
    start = now.start - 1
    while start and not line.tags[start - 1] & tag.STOP:
        start -= 1
    told = range(start, now.start)
    return any(line.tags[at] & tag.NUMBER and line.words[at] != "one" for at in told)


def _is_own(line: Line, piece: Piece, now: Clause) -> bool:
    """ "the guitarist barefoot too", "in uniform"."""
    if line.words[piece.end - 1] == "too" and piece.end - piece.start >= _TERSE:
        return True
    listed = now.source is not None and piece.end - piece.start == 1
    if listed and line.tags[piece.start] & tag.TIME and now.topics[0] & tag.PLACE:
        return True  # "red car, rainy street, *dusk*"
    return _is_dressed(line, piece, now) or is_for_another(line, piece, now)


def _is_gone_too(line: Line, piece: Piece, now: Clause) -> bool:
    """ "longer hair on the drummer *and the stool behind him gone*"."""
    said = line.tags[now.start : now.end]
    told = (
        now.kind != "nominal" or _compares(line, now) or any(bits & tag.PLACE_IN for bits in said)
    )
    named = line.tags[piece.start] & tag.DEFINITE and piece.end - piece.start > _PAIR
    return bool(named) and told and now.operation != "remove"


def _is_dressed(line: Line, piece: Piece, now: Clause) -> bool:
    """ "older, and in uniform"."""
    worn = line.words[piece.start] == "in" and piece.mask & tag.CLOTHES
    return bool(worn) and only_adjectives(line, now)


def _is_more(line: Line, piece: Piece, now: Clause) -> bool:
    """ "dusk instead of noon, plus the logo on the fence": after a change, something of the scene."""
    placed = line.tags[piece.start] & (tag.DETERMINER | tag.OWNER) and piece.mask & tag.PLACE_IN
    if not placed or piece.mask & (tag.SAME | tag.RELATIVE):
        return False
    told = now.ranges[-1][1] != now.end or now.topics[0] & _OWN or _compares(line, now)
    topic = topic_of(line, piece.start, piece.end) or tag.THING
    return bool(told) and not topic & LOOK and another_item(now.topics, topic)


def _brings(line: Line, piece: Piece) -> bool:
    """ "a neon sign in the back", "at her feet a sleeping greyhound"."""
    tags, start = line.tags, piece.start
    led = tags[start] & tag.PREPOSITION
    late = led and any(bits & tag.ARTICLE for bits in tags[start + 2 : piece.end])
    return bool(tags[start] & tag.ARTICLE or late)


def _is_valued(line: Line, now: Clause) -> bool:
    """ "the desk in glass", "his beard gone": a thing of the scene, with its new state."""
    definite = line.tags[now.start] & tag.DEFINITE
    state = line.tags[now.end - 1] & _STATE
    return bool(definite and state)


def _valued_apart(line: Line, piece: Piece, now: Clause) -> Why | None:
    """ "fatter and grey", "larger and in teal", "24 mm and dawn"."""
    tinted = tag.ADJECTIVE if line.tags[piece.end - 1] & tag.COLOR else 0  # "pale yellow"
    stated = _ATTRIBUTES | tag.ADVERB | tinted
    paced = line.words[piece.end - 1].endswith(PACES)  # "slow motion"
    start = piece.start + made_of(line, piece)
    if not paced and all(bits & stated for bits in line.tags[start : piece.end]):
        # "thin, wispy and bluish" is one look.
        alone = piece.opener & tag.COMMA and not piece.opener & tag.AND
        apposed = alone or now.ranges[-1][1] != now.end
        known = attribute_of(line.tags[now.end - 1]) or now.topics[0]
        both = not apposed and apart(known, attribute_of(piece.mask))
        both = both or (not apposed and is_darker_too(line, piece, now))
        both = both or (not alone and is_shaped(line, now))
        return "attribute" if both else None
    if now.kind == "declarative" and _is_wished_apart(line, piece, now):
        return "verb"
    ranged = line.words[piece.start] == "from" and "to" in line.words[piece.start : piece.end]
    acts = line.words[piece.start] in _PERSONS and piece.mask & tag.DOES  # "…, and he howls"
    if line.tags[piece.start] & tag.DETERMINER or ranged or acts:
        return None  # "the bench and the gate", "from noon to midnight"
    topic = topic_of(line, piece.start, piece.end)
    if piece.opener & tag.AND and _comes_too(line, piece, now, topic):
        return "verb"
    described = not (now.topics[0] & (_OWN | LOOK) or piece.opener & tag.AND)
    described = described and bool(topic & tag.WEATHER and piece.mask & tag.PLACE_IN)
    if described or (now.ranges[-1][1] != now.end and not topic & _LATE):
        return None  # a list that describes has begun; "a skating rink, frost on the tiles"
    terse = is_lens(line, piece) or (is_terse(piece) and not is_hue(line, piece, now))
    return "verb" if terse and another_value(now.topics, topic) else None


def _comes_too(line: Line, piece: Piece, now: Clause, topic: int) -> bool:
    """ "… and also a dog", "get the cake smaller and *more candles on it*"."""
    head = line.tags[piece.start]
    too = line.words[piece.end - 1] == "too" or line.words[piece.end - 2 : piece.end] == AS_WELL
    new = head & _NEW or comes_there(line, piece, topic)
    if (piece.opener & tag.THEN or (too and piece.mask & tag.PLACE_IN)) and new:
        return True
    compared = line.tags[now.end - 1] & tag.COMPARATIVE
    return bool(head & tag.AMOUNT and compared and topic & _THINGS)


def _is_wished_apart(line: Line, piece: Piece, now: Clause) -> bool:
    """ "a taller hat and a shorter cane", "a wider view, plus confetti" after "I'd like"."""
    if is_compared(line, piece, now) or are_compared(line, piece, now):
        return True
    if piece.opener & tag.AND and piece.mask & tag.PREPOSITION and is_put_too(line, piece, now):
        return True
    topic = topic_of(line, piece.start, piece.end)
    if line.tags[now.start] & tag.WANT and is_tinted_beside(line, piece, now, topic):
        return True
    if line.tags[now.start] & tag.WANT and topic & _THINGS and wants_more(line, now):
        new = line.tags[piece.start] & tag.ARTICLE or comes_there(line, piece, topic)
        return bool(new) and not piece.mask & tag.COMPARATIVE
    if line.tags[now.start] & tag.WANT and line.tags[piece.start] & tag.ARTICLE:
        stated = line.tags[now.end - 1] & tag.COMPARATIVE and topic & _THINGS
        stated = stated or _is_beside_look(line, piece, now.topics[0], topic)
        return bool(stated) or unlike_things(now.topics[0], topic)
    added = piece.opener & tag.THEN and line.tags[now.start] & tag.WANT
    return bool(added and topic) and another_item(now.topics, topic)


def is_put_too(line: Line, piece: Piece, now: Clause) -> bool:
    """ "we'd love the hall lit, the tables laid *and a harp in the corner*": beside a thing with its state, a new one."""
    start = now.start + (now.source is None)
    if not line.tags[(now.source or now).start] & tag.WANT or not line.tags[start] & tag.SPECIFIC:
        return False
    stated = now.source or any(bits & _STATE for bits in line.tags[start + 2 : now.end])
    new = line.tags[piece.start] & tag.ARTICLE and piece.mask & tag.PLACE_IN  # "a castle behind it"
    return bool(stated) and (new > 0 or put_there(line, piece.start, piece.end) > 0)


def apart_values(line: Line, piece: Piece, now: Clause) -> bool:
    """Whether a sentence without a verb is a change beside another: "Red car. Low angle." """
    if piece.mask & tag.QUALITY:
        return False
    return _named_apart(line, piece, now) is not None
