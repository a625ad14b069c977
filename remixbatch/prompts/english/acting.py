"""Who does something in a sentence: "the butler bows", "confetti cannons go off"; and whether that is a change of its own."""

from functools import reduce
from operator import or_

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.absolute import state_of
from remixbatch.prompts.english.clause import Clause
from remixbatch.prompts.english.grammar import Verb
from remixbatch.prompts.english.line import Line
from remixbatch.prompts.english.pieces import Piece
from remixbatch.prompts.english.topics import LOOK

_NAMED = tag.TOPIC & ~tag.LIGHT
_NO_SUBJECT = (
    tag.PREPOSITION | tag.ADVERB | tag.SUBJECT | tag.NEGATION | tag.AUTHOR | tag.WANT | tag.OPINION
) | (tag.EDIT | tag.MODAL | tag.NUMBER | tag.POLITE | tag.KEEP | tag.SAME | tag.REST)
_BEFORE_NOUN = tag.LEAD | tag.OWNER | tag.PREPOSITION
_GROWS = tag.ACTOR | tag.PLANT | tag.AUDIO
_AFTER_VERB = tag.PREPOSITION | tag.PARTICLE | tag.ADVERB | tag.LEAD
_OF_VIEW = tag.TEXTURE | tag.BODY | tag.TEXT | tag.CAMERA | tag.META | tag.ANCHOR
_LOOKS = frozenset({"make", "change", "replace", "recolor", "restyle", "give", "text"})
_SAYS = tag.DOES | tag.SAYS
_HAS = frozenset({"has", "have"})
_TRADES = frozenset({"loses", "gains", "wears", "sprouts"})  # "Tom loses his beard", of a name
_BORNE_BY = tag.PART | tag.FITTED | tag.ATTRIBUTE | LOOK
_NAME = 4  # words: "the best man", and the verb
_SEVERAL = 2  # semicolons
_LOOKS_SO = tag.COLOR | tag.MATERIAL | tag.EDITED | tag.STATED | tag.PARTICLE
_SAYS_SO = tag.NEWS | tag.COPULA
_DONE = tag.EDITED | tag.STATED
_HIDDEN = ("not be visible", "n't be visible", "not be seen", "n't be seen")
_MANY = frozenset(
    {"children", "men", "women", "people", "mice", "geese", "sheep", "oxen", "police"}
)
_BACK = frozenset(
    {"one", "ones", "it", "its", "them", "they", "their", "him", "this", "that", "too"}
)
_HIM = frozenset({"him", "her"})
_ALSO = frozenset({"also", "plus", "additionally"})
_CREW = frozenset({"add", "remove", "replace", "give", "recolor", "text", "light"})
_THEM = frozenset({"him", "her", "them"})
_AFTER_THEM = tag.PREPOSITION | tag.ARTICLE | tag.BREAK
_BORNE = LOOK | tag.PART | tag.BODY | tag.SKY | tag.TEXT | tag.META | tag.ANCHOR
_ALONG = (
    tag.STYLE | tag.TIME | tag.WEATHER | tag.SEASON | tag.PLACE
)  # what they bring along is told


def act_of(line: Line, piece: Piece) -> tuple[int, int]:
    """Who, and where the verb is, in "the butler in white bows when she enters"; zeros if nobody acts."""
    tags = line.tags
    bare = not tags[piece.start] & (tag.LEAD | tag.OWNER)
    if bare and tags[piece.start] & _NO_SUBJECT:
        return 0, 0
    who = -1
    for at in range(piece.start + (1 if bare else 2), piece.end):
        bits = tags[at]
        before = tags[at - 1]
        many = bits & tag.ACT and is_many(line, at - 1 if who < 0 else who)
        does = bits & tag.DOES or many
        known = bits & _NAMED and (bare or not before & tag.ACTOR)
        led = before & _BEFORE_NOUN and not beside_it(line, at)
        acts_so = does and not (known or bits & tag.COPULA or led)
        if acts_so or _is_strange(line, piece, at, bare=bare):
            return (at - 1 if who < 0 else who), at
        if bits & tag.PREPOSITION and who < 0:
            who = at - 1
    return 0, 0


def is_many(line: Line, at: int) -> bool:
    """ "children", "boxers"."""
    return line.words[at].endswith("s") or line.words[at] in _MANY


def beside_it(line: Line, at: int) -> bool:
    """Whether a pronoun ends a place before a word: "the window behind her *shatters*", and not "behind her waves"."""
    tags, own = line.tags, line.words[at - 1] == "her"
    led = tags[at - 1] & tag.PRONOUN or (own and not tags[at] & tag.TOPIC)
    return bool(led and tags[at - 2] & tag.PREPOSITION)


def _is_strange(line: Line, piece: Piece, at: int, *, bare: bool) -> bool:
    """ "the tram rattles past": a verb that no list knows, of somebody who acts."""
    word, tags = line.words[at], line.tags
    third = not tags[at] and word[-1:] == "s" and word[-2:] != "ss" and not bare
    after = tags[at + 1] if at + 1 < piece.end else tag.PREPOSITION
    return third and bool(tags[at - 1] & tag.ACTOR and after & _AFTER_VERB)


def glows(line: Line, at: int, end: int) -> bool:
    """ "her left eye *glows red*"."""
    lit = line.tags[at] & tag.LIGHT and line.words[at][-1:] == "s"
    return bool(lit) and at + 2 == end and line.tags[at + 1] & tag.COLOR > 0


def is_seen(line: Line, piece: Piece) -> bool:
    """ "our captain lifts a cup", and not "my boss likes it"."""
    who, at = act_of(line, piece)
    acting = at > 0 and line.tags[who] & tag.ACTOR
    return bool(acting) and _BACK.isdisjoint(line.words[piece.start : piece.end])


def deals(line: Line, piece: Piece) -> bool:
    """ "best man loses his", "chef swings a ladle": somebody without an article, and what he does to something."""
    tags, start = line.tags, piece.start
    if tags[start] & _NO_SUBJECT or tags[start] & (tag.LEAD | tag.COPULA):
        return False
    for at in range(start + 1, min(start + _NAME, piece.end - 1)):
        if tags[at] & tag.DOES and not tags[at] & _NAMED:
            named = not tags[at - 1] and line.words[at] in _TRADES
            return bool((named or tags[at - 1] & tag.ACTOR) and tags[at + 1] & tag.LEAD)
    return False


def is_airy(line: Line, piece: Piece, now: Clause) -> bool:
    """ "A thread of smoke rises.", and not "A wolf howls."."""
    first = line.tags[piece.start : piece.start + 5]
    return now.kind == "edit" and any(bits & tag.EFFECT for bits in first)


def is_of_view(line: Line, piece: Piece, now: Clause) -> bool:
    """ "Handheld. *The frame shakes*": how the camera sees, told again."""
    own = piece.end - piece.start > 1 and line.tags[piece.start + 1] & (tag.CAMERA | tag.ANCHOR)
    return bool(own) and bool(now.operation == "camera" or now.topics[0] & tag.CAMERA)


def acts_itself(line: Line, piece: Piece, now: Clause) -> bool:
    """ "Make the carpet tartan; *the butler bows*", "Crash zoom. *Papers fly.*": somebody else does something."""
    who, at = act_of(line, piece)
    if not at or not _BACK.isdisjoint(line.words[piece.start : piece.end]):
        return False
    head, topic = line.tags[who], now.topics[0] if now.topics else 0
    seen = now.operation == "camera" or topic & tag.CAMERA
    named = line.words[who] in line.words[now.start : now.ranges[-1][1]]
    told = now.kind == "edit" and not seen and now.operation not in _LOOKS  # why, or what follows
    told = told and line.words.count(";") < _SEVERAL
    follows = now.kind == "edit" and not seen and line.tags[at] & tag.ACT  # "the knights run"
    if named or told or follows or topic & _ALONG or head & (_OF_VIEW if seen else _BORNE):
        return False
    if line.tags[piece.start] & tag.LEAD or line.tags[piece.start] & tag.OWNER:
        owned = any(bits & tag.OWNER for bits in line.tags[piece.start : at])
        valued = owned and line.tags[piece.end - 1] & tag.COLOR
        valued = valued or line.words.count(";") >= _SEVERAL  # a list of demands
        return bool(head & tag.ACTOR or valued) and not line.tags[piece.start] & tag.ARTICLE
    shown = seen or (now.kind == "declarative" and head & _GROWS)
    return bool(shown) and not now.remark


def of_its_own(line: Line, piece: Piece, now: Clause) -> bool:
    """ "The forklift is blue now. *Its driver has dozed off.*": of somebody who is no part of it, and what became of it.

    "The ferry docks. *Its funnel is yellow.*": beside what it does, how a part of it looks.
    """
    tags, start, end = line.tags, piece.start, piece.end
    if now.kind != "declarative" or line.words[start] != "its" or not piece.mask & _SAYS:
        return False
    if takes_away(line, piece):
        return True
    at = next((at for at in range(start + 2, end) if tags[at] & _SAYS), 0)
    thing = tags[at - 1] & tag.THING and not tags[at - 1] & _BORNE_BY
    if at and (tags[at - 1] & tag.ACTOR or (thing and has_done(line, at, end))):
        return True
    return at > 0 and bool(tags[end - 1] & _LOOKS_SO) and only_acts(line, now)


def takes_away(line: Line, piece: Piece) -> bool:
    """ "its strings must not be visible"."""
    return any(word.endswith(_HIDDEN) for word in line.words[piece.start + 1 : piece.end])


def of_newcomer(line: Line, piece: Piece, now: Clause) -> bool:
    """ "The waiter carries a tray. *The tray is silver.*": how that looks which the statement before has brought in."""
    told = range(now.start, now.end if now.kind == "declarative" and piece.mask & tag.COPULA else 0)
    at = next((at for at in told if line.tags[at] & tag.ARTICLE), now.end)
    return line.words[piece.start + 1] in line.words[at : now.end]


def only_acts(line: Line, now: Clause) -> bool:
    """ "The tram stops at the corner now.": of somebody or something of the scene, what it does, and not how it looks."""
    tags = line.tags
    plain = tags[now.start] & tag.SPECIFIC and now.kind in {"declarative", "nominal"}
    return bool(plain) and not any(bits & _SAYS_SO for bits in tags[now.start : now.end])


def poses_so(line: Line, piece: Piece, now: Clause) -> bool:
    """ "The skater falls. *Her arms are outstretched.*": how one does it."""
    tags, at, last = line.tags, piece.start + 1, piece.end - 1
    limb = last > at + 1 and tags[piece.start] & tag.POSSESSIVE and tags[at] & tag.BODY
    said = limb and tags[at + 1] & tag.COPULA and not tags[last] & (tag.COLOR | tag.MATERIAL)
    return bool(said) and only_acts(line, now)


def has_done(line: Line, at: int, end: int) -> bool:
    """Whether "has" or "have" at a place begins a perfect: "has dozed off", and not "has painted wheels"."""
    done = line.words[at] in _HAS and at + 1 < end and line.tags[at + 1] & _DONE
    if not done or at + 2 == end:
        return bool(done)
    turned = line.tags[at + 2] & tag.COLOR and at + 3 == end  # "has turned purple"
    return bool(turned) or not line.tags[at + 2] & tag.TOPIC


def is_next(line: Line, piece: Piece, now: Clause) -> bool:
    """ "the anchor drips; *gulls over the stern*": in a list of statements, something that comes in."""
    if now.kind != "declarative" or now.remark:
        return False
    at = state_of(line, piece.start, piece.end)
    known = tag.TOPIC if line.words[piece.start - 1] == ";" else tag.ACTOR
    return at > 0 and bool(line.tags[at - 1] & known) and not line.tags[at - 1] & _BORNE


def does(line: Line, piece: Piece) -> bool:
    """ "the parade stops"."""
    if not line.tags[piece.start] & tag.DETERMINER or not piece.mask & tag.DOES:
        return False
    at = act_of(line, piece)[1]
    return at > 0 and bool(line.tags[at] & tag.DOES)


def does_something(line: Line, piece: Piece) -> bool:
    """ "make the tailor hem the skirt": what is made does something, rather than is something."""
    tags = line.tags
    if tags[piece.end - 1] & _TINT:
        return False  # "make her blush a bit pinker"
    if piece.mask & tag.ACT:
        return True
    dealing = range(piece.start + 2, piece.end - 1)
    verbs = (
        at for at in dealing if (not tags[at] or tags[at] & tag.EDIT) and not tags[at - 1] & _LED
    )
    return any(tags[at + 1] & tag.LEAD for at in verbs)


_LED = tag.DETERMINER | tag.ARTICLE | tag.THEN | tag.NUMBER | tag.ADJECTIVE  # "the second suspect"
_TINT = tag.COMPARATIVE | tag.COLOR


def is_done_to(line: Line, piece: Piece, now: Clause) -> bool:
    """ "make the frog dance and *put him on the moon*", "… *put a hat on the frog*": to whom else but who was made to act?

    "Have the boy grab the ball and throw it": there is something else. "Let the horse rear and throw him": somebody else.
    """
    tags, end = line.tags, now.end - bool(line.tags[now.end - 1] & tag.PARTICLE)
    her = end == now.start + 3 and line.words[end - 2] in _THEM  # "make her jump"
    acts = tags[end - 1] & tag.ACT and (her or not tags[end - 2] & tag.LEAD)
    if not acts or now.ranges != [(now.start, now.end)] or piece.end - piece.start == 2:
        return False
    made = line.words[end - 2]
    it = _THEM if any(bits & tag.PEOPLE for bits in tags[now.start + 1 : end]) else _THEM | {"it"}
    it = it if not tags[piece.start] & tag.ACT else frozenset()  # "the dog barks and bites it"
    for at in range(piece.start + 1, piece.end):
        owns = tags[at] & tag.POSSESSIVE and at + 1 < piece.end and not tags[at + 1] & _AFTER_THEM
        if line.words[at] == made or (line.words[at] in it and not owns):
            return True
    return False


def is_of_dressed(line: Line, piece: Piece, verb: Verb, now: Clause) -> bool:
    """ "put the nurse in a tuxedo and *move her to a beach*", "… and *make her dance*": not of what is added."""
    tags, it = line.tags, line.words[piece.start + 1]
    if _is_owned(line, piece, now) or _wears_it(line, piece, now):
        return True
    if not tags[now.start + 1] & tag.SPECIFIC or not now.linked:
        return False
    worn = tags[now.end - 1] & tag.CLOTHES and not tags[now.end - 1] & tag.ACTOR
    acts = any(bits & tag.ACT for bits in tags[piece.start + 2 : piece.end])
    return bool(worn and verb.kind == "move") or (acts and (worn > 0 or it in _HIM))


def _is_owned(line: Line, piece: Piece, now: Clause) -> bool:
    """ "add a kite and *make her hat bigger*", "… and *make this wall white*": of whom, or which, a noun says."""
    whose, end = piece.start + 1, piece.end
    noun = line.tags[whose + 1] if end - whose > _TWO else 0
    if line.words[whose] not in _WHOSE or not noun & _NAMED or noun & (tag.ATTRIBUTE | tag.ACT):
        return False
    added = reduce(or_, line.tags[now.start + 1 : _placed_at(line, now)], 0)
    if line.words[whose] == "her":
        return now.topics[0] > 0 and not added & (tag.PEOPLE | tag.ANIMAL)
    return line.words[whose + 1] not in line.words[now.start : now.end]


def _wears_it(line: Line, piece: Piece, now: Clause) -> bool:
    """ "put paper crowns on everyone and *get them to sing*", and not "… and make them glow"."""
    tags, last, at = line.tags, now.end - 1, _placed_at(line, now)
    does = piece.start + 2 + (line.words[piece.start + 2 : piece.start + 3] == ["to"])
    if at >= last or does >= piece.end or not tags[does] & tag.ACT:
        return False
    worn = now.topics[0] & (tag.CLOTHES | tag.BODY) and line.words[does] not in _DANGLES
    lively = line.words[piece.start + 1] != "it" and line.words[does] in _LIVELY
    alive = lively and now.topics[0] & _DEAD and tags[last] & (tag.PEOPLE | tag.ANIMAL)
    if not (worn or alive):
        return False
    known = tags[at + 1] & (tag.SPECIFIC | tag.PRONOUN | tag.PEOPLE)
    return bool(known) and any(bits & (tag.PEOPLE | tag.ANIMAL) for bits in tags[at + 1 : last + 1])


def _placed_at(line: Line, now: Clause) -> int:
    """Where it is told where something is put: "put a hat *on the dog*"."""
    places = range(now.start + 2, now.end)
    return next((at for at in places if line.tags[at] & _PUT_TO), now.end)


_WHOSE = frozenset({"her", "this", "that", "these"})
_TWO = 2
_DEAD = tag.THING | tag.PLANT | tag.FOOD | tag.LIGHT
_LIVELY = frozenset({"yawn", "sing", "smile", "laugh", "bow", "salute", "cheer", "clap", "nod"}) | {
    *("wink", "giggle", "grin", "sneeze", "gallop", "bark", "waddle", "march", "kneel", "whistle"),
    *("applaud", "curtsy", "dance", "trot", "purr", "walk", "cry", "blush", "frown", "jump", "run"),
}
_PUT_TO = tag.PREPOSITION | tag.PLACE_IN
_DANGLES = frozenset({"glow", "float", "flutter", "shine", "sparkle", "spin", "flap", "bounce"}) | {
    *("blink", "flash", "fly", "swing", "hang", "fall", "move", "drip", "melt", "fade", "burn"),
    *("look", "seem", "appear", "fit", "match", "feel", "stay", "stick", "stand", "be"),
    *("glitter", "twinkle", "flicker", "sway", "twitch", "wiggle", "rotate", "wobble", "dangle"),
}


# What nobody but the crew does: no light takes a lamp away, no tram puts a hat on somebody.
_SETS = frozenset({"put", "add", "hang", "place", "insert", "give", "dress", "stick", "swap"})
_FORCES = tag.LIGHT | tag.SKY | tag.TIME
_LIFELESS = _FORCES | tag.EFFECT | tag.VEHICLE | tag.WEATHER
_FADES = _FORCES | tag.EFFECT | tag.WEATHER
_TAKES = frozenset(
    {"remove", "take", "take out", "take away", "delete", "erase", "get rid of", "lose"}
)
_SHOTS = frozenset({"shot", "frame", "picture", "scene", "clip", "video", "image"})
_ACTS = tag.ACT | tag.PREPOSITION


_BECOMES = frozenset({"turn", "change", "transform", "convert"})


def is_of_crew(line: Line, piece: Piece, verb: Verb, now: Clause) -> bool:
    """ "let the sun come in and *take the lamp out*", "have sparks fly and *turn her apron green*": who was made to act
    does no such thing.
    """
    tags, start, end = line.tags, piece.start, piece.end
    new = end - start > 1 and tags[start + 1] & tag.ARTICLE
    # "make it sing and also *hang a lantern above it*"
    also = new and line.words[start - 1] in _ALSO and verb.kind in _CREW
    turned = "into" in line.words[start + 2 : end] and verb.base in _BECOMES
    if also or turned or (verb.kind == "remove" and line.words[end - 1] in _SHOTS):
        return True  # "have the waiter bow, turn the ferry into a whale"
    ends = (at for at in range(now.start + 2, now.end) if tags[at] & _ACTS)
    it = line.words[now.start + 1] == "it"  # "have it snow and put everyone in scarves"
    who = reduce(or_, tags[now.start + 1 : now.end if it else next(ends, now.end)], 0)
    if who & (tag.PEOPLE | tag.ANIMAL) or not who & _LIFELESS or end - start < _THREE:
        return False
    if any(bits & _FADES for bits in tags[start + 2 : end]):
        return False  # "let the sun come out and lift the fog"
    if verb.base in _SETS:
        return bool(tags[start + 1] & (tag.ARTICLE if not it else tag.LEAD))
    dyed = tags[end - 1] & tag.COLOR and tags[start + 2] & tag.CLOTHES
    if who & tag.EFFECT and (dyed or verb.kind == "recolor"):
        return True
    lit = who & _FORCES and not who & (tag.WEATHER | tag.EFFECT)
    return bool(lit and verb.base in _TAKES and tags[start + 1] & tag.DETERMINER)


def comes_for(line: Line, verb: Verb, now: Clause) -> bool:
    """ "have a waiter walk in and *take the plates away*": who comes takes it."""
    came = now.scene and line.words[now.end - 1].rpartition(" ")[2] in _NEARER
    return came and verb.base.startswith("take") and bool(line.tags[now.start + 2] & _SOMEBODY)


_THREE = 3  # words
_NEARER = frozenset({"in", "over", "by"})
_SOMEBODY = tag.PEOPLE | tag.ANIMAL
