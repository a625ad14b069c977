"""Statements: "her shawl becomes teal", "the goat should be fatter", "it is too dark"."""

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.absolute import owner_is, short_is
from remixbatch.prompts.english.acting import (
    act_of,
    acts_itself,
    beside_it,
    deals,
    glows,
    is_airy,
    is_next,
    is_of_view,
    of_its_own,
    of_newcomer,
    takes_away,
)
from remixbatch.prompts.english.asides import is_aside
from remixbatch.prompts.english.clause import Clause
from remixbatch.prompts.english.completes import tells_more
from remixbatch.prompts.english.deeds import acts_in_wish
from remixbatch.prompts.english.elisions import labelled_too
from remixbatch.prompts.english.keeping import do_others
from remixbatch.prompts.english.line import Line
from remixbatch.prompts.english.lists import YES, apart_values
from remixbatch.prompts.english.neighbours import (
    bears,
    both_act,
    falls,
    is_dressed,
    is_elsewhere,
    is_of_known,
)
from remixbatch.prompts.english.pieces import Piece
from remixbatch.prompts.english.qualifiers import comes_too, is_besides, is_not_all
from remixbatch.prompts.english.topics import another_item, apart, attribute_of, topic_of
from remixbatch.prompts.english.traits import comes_of, foretells

_OF_HOURS = tag.SKY | tag.LIGHT | tag.EFFECT | tag.WEATHER
_DOES = tag.EDITS | tag.FINITE | tag.BECOME | tag.ACT
_SAID = tag.OPINION | tag.WANT
_WISHES = frozenset({"would", "would be", "might"})
_QUALIFIES = tag.ATTRIBUTE | tag.ADJECTIVE | tag.COMPARATIVE
_AFTER_ACT = tag.ADVERB | tag.PREPOSITION | tag.PARTICLE  # "bows low", "howls at it"
_AFTER_SOMEBODY = _AFTER_ACT | tag.LEAD | tag.ADJECTIVE  # "works left-handed"
_NEVER_OWNED = tag.DETERMINER | tag.ARTICLE | tag.NEGATION | tag.PREPOSITION
_STILL = frozenset({"still", "too", "just", "already", "so", "way", "meant", "supposed", "more"})
_LACKS = frozenset({"wants", "want", "needs", "need", "could use", "could do with"})
_NO_NEED = tag.PRONOUN | tag.REST | tag.NEGATION
_WHO, _ALL = {"ours", "mine", "yours", "theirs", "hers"}, {"everybody", "everyone"}
_STANDS = tag.SEEM | tag.MODAL
_TWO = 2
_LOOKS = frozenset({"look", "seem", "feel", "appear"})
_BARED = tag.BODY | tag.CLOTHES
_SHORT = range(3, 5)  # words: "headlamp on her"
_DOING = frozenset({"he's", "she's", "they're"})
_PERSONS, _IT = frozenset({"he", "she", "they"}), frozenset({"it", "them"})
_BEARS = frozenset({"got", "has", "have", "wearing", "holding", "carrying"})
_HOURS = tag.TIME | tag.WEATHER | tag.SEASON
_GROW = frozenset({"get", "grow", "go", "turn", "become"})
_MANY = frozenset("sthn")  # "ears", "feet", "teeth", "men"
_ANEW = tag.COMPARATIVE | tag.ATTRIBUTE | tag.STATED
_LED = tag.LEAD | tag.PREPOSITION
_NEW = tag.ARTICLE | tag.AMOUNT
_BEFORE_REASON = tag.COMMA | tag.DASH | tag.COLON


def states(line: Line, piece: Piece) -> bool:
    """Whether a piece is a statement: a thing, and a verb that says what it is or becomes."""
    if piece.mask & tag.OWNER and owner_is(line, piece.start, piece.end):
        return True
    if piece.mask & tag.ARTICLE and short_is(line, piece.start, piece.end):
        return True
    if not piece.mask & tag.SAYS or (
        line.tags[piece.start] & tag.EDIT and not _is_named(line, piece)
    ):
        return False
    words = line.tags[piece.start : piece.end]
    return any(bits & tag.SAYS and not bits & tag.TOPIC for bits in words)  # "wear" is a noun, too


def _tells_news(line: Line, piece: Piece, now: Clause) -> bool:
    """ "…, *can the plant be a fern?*", "…, *the lid should be red*", "…, *dad should be driving*": after a command."""
    head = line.tags[piece.start]
    asks = head & tag.MODAL and line.tags[piece.start + 1 : piece.end]
    told = asks and line.tags[piece.start + 1] & tag.LEAD
    told = told or head & tag.LEAD or (head & tag.AUTHOR and not is_aside(line, piece))
    told = told or (not head and piece.mask & tag.MODAL)
    if not told or foretells(line, piece):
        return False
    return now.operation != "remove" or not tells_more(line, piece, now)


def _is_named(line: Line, piece: Piece) -> bool:
    """ "bowl becomes blue": a verb that is a thing here."""
    after = line.tags[piece.start + 1] if piece.end - piece.start > _TWO else 0
    return bool(line.tags[piece.start] & tag.TOPIC and after & tag.NEWS)


def goes_on(line: Line, piece: Piece, now: Clause) -> bool:
    """Whether a piece that goes on in a sentence is a statement that asks for something of its own."""
    head = line.tags[piece.start]
    if head & tag.SUBJECT:
        too = _it_too(line, piece, now) or _another_one(line, piece, now)
        too = (
            too
            or _is_there_too(line, piece, now)
            or (head & tag.POSSESSIVE > 0 and _its_too(line, piece, now))
        )
        too = too or does_besides(line, piece, now)
        return is_besides(line, piece) if is_not_all(line, now) else too
    if now.kind == "edit":
        told = piece.mask & tag.NEWS > 0 and _tells_news(line, piece, now)
        beside = told or (line.words[piece.start] in _ALL and bears(line, piece))
        beside = beside or (head & tag.REST > 0 and do_others(line, piece))
        return beside or falls(line, piece, now)
    after = line.tags[piece.start + 1] if piece.end - piece.start > 1 else 0
    dealt = now.kind == "declarative" and (deals(line, piece) or _needs(line, piece))
    dealt = dealt or both_act(line, piece, now) or acts_in_wish(line, piece, now)
    if dealt or states(line, piece) or (head & tag.OWNER and after & tag.PREPOSITION):
        return True  # "auntie's on a skateboard"
    if not piece.opener & tag.AND:
        return now.kind == "declarative" and bool(head & tag.LEAD) and _acts_too(line, piece)
    if now.kind == "nominal":
        third = piece.mask & tag.DOES and not line.tags[now.start] & tag.LEAD
        joined = head & tag.LEAD and (piece.opener & tag.COMMA or third)
        return bool(joined) and acts(line, piece)
    return bool(piece.opener & tag.COMMA or head & tag.LEAD) and acts(line, piece)


def _needs(line: Line, piece: Piece) -> bool:
    """ "… and *the car wants a bow*": a thing of the scene, and what it should have."""
    named = piece.mask & tag.WANT and line.tags[piece.start] & tag.DEFINITE
    if not named or not piece.opener & tag.AND:
        return False
    at = next((at for at in range(piece.start + 2, piece.end - 1) if line.words[at] in _LACKS), 0)
    that = at + _TWO == piece.end and line.tags[at + 1] & tag.DETERMINER
    return at > 0 and not (that or line.tags[at + 1] & _NO_NEED)


def _acts_too(line: Line, piece: Piece) -> bool:
    """ "…, the dog barks", "…, the guests cheer"."""
    if piece.mask & tag.DOES and acts(line, piece):
        return True
    who, at = act_of(line, piece) if line.tags[piece.start] & tag.DETERMINER else (0, 0)
    return at > 0 and bool(line.tags[who] & tag.ACTOR)


def _it_too(line: Line, piece: Piece, now: Clause) -> bool:
    """ "and it's snowing", "and it should limp": not how a thing that is added looks."""
    if _is_dusk(line, piece):
        return not tag.PLACE & now.topics[0]
    known, said = attribute_of(now.topics[0]), attribute_of(line.tags[piece.end - 1])
    told = line.tags[piece.start + 2 : piece.end - 1]
    does = any(bits & tag.ACT and not bits & tag.COPULA for bits in told)
    does = does and _LOOKS.isdisjoint(line.words[piece.start : piece.end])
    same = known and said and not (does or apart(known, said))  # "brick, and it should look old"
    return not same and now.operation not in {"add", "replace"} and bool(piece.mask & tag.NEWS)


def _another_one(line: Line, piece: Piece, now: Clause) -> bool:
    """ "he's bald now *and she's got a fringe*", "it's snowing *and he's wearing boots*"."""
    one, other = (line.words[at].partition("'")[0] for at in (now.start, piece.start))
    joined = piece.opener & tag.AND or (piece.opener & tag.COMMA and piece.mask & tag.MODAL)
    if now.kind != "declarative" or not joined or other not in _PERSONS:
        return False
    bears = line.words[piece.start + 1 : piece.start + 2]
    dusk = one == "it" and any(bits & _HOURS for bits in line.tags[now.start : now.end])
    return (one in _PERSONS and one != other) or (dusk and not _BEARS.isdisjoint(bears))


def _is_there_too(line: Line, piece: Piece, now: Clause) -> bool:
    """ "I'd be glad if the fog lifted *and there was a boat*"."""
    there = line.words[piece.start] == "there" and piece.opener & tag.AND
    wished = now.wished or line.tags[now.start] & tag.WANT
    if not (there and wished) or piece.end - piece.start <= _TWO:
        return False
    return bool(line.tags[piece.start + 1] & (tag.COPULA | tag.MODAL))


def _its_too(line: Line, piece: Piece, now: Clause) -> bool:
    """ "The cat's tail is striped, *its paws are white*": a part that was not named yet, said to be so in the same way."""
    named = piece.end - piece.start > 1 and not line.tags[piece.start + 1] & (_LED | tag.ADVERB)
    if now.kind != "declarative" or not named:
        return False
    one, other = (
        [bits & tag.SAYS for bits in line.tags[start:end] if bits & tag.SAYS]
        for start, end in ((now.start, now.end), (piece.start + 2, piece.end))
    )
    return one[:1] == other[:1] != [] and not _names_again(line, piece, now)


def does_besides(line: Line, piece: Piece, now: Clause) -> bool:
    """ "no glasses, longer hair, *he's smiling*": in a list of wishes, what somebody of the scene does."""
    tags, start = line.tags, piece.start
    if now.kind != "nominal" or piece.end - start < _TWO or line.words[start] not in _DOING:
        return False
    who = piece.opener & tag.COMMA and tags[start + 1] & tag.RUNNING
    new = any(bits & (tag.ARTICLE | tag.ACTOR) for bits in tags[now.start : now.ranges[-1][1]])
    return bool(who) and not new and not now.remark


def _is_dusk(line: Line, piece: Piece) -> bool:
    """ "it is dusk", "it's snowing"."""
    tags = line.tags
    still = any(bits & _STANDS for bits in tags[piece.start : piece.start + 2])
    return still and piece.end - piece.start < 6 and bool(tags[piece.end - 1] & _HOURS)


def tells_why(line: Line, piece: Piece, now: Clause) -> bool:
    """ "…, it was rusty", "…, its still green", "…, ours is white": said of how it is, or was, after a command.

    "Beard gone, *he looks too old*", after a wish without a verb.
    """
    if not piece.opener & _BEFORE_REASON or piece.opener & tag.AND or piece.mask & tag.NEWS:
        return False
    stated = now.kind == "declarative" and (piece.opener & tag.COLON or piece.mask & tag.PAST)
    stated = stated or (now.kind == "nominal" and "too" in line.words[piece.start : piece.end - 1])
    if not now.counts or not (stated or now.kind == "edit"):
        return False
    head = line.tags[piece.start]
    after = line.tags[piece.start + 1] if piece.end - piece.start > 1 else 0
    if line.words[piece.start] == "its":
        return bool(after & _NEVER_OWNED or set(line.words[piece.start + 1 : piece.end]) & _STILL)
    if piece.mask & tag.PAST:
        return bool(head & (tag.SUBJECT | tag.LEAD | tag.OWNER)) or not head & tag.TOPIC
    told = head & tag.SUBJECT or line.words[piece.start] in _WHO
    return bool(
        told
        and not _is_dusk(line, piece)
        and after & (tag.COPULA | tag.FINITE | tag.EDITED | tag.EDITS)
    )


def acts(line: Line, piece: Piece) -> bool:
    """ "waves crash over the rocks": a thing and what it does."""
    tags = line.tags
    for at in range(piece.start + 2, piece.end):
        if tags[at] or line.words[at][-1:] != "s":
            continue
        after = tags[at + 1] if at + 1 < piece.end else tag.ADVERB
        follows = _AFTER_SOMEBODY if tags[at - 1] & tag.ACTOR else tag.LEAD
        if after & follows or beside_it(line, at):
            return True  # "the crane hoists a harp": a verb that no list knows
    if tags[piece.start] & tag.DEFINITE and _fill_up(line, piece):
        return True
    for at in range(piece.start + 1, piece.end):
        if tags[at] & _DOES and (not tags[at - 1] & _LED or beside_it(line, at)):
            bare = (
                not tags[at] & tag.TOPIC or line.words[at] == "does"
            )  # else "small clouds", but "the trumpeter bows"
            bare = bare or bool(tags[at] & tag.COPULA and tags[at - 1] & tag.ACTOR)  # "crew wear"
            bare = bare or glows(line, at, piece.end)
            if bare or (
                (at == piece.end - 1 or tags[at + 1] & _AFTER_ACT)
                and tags[piece.start] & tag.LEAD
                and not tags[at - 1] & _QUALIFIES
            ):
                return True
    return False


def _fill_up(line: Line, piece: Piece) -> bool:
    """ "the shelves *fill up*": a verb that edits, of several that do it by themselves."""
    tags = line.tags
    return any(
        tags[at] & tag.EDIT
        and not tags[at] & (tag.TOPIC | tag.EDITED)
        and tags[at - 1] & tag.TOPIC
        and line.words[at - 1].endswith("s")
        for at in range(piece.start + 2, piece.end)
    )


def describes(line: Line, piece: Piece, now: Clause, following: int) -> bool:
    """Whether a new sentence only says how the change before it looks. `following` joins the next."""
    head = line.tags[piece.start]
    labelled = (
        now.kind == "nominal"
        and now.linked
        and (
            following & tag.COLON or not tag.ARROWS.isdisjoint(line.words[piece.start : piece.end])
        )
    )
    if following & tag.COLON and piece.end - piece.start <= _TWO:  # "Shot: … Time: …"
        beside = line.tags[now.start - 1] | (line.tags[now.end] if now.kind == "edit" else 0)
        labelled = labelled or bool(beside & tag.COLON)
    like = line.words[piece.start] == "like"  # "Pixel art! Like an old game, …"
    led = head & tag.PREPOSITION and following & tag.COMMA and not like  # "Behind it, …"
    too = line.tags[piece.end - 1] & tag.THEN or comes_too(line, piece, following)
    more = (
        tag.THEN | tag.ITEM | (0 if head & tag.SUBJECT else tag.ADDING)
    )  # "besides, he hates wool"
    reads = piece.mask & tag.QUOTE and "now" in line.words[piece.start : piece.end]
    reads = reads and not _names_again(line, piece, now)  # 'The banner now reads "Sale".'
    reads = reads or (now.scene and head & tag.DEFINITE and _grow_too(line, piece, now))
    if labelled or led or too or reads or piece.opener & more or head & _SAID:
        nobody = now.operation == "remove" and line.words[piece.start] == "there should be"
        return nobody and tells_more(line, piece, now)
    it = head & tag.SUBJECT and not is_of_known(line, piece, now)
    if it and not of_its_own(line, piece, now):
        other = (
            line.tags[now.start] & tag.SUBJECT and line.words[now.start] != line.words[piece.start]
        )
        return not other and not _another_attribute(line, piece, now) and not _is_dusk(line, piece)
    newcomer = head & tag.ARTICLE or (now.kind != "edit" and head & tag.LEAD)
    view = bool(newcomer) and is_of_view(line, piece, now)
    elsewhere = head & tag.LEAD and is_elsewhere(line, piece)
    acting = bool(newcomer or elsewhere) and acts(line, piece)
    if not view and (acting or acts_itself(line, piece, now)):
        # "set it at night; in the windows, the lights glow"
        lit = now.topics[0] & _HOURS and topic_of(line, piece.start, piece.end) & _OF_HOURS
        again = bool(elsewhere and (lit or _names_again(line, piece, now)))
        return acting and (again or is_airy(line, piece, now) or of_newcomer(line, piece, now))
    if view or not states(line, piece):
        return view or _elaborates(line, piece, now)
    told = _names_again(line, piece, now) or comes_of(line, piece, now)
    told = told or (now.kind == "edit" and tells_more(line, piece, now))
    if piece.mask & tag.NEWS and not told:
        return now.kind == "edit" and takes_away(line, piece)
    dressed = now.kind == "edit" and not told and is_dressed(line, piece, now)
    return now.kind == "edit" and not dressed and not _another_attribute(line, piece, now)


def _grow_too(line: Line, piece: Piece, now: Clause) -> bool:
    """ "Have the gremlin wink. *His ears get bigger.*": not what somebody is made to do, and none of its weather."""
    made, told = line.tags[now.start + 1 : now.end], range(piece.start + 2, piece.end - 1)
    at = next((at for at in told if line.words[at] in _GROW), 0)
    if not at or line.words[at - 1][-1:] not in _MANY or any(bits & _HOURS for bits in made):
        return False
    return line.tags[piece.end - 1] & _ANEW > 0 and not _names_again(line, piece, now)


def _elaborates(line: Line, piece: Piece, now: Clause) -> bool:
    """A sentence without a verb after a change; "Anime style." is none."""
    agreed = line.words[piece.end : piece.end + 1] and line.words[piece.end] in YES
    agreed = agreed or labelled_too(line, piece, now)
    if agreed or (piece.opener & tag.AND and line.tags[piece.start] & _NEW):
        return False  # "no more hat; beard yes", "… And a campfire, too?"
    if line.words[piece.start] == "like":
        return True
    own = tag.STYLE | tag.CAMERA | tag.TIME | tag.AUDIO
    if now.operation == "remove" and line.tags[piece.start] & tag.COLOR:
        bared = line.tags[piece.end - 1] & _BARED  # "lose the sunglasses. Blue eyes."
        return not (bared and piece.end - piece.start == _TWO)
    if line.tags[piece.start] & tag.WEATHER and now.kind == "edit":
        own |= tag.WEATHER if another_item(now.topics, tag.WEATHER) and now.topics[0] else 0
    stated = now.verb is not None and "cause" in now.verb.flags  # "make it noir; grain"
    if line.words[piece.start - 1] == ";" and not (stated or now.topics[0] & tag.STYLE):
        own |= tag.EFFECT | tag.TEXT  # "lift the shadows; vignette; title fades in"
    short = piece.end - piece.start <= 4 and piece.mask & own and not piece.mask & tag.QUALITY
    if now.kind != "nominal" or now.linked:
        return not short and not is_next(line, piece, now)
    return not (_is_worn(line, piece, now) or apart_values(line, piece, now))


def _is_worn(line: Line, piece: Piece, now: Clause) -> bool:
    """ "salt-mine setting; *headlamp on her*": of a list, a thing that no list knows, on somebody."""
    tags, start, end = line.tags, piece.start, piece.end
    short = end - start in _SHORT and line.words[start - 1] == ";" and not tags[start]
    somebody = tags[end - 1] & (tag.ACTOR | tag.PRONOUN | tag.POSSESSIVE)
    return bool(short and tags[start + 1] & tag.PLACE_IN and somebody) and not (
        now.topics[0] & tag.ACTOR
    )


def _names_again(line: Line, piece: Piece, now: Clause) -> bool:
    """Whether the subject is what the change before it speaks of."""
    subject = [
        line.words[at]
        for at in range(piece.start + 1, min(piece.start + 3, piece.end))
        if not line.tags[at] & (tag.LEAD | tag.SAYS)  # "and could the river be frozen?"
    ]
    end = now.ranges[-1][1]
    if now.operation == "add" and _IT.isdisjoint(line.words[piece.start + 1 : piece.end]):
        led = (at for at in range(now.start + 2, end) if line.tags[at] & tag.PREPOSITION)
        end = next(led, end)  # "add a crest to his blazer": the crest should be red, not the blazer
    said = set(line.words[now.start + 1 : end])
    return any(word in said for word in subject if len(word) > 2)


def _another_attribute(line: Line, piece: Piece, now: Clause) -> bool:
    if not now.topics or not piece.mask & tag.MODAL:
        return False
    return apart(attribute_of(now.topics[0]), attribute_of(line.tags[piece.end - 1]))


def wishes(line: Line, piece: Piece) -> bool:
    """ "would be calmer", "needs clouds": said of a change as often as for one."""
    return bool(piece.mask & tag.MODAL) and not _WISHES.isdisjoint(
        line.words[piece.start : piece.end]
    )
