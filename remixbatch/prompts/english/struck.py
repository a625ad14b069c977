"""What stays and what is struck: preserve clauses, purposes, times, contrasts, relative clauses."""

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.changes import command, state
from remixbatch.prompts.english.clause import Clause
from remixbatch.prompts.english.companions import rides_as, rides_while, turns
from remixbatch.prompts.english.contrasts import is_taken, is_weather_hour, stands_at
from remixbatch.prompts.english.keeping import goes_too, is_anchor, stops, was_not
from remixbatch.prompts.english.line import Line
from remixbatch.prompts.english.lists import YES
from remixbatch.prompts.english.merge import heads, is_bare
from remixbatch.prompts.english.nested import wants_more
from remixbatch.prompts.english.pieces import Piece
from remixbatch.prompts.english.relatives import demands, shows
from remixbatch.prompts.english.shapes import only_wishes
from remixbatch.prompts.english.topics import LOOK, another_item, place_in, topic_of
from remixbatch.prompts.english.walk import Walk

_NEW = tag.ARTICLE | tag.PREPOSITION
_FEW = 2  # words
NO_MORE = frozenset({"no", "no more"})
_BRIEF = 4  # words
_ENDS = tag.STOP | tag.COMMA
_JOINTS = tag.STOP | tag.COMMA | tag.AND | tag.POLITE
_VALUED = tag.AMOUNT | tag.COMPARATIVE | tag.ARTICLE | tag.COLOR | tag.MATERIAL
_THINGS = tag.CLOTHES | tag.BODY | tag.THING | tag.PLANT | tag.FOOD | tag.ACTOR | tag.WEATHER
_BORNE = tag.CLOTHES | tag.BODY | tag.THING | tag.FOOD
_SOLID = tag.CLOTHES | tag.THING | tag.FOOD | tag.ACTOR
_SETTINGS = frozenset({"background", "backdrop", "setting", "scene", "location", "place"})
_GROUNDS = frozenset({"background", "foreground", "distance", "frame", "shot", "scene", "picture"})
_EMPTY = frozenset({"empty", "deserted", "abandoned", "uninhabited", "bare"})
_NOT_ALL = frozenset({"only", "just", "merely", "simply", "other than"})
_LISTED = tag.THEN | tag.ITEM
_SEEMING = frozenset({"being", "looking", "seeming", "feeling", "sounding"})
_IF = frozenset({"should", "were", "had"})
_BEGINS = tag.STOP | tag.COLON | tag.POLITE
_STAYS = tag.STAY | tag.UNCHANGED
NOBODY = frozenset({"nobody", "no one"})
_PLACED = range(4, 6)  # words: "nobody on the beach"
_DONE = tag.EDITED | tag.PAST


def preserve(walk: Walk, piece: Piece) -> None:
    head = walk.line.tags[piece.start]
    if not piece.opener & tag.STOP:
        _keep_named(walk, piece)
    if piece.opener & tag.COLON and walk.now and _is_heading(walk.line, walk.now):
        walk.now.counts = False
    anchored = is_anchor(walk.line, piece) or was_not(piece)
    clause = Clause("anchor" if anchored else "preserve", (piece.start, piece.end))
    clause.counts, clause.ranges = False, []  # it asks for nothing
    walk.clauses.append(clause)
    if walk.now and piece.opener & tag.COLON and _takes_off(walk.line, piece, walk.now):
        walk.clauses.pop()
        walk.add("nominal", piece, source=walk.now)
        return
    if walk.now and piece.mask & tag.NEGATED and stops(walk.line, piece, walk.now):
        walk.clauses.pop()
        walk.add("declarative", piece).wished = True
        return
    if piece.opener & tag.STOP and head & tag.NEGATION and _lists(walk, piece):
        walk.clauses.pop()
        walk.add("nominal", piece)
        return
    named = walk.now is not None and walk.now.kind == "nominal" and piece.opener & tag.AND
    listed = walk.mode == "edit" and (piece.opener & tag.COMMA or named)
    listed = listed or (walk.now is not None and walk.line.words[piece.start - 1] == "/")
    more = _is_beside_nominal(walk, piece) and _is_wanted_away(walk, piece)
    going = walk.mode == "edit" or piece.opener & tag.STOP
    listed = listed or bool(going and _is_missing(walk.line, piece, walk.now))
    listed = listed or (
        more and piece.end - piece.start > 1
    )  # "Gold balloons. *No more streamers.*"
    alters = walk.line.words[piece.start] not in NO_MORE and _alters(walk.line, piece)
    if head & tag.NEGATION and (listed or piece.opener & _LISTED) and not alters:
        _lack(walk, piece)
        return
    acting = walk.now is not None and walk.now.scene and not head & tag.KEEP
    acting = acting and not piece.opener & tag.WHILE
    if walk.now and acting and piece.opener & tag.AND and walk.mode == "edit":
        walk.now.counts = False  # "make her hum and sway as she does now": all of it stays
    walk.mode = "keep"
    if piece.opener & tag.WHILE and piece.opener & tag.STOP:
        walk.mode, walk.now = "strike", None  # "while he hums on, …": then comes what is asked for


def _takes_off(line: Line, piece: Piece, heading: Clause) -> bool:
    """ "the best man: *no cigar*": what somebody shall no longer have."""
    few = 1 < piece.end - piece.start < _BRIEF and line.words[piece.start] == "no"
    somebody = heading.kind == "nominal" and line.tags[heading.end - 1] & tag.ACTOR
    return bool(few and somebody and line.tags[piece.end - 1] & _BORNE)


def _alters(line: Line, piece: Piece) -> bool:
    """ "…, and please *don't move* the crown": a verb, and nothing that there shall be none of."""
    return piece.end - piece.start > 1 and bool(line.tags[piece.start + 1] & tag.EDIT)


def _is_beside_nominal(walk: Walk, piece: Piece) -> bool:
    """Whether a sentence stands beside one that only names what is wanted."""
    now = walk.now
    return bool(piece.opener & tag.STOP and now and now.kind == "nominal" and now.counts)


def _is_wanted_away(walk: Walk, piece: Piece) -> bool:
    """ "Gold balloons. *No more streamers.*", "Tiles in blue. *No towels.*"; in a style, "no people" holds it back."""
    if walk.line.words[piece.start] == "no more":
        return True
    lack = topic_of(walk.line, piece.start + 1, piece.end) if piece.end - piece.start > 1 else 0
    brief = piece.end - piece.start < _BRIEF and walk.line.words[piece.start] == "no"
    styled = walk.now is None or walk.now.topics[0] & (tag.STYLE | tag.CAMERA)
    return bool(brief and lack & _SOLID and not styled)


def _lists(walk: Walk, piece: Piece) -> bool:
    """ "No moustache, *longer hair*": both are wishes; but "no cars, an empty street"."""
    line, at = walk.line, piece.end
    tags, size = line.tags, len(line.tags)
    lacks = line.words[piece.start] in NO_MORE
    agreed = lacks and _is_agreed(line, piece.end + 1)
    if agreed or not lacks or (piece.end - piece.start > _BRIEF and not _is_there(line, piece)):
        return agreed
    while at < size and tags[at] & _JOINTS:
        at += 1
    if at == piece.end or at >= size or "instead" in line.words:
        return False
    lack = topic_of(line, piece.start + 1, piece.end)
    if only_wishes(line, at):
        return bool(lack & (_THINGS | tag.VEHICLE) & ~tag.WEATHER)
    return at + 1 < size and _asks_behind(line, at, lack)


def _is_there(line: Line, piece: Piece) -> bool:
    """ "no glasses *on the groom*", "no plates *on the table*": of somebody or something in the scene."""
    placed = line.tags[piece.end - 2] & tag.DEFINITE and line.tags[piece.end - 3] & tag.PREPOSITION
    return bool(placed) and piece.end - piece.start <= _BRIEF + _FEW


def _asks_behind(line: Line, at: int, lack: int) -> bool:
    """ "no more pigeons. *Add a juggler*", "no moustache, *longer hair*": what stands behind a lack is a wish of its own."""
    tags, size = line.tags, len(line.tags)
    if tags[at] & tag.EDIT or not tags[at] & _VALUED:
        asked = tags[at] & tag.EDIT and tags[at + 1] & (tag.LEAD | tag.PLACE)
        return bool(asked and lack & _THINGS & ~tag.WEATHER)
    if tags[at] & tag.ARTICLE and tags[at + 1] & tag.ADJECTIVE:
        return False
    end = next((end for end in range(at + 1, size) if tags[end] & tag.BREAK), size)
    topic = topic_of(line, at, end)
    if not topic and tags[at] & tag.ARTICLE and tags[at + 1] & tag.COMPARATIVE:
        topic = tag.EFFECT  # "no more seagulls, *a bigger catch*"
    return bool(lack & _THINGS) and another_item([lack], topic) and not lack & topic


def _is_agreed(line: Line, start: int) -> bool:
    """ "no more hat; *beard yes*"."""
    size = len(line.tags)
    end = next((end for end in range(start, size) if line.tags[end] & _ENDS), size)
    return end - start > 1 and line.words[end - 1] in YES


def _is_heading(line: Line, now: Clause) -> bool:
    """ "camera: unchanged"."""
    crafted = now.end - now.start == 1 and line.tags[now.start] & tag.EDITING  # "lighting: same"
    brief = now.kind == "nominal" and now.end - now.start <= _FEW
    return heads(line, now) or brief or bool(crafted)


def _lack(walk: Walk, piece: Piece) -> None:
    """ "bigger moon, no clouds, jazz": in a list of wishes, one to take something away."""
    line, now = walk.line, walk.now
    most = 8 if piece.opener & tag.ITEM or (now and now.listing) else 5
    short = piece.end - piece.start <= most and not piece.mask & tag.QUALITY
    listed = piece.opener & tag.ITEM or (now and now.kind == "nominal")
    bare = now is not None and not _EMPTY.isdisjoint(line.words[now.start : now.end])
    if now and not piece.opener & tag.ITEM and (line.words[now.start - 1] == "only" or bare):
        return  # "only the moon, no lamps", "an empty beach, no people"
    topic = topic_of(line, piece.start + 1, piece.end) if piece.end - piece.start > 1 else 0
    if (
        now
        and topic & (LOOK | tag.CAMERA)
        and not piece.opener & tag.ITEM
        and not another_item(now.topics, topic)
    ):
        return  # "flat light, no shadows"
    promised = (now and now.listing) or piece.opener & (tag.AND | tag.STOP)
    promised = promised and line.words[piece.start] in NO_MORE and piece.end - piece.start > 1
    other = line.words[piece.start] == "no other" and piece.opener & tag.ITEM and topic & _SOLID
    listed = listed and (promised or other or line.words[piece.start] == "no")
    if short and (listed or _is_missing(line, piece, now)):
        walk.clauses.pop()
        walk.add("nominal", piece)


def _is_missing(line: Line, piece: Piece, now: Clause | None) -> bool:
    """ "replace the crane with a tower, *and no workers in the yard*": others than were there, in a place of the scene."""
    if now and piece.opener & tag.STOP and goes_too(line, piece, now):
        return True  # "Turn the lawn into sand. *Also, no more hedge.*"
    joined = now is not None and piece.opener & tag.AND and line.words[piece.start] == "no"
    if not (now and joined) or piece.end - piece.start == 1:
        return False
    topic = topic_of(line, piece.start + 1, piece.end)
    if not topic & _SOLID:
        return False
    if now.kind != "edit":  # "I'd like a darker sky *and no birds*"
        return bool(line.tags[now.start] & tag.WANT) and wants_more(line, now)
    tags, ground = line.tags, line.words[piece.end - 1] in _GROUNDS
    if (
        tags[now.ranges[-1][1] - 1] & tag.PLACE
    ):  # "move her to a beach, and no tourists on the sand"
        known = tags[now.start + 1] & tag.DETERMINER
        ground = ground or not known or line.words[now.start + 2] in _SETTINGS
    placed = piece.mask & tag.PLACE_IN and tags[piece.end - 2] & tag.DEFINITE and not ground
    return bool(placed) and not (topic & now.topics[0] & tag.ACTOR or now.topics[-1] & tag.STYLE)


def _keep_named(walk: Walk, piece: Piece) -> None:
    """ "bottle, cap and label stay": the things named before stay, too."""
    head = walk.line.tags[piece.start]  # "identical camera", "the rest" keep nothing but that
    if head & tag.KEEP and piece.mask & tag.LEAD:
        return  # "a slow tilt up, and hold her performance as is"
    told = piece.opener & tag.COLON and head & (tag.SAME | tag.UNCHANGED)  # "kids, toys: same"
    if told or (piece.mask & _STAYS and not head & (tag.UNCHANGED | tag.REST)):
        tags = walk.line.tags
        for clause in walk.clauses[walk.first :]:
            lone = clause.kind == "edit" and clause.end - clause.start == 1
            running = lone and tags[clause.start] & tag.EDITING  # "*framing*, grade, sound stay"
            named = clause.kind == "nominal" and not tags[clause.start] & _NEW
            beside = head & tag.REST and _is_put_there(tags, clause)
            valued = told and (clause.linked or not is_bare(walk.line, clause))
            if running or (named and not (beside or valued)):
                clause.counts = False
        walk.first = len(walk.clauses)


def _is_put_there(tags: list[int], clause: Clause) -> bool:
    """ "*beehive on the blonde*, everybody else as is": no thing of the scene that stays with all else."""
    told = tags[clause.start + 1 : clause.end]
    return not tags[clause.start] & tag.SPECIFIC and any(bits & tag.PLACE_IN for bits in told)


def lacks_people(line: Line, piece: Piece, now: Clause | None) -> bool:
    """ "dusk, *nobody on the platform*": in a list of wishes, that people go; "an empty beach, nobody on the sand" is one."""
    tags, start, end = line.tags, piece.start, piece.end
    if line.words[start] not in NOBODY or end - start not in _PLACED or tags[end - 1] & _DONE:
        return False
    if piece.opener & tag.WITH:
        return False
    there = tags[start + 1] & tag.PLACE_IN and tags[start + 2] & tag.DEFINITE
    if now is None:
        return bool(there and piece.opener == tag.STOP and piece.following == tag.COMMA)
    new = tags[now.start] & tag.ARTICLE and now.ranges[-1][1] == now.end and not now.linked
    bare = not _EMPTY.isdisjoint(line.words[now.start : now.end])
    return bool(there and now.counts) and now.kind == "nominal" and not (new or bare)


def strike(walk: Walk, piece: Piece) -> None:
    if walk.now and rides_as(walk.line, piece):
        walk.add("declarative", piece, why="rider")
        return
    if piece.opener & tag.WITHOUT and piece.opener & tag.STOP and _is_edited(walk, piece):
        kept = Clause("preserve", (piece.start - 1, piece.end))  # "Without changing the hat, …"
        kept.counts, kept.ranges = False, []
        walk.clauses.append(kept)
    walk.mode = "strike"
    walk.joined = bool(piece.opener & tag.AND)
    now = walk.now
    if now and piece.opener & tag.COLON and heads(walk.line, now):
        now.counts = False
        walk.now = None
    if piece.opener & tag.STOP:
        walk.now = None
    walk.extend(piece)


def is_condition(line: Line, piece: Piece) -> bool:
    """ "Should time allow, …", "Besides being blurry, …"; but "should the hat be blue, like the tie?"."""
    tags, start, end = line.tags, piece.start, piece.end
    if piece.opener & tag.ADDING and line.words[start] in _SEEMING:
        return not tags[start + 1] & tag.PREPOSITION  # but "besides looking at us, …"
    begins = line.words[start] in _IF and (not start or tags[start - 1] & _BEGINS)
    if not begins or tags[end] & (tag.AND | tag.OR) or tags[end + 1] & (tag.AND | tag.OR):
        return False
    asked = "?" in line.words[end:] and not tags[end + 1] & tag.POLITE
    return not asked and end - start > _FEW


def _is_edited(walk: Walk, piece: Piece) -> bool:
    return bool(walk.line.tags[piece.start] & tag.EDITING) and piece.end - piece.start > 1


def contrast(walk: Walk, piece: Piece) -> None:
    both = piece.opener & tag.AND and walk.following & tag.COMMA
    if both and walk.line.tags[0] & tag.CONTRAST:
        walk.now = None  # "instead of a dog, a cat, and instead of a cake, a pie"
        strike(walk, piece)
    elif piece.opener & tag.STOP:  # "Instead of a dog, …"
        before = walk.line.words[piece.start - 1]  # "rather than only dimming the lamps, …"
        verb = walk.grammar.verbs.get(walk.line.words[piece.start])
        edits = walk.line.tags[piece.start] & tag.EDITING and verb and "act" not in verb.flags
        if edits and before in _NOT_ALL:
            piece.opener |= tag.ADDING
            command(walk, piece)
        else:
            strike(walk, piece)
    elif walk.now and len(walk.clauses) == 1 and _replaces_both(walk, piece, walk.now):
        walk.contrasted = True
    else:
        if not _leads_on(walk.line, piece):
            walk.extend(piece)
        walk.contrasted = True


def _leads_on(line: Line, piece: Piece) -> bool:
    """ "use a float, and *rather than the suit* put him in black", "…, and *not a garden* but a forest": of what comes next."""
    word = line.words[piece.start - 1]
    if piece.following & tag.BUT:
        return word == "and not"
    led = piece.opener & tag.AND and piece.following & tag.COMMA
    return bool(led) and " " in word and "not" not in word


def _replaces_both(walk: Walk, piece: Piece, now: Clause) -> bool:
    """Takes "a yak *on the tundra* instead of the cow *in the meadow*": somebody else, and somewhere else."""
    line, (start, end) = walk.line, now.ranges[0]
    if now.kind != "nominal":
        return False
    if is_weather_hour(line, start, end) and is_weather_hour(line, piece.start, piece.end):
        now.start, now.ranges = end - 1, [(end - 1, end)]
        walk.add("nominal", Piece(tag.AND, end - _FEW, end - 1, 0))
        return True
    at, other = place_in(line, start, end), stands_at(line, piece.start, piece.end)
    if not (at and other) or line.words[end - 1] == line.words[piece.end - 1]:
        return False
    now.ranges = [(start, at), (piece.start - 1, other)]
    walk.add("nominal", Piece(tag.AND, at, end, 0))
    return True


def relative(walk: Walk, piece: Piece) -> None:
    bare = walk.now is not None and walk.now.kind == "nominal"
    if bare and is_taken(walk.line, piece):
        walk.extend(piece)
        walk.contrasted = True
        return
    if walk.now and piece.mask & (tag.NEWS | tag.WANT) and not walk.now.aside:
        walk.now.kind = "declarative" if walk.now.kind == "nominal" else walk.now.kind
        walk.now.remark = False  # "except the curtains, which should be linen"
        walk.now.obliged = demands(walk.line, piece, walk.now)
    walk.aside = bool(walk.following & tag.COMMA and (piece.opener & tag.COMMA or bare))
    if walk.now and shows(walk.line, piece, walk.now, walk.following):
        walk.add("declarative", piece, why="rider")
        return
    now = walk.now
    if now and any(bits & tag.EXCEPT for bits in walk.line.tags[now.start : piece.start]):
        walk.extend(piece)  # "change nothing but the awning, which should be orange"
        return
    if now and now.kind == "edit" and demands(walk.line, piece, now):
        walk.add("declarative", piece, why="rider")
        walk.now = now
        return
    head = walk.line.tags[piece.start]
    walk.third = bool(head & tag.DOES)
    walk.many = not head or bool(head & tag.ACT and not head & tag.DOES)
    if walk.line.words[piece.start - 1] == "whose":
        # "whose petals drop and drift"
        walk.many, walk.third = walk.line.words[piece.start].endswith("s"), True
    if walk.subject and piece.mask & tag.NEWS:
        state(walk, piece, walk.subject.start)
        walk.subject = None
    else:
        walk.extend(piece)


def meanwhile(walk: Walk, piece: Piece) -> None:
    head = walk.line.tags[piece.start]
    after = walk.line.tags[piece.start + 1] if piece.end - piece.start > 2 else 0
    if head & tag.EDITING and piece.end - piece.start > 1:
        command(walk, piece)
    elif piece.opener & tag.STOP and head & tag.AUTHOR and after & tag.EDIT:
        command(walk, piece.since(piece.start + 1))  # "while you fade the music, …"
    elif head & tag.PREPOSITION and walk.following & tag.COMMA:
        walk.carried = tag.WHILE  # "while, beyond the window, …"
    elif _of_makers(walk.line, piece):
        strike(walk, piece)  # "while we fly over it"
    elif (not piece.opener & tag.STOP or not head & tag.LEAD) and rides_while(
        walk.line, piece, walk.now
    ):
        clause = walk.add("declarative", piece, why="rider")
        clause.ranges = [(piece.start, max(turns(walk.line, piece), piece.end))]
    else:
        strike(walk, piece)


def _of_makers(line: Line, piece: Piece) -> bool:
    """ "while we fly over it", and "while we pan past, …"; but "while you fade the music, …"."""
    told = line.tags[piece.start - 1] & tag.AUTHOR
    return bool(told) and not (piece.opener & tag.STOP and line.words[piece.start - 1] == "you")
