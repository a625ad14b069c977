"""Lists without verbs, "toon shading, bunny ears on the driver, heavy rain": items that the walk took for more of what stands before them.

What is worn by somebody, what is on or off, is no trait of what stands before it. Where one item shows that it is a list of
changes, each with a noun of its own is one, but for parts and looks of what stands before it.
"""

from collections.abc import Iterator, Sequence

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.absolute import GONE, state_of, switched
from remixbatch.prompts.english.apposed import is_apposed
from remixbatch.prompts.english.beside import belongs
from remixbatch.prompts.english.clause import Clause
from remixbatch.prompts.english.contrasts import takes_place
from remixbatch.prompts.english.items import (
    PACES,
    is_adjective,
    is_clad,
    is_graded,
    moves,
    only_adjectives,
    sets_all,
)
from remixbatch.prompts.english.line import Line
from remixbatch.prompts.english.merge import FOR
from remixbatch.prompts.english.pieces import Piece
from remixbatch.prompts.english.shapes import casts, fits_out, fronts, is_set_out, turns_into, wears
from remixbatch.prompts.english.topics import another_item, head_of
from remixbatch.prompts.english.traits import only_names

_JOINS = tag.STOP | tag.COMMA | tag.AND | tag.THEN | tag.ITEM
_TOO = tag.AND | tag.THEN  # "plus", "+"
_LONG = 8  # words: longer items tell a scene
_WORN = tag.CLOTHES | tag.BODY | tag.PART
_WORN_OR_GROWN = tag.CLOTHES | tag.BODY
_BORNE = tag.PART | tag.BODY
_SAYS = tag.SAYS | tag.WANT | tag.OPINION | tag.REPORT | tag.AUTHOR
_TITLES = tag.ANCHOR | tag.META | tag.LABEL | tag.ARTICLE
_GRADES = tag.COMPARATIVE | tag.AMOUNT
_BODILESS = tag.WEATHER | tag.AUDIO | tag.CAMERA | tag.SPEED  # which have no parts
_HOURS = tag.TIME | tag.WEATHER | tag.SEASON
_MOVING = tag.RUNNING | tag.CAMERA | tag.SPEED | tag.STYLE
_WITH_TOO = tag.AND | tag.WITH
_LOUD = frozenset({"louder", "quieter"})
_BUILT = tag.PLACE | tag.VEHICLE
_ONES = frozenset({"one", "ones"})
_LAMPS = ("lights", "lamps")
_TWO = 2
_TOLD = frozenset({"edit", "declarative"})
_SEEN = tag.SOLID & ~tag.TEXT | tag.SKY | tag.PEOPLE | tag.VEHICLE | tag.PLACE
_LISTS = frozenset({"\n", ";"})  # what parts the items of a list
_TURNS = frozenset({"change", "make"})
_MADE = tag.COLOR | tag.MATERIAL | tag.COMPARATIVE
_LIVES = tag.ACTOR | tag.BODY | tag.CLOTHES | tag.CAMERA | tag.AUDIO | tag.SPEED
_MAKES = frozenset({"add", "replace", "give", "restyle"})  # what is new, and may be described
_DRESSES = _HOURS | tag.STYLE | tag.LIGHT | tag.PALETTE  # of all that is to be seen
_BRINGS = frozenset({"add", "give"})
_LOOKS = tag.LIGHT | tag.AUDIO | tag.TIME | tag.STYLE | tag.CAMERA
_SETS = _HOURS | _LOOKS & ~tag.LIGHT | tag.SPEED
_ALL = frozenset({"everyone", "everybody", "all"})


def part_items(line: Line, clauses: list[Clause], pieces: Sequence[Piece]) -> None:
    """Gives the items of lists their own clauses."""
    for clause in [*clauses]:
        if not clause.ranges or clause.ranges[-1][1] == clause.end:
            continue
        if _lists(line, clause):
            items = [*_items(line, clause, pieces)]
            if items:
                _part(line, clauses, clause, items)
        elif clause.counts and not (clause.gap or clause.remark) and _is_told(clause):
            _part_behind(line, clauses, clause, pieces)


def _lists(line: Line, clause: Clause) -> bool:
    if not clause.counts or clause.remark or clause.linked or clause.gap:
        return False
    first, last = line.tags[clause.start], line.tags[clause.end - 1]
    if (first & tag.PREPOSITION and not clause.topics[0] & _HOURS) or (
        last & _TITLES and not clause.topics[0] & tag.STYLE
    ):
        return False
    if clause.kind == "edit":  # "*empty* shelves, flickering lights"; "track along, 24mm"
        stated = first & (tag.ADJECTIVE | tag.STATED)
        stated = stated and not line.tags[clause.start + 1] & tag.LEAD
        begins = clause.verb is not None and "begins" in clause.verb.flags  # "… and pull out"
        return bool(stated) or (clause.operation == "camera" and not begins)
    return clause.kind == "nominal" or bool(first & tag.WANT)


def _is_told(clause: Clause) -> bool:
    """Whether a change has a verb, or a mark in its place: "oboe → bassoon", "curtains: red"."""
    return clause.kind in _TOLD or (clause.kind == "nominal" and clause.linked)


def _items(line: Line, clause: Clause, pieces: Sequence[Piece]) -> Iterator[Clause]:
    """The pieces without a verb that the walk took into a clause."""
    low, end = clause.end, clause.ranges[-1][1]
    labelled = clause.linked and line.words[low : low + 1] == [":"]
    for piece in pieces:
        if not low < piece.start < end or piece.opener & tag.CONTRAST:
            continue
        if piece.opener == tag.WITH and piece.start <= low + 1:
            continue  # "X *with Y*, …"
        if labelled and piece.opener == tag.COLON:
            labelled = False
            continue  # "curtains: *red*"
        labelled = bool(piece.following & tag.COLON)
        told = piece.mask & _SAYS or (labelled and not _is_label(line, piece))  # "PS: …"
        joins = _JOINS | (tag.WITH if piece.opener & tag.AND else 0)
        if piece.opener & ~joins or told or piece.end - piece.start > _LONG:
            return
        span = piece.start, piece.end
        yield Clause("nominal", span, source=clause, begun=(line, piece))


def _is_label(line: Line, piece: Piece) -> bool:
    """ "lower the volume; *curtains*: red": a thing of the scene, behind whose colon is what it shall be."""
    known = line.tags[piece.end - 1] & _SEEN and piece.end - piece.start <= _TWO
    return bool(known and piece.opener & (tag.STOP | tag.COMMA))


def _part_behind(
    line: Line, clauses: list[Clause], clause: Clause, pieces: Sequence[Piece]
) -> None:
    """ "put him on a throne, *torchlight only, crowd of rats*", beside other changes: items that are nothing of its verb's.

    Others need no changes beside them: "make it rain. *Bins gone.*"
    """
    items = [*_items(line, clause, pieces)]
    if not items:
        return
    beside = clause.kind == "edit" and sum(1 for other in clauses if other.counts) >= _TWO
    own: list[Clause] = []
    for item in items:
        before = own[-1] if own else clause
        listed = own and _is_named_apart(line, item, before)
        if listed or (beside and _comes_beside(line, clause, item)):
            own.append(item)
        elif _wishes(line, clause, item) or (beside and _is_new_beside(line, clause, item)):
            item.source = None  # it has no verb of the command's
            own.append(item)
    _set_apart(clauses, clause, own)


def _wishes(line: Line, clause: Clause, item: Clause) -> bool:
    """Whether words without a verb wish for something by themselves, whatever was told before."""
    assert item.begun is not None
    bits, opener = line.tags[item.start], item.begun[1].opener
    if bits & tag.NO_NOUN and not bits & tag.COMPARATIVE:
        return False
    if not opener & (_JOINS & ~tag.AND) or only_names(line, clause):
        return False
    if _names_change(line, clause, item):
        return True
    return _goes_apart(line, clause, item) and _is_named_apart(line, item, clause)


def _is_new_beside(line: Line, clause: Clause, item: Clause) -> bool:
    """ "dim the hall, mute the horn and *beard longer*", "…, *a bicycle next to the bench*", "…, *children playing outside*"."""
    assert item.begun is not None
    tags, start, end, mask = line.tags, item.start, item.end, item.begun[1].mask
    if (tags[start] & tag.NO_NOUN and not tags[start] & tag.COMPARATIVE) or only_names(
        line, clause
    ):
        return False
    if "respectively" in line.words[end:]:
        return False
    makes = _makes(line, clause) or _alters_all(clause)
    placed = tags[start] & tag.ARTICLE and mask & tag.PLACE_IN
    busy = tags[start] & tag.ACTOR and mask & tag.RUNNING and not makes
    at = state_of(line, start, end)
    stated = at == end - 1 and (tags[at] & _MADE or switched(line, start, end)) and not makes
    graded = is_graded(line, item.begun[1]) and (not makes or item.topics[0] & _LOOKS)
    if not (placed or busy or stated or graded):
        return False
    return _is_named_apart(line, item, clause)


def _makes(line: Line, clause: Clause) -> bool:
    """ "add a bus", "put her in a coat", "turn the barn into a mill": it brings something, which words behind it may describe."""
    turned = clause.linked and clause.operation in _TURNS
    styled = clause.topics[0] & tag.STYLE or "look" in line.words[clause.start : clause.end]
    return clause.operation in _MAKES or turned or bool(styled)


def _alters_all(clause: Clause) -> bool:
    """ "make it dusk", "light the hall": much looks otherwise then."""
    return clause.operation == "light" or bool(clause.topics[0] & _DRESSES)


def _names_change(line: Line, clause: Clause, item: Clause) -> bool:
    """ "bins gone", "oboe → bassoon", "curtains: red"."""
    assert item.begun is not None
    tags, start, end = line.tags, item.start, item.end
    if item.begun[1].following & tag.COLON:
        return not clause.topics[0] & tag.STYLE
    if not tag.TURNED_INTO.isdisjoint(line.words[start + 1 : end - 1]):
        return not tags[start] & tag.COLOR  # "swap the colour. green → black"
    if line.words[end - 1] not in GONE or tags[start] & tag.EDIT:
        return False  # "let it roll away"
    if not end - 1 == (at := state_of(line, start, end)) > 0:
        return False
    worn = any(bits & (_WORN | tag.FITTED) for bits in tags[start:at]) and _makes(line, clause)
    return not worn  # "put her in a coat, buttons gone"


def _goes_apart(line: Line, clause: Clause, item: Clause) -> bool:
    """ "a bassoon instead of the oboe", "longer beard", "curtains red", below or behind a change of something else."""
    assert item.begun is not None
    tags, start, end, piece = line.tags, item.start, item.end, item.begun[1]
    makes, plus = _makes(line, clause), piece.opener & _TOO == _TOO
    if clause.kind == "nominal" and _is_beside_pair(line, clause, item):
        return True
    if not FOR.isdisjoint(line.words[end : end + 1]):
        return not makes
    listed = plus or line.words[start - 1] in _LISTS
    if listed and not (tags[start] & tag.EDIT or line.words[start - 1] == "then"):
        several = piece.following & tag.COMMA  # "…; the cook, the boy and the cat come along"
        brings = makes or several or clause.operation == "remove" or line.words[start - 1] == ";"
        new = tags[start] & tag.ARTICLE and (plus or line.words[start - 1] == "\n" or not makes)
        return not brings or bool(new)
    if _alters_all(clause) and not item.topics[0] & _LIVES:
        return False  # "make it dusk, longer shadows"
    graded = is_graded(line, piece)
    if makes:  # "put her in a gown, longer train", and not "…, slower zoom"
        return graded and bool(plus or item.topics[0] & _LOOKS)
    stated = tags[end - 1] & tag.COLOR and state_of(line, start, end) == end - 1
    on = piece.opener & tag.STOP and switched(line, start, end) and not item.topics[0] & _WORN
    return graded or bool(stated or on)


def _is_beside_pair(line: Line, clause: Clause, item: Clause) -> bool:
    """ "oboe → bassoon, *heavy rain*", "kettle: copper, *the dog as a fox*"; not "sound: rain, *church bells*"."""
    tags, labelled = line.tags, line.words[clause.end : clause.end + 1] == [":"]
    last = tags[clause.end - 1]
    if labelled and ((last and not last & _SEEN & ~tag.PLACE) or _is_lens(line, item)):
        return False
    at = state_of(line, item.start, item.end)
    vague = at + 1 < item.end and not tags[at + 1] & tag.DETERMINER  # "sesame on top"
    stated = at and not (labelled and (vague or tags[at - 1] & _WORN))
    if tags[item.start] & tag.RUNNING:
        return False
    return bool(stated or item.topics[0] & _SETS) or _is_of_scene(line, item, clause)


def _comes_beside(line: Line, clause: Clause, item: Clause) -> bool:
    """Whether an item is of the scene, and not of what a command makes, brings or takes away."""
    tags, start, end = line.tags, item.start, item.end
    assert item.begun is not None
    known = tags[clause.start + 1] & (tag.DETERMINER | tag.PRONOUN)
    told = clause.operation == "remove" or (clause.operation in _BRINGS and not known)
    if told or item.begun[1].opener != tag.COMMA or tags[start] & tag.NO_NOUN:
        return False
    if line.words[end - 1] == "only":
        return bool(item.topics[0] & _LOOKS)
    at = next((at for at in range(start + 1, end - 1) if tags[at] & tag.PREPOSITION), 0)
    if line.words[at] == "for" and at:
        return bool(tags[end - 1] & tag.ACTOR) or line.words[end - 1] in _ALL
    thing = tags[at - 1] & tag.TOPIC or not tags[at - 1]
    if not at or not tags[at] & tag.PLACE_IN or tags[start] & tag.LEAD or not thing:
        return False
    if not tags[at + 1] & tag.DETERMINER or tags[clause.start + 1] & tag.ARTICLE:
        return False  # "build a wall of ice, cracks in the surface"
    lively = tags[at - 1] & (tag.ACTOR | tag.WEATHER)
    return bool(lively) or not (clause.linked or tags[end - 1] & (_BORNE | tag.FITTED))


def _part(line: Line, clauses: list[Clause], clause: Clause, items: Sequence[Clause]) -> None:
    befores = [clause, *items[:-1]]
    own = [_stands_alone(line, *both) for both in zip(items, befores, strict=True)]
    if not any(own) and sum(1 for other in clauses if other.counts) < 2:
        return
    told = zip(items, befores, own, strict=True)
    apart = [one for one, before, alone in told if alone or _is_named_apart(line, one, before)]
    _set_apart(clauses, clause, apart)


def _set_apart(clauses: list[Clause], clause: Clause, items: Sequence[Clause]) -> None:
    """Gives items of a clause, in order, its words from where each begins."""
    now, at, end = clause, clauses.index(clause) + 1, clause.ranges[-1][1]
    for item in items:
        now.cut(item.start - 1)
        item.ranges = [(item.start, end)]
        clauses.insert(at, item)
        now, at = item, at + 1


def _stands_alone(line: Line, item: Clause, before: Clause) -> bool:
    """Whether an item is of somebody or something in the scene, whatever stands before it."""
    assert item.begun is not None
    piece = item.begun[1]
    if before.operation == "camera" or _is_lens(line, item):
        if _is_lens(line, item):
            return moves(line, before)
        return _is_in_view(line, item, before, piece) or _wishes(line, before, item)
    graded = (line.tags[item.start] | line.tags[item.end - 1]) & tag.COMPARATIVE
    graded = piece.opener & tag.STOP and (graded or _is_worn(line, before.start, before.end))
    if graded or piece.opener & _TOO == _TOO or piece.opener & _WITH_TOO == _WITH_TOO:
        return _is_named_apart(line, item, before)
    if is_apposed(line, piece, before):
        return False
    beside = line.tags[before.start] & tag.COMPARATIVE or before.topics[0] & (_HOURS | tag.STYLE)
    bare = piece.opener & tag.AND and not (piece.opener & tag.COMMA or beside)
    if piece.opener & tag.AND and (fronts(line, item.start, item.end) or bare):
        return fronts(line, item.start, item.end)
    return _is_of_scene(line, item, before)


def _is_in_view(line: Line, item: Clause, before: Clause, piece: Piece) -> bool:
    """ "zoom out, *pink hair*", "…, *a temple behind her*": beside a move of the camera, something of the scene."""
    first, last = line.tags[item.start], line.tags[item.end - 1]
    if piece.opener == tag.COMMA and first & tag.COLOR and last & _WORN_OR_GROWN:
        return True
    placed = piece.mask & tag.PLACE_IN and piece.opener == tag.COMMA
    seen = placed and not (piece.mask & _MOVING or first & tag.EDITED)
    return bool(seen) and _is_named_apart(line, item, before)


def _is_of_scene(line: Line, item: Clause, before: Clause) -> bool:
    start, end = item.start, item.end
    first = item.source.start if item.source else before.start
    somebody = any(bits & tag.ACTOR for bits in line.tags[first:start])
    if wears(line, start, end):
        meant = line.words[start + 1] in _ONES  # "…, the one in a cap, …"
        return not (meant or (somebody and line.tags[first] & tag.ARTICLE))
    if _is_worn(line, start, end):
        waits = line.tags[start] & _GRADES and only_adjectives(line, before)
        return not (somebody or waits or before.topics[0] & _WORN)
    on = switched(line, start, end) and not before.topics[0] & tag.TIME
    on = on and not line.tags[first] & tag.ARTICLE  # "a lighthouse, lamp on"
    worn = somebody and on and line.tags[state_of(line, start, end) - 1] & _WORN
    both = is_set_out(line, start, end) and is_set_out(line, before.start, before.end)
    assert item.begun is not None
    named = item.begun[1].opener != tag.AND and _names_change(line, before, item)
    named = named or turns_into(line, start, end) or casts(line, start, end)
    named = named or sets_all(line, item.begun[1], before) or is_clad(line, start, end, before)
    new = takes_place(line, item.begun[1], before) or fits_out(line, start, end)
    named = named or (new and not only_adjectives(line, before))
    return (on and not worn) or named or (both and not somebody)


def _is_worn(line: Line, start: int, end: int) -> bool:
    """ "bunny ears on the driver", "headphones on her"."""
    tags = line.tags
    at = next((at for at in range(start + 1, end - 1) if tags[at] & tag.PLACE_IN), 0)
    if not at or not (tags[at - 1] & tag.SOLID or not tags[at - 1]) or tags[at + 1] & tag.ARTICLE:
        return False
    somebody = at + 2 == end and tags[at + 1] & tag.PRONOUN and line.words[at + 1] != "it"
    return bool(tags[end - 1] & tag.ACTOR or somebody)


def _is_named_apart(line: Line, item: Clause, before: Clause) -> bool:
    """Whether an item of a list of changes has a noun of its own: "wet road", "two gulls"."""
    assert item.begun is not None
    assert before.begun is not None
    piece, start, end = item.begun[1], item.start, item.end
    waits = only_adjectives(line, before) and is_adjective(line, before.begun[1])
    if waits or not _has_noun(line, piece):
        return False
    if is_apposed(line, piece, before) or belongs(line, piece, before):
        return False
    head = head_of(line, start, end)
    owned = line.tags[start] & tag.SPECIFIC or state_of(line, start, end)
    fitted = line.tags[head] & tag.FITTED and before.topics[0] & _BUILT
    borne = line.tags[head] & _BORNE and not before.topics[0] & _BODILESS
    borne = borne and piece.opener & _TOO != _TOO and before.operation != "camera"
    if (fitted or borne) and not owned:
        return False  # "velvet sofa, brass feet", "older bus, rainy windshield"
    topic = tag.AUDIO if line.words[start] in _LOUD else item.topics[0] or tag.THING
    too = topic & tag.EFFECT and piece.opener & _TOO == _TOO  # "…, plus soap bubbles"
    if too or (topic & tag.LIGHT and line.words[head].endswith(_LAMPS)):
        topic = tag.THING
    lens = topic & tag.CAMERA and _is_lens(line, item) != _is_lens(line, before)
    stopped = piece.opener & tag.STOP and before.topics[0] & tag.PLACE and topic & _HOURS
    return bool(lens or stopped) or another_item(before.topics, topic)


def _has_noun(line: Line, piece: Piece) -> bool:
    first, start, end = line.tags[piece.start], piece.start, piece.end
    if first & tag.SPECIFIC:
        return state_of(line, start, end) > 0 or casts(line, start, end)
    counted = first & tag.NUMBER and end - start == 1  # "+50%"
    bare = piece.opener & (_TOO | tag.COMMA) == tag.AND and end - start == 1
    if first & tag.NO_NOUN or counted or bare or line.words[end - 1] in _ONES:
        return False
    paced = line.words[end - 1].endswith(PACES)
    return paced or line.words[start] in _LOUD or not is_adjective(line, piece)


def _is_lens(line: Line, clause: Clause) -> bool:
    """ "35mm", "a macro lens"; not "handheld"."""
    words = line.words[clause.start : clause.end]
    return any(word.endswith(("mm", "lens")) for word in words)
