"""What is said of the clip, or of a wish, and is none: "it is too dark", "great shot!"."""

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.asides import is_aside
from remixbatch.prompts.english.line import Line
from remixbatch.prompts.english.pieces import Piece

_ASKS = tag.NEWS | tag.WANT
_BREAKS = tag.STOP | tag.BUT
_NAMES = tag.TOPIC | tag.ADJECTIVE | tag.ARTICLE | tag.AMOUNT | tag.PREPOSITION | tag.NUMBER
_SEEN = tag.SEEM
_SENSES = frozenset({"tastes", "smells", "feels"})
_IT = frozenset({"it", "it'd", "that", "this", "everything"})
_ALIKE = frozenset({"like", "as"})
_SHOWS = frozenset({"shows", "depicts", "contains", "features", "portrays"})


def remarks(line: Line, piece: Piece) -> bool:
    """Whether a sentence may only say how things are: "it is too dark", "I like the tie"."""
    head = line.tags[piece.start]
    aside = is_aside(line, piece)
    if head & tag.OPINION or aside or exceeds(line, piece):
        return True
    if line.tags[piece.end - 1] & tag.SEEM and head & tag.COMPARATIVE:
        return False  # "louder knife sounds"
    if head & tag.DETERMINER and not _SHOWS.isdisjoint(
        line.words[piece.start + 1 : piece.start + 4]
    ):
        return any(bits & tag.ANCHOR for bits in line.tags[piece.start + 1 : piece.start + 3])
    news = piece.mask & _ASKS or "now" in line.words[piece.start : piece.end]
    return bool(piece.mask & _SEEN) and not (news or _looks_there(line, piece))


def _looks_there(line: Line, piece: Piece) -> bool:
    """ "the man *looks out of the window*", "the chef *tastes the soup*": what somebody does, and not how he looks."""
    tags = line.tags
    at = next((at for at in range(piece.start + 1, piece.end - 2) if tags[at] & tag.SEEM), 0)
    somebody = at and tags[at - 1] & (tag.PEOPLE | tag.ANIMAL) and tags[at] & tag.EDITS
    if somebody and line.words[at] in _SENSES:
        return bool(tags[at + 1] & tag.LEAD)
    there = somebody and tags[at + 1] & tag.PREPOSITION and line.words[at + 1] not in _ALIKE
    return bool(there) and bool(tags[at + 2] & tag.LEAD)


def exceeds(line: Line, piece: Piece) -> bool:
    """ "the lipstick reads too dark", "the dragon's too cute", "a bit *too cheerful* (so grey out the sky)"."""
    before = line.tags[piece.start - 1] if piece.start else 0
    if before & tag.ADVERB and line.words[piece.start - 1].endswith("too"):
        return True
    if not piece.mask & tag.JUDGEMENT or piece.mask & tag.NEWS:
        return False
    words = line.words[piece.start : piece.end - 1]
    at = piece.start + words.index("too") if "too" in words else 0
    return at > 0 and bool(piece.mask & tag.DOES or line.tags[at - 1] & tag.OWNER)


def needs(line: Line, piece: Piece) -> bool:
    """ "the sky needs clouds": the reason of a command that follows, or a wish."""
    return not {"needs", "need", "asked for"}.isdisjoint(line.words[piece.start : piece.end])


def exclaims(piece: Piece, following: int) -> bool:
    """ "omg, yes!", "Primary request": a few words that name nothing."""
    praise = piece.mask & tag.JUDGEMENT and piece.mask & tag.ANCHOR  # "lovely work on the last cut"
    return bool(following & _BREAKS and not piece.mask & _NAMES) or bool(praise)


def judges(line: Line, piece: Piece) -> bool:
    """Whether a statement judges: "is perfect", "it would be perfect"; but "her *right* arm is metal"."""
    tags, told = line.tags, range(piece.start, piece.end)
    if not piece.mask & tag.JUDGEMENT:
        return False
    if piece.mask & tag.MODAL and line.words[piece.start] in _IT:
        last = line.words[piece.end - 1]  # but "it should have snow on it, too"
        return last != "too" and bool(tags[piece.end - 1] & tag.JUDGEMENT)
    if not piece.mask & _SEEN or piece.mask & _ASKS:
        return False
    return any(
        tags[at] & tag.JUDGEMENT and not (line.words[at] == "right" and tags[at - 1] & tag.SPECIFIC)
        for at in told
    )
