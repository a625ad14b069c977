"""Commands that only spell out the change before them: the ground of a cut-out, steps of a restoration, light of an hour."""

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.clause import Clause
from remixbatch.prompts.english.grammar import Verb
from remixbatch.prompts.english.line import Line
from remixbatch.prompts.english.pieces import Piece
from remixbatch.prompts.english.topics import head_of, topic_of

_GROUNDS = frozenset({"background", "backdrop", "backgrounds"})
_CUTTING = frozenset({"extract", "isolate", "cut out", "crop out", "separate"})
_IT = frozenset({"it", "them", "this", "that"})
_LEAVING = frozenset({"make", "leave", "turn", "set", "color", "paint", "render", "change"})
_CLEAN = frozenset({"clean", "tidy", "neat", "empty", "bare", "clear", "plain", "minimalist"}) | {
    *("minimal", "uncluttered", "spotless", "cleaner", "tidier", "neater", "organized", "spacious"),
    *("organised", "pristine", "clutter-free", "airy", "simple", "free"),
}
_SHOWN = frozenset({"visible", "seen", "gone", "left", "natural", "unobstructed"})
_NOBODY = frozenset({"nobody", "nothing", "no one", "nobody else"})
# What somebody calls a thing that was named more closely: "a retriever … the dog".
_KINDS = frozenset({"dog", "bird", "animal", "creature", "person", "figure", "vehicle", "car"}) | {
    *("plant", "flower", "flowers", "tree", "fish", "boat", "ship", "plane", "building", "vessel"),
    *("letters", "lettering", "text", "words", "inscription", "font", "writing", "letter"),
}
_LOOKING = frozenset({"look", "should look", "appear", "must look"})
_MATCHING = frozenset({"match", "blend", "fit", "should match", "should fit", "harmonize"})
_WET = frozenset({"wet", "slick", "damp", "soaked", "glisten", "reflect", "puddles", "shiny"}) | {
    *("fade", "disappear", "vanish", "dissolve"),
}
_OF_SEASONS = ("snow", "frost", "ice", "icicles", "leaves", "blossoms")
_LAMPS = ("lamps", "lamp", "lights", "windows")
_ALL = frozenset({"all", "any", "every", "all the", "all of"})
_PLACED = frozenset({"in", "on", "at", "onto", "into", "against", "inside"})
RESTORING = frozenset({"restore", "repair", "retouch", "clean up", "touch up", "fix", "fix up"})
_PICTURES = frozenset({"scan", "negative", "postcard", "portrait", "daguerreotype", "snapshot"}) | {
    *(
        "headshot",
        "print",
        "photograph",
        "photographs",
        "photos",
        "images",
        "pictures",
        "slide",
        "polaroid",
        "selfie",
    ),
}
_BETTERING = frozenset({"enhance", "improve"})
# What is wrong with old or amateurs' pictures, and what is made good again in them.
_FLAWS = frozenset(
    {"scratch", "scratches", "dust", "crease", "creases", "tear", "tears", "rip"}
) | {
    *("rips", "stain", "stains", "spot", "spots", "speck", "specks", "noise", "grain", "fading"),
    *("fade", "crack", "cracks", "fold", "folds", "yellowing", "discoloration", "discolouration"),
    *(
        "cast",
        "blur",
        "blemish",
        "blemishes",
        "damage",
        "detail",
        "details",
        "contrast",
        "artifacts",
    ),
    *("artefacts", "sharpness", "clarity", "exposure", "tones", "tone", "marks", "hairs", "mold"),
    *("mould", "mildew", "smudge", "smudges", "fingerprints", "wrinkles", "shine", "pimples"),
    *("acne", "redness", "flaws", "imperfections", "defects", "holes", "tape", "glare", "dirt"),
    *(
        "faded",
        "texture",
        "reflections",
        "missing",
        "edges",
        "corners",
        "quality",
        "colors",
        "colours",
        "skin",
    ),
    *("balance", "haze", "moire", "lines", "foxing", "water damage", "faces", "color", "colour"),
}
_MENDING = frozenset({"remove", "change", "light", "camera", "fill", "recolor"})
_CONTENT = frozenset({"add", "remove", "give", "text", "replace"})
_LIT = tag.LIGHT | tag.PALETTE
_DRAWN = _LIT | tag.TEXTURE
_GROWN = tag.PLANT | tag.SKY | tag.WEATHER
_TONING = frozenset({"colorize", "colourize", "colorise", "colourise"})
_SHOWS = frozenset({"show", "through", "showing"})
_INSTEAD = frozenset({("in", "place")}) | {
    (whose, place)
    for whose in ("its", "their", "his", "her")
    for place in ("place", "stead", "spot")
}
_LIGHTS = frozenset({"add", "apply", "use", "give", "bring", "introduce", "include", "cast"})
_SOFT = tag.ADJECTIVE | tag.PALETTE | tag.MOOD | tag.COLOR | tag.ADVERB
_LOOK_ON = 5  # words: "soft, warm, diffuse light"


def completes(line: Line, piece: Piece, verb: Verb, now: Clause) -> bool:
    """Whether a command only spells out the change that was read before it."""
    if now.verb is None:
        return False
    listed = now.verb.base in _BETTERING and line.words[now.end] == ":"
    if (listed or now.verb.base in RESTORING) and _mends(line, piece, verb, now):
        return True
    if now.operation == "remove" or now.verb.base in _CUTTING:
        return _bares(line, piece, verb, now) or _clears(line, piece, verb, now)
    if now.verb.base in _TONING:
        return _lights(line, piece, verb, _DRAWN | tag.BODY)
    return (verb.kind == "add" or verb.base in _LIGHTS) and _comes_with(line, piece, verb, now)


def _comes_with(line: Line, piece: Piece, verb: Verb, now: Clause) -> bool:
    """ "make it winter, *add falling snow*", "make it dusk. *Add long shadows*", "change the weather …"; or a style."""
    if _sets(line, now, tag.STYLE):
        return _lights(line, piece, verb, _DRAWN)
    last = line.words[piece.end - 1]
    if last.endswith(_OF_SEASONS) and verb.kind == "add" and _sets(line, now, tag.SEASON):
        return True
    weather = _sets(line, now, tag.WEATHER) and "weather" in line.words[now.start : now.end]
    if weather and _lights(line, piece, verb, _DRAWN | tag.WEATHER | tag.SKY):
        return True
    return _sets(line, now, tag.TIME) and _lights(line, piece, verb, _LIT)


def tells_more(line: Line, piece: Piece, now: Clause) -> bool:
    """Whether a statement only says what a change comes to: "… The room should be empty", "… The dog should sit"."""
    tags, start, end = line.tags, piece.start, piece.end
    verb = next((at for at in range(start, end) if tags[at] & tag.NEWS), end)
    first = line.words[verb : verb + 2]
    natural = piece.mask & tag.QUALITY and not _LOOKING.isdisjoint(first)
    if natural or not _MATCHING.isdisjoint(first) or _soaks(line, piece, now):
        return True  # "the hair should look natural", "the cushions should match"
    if now.operation == "remove":
        gone = line.words[end - 1] in _CLEAN or line.words[end - 1] in _SHOWN
        gone = gone and not piece.following & tag.AND  # "empty and orange"
        return gone or not _NOBODY.isdisjoint(line.words[start:end])
    return verb > start and _is_of_it(line, piece, now, verb)


def _is_of_it(line: Line, piece: Piece, now: Clause, verb: int) -> bool:
    """ "add a retriever. *The dog should sit*", "make it autumn. *The leaves should be red*"; `verb`: its place."""
    tags, end = line.tags, piece.end
    subject, rest = line.words[verb - 1], line.words[verb + 1 : end]
    if now.operation == "add":
        anew = subject in _KINDS and subject not in line.words[now.start : now.ranges[-1][1]]
        own = anew and tags[verb - 1] & tag.TOPIC & (now.topics[0] | tag.TEXT)
        of_it = not _IT.isdisjoint(rest) and not tags[verb - 1] & tag.PEOPLE
        return bool(own or of_it)
    if _sets(line, now, tag.SEASON):
        return bool(tags[verb - 1] & _GROWN)
    lit = tags[verb - 1] & (tag.SKY | tag.LIGHT | tag.FITTED) or subject.endswith(_LAMPS)
    painted = tags[verb - 1] & tag.FITTED and tags[end - 1] & tag.COLOR  # "the curtains, red"
    dusky = lit and not (painted or tags[end - 1] & tag.WEATHER)
    return bool(dusky) and _sets(line, now, tag.TIME)


def _soaks(line: Line, piece: Piece, now: Clause) -> bool:
    """ "make it rain. *The street should look wet*"."""
    weather = any(bits & tag.WEATHER for bits in line.tags[now.start + 1 : now.end])
    wet = not _WET.isdisjoint(line.words[piece.start : piece.end])
    return weather and wet and now.operation != "remove"


def _bares(line: Line, piece: Piece, verb: Verb, now: Clause) -> bool:
    """ "remove the background and *make it white*", "extract the vase and *put it on a white background*"."""
    words = line.words[piece.start + 1 : piece.end]
    if not words:
        return False
    if tuple(words[-2:]) in _INSTEAD and (verb.kind == "add" or "cause" in verb.flags):
        return (
            True  # "remove the vase and put a lamp in place", "… and let a lamp stand in its place"
        )
    if "cause" in verb.flags and words[-1] in _SHOWS:
        return True  # "wipe the graffiti off and let the bare metal show"
    ground = line.words[head_of(line, now.start + 1, now.end)] in _GROUNDS
    named = words[0] in _IT or words[0] in _GROUNDS or words[1:2] == ["background"]
    named = named or "one" in words or not _GROUNDS.isdisjoint(words)
    if ground and named and (verb.base in _LEAVING or verb.base == "use"):
        return bool(piece.mask & tag.COLOR)
    if ground and verb.kind == "add":
        return _sets_place(line, piece)
    assert now.verb is not None
    cut = now.verb.base in _CUTTING or "out" in line.words[now.start : now.end]
    return cut and verb.kind in {"add", "move", "fill"} and not _GROUNDS.isdisjoint(words)


def _sets_place(line: Line, piece: Piece) -> bool:
    """ "add a beach", "put her on a beach": what stands behind somebody then."""
    tags, start, end = line.tags, piece.start + 1, piece.end
    at = next((at for at in range(start, end - 1) if line.words[at] in _PLACED), 0)
    where = topic_of(line, at + 1 if at else start, end)
    return bool(where & (tag.PLACE | tag.SKY) and tags[at + 1 if at else start] & tag.ARTICLE)


def _clears(line: Line, piece: Piece, verb: Verb, now: Clause) -> bool:
    """ "remove the clutter, *make it tidy*"; "remove the dog. *Remove all cats, dogs and other animals*"."""
    words = line.words[piece.start + 1 : piece.end]
    if verb.base in {"make", "leave"} and words and words[-1] in _CLEAN:
        return not piece.mask & tag.SKY
    if verb.kind == "remove" and words[-1:] == ["it"] and now.verb and now.verb.base == "clean":
        return True  # "clean the board and remove the writing on it"
    if verb.kind != "remove" or not piece.opener & tag.STOP or now.operation != "remove":
        return False
    end = _sentence(line, piece.start)
    if "other" not in line.words[piece.start : end - 1]:
        return False
    other = topic_of(line, line.words.index("other", piece.start) + 1, end)
    return not _ALL.isdisjoint(words[:1]) or bool(other and other & now.topics[0])


def _mends(line: Line, piece: Piece, verb: Verb, now: Clause) -> bool:
    """ "restore this photo: *remove the scratches*, *fix the fading*"."""
    alone = now.end == now.start + 1 and piece.opener & tag.AND  # "restore and sharpen this photo"
    thing = head_of(
        line, piece.start + 1 if alone else now.start + 1, piece.end if alone else now.end
    )
    picture = line.tags[thing] & tag.ANCHOR or line.words[thing] in _PICTURES
    if alone or not picture:
        return bool(alone and picture and verb.base not in _TONING)
    if verb.kind not in _MENDING and "mends" not in verb.flags:
        return verb.kind == "add" and verb.base == "bring back"
    return not _FLAWS.isdisjoint(line.words[piece.start + 1 : piece.end])


def _sets(line: Line, now: Clause, topic: int) -> bool:
    """ "make it dusk", "turn this into a sunset shot", "to look as if shot at dawn", "… with studio lighting"."""
    if now.kind != "edit" or now.operation in _CONTENT:
        return False
    end = now.ranges[-1][1]
    timed = line.mask & topic and any(bits & topic for bits in line.tags[now.start + 1 : end])
    return bool(timed) or line.words[end - 1].endswith("lighting")


def _lights(line: Line, piece: Piece, verb: Verb, looks: int) -> bool:
    """ "make it dusk. *Add long, soft shadows*": looks that the hour, or a style, has by itself."""
    if verb.base not in _LIGHTS:
        return False
    start, end = piece.start + 1, piece.end
    tags, size = line.tags, len(line.tags)
    while end < min(size, start + _LOOK_ON) and tags[end] & tag.COMMA and tags[end - 1] & _SOFT:
        end = next((at for at in range(end + 1, size) if tags[at] & tag.BREAK), size)
    return start < end and bool((topic_of(line, start, end) | tags[end - 1]) & looks)


def _sentence(line: Line, start: int) -> int:
    """Where the sentence ends that has the word at a place."""
    size = len(line.tags)
    return next((at for at in range(start, size) if line.tags[at] & tag.STOP), size)
