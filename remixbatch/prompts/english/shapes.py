"""Shapes of a thing and what is said of it, without a verb: whether words from start to end have one."""

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.absolute import state_of, switched
from remixbatch.prompts.english.line import Line
from remixbatch.prompts.english.topics import topic_of

_FOUR = 4
_NO_ACT = tag.PREPOSITION | tag.LEAD | tag.BREAK | tag.TOPIC | tag.ADVERB | tag.SAYS
_SORT = tag.ATTRIBUTE | tag.EDITED
_STATE = (
    (tag.ATTRIBUTE | tag.COMPARATIVE | tag.PARTICIPLE | tag.EDITING | tag.ADJECTIVE | tag.WEATHER)
    | (tag.LIGHT | tag.PALETTE | tag.TIME | tag.SEASON | tag.EDITED | tag.AMOUNT)
)  # fmt: skip
_WHERE = tag.PREPOSITION | tag.ADVERB | tag.PARTICLE | tag.PLACE
_GOING = tag.PREPOSITION | tag.LINK | tag.PLACE_IN
_VALUE = tag.ATTRIBUTE | tag.COMPARATIVE | tag.ADJECTIVE | tag.STATED | tag.WEATHER
_WHOSE = frozenset({"hers", "his", "mine", "ours", "theirs"})

_LED = tag.LEAD | tag.PREPOSITION | tag.NUMBER
_SHORT = 6  # words
_IN_PLACE = frozenset({"for", "on"})
_LEAST = 4
_NEAR = range(5, 7)  # words
_BORNE = tag.CLOTHES | tag.BODY | tag.PART
_SEEN = tag.SOLID | tag.EFFECT
_SETS = tag.TIME | tag.WEATHER | tag.SPEED | tag.CAMERA | tag.AUDIO
_NO_WISH = tag.NEGATION | tag.PREPOSITION | tag.KEEP | tag.EDIT | tag.SUBJECT
_EVERYBODY = frozenset({"everyone", "everybody", "all"})
_WHITHER = frozenset({"by", "into", "from", "through", "down", "past", "toward", "towards"})
_SOMEWHERE = frozenset(
    {"overhead", "nearby", "outside", "inside", "upstairs", "below", "everywhere"}
)
_NOUNS = tag.TOPIC & ~(tag.ATTRIBUTE | tag.PALETTE)
_ENDINGS = ("y", "ed", "er", "en", "ing")  # of what is no noun
_BEFORE_PLACE = tag.DETERMINER | tag.POSSESSIVE | tag.ARTICLE
_KNOWN = tag.PREPOSITION | tag.PRONOUN | tag.DEFINITE
_GIVEN = tag.CLOTHES | tag.BODY | tag.THING
_CUT = tag.PREPOSITION | tag.RELATIVE
_BEGINS = tag.ARTICLE | tag.NUMBER
_QUALIFIES = tag.ATTRIBUTE | tag.LEAD
_OWNS = tag.POSSESSIVE | tag.OWNER
_NO_THING = tag.PRONOUN | tag.PREPOSITION
_BEFORE_OBJECT = tag.PREPOSITION | tag.LEAD | tag.ADVERB | tag.NUMBER
_ONES = frozenset({"one", "ones"})
_BEFORE_ONE = tag.ATTRIBUTE | tag.ADJECTIVE | tag.COMPARATIVE
_ITS = tag.POSSESSIVE | tag.PRONOUN
_POINTS = tag.SPECIFIC | tag.PRONOUN
_NAMES = _POINTS | tag.AUTHOR  # "my sister", too


def stands(line: Line, start: int, end: int) -> bool:
    """ "red light on the shelves": a bare thing with a place of its own, in few words."""
    tags = line.tags
    if tags[start] & _LED or end - start > _SHORT:
        return False
    if tags[start] & tag.EDITED and not any(bits & tag.TOPIC for bits in tags[start:end][:2]):
        return False  # "lit by the sun"
    at = next((at for at in range(start + 1, end - 1) if tags[at] & tag.PREPOSITION), 0)
    if at == start + 1 and tags[start] & _BEFORE_ONE and not tags[start] & _NOUNS:
        return False  # "thick near the shore"
    if at + 2 == end and tags[at] & tag.PLACE_IN and tags[at + 1] & _ITS:
        return at > 0  # "a neon city behind her"
    return bool(at and tags[at + 1] & tag.DETERMINER)


def for_each(line: Line, start: int, end: int) -> bool:
    """ "a crown for the frog"."""
    at = next((at for at in range(start + 1, end - 1) if line.words[at] in _IN_PLACE), 0)
    new = line.tags[start] & tag.ARTICLE or not line.tags[start] & (tag.LEAD | tag.PREPOSITION)
    return bool(at and new and line.tags[at + 1] & (tag.SPECIFIC | tag.PRONOUN))


def fronted(line: Line, start: int, end: int) -> bool:
    """ "on the wall a clock": a place, and what is new there."""
    tags = line.tags
    led = tags[start] & tag.PREPOSITION and end - start > _LEAST and tags[start + 1] & tag.SPECIFIC
    return bool(led) and any(bits & tag.ARTICLE for bits in tags[start + 3 : end - 1])


def by_another(line: Line, start: int, end: int) -> bool:
    """ "the chair by the window": a thing of the scene, and where it stands now."""
    tags = line.tags
    near = end - start in _NEAR and tags[start] & tag.SPECIFIC and tags[start + 2] & tag.PREPOSITION
    return bool(near) and bool(tags[start + 3] & tag.SPECIFIC)


def put_there(line: Line, start: int, end: int) -> int:
    """ "a broom *by* the gate", "bunting *over* the quay", "a comet *overhead*": where the place of what is new begins; 0 if it has none."""
    tags, words = line.tags, line.words
    listed = tags[start - 1] & tag.COMMA and not tags[start] & tag.ARTICLE
    if tags[start] & _KNOWN or listed:
        return 0
    at = next((at for at in range(start + 1, end) if _is_place(line, at, end)), 0)
    before = tags[at - 1] if at else tag.PREPOSITION
    named = before & _NOUNS or (not before and not words[at - 1].endswith(_ENDINGS))
    named = named or (before & tag.EDITS and at == start + 1)  # "spread rushes over the floor"
    hung = before & (tag.EDITED | tag.STATED) and at > start + 1  # "lanterns hung along the bridge"
    named = named or (hung and tags[at - 2] & _NOUNS)
    named = named or (tags[start] & tag.ARTICLE and _is_doer(line, at - 1))
    led = at + 1 == end or tags[at + 1] & _BEFORE_PLACE
    return at if named and led else 0


def _is_doer(line: Line, at: int) -> bool:
    """ "a stilt *walker* near the gate", "a fire *eater* by the bar"; but "a bit warmer by the bar"."""
    return line.words[at].endswith(("er", "ers", "or", "ors")) and not line.tags[at] & ~tag.PLAIN


def _is_place(line: Line, at: int, end: int) -> bool:
    if at + 1 == end:
        return line.words[at] in _SOMEWHERE
    return bool(line.tags[at] & tag.PLACE_IN) or line.words[at] in _WHITHER


def plays(line: Line, start: int, end: int) -> bool:
    """ "our teacher *as a pirate*", "grandpa *as a sheriff*": somebody or something, and what it is seen as."""
    near = range(start + 1, min(start + _LEAST, end - 1))
    at = next((at for at in near if line.words[at] == "as"), 0)
    return at > 0 and bool(line.tags[at + 1] & tag.ARTICLE) and not line.tags[at - 1] & _LED


def casts(line: Line, start: int, end: int) -> bool:
    """ "the dog *as a fox*", "grandpa *as a pirate*": somebody who is there."""
    known = line.tags[start] & (tag.SPECIFIC | tag.AUTHOR | tag.PEOPLE)
    return bool(known) and plays(line, start, end)


def fits_out(line: Line, start: int, end: int) -> bool:
    """ "muddy boots *for the hikers*": somebody who is there, and what is new on them."""
    if not line.tags[end - 1] & tag.ACTOR and line.words[end - 1] not in _EVERYBODY:
        return False
    at = next((at for at in range(start + 1, end - 1) if line.words[at] == "for"), 0)
    return at > 0 and for_each(line, start, end)


def fronts(line: Line, start: int, end: int) -> bool:
    """ "and *underneath it the whir* of a projector"."""
    tags = line.tags
    news = (at for at in range(start + 2, end) if tags[at] & tag.LEAD)
    at = next(news, 0) if tags[start] & tag.PLACE_IN else 0
    return bool(at) and not tags[at - 1] & tag.PREPOSITION


def wears(line: Line, start: int, end: int) -> bool:
    """ "store manager in a Santa hat", "waitress on roller skates"."""
    tags = line.tags
    at = next((at for at in range(start + 1, end - 1) if line.words[at] in {"in", "on"}), 0)
    if not at or tags[at - 1] & tag.CLOTHES:
        return False
    if line.words[at] == "in" and tags[end - 1] & tag.CLOTHES:
        return True
    some = tags[at - 1] & (tag.PEOPLE | tag.ANIMAL)
    return bool(some and tags[end - 1] & (tag.CLOTHES | tag.THING | tag.VEHICLE))


def is_set_out(line: Line, start: int, end: int) -> bool:
    """ "extra cheese on the pizza", "flames in the oven": two such are two."""
    tags = line.tags
    at = next((at for at in range(start + 1, end - 2) if tags[at] & tag.PLACE_IN), 0)
    if not at or not tags[at + 1] & tag.DETERMINER or tags[end - 1] & _BORNE:
        return False
    return bool(tags[at - 1] & _SEEN and tags[end - 1] & tag.TOPIC)


def is_dressed(line: Line, start: int, end: int) -> bool:
    """ "my girlfriend in a tracksuit": somebody of the scene, and clothes."""
    at = next(
        (at for at in range(start + 1, min(start + _LEAST, end - 1)) if line.words[at] == "in"), 0
    )
    known = line.tags[start] & (tag.AUTHOR | tag.SPECIFIC)
    return at > 0 and bool(known and line.tags[end - 1] & tag.CLOTHES)


def turns_into(line: Line, start: int, end: int) -> bool:
    """ "high chair into a throne"."""
    tags = line.tags
    at = next((at for at in range(start + 1, end - 1) if line.words[at] == "into"), 0)
    if not at or tags[start] & tag.NO_NOUN or any(bits & tag.RUNNING for bits in tags[start:at]):
        return False
    return bool(tags[at + 1] & tag.ARTICLE and tags[at - 1] & tag.TOPIC)


def only_wishes(line: Line, at: int) -> bool:
    """ "no bins, *lamps off*", "…, *heavy rain*", "…, *longer veil*", "…, *oboe → bassoon*": words that can only be a wish."""
    tags, size = line.tags, len(line.tags)
    ends = (end for end in range(at, size) if tags[end] & tag.BREAK and line.words[end] != "as")
    end = next(ends, size)
    if end == at or (tags[at] & _NO_WISH and not tags[at] & tag.SPECIFIC):
        return False
    labels = end < size and tags[end] & tag.COLON and tags[end - 1] & _SEEN
    if (
        labels
        or (end < size and tags[end] & tag.CONTRAST)
        or not tag.TURNED_INTO.isdisjoint(line.words[at:end])
    ):
        return True
    stated = tags[end - 1] & tag.COLOR and state_of(line, at, end) == end - 1
    graded = tags[at] & tag.COMPARATIVE and tags[end - 1] & _SEEN and not tags[at] & tag.AMOUNT
    stated = stated or (graded and end - at == 2)
    shaped = any(shape(line, at, end) for shape in (switched, casts, fits_out, wears))
    return bool(stated or shaped or topic_of(line, at, end) & _SETS)


def two_objects(line: Line, start: int, end: int) -> bool:
    """ "the owl a cap", "his sister blue eyes"."""
    tags = line.tags
    if not tags[start] & _NAMES or tags[start] & tag.ARTICLE:
        return False  # "my sister a cape" is one of them
    if tags[start] & _OWNS and start + 1 < end and tags[start + 1] & tag.ARTICLE:
        return True  # "her a cane", "Noah's a cupcake"
    first = start + (1 if tags[start] & (tag.PRONOUN | tag.AUTHOR) else 2)
    cut = next((at for at in range(first, end) if tags[at - 1] & _CUT), end)
    if any(_begins_object(line, at, end) for at in range(first, cut)):
        return True
    return any(_follows_place(tags, at) for at in range(cut + 1, end))


def _follows_place(tags: list[int], at: int) -> bool:
    """ "the twin on the left *a drum*", "the girl behind her *a ball*": an object behind where who gets it is."""
    before = tags[at - 1]
    him = before & _ITS and tags[at - 2] & tag.PREPOSITION
    return bool(tags[at] & tag.ARTICLE and (him or not before & _BEFORE_OBJECT))


def _begins_object(line: Line, at: int, end: int) -> bool:
    """Whether a second object begins here: "a scarf", "blue eyes", "sunglasses" after "the driver"."""
    bits, before = line.tags[at], line.tags[at - 1]
    if bits & _BEGINS:
        return not (line.words[at] in _ONES and before & _BEFORE_ONE)
    if at == end - 1:
        many = line.words[at].endswith("s") and not before & tag.TOPIC & ~tag.ACTOR
        plain = many and not before & ~(tag.ACTOR | tag.PLAIN)  # "his choirboys *halos*"
        return bool(bits & _GIVEN and (many or before & tag.ACTOR)) or (plain and not bits)
    worn = (
        bits & tag.ADJECTIVE
        and before & (tag.ACTOR | tag.AUTHOR)
        and line.words[end - 1].endswith("s")
    )
    return bool(worn or (bits & tag.ATTRIBUTE and not before & _QUALIFIES))


def is_put(line: Line, start: int, end: int) -> bool:
    """ "the lamp down", "the radio off"."""
    return end - start > 2 and bool(
        line.tags[start] & tag.SPECIFIC and line.tags[end - 1] & tag.PARTICLE
    )


def placed(line: Line, start: int, end: int) -> bool:
    """ "a lamp on the desk": a thing with a place of its own."""
    tags = line.tags
    if tags[start] & _NO_THING:
        return False
    if tags[start] & (tag.LEAD | tag.AUTHOR):
        return any(tags[at] & tag.PLACE_IN for at in range(start + 1, end - 1))
    at = start + 1  # "wings to its back"
    if not tags[start - 1] & tag.AND:
        return False
    return at + 1 < end and bool(tags[at] & tag.PLACE_IN and tags[at + 1] & tag.LEAD)


def moved(line: Line, start: int, end: int) -> bool:
    """ "the clock into the corner", "the pony to the left": a thing of the scene, and whither it goes."""
    tags = line.tags
    known = tags[start] & _NAMES and not tags[start] & tag.ARTICLE
    return bool(known) and any(bits & _GOING for bits in tags[start + 1 : end - 1])


def is_there(line: Line, start: int, end: int) -> bool:
    """ "the mug on the windowsill", to be removed: a thing of the scene and where it is."""
    tags = line.tags
    if not tags[start] & tag.DETERMINER:
        return False
    at = next((at for at in range(start + 2, end - 1) if tags[at] & tag.PREPOSITION), 0)
    placed_so = at > 0 and line.words[at] != "of" and tags[at + 1] & tag.DEFINITE
    return bool(placed_so) and line.words[end - 1] not in _SIDES


_SIDES = frozenset({"left", "right", "side", "middle", "background", "foreground"})


def is_made(line: Line, at: int) -> bool:
    """ "its sides stacked *with* crates", "fins bolted *to* the sides": how it looks."""
    last = line.tags[at - 1]
    return bool(last & tag.EDITED) and not last & tag.TOPIC


def thing_acts(line: Line, start: int, end: int) -> bool:
    """ "the windows glow": a thing and what it does."""
    tags = line.tags
    if tags[start] & tag.PREPOSITION:
        return False
    if tags[start] & tag.PRONOUN and end - start > 1 and tags[start + 1] & tag.ACT:
        return True  # "him sneeze"
    return any(
        (tags[at] & tag.ACT and not tags[at - 1] & tag.LEAD) or _deals(line, at)
        for at in range(start + 1, end)
    )


def _deals(line: Line, at: int) -> bool:
    """ "the referee *raise* a card": a verb of editing, of somebody who does it."""
    bits, somebody = line.tags[at], line.tags[at - 1] & tag.ACTOR
    own = at + 1 < len(line.tags) and line.tags[at + 1] & _ITS  # "the porter *tip* his cap"
    if own and not bits & _NO_ACT and (somebody or not line.tags[at - 1]):
        return True
    return bool(bits & tag.EDIT and somebody and not bits & tag.TOPIC)


def thing_states(line: Line, start: int, end: int) -> bool:
    """ "the pond jade", "her eyes brighter"."""
    tags = line.tags
    whose = line.words[start] in _WHOSE and end - start == 2 and tags[end - 1] & _SORT
    if not (tags[start] & _NAMES or whose) or tags[start] & tag.ARTICLE:
        return False
    # "her older", "his shorter"; "hers mint", "his black"
    short = whose or (end - start == 2 and tags[end - 1] & tag.COMPARATIVE)
    least = start + (1 if tags[start] & (tag.PRONOUN | tag.AUTHOR) or short else 2)
    cut = next((at for at in range(start + 1, end) if tags[at] & _CUT), end)
    if end - 1 > least and tags[end - 2] & tag.AMOUNT:
        return True  # "the hands less waxy"
    made = cut + 1 < end and line.words[cut] == "of" and not tags[cut + 1] & tag.LEAD
    lasts = (cut - 1,) if made else (cut - 1, end - 1)  # "the shade of old velvet"
    return any(last > least - 1 and _is_state(tags[last]) for last in lasts)


def _is_state(bits: int) -> bool:
    """ "red", "wet", "blank", and not "outside"."""
    return bool(bits & _STATE or (bits & tag.STATED and not bits & _WHERE))


def next_state(line: Line, start: int, end: int) -> int:
    """Where *the door blue* begins in "the wall red the door blue": a second thing with its state; 0 if none does."""
    tags = line.tags
    if not tags[end - 1] & _VALUE:
        return 0
    for at in range(start + 3, end - 2):
        named = tags[at] & _BEFORE_PLACE and not tags[at] & tag.ARTICLE and tags[at - 1] & _VALUE
        if named and thing_states(line, start, at) and thing_states(line, at, end):
            return at
    return 0


def is_strange(line: Line, start: int, end: int) -> bool:
    """ "the fence stout": a thing, and a word that no list knows and that is no plural."""
    last = line.words[end - 1]
    if (
        line.tags[end - 1] & ~tag.ADVERB
        or not 2 < end - start <= _FOUR
        or not line.tags[start] & tag.SPECIFIC
    ):
        return False
    named = line.tags[end - 2] & tag.TOPIC or not line.tags[end - 2]
    return (
        bool(named) and last.replace("-", "").isalpha() and (last[-1] != "s" or last.endswith("ss"))
    )


def is_strange_state(line: Line, start: int, end: int) -> bool:
    """ "the tablecloth gingham": a new state that no list knows."""
    tags, three = line.tags, end - start == 3
    return (
        three
        and bool(tags[start] & tag.SPECIFIC)
        and not (tags[start + 1] & tag.LEAD or tags[end - 1])
    )


def stated(line: Line, start: int, end: int) -> bool:
    """ "her nails red", "her gloves off"."""
    return thing_states(line, start, end) or is_put(line, start, end)


def made_so(line: Line, start: int, end: int) -> bool:
    """ "the bus red", "the driver a bear", "the dog out of shot": in a list, a thing and whatever it is made."""
    tags = line.tags
    if not tags[start] & _POINTS or tags[start] & tag.ARTICLE:
        return False
    if stated(line, start, end) or is_strange(line, start, end) or switched(line, start, end):
        return True
    new = (at for at in range(start + 1, end - 1) if tags[at] & tag.ARTICLE)
    at = next(new, 0)  # but "the chef's apron"
    return at > 0 and two_objects(line, start, end)
