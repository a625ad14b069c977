"""Verbs left out and read back: "the barn to ochre and the pond to jade" changes two things."""

from collections.abc import Callable

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.absolute import is_of_hour, made_in, state_of
from remixbatch.prompts.english.clause import Clause
from remixbatch.prompts.english.elisions import given_too, is_mapped_too
from remixbatch.prompts.english.grammar import Verb
from remixbatch.prompts.english.line import Line
from remixbatch.prompts.english.pieces import Piece
from remixbatch.prompts.english.qualifiers import is_carried, is_of_place
from remixbatch.prompts.english.shapes import (
    by_another,
    for_each,
    fronted,
    is_dressed,
    is_made,
    is_put,
    is_strange,
    is_strange_state,
    is_there,
    made_so,
    moved,
    placed,
    plays,
    put_there,
    stands,
    stated,
    thing_acts,
    thing_states,
    two_objects,
)
from remixbatch.prompts.english.topics import LOOK, topic_of

# Whether words from start to end have a shape.
_Shape = Callable[[Line, int, int], bool]
_STATE = (
    (tag.ATTRIBUTE | tag.COMPARATIVE | tag.PARTICIPLE | tag.EDITING | tag.ADJECTIVE | tag.WEATHER)
    | (tag.LIGHT | tag.PALETTE | tag.TIME | tag.SEASON | tag.EDITED | tag.AMOUNT)
)  # fmt: skip
_VERB = tag.EDIT | tag.EDITING
# "the frog needs a crown, the toad a cape"
_OWNS = frozenset({"needs", "need", "has", "have", "gets", "get", "wears", "wear", "now has"}) | {
    *("should have", "must have", "will have", "now wears", "wants", "holds", "carries")
}
_NEEDS = frozenset({"needs", "need", "could use"})
# Links that say the same of their verbs.
AWAY = frozenset({"from", "off", "out of"})
_LINKS = frozenset({"to", "into", "from", "off", "out of"})
_ENDINGS = ("y", "ed", "en", "ful", "less", "ous", "ish", "ic", "ive", "al")  # of adjectives
_ALIKE = (frozenset({"to", "into"}), AWAY)
_BETTER = frozenset({"look", "be"})  # "would look better in …"
_SHORT = 6  # words
_FOUR = 4
_SHOWS_AS = frozenset({"in", "to", "into", "->", "→", "=>", "as"})
_PLACED = frozenset({"add", "move"})
_PUT = _PLACED | {"act", "change", "fill", "give", "other"}  # "pour", "set", "drape", "nail"
_SPOKEN = tag.WANT | tag.MODAL
_ONES = frozenset({"one", "ones"})
_SOMEBODY = tag.PEOPLE | tag.ANIMAL | tag.PLAIN | tag.AUTHOR  # "my sister"
_KNOWN = tag.SPECIFIC | tag.AUTHOR
_BY = frozenset({"in", "on", "with"})


def gapped(line: Line, piece: Piece, now: Clause, following: int) -> bool:
    """Whether a piece without a verb asks for what the verb before it asked for, of another target.

    `following` is the joint after the piece.
    """
    if piece.end - piece.start > 2 and (
        _is_other(line, piece, now) or is_mapped_too(line, piece, now)
    ):
        return True
    if _describes(line, piece, now) or (now.operation == "add" and is_carried(piece, now)):
        return False
    if now.kind == "nominal":
        of_it = _is_meant(line, piece, now) or is_of_place(line, piece, now)
        return not of_it and _named_alike(line, piece, now, following)
    if now.verb is None:
        return now.kind == "declarative" and _stated_again(line, piece, now, following)
    return _command_again(line, piece, now, now.verb, following)


def _stated_again(line: Line, piece: Piece, now: Clause, following: int) -> bool:
    """ "the walls should be mint and the doors plum"."""
    if is_of_hour(line, piece, now):
        return False
    listed = now.source is not None or (piece.opener | following) & tag.AND > 0
    owns = not _OWNS.isdisjoint(line.words[now.start : now.end])
    owns = owns and two_objects(line, piece.start, piece.end)
    wished = line.tags[now.start] & tag.WANT and line.tags[piece.start] & tag.SPECIFIC
    wished = wished and "to" in line.words[piece.start + 1 : piece.end]
    if line.tags[now.start] & tag.WANT and not wished:
        both = piece.opener & tag.AND and _both(line, piece, now, placed)
        wished = both or _both(line, piece, now, thing_acts)
        both = piece.opener & tag.AND and _are_put_there(line, piece, now)
        wished = wished or both or _wished_so(line, piece, now)
    if listed and not wished and line.tags[(now.source or now).start] & tag.WANT:
        wished = _both(line, piece, now, made_so)
    stated = _both_state(line, piece, now, now.start)
    said, said_words = line.tags[now.start : now.end], line.words[now.start : now.end]
    turned = two_objects(line, piece.start, piece.end)
    turned = turned or (piece.opener & tag.AND > 0 and thing_states(line, piece.start, piece.end))
    turned = turned or (listed and made_so(line, piece.start, piece.end))
    turns = turned and _turns(line, now)
    moved = piece.opener & tag.AND and any(bits & tag.MODAL for bits in said)
    moved = moved and line.tags[piece.end - 1] & tag.ACT and _both(line, piece, now, thing_acts)
    needs = not _NEEDS.isdisjoint(line.words[now.start : now.end]) and piece.opener & tag.AND
    needs = needs and thing_states(line, piece.start, piece.end)
    better = piece.opener & tag.AND and line.tags[piece.start] & tag.DETERMINER
    better = better and not _BETTER.isdisjoint(said_words) and _both(line, piece, now, placed)
    alike = better or owns or wished or stated or turns or moved or needs
    return bool(alike)


def _turns(line: Line, now: Clause) -> bool:
    """ "the tram becomes a gondola, the rails a canal", "the cook should be a woman, the waiter a robot"."""
    if not line.mask & tag.NEWS:
        return False
    now = now.source or now
    said = range(now.start, now.ranges[-1][1])
    if any(line.tags[at] & tag.BECOME for at in said):
        return True
    be = any(line.words[at] == "be" or line.words[at].endswith(" be") for at in said)
    return be and any(line.tags[at] & tag.MODAL for at in said)


def _wished_so(line: Line, piece: Piece, now: Clause) -> bool:
    """ "I want the ball on fire *and the crowd dressed as cooks*": two things, each with its state."""
    tags, first = line.tags, now.start + 1
    both = (
        piece.opener & tag.AND and tags[piece.start] & tag.DETERMINER and tags[first] & tag.SPECIFIC
    )
    if not both:
        return False
    return state_of(line, first, now.end) > 0 < state_of(line, piece.start, piece.end)


def _command_again(line: Line, piece: Piece, now: Clause, verb: Verb, following: int) -> bool:
    flags = verb.flags
    if _is_drawn(line, piece, now):
        return False
    joined = now.linked or ("state" in flags and thing_states(line, now.start + 1, now.end))
    if not joined and "cause" not in flags and line.tags[piece.start] & tag.SPECIFIC:
        joined = not _LINKS.isdisjoint(line.words[now.start + 2 : now.end])
    if joined and _linked_again(line, piece, now, following):
        return True
    if piece.end - piece.start > 1 and _shaped_again(line, piece, now, verb, following):
        return True
    return _does_too(line, piece, now)


def _shaped_again(line: Line, piece: Piece, now: Clause, verb: Verb, following: int) -> bool:
    """ "paint the gate crimson *and the fence stout*", "give the owl a cap *and the fox a scarf*": in a shape of its verb's."""
    flags = verb.flags
    colored = line.tags[now.end - 1] & line.tags[piece.end - 1] & tag.COLOR
    colored = colored and "cause" not in flags and _both(line, piece, now, thing_states)
    if colored or ("state" in flags and _both_state(line, piece, now, now.start + 1)):
        return True
    shapes = [shape for flag, shape in _SHAPES if flag in flags]
    if verb.kind in _PLACED:
        shapes += [placed, moved] if verb.kind == "move" else [placed]
    if verb.kind in _PUT and "pair" not in flags:
        shapes.append(_put_there)
    if line.tags[piece.end - 1] & tag.PARTICLE:
        shapes.append(is_put)
    if verb.kind == "remove" and piece.opener == tag.AND:
        shapes.append(is_there)
    if "state" in flags and not now.linked and (now.source or (piece.opener | following) & tag.AND):
        shapes.append(made_so)
    return _both(line, piece, now, *shapes)


def _describes(line: Line, piece: Piece, now: Clause) -> bool:
    """ "flowing down to the floor", "its eyes glowing", "ten belongs to somebody else"."""
    if piece.mask & tag.FINITE and now.kind == "edit":
        says = line.tags[piece.start + 1 : piece.end]
        if any(bits & tag.FINITE and not bits & tag.TOPIC for bits in says):
            return True
    head = after = 0
    if piece.end - piece.start > 1:
        head, after = line.tags[piece.start : piece.start + 2]
    modal = piece.mask & tag.MODAL and (head & tag.SUBJECT or now.kind == "edit")
    its = line.words[piece.end - 2] == "its" and _is_of_new(line, piece, now)
    if modal or its:
        return True  # "…, and it should look old", "make it pink; and the tower should lean"
    if head & tag.SUBJECT and head & tag.POSSESSIVE:  # "its"
        running = piece.opener & tag.COMMA and piece.mask & tag.RUNNING
        newcomer = now.kind == "declarative" and line.tags[now.start] & tag.ARTICLE
        borne = newcomer and not piece.opener & tag.AND  # "a cart enters, its bed full"
        return bool(running or borne or after & tag.ADVERB) or _is_of_new(line, piece, now)
    long = head & tag.DETERMINER and piece.end - piece.start > _FOUR and now.kind == "edit"
    if long and piece.opener & tag.COMMA and not piece.opener & tag.AND:
        running = tag.RUNNING  # ", the corners falling into shadow"
        return any(bits & running for bits in line.tags[piece.start + 2 : piece.end])
    if line.words[piece.start] in {"every", "each"}:
        return True  # "the theatre empty, every seat dusty"
    runs = line.words[piece.start][-3:] == "ing" and not head & tag.TOPIC
    return runs and bool(after & (tag.PREPOSITION | tag.PARTICLE))


def _is_of_new(line: Line, piece: Piece, now: Clause) -> bool:
    """ "add a cat on the sill, *its tail around its paws*", "…, *a red band around its middle*": it is there only now."""
    told = piece.opener == tag.COMMA and now.operation == "add" and piece.mask & tag.PLACE_IN
    if not told or now.topics[0] & tag.CLOTHES:
        return False
    tags = line.tags
    return not any(  # "put a saddle on the horse, a bell around its neck"
        tags[at] & tag.ACTOR and tags[at - 1] & tag.DEFINITE for at in range(now.start + 2, now.end)
    )


def _is_other(line: Line, piece: Piece, now: Clause) -> bool:
    """ "one twin gets freckles, *the other braces*", "the near house brick, *the far one timber*"."""
    first, second = line.words[piece.start + 1 : piece.start + 3]
    if line.words[piece.start] == line.words[now.start] == "one":
        return True  # "one horse white, one horse black"
    if "pair" in _flags(now) and given_too(line, piece, now):
        return True
    if line.words[piece.start] != "the" or "one" not in {second, *line.words[now.start : now.end]}:
        return False
    if first == "other":
        return True
    terse = piece.end - piece.start < _SHORT and second in {"one", "ones"}
    return terse and all(line.tags[end - 1] & (_STATE | tag.ACT) for end in (now.end, piece.end))


def _does_too(line: Line, piece: Piece, now: Clause) -> bool:
    """What somebody is made to do, or to be, without the verb that makes them."""
    flags = _flags(now)
    made = "cause" in flags and _is_somebody(line, piece, now)
    if made and (_acts_too(line, piece, now) or _lets_be(line, piece, now)):
        return True
    start, end = piece.start, piece.end
    strange = "state" in flags and is_strange_state(line, now.start + 1, now.end)
    return strange and (
        thing_states(line, start, end)
        or (thing_acts(line, start, end) and bool(line.tags[start] & tag.LEAD))
    )


def _is_somebody(line: Line, piece: Piece, now: Clause) -> bool:
    """ "… and *grandpa* clap", "and *Lisa* wave", "and *the crowd* …"."""
    who, after = (*line.tags[piece.start : piece.end], 0)[:2]
    if who & (tag.LEAD | tag.AUTHOR):
        return True
    somebody = who & tag.ACTOR or (not who and not line.tags[_whom(now)] & ~tag.ACTOR)
    return bool(somebody and after & tag.ACT)


def _whom(now: Clause) -> int:
    """Where those begin whom a verb makes do something, said or read back."""
    return now.start + (now.source is None)


def _lets_be(line: Line, piece: Piece, now: Clause) -> bool:
    """ "let the kettle be copper *and its lid dented*"."""
    said = line.words[now.start + 1 : now.end]
    if "be" not in said[1:] or said[0] == "it":
        return False  # "let it be market day, the stalls heaped with pumpkins"
    return thing_states(line, piece.start, piece.end) or two_objects(line, piece.start, piece.end)


def _acts_too(line: Line, piece: Piece, now: Clause) -> bool:
    """ "have snow fall and the windows glow", "make the dog bark and the cat quiet"."""
    if not thing_acts(line, _whom(now), now.end):
        return False
    start, end = piece.start, piece.end
    return thing_acts(line, start, end) or (
        "state" in _flags(now) and thing_states(line, start, end)
    )


def _flags(now: Clause) -> frozenset[str]:
    return now.verb.flags if now.verb else frozenset()


def _named_alike(line: Line, piece: Piece, now: Clause, following: int) -> bool:
    """ "her gown in copper silk, the drapes in oyster"."""
    tags, words = line.tags, line.words
    if now.linked and not tag.ARROWS.isdisjoint(words[piece.start : piece.end]):
        return True
    same = piece.end - piece.start > 2 and words[piece.end - 2] == words[now.end - 2]
    colored = same and tags[piece.end - 1] & tags[now.end - 1] & tag.COLOR
    shapes = _NOMINAL if piece.end - piece.start > 2 else _PAIRS
    alike = colored or _both(line, piece, now, *shapes)
    alike = alike or (piece.opener & tag.AND and _are_put_there(line, piece, now))
    if alike or _both_state(line, piece, now, now.start):
        return True  # "left lamp red, right lamp green"
    if "to" in words[now.start + 1 : now.end] and "to" in words[piece.start + 1 : piece.end]:
        return piece.end - piece.start < _SHORT  # "hydrangeas to azure, foxgloves to ivory"
    if following & tag.WITH and words[now.end : now.end + 1] == ["with"]:
        return bool(tags[now.start] & _KNOWN and tags[piece.start] & _KNOWN)
    if not (tags[now.start] & tag.SPECIFIC and tags[piece.start] & tag.SPECIFIC):
        # "dad as a pirate, mum as a mermaid", "Rosa with a trumpet, Leo with a drum"
        after = [words[at + 1 : at + 2] for at in (now.start, piece.start)]
        named = not any(tags[at] & ~_SOMEBODY for at in (now.start, piece.start))
        cast = plays(line, now.start, now.end) and plays(line, piece.start, piece.end)
        # "my girlfriend in a tracksuit, my father-in-law in a sombrero"
        worn = is_dressed(line, now.start, now.end) and is_dressed(line, piece.start, piece.end)
        return (
            cast
            or worn
            or after == [["as"], ["as"]]
            or (named and after[0] == after[1] and after[0][0] in _BY)
        )
    links = set(words[now.start + 1 : now.end]) & _SHOWS_AS
    return any(word in links for word in words[piece.start + 1 : piece.end - 1])


def _is_meant(line: Line, piece: Piece, now: Clause) -> bool:
    """ "the lamp on the left, *the one behind the crane*, becomes …": which of them it is."""
    alone = piece.opener & tag.COMMA and not piece.opener & tag.AND
    if not alone or _ONES.isdisjoint(line.words[piece.start + 1 : piece.start + 2]):
        return False
    told = line.words[now.start + 1] in _ONES or thing_states(line, piece.start, piece.end)
    return not told and piece.end - piece.start > 2


def _both(line: Line, piece: Piece, now: Clause, *shapes: _Shape) -> bool:
    """Both what the verb was followed by, and the piece, have a shape that its verb asks for: of two words or more."""
    if piece.end - piece.start == 1:
        return False
    head = line.tags[now.start]
    verb = now.verb and now.source is None and (head & _VERB or now.operation == "other")
    start = now.start + 1 if verb or head & _SPOKEN else now.start
    for shape in shapes:
        if shape(line, piece.start, piece.end) and shape(line, start, now.end):
            return True
    return False


def _linked_again(line: Line, piece: Piece, now: Clause, following: int) -> bool:
    """ "change X to Y and Z *to* W"."""
    words, start = line.words, piece.start
    flags = _flags(now)
    said = words[now.start + 1 : now.end]
    used = flags.intersection(said) or flags or _LINKS.intersection(said)
    for alike in _ALIKE:
        used = used | alike if used & alike else used
    flags = used
    if words[start] in flags:
        return words[start] == "from" and "to" in words[start + 2 : piece.end]
    if line.tags[start] & tag.PREPOSITION:
        return False
    at = next((at for at in range(start + 1, piece.end - 1) if words[at] in flags), 0)
    if at:
        return not (piece.opener == tag.COMMA and is_made(line, at))
    filled = following & tag.WITH and line.tags[start] & tag.SPECIFIC
    filled = filled and not is_made(line, piece.end)
    return "with" in flags and bool(filled)


def _both_state(line: Line, piece: Piece, now: Clause, start: int) -> bool:
    """ "the gate crimson, the fence *stout*": of two states, one that no list knows."""
    said = line.tags[now.end - 1] & _STATE
    if said and now.kind == "declarative" and thing_states(line, piece.start, piece.end):
        return True
    if said and is_strange(line, piece.start, piece.end):
        return now.kind == "declarative" or thing_states(line, start, now.end)
    strange = is_strange(line, start, now.end)
    strange = strange and (now.kind == "nominal" or line.words[now.end - 1].endswith(_ENDINGS))
    return strange and thing_states(line, piece.start, piece.end)


def _put_there(line: Line, start: int, end: int) -> bool:
    return put_there(line, start, end) > 0


def _are_put_there(line: Line, piece: Piece, now: Clause) -> bool:
    """ "frost on the panes *and a fire in the grate*"; but "… and a sheen on the street"."""
    both = _both(line, piece, now, _put_there)
    return both and not topic_of(line, piece.start, piece.end) & LOOK


def _is_drawn(line: Line, piece: Piece, now: Clause) -> bool:
    """ "a painting *of* a man in a hat and a dog *on* a leash *over* the fireplace": all of it is in the painting."""
    if not piece.mask & tag.PLACE_IN or "of" not in line.words[now.start : now.end]:
        return False
    return sum(1 for bits in line.tags[piece.start : piece.end] if bits & tag.PLACE_IN) > 1


_PAIRS: tuple[_Shape, ...] = (thing_states, two_objects)  # two words may have these
_NOMINAL = (*_PAIRS, stands, for_each, fronted, by_another, is_put, made_in)
# What an object and its new state look like after a verb with a flag.
_SHAPES: tuple[tuple[str, _Shape], ...] = (
    ("pair", two_objects),
    ("state", stated),
    ("state", two_objects),
)
