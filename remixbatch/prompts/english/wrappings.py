"""What is wrapped around the changes: greetings, thanks, praise, news, reasons, signatures. None of it counts.

It is told by its structure, not by its wording: a sentence without a command, an obligation, or a new state, in which
somebody writes of himself or of what was; or which names nothing that a clip could show.
"""

from collections.abc import Sequence
from functools import reduce
from operator import or_

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.absolute import state_of
from remixbatch.prompts.english.asides import is_greeting, may_be
from remixbatch.prompts.english.clause import Clause
from remixbatch.prompts.english.grammar import Verb
from remixbatch.prompts.english.line import Line
from remixbatch.prompts.english.merge import FOR

_ASKS = tag.BECOME | tag.MODAL | tag.WANT
_PERSONS = frozenset(
    {"i", "we", "you", "me", "us", "my", "our", "your", "mine", "ours", "yours", "myself", "u"}
)
_ENDS = tag.STOP | tag.COLON
_BETWEEN = tag.STOP | tag.POLITE | tag.COMMA
_VALUES = (
    (tag.COLOR | tag.SIZE | tag.AGE | tag.MATERIAL | tag.SPEED | tag.COMPARATIVE | tag.STYLE)
    | (tag.TIME | tag.WEATHER | tag.SEASON | tag.CAMERA | tag.AUDIO | tag.PALETTE | tag.LIGHT)
    | (tag.EFFECT | tag.TEXTURE | tag.AMOUNT)
)
_NEW = tag.ARTICLE | tag.AMOUNT | tag.NUMBER
_LISTED = tag.ITEM | tag.THEN | tag.ADDING
_BEFORE_ITEM = tag.STOP | tag.COMMA
_MOVING = frozenset({"camera", "speed", "light", "move", "audio"})  # "zoom in", "slow down"
_CONTENT = frozenset({"add", "remove", "replace"})
_PLEASE = frozenset({"please", "pls", "plz", "yes", "yeah", "yep", "yup"})
_TO = frozenset({"for", "from", "to", "on", "by"})
_MAY = frozenset({"might", "might be", "may", "will", "will be", "would", "would be"})
_TELLS = frozenset({"i", "we"})
_TELLING = frozenset({"let", "tell", "remind", "trust", "forgive", "excuse"})
_ME = (["me"], ["us"])
_DOING = tag.EDITING | tag.PARTICIPLE | tag.ACT | tag.WEATHER
_FEW = 4
_BARS = frozenset({"/", "|"})
_AFTERWORDS = frozenset({"ps", "p.s.", "pps", "p.p.s."})
_FOR = FOR | tag.TURNED_INTO
# Past forms that are participles, too: they tell of what was where an object follows.
_MADE = frozenset(
    {"built", "made", "left", "lost", "bought", "brought", "found", "held", "sold"}
) | {*("painted", "filmed", "shot", "won", "led", "cut", "put", "set", "hit", "hung", "spilt")}
_HAVING = frozenset({"have", "see", "find", "raise"})
_THIS = (["it"], ["them"], ["that"])
_NONE = (["no"], ["nothing"], ["zero"])
_IFS = frozenset({"if", "even if", "as long as"})
_STATED = tag.STATED | tag.PARTICLE
_LONG_AGO = 4  # letters of the shortest "-ed" that is a past: "used"
_COURTEOUS = tag.META | tag.POLITE
_NAMES = tag.TOPIC | tag.BECOME
_MEANT = tag.TOPIC | tag.RELATIVE
_OBJECT = tag.TOPIC | tag.LEAD
_CALLS = tag.META | tag.WANT | tag.POLITE
_SHOWN = tag.DEFINITE | tag.TOPIC & ~(tag.TIME | tag.MOOD)
_NO_PAST = tag.STATED | tag.TOPIC | tag.PLAIN
_BEFORE_PAST = tag.LEAD | tag.ADVERB | tag.BREAK
_NOW = frozenset({"has", "have", "is", "are"})  # "has turned blue", "is crowded"
_OUGHT = tag.MODAL | tag.WANT
_JUDGED = tag.JUDGEMENT | tag.QUALITY | tag.OPINION | tag.NEGATED
_SEEN = (tag.ACTOR | tag.CLOTHES | tag.BODY | tag.PLANT | tag.FOOD) | (tag.THING | tag.PLACE)
_PERSONAL = (tag.AUTHOR | tag.POLITE | tag.OPINION | tag.JUDGEMENT | tag.REPORT) | (
    tag.PAST | tag.META | tag.QUALITY
)
_WANTED = tag.NEGATION | tag.AMOUNT
_TELLS_NEWS = tag.NEWS | tag.TOPIC


def drop_wrappings(line: Line, clauses: list[Clause]) -> None:
    """Takes the count from what only wraps, where something is asked for besides."""
    counted = [clause for clause in clauses if clause.counts]
    if len(counted) < 2:
        return
    if counted[1].kind == "edit" and _leads_to(line, *counted[:2]):
        counted[0].counts = False
    asking = [clause for clause in counted if _asks(line, clause)]
    if 0 < len(asking) < len(counted):
        for clause in counted:
            replaced = not _FOR.isdisjoint(line.words[clause.start : clause.ranges[-1][1]])
            if not (clause in asking or replaced) and _wraps(line, clause, asking):
                clause.counts = False


def _leads_to(line: Line, clause: Clause, other: Clause) -> bool:
    """ "it isn't enough to *dim the lamp*, make it pitch dark", "*there's no moon yet*, so add one"."""
    at, words = clause.start, line.words
    if at and words[at - 1].partition(" to")[0].endswith("enough"):
        return words[other.start + 1 : other.start + 2] in _THIS
    lacks = words[at].startswith("there") and "no" in words[at + 1 : at + 3]
    return lacks and other.operation == "add"


def _asks(line: Line, clause: Clause) -> bool:
    """Whether a change is a command, or says what shall be."""
    if clause.kind == "edit":
        if clause.verb is None or clause.verb.kind == "other":
            return not _talks(line, *_sentence(line, clause))
        return not _only_says(line, clause)
    start, end = _own(line, clause)
    filled = clause.linked and not (line.words[end - 1] or line.tags[end - 1])  # "sky: {color}"
    if clause.wished or filled or (clause.kind == "nominal" and _is_wanted(line, clause, end)):
        return True
    late = line.words[end : end + 1] == [","]  # "more foam, please"
    if not _PLEASE.isdisjoint(line.words[start : end + (2 if late else 1)]):
        return True
    asks = (
        _mask(line, start, end) & _ASKS
        and any(
            bits & _ASKS and not line.tags[at - 1] & tag.PREPOSITION  # but "in May"
            for at, bits in enumerate(line.tags[start:end], start)
        )
    )
    return bool(asks) and not _introduces(line, clause)


def _is_wanted(line: Line, clause: Clause, end: int) -> bool:
    """Whether a thing is named as what shall be there, or shall not: "no people, more pigeons", "orchids instead of ferns"."""
    head, last = line.tags[clause.start], line.words[end - 1]
    if head & _WANTED or (clause.end < len(line.words) and line.words[clause.end] in FOR):
        return True  # "more foam on the waves"
    if head & tag.CAMERA and "my" in line.words[clause.start : end]:
        return True  # "close-up on my face" is no talk
    if last == "one":
        return bool(
            line.tags[_sentence(line, clause)[0]] & tag.CONTRAST
        )  # "not the red hat, a felt one"
    return last == "now" and bool(head & _SEEN)  # "hikers running now"


def _introduces(line: Line, clause: Clause) -> bool:
    """ "a small favour", "there is one thing my son noticed", "this might be odd", "may you …"."""
    if clause.kind == "nominal" and line.tags[clause.end - 1] & tag.META:
        return True
    start, end = _own(line, clause)
    first = _mask(line, start, clause.end)
    only = first & _COURTEOUS or (first & tag.WANT and first & tag.COPULA)
    if only and not first & _TELLS_NEWS:
        return True  # "all we need is this"
    named = _mask(line, start, end) & _NAMES
    return line.words[start] == "may" or not (named or _MAY.isdisjoint(line.words[start:end]))


def _only_says(line: Line, clause: Clause) -> bool:
    """ "hang on", "have a great weekend", "I ask for one thing": said by a verb that may edit, too."""
    verb, start, words = clause.verb, clause.start, line.words
    assert verb is not None
    told = start and words[start - 1] in _TELLS  # "we shoot in a convent", "I have watched it"
    told = told or (line.tags[start] & tag.EDITING and _reports(line, clause, verb))
    if told or (words[start] in _TELLING and words[start + 1 : start + 2] in _ME):
        return True
    end = clause.ranges[-1][1]
    if end != clause.end:
        _, end = _own(line, clause)
    elif end > start + 2 and not line.mask & _CALLS and verb.base != "have":
        return False  # it is longer than what says nothing, and nobody is spoken to
    after = _mask(line, start + 1, end)
    if clause.end - start == 2 and after & tag.NUMBER and not after & _MEANT:
        return True  # "take two"
    if end - start == 2 and after & tag.PARTICLE and verb.kind not in _MOVING:
        return not after & _OBJECT
    if after & _CALLS and verb.kind not in _CONTENT:
        mine = start > 0 and line.tags[start - 1] & tag.AUTHOR
        named = tag.DEFINITE | _VALUES | (0 if after & tag.META else tag.TOPIC)
        return bool(mine or after & tag.META) and not after & named
    brief = verb.base == "have" and end - start <= _FEW
    pours = after & _DOING and words[start + 1] == "it"  # "have it pouring down"
    return brief and not (pours or after & _SHOWN)


def _reports(line: Line, clause: Clause, verb: Verb) -> bool:
    """ "great pacing, crisp picture", "cracking job on the fog, the lads were speechless"."""
    start = clause.start
    alone = clause.end - start == 1 and "weak" in verb.flags
    begins = not start or line.tags[start - 1] & tag.STOP
    return alone or bool(begins and _talks(line, *_sentence(line, clause)))


def _wraps(line: Line, clause: Clause, asking: Sequence[Clause]) -> bool:
    start, end = _sentence(line, clause)
    if _is_item(line, clause) and not _mask(line, start, end) & _PERSONAL:
        return False
    shared = any(other.source is clause and other.why == "attribute" for other in asking)
    if shared or (clause.kind == "nominal" and _stands_so(line, clause, asking)):
        return False  # "the moon over our barn smaller and yellow"
    beside = [other.start for other in asking if start <= other.start < end]
    if beside:
        led = clause.start < beside[0]
        return led and (_has_nothing(line, clause) or _gives_reason(line, clause, start))
    if clause.kind == "edit" or _talks(line, start, end) or line.tags[clause.end - 1] & tag.META:
        return "now" not in line.words[start:end]
    if clause.why != "verb" or clause.source is not None or _tells_too(line, clause, asking):
        return False
    return _shows_nothing(line, clause)


def _tells_too(line: Line, clause: Clause, asking: Sequence[Clause]) -> bool:
    """ "The ferry is gone. *The pier is crowded.*": of the scene, beside what becomes of it and no word of what ought to."""
    start, end = _own(line, clause)
    seen = clause.kind == "declarative" and line.tags[start] & tag.SPECIFIC
    if not seen or _mask(line, start, end) & _JUDGED or not line.tags[start + 1] & _SEEN:
        return False
    told = [_mask(line, *_own(line, other)) for other in asking if other.kind == "declarative"]
    return len(told) == len(asking) and not any(bits & _OUGHT for bits in told)


def _is_item(line: Line, clause: Clause) -> bool:
    """ "- shell casings hit the floor", "… / my jacket in silver / …", between other items."""
    item = clause.begun is not None and bool(clause.begun[1].opener & tag.ITEM)
    barred = clause.start > 0 and line.words[clause.start - 1] in _BARS and not clause.linked
    return item or barred


def _stands_so(line: Line, clause: Clause, asking: Sequence[Clause]) -> bool:
    """ "Less spray. Bigger waves. *The surfer barefoot.*": in a telegram, somebody of the scene and a new state."""
    start, end = _own(line, clause)
    brief = line.tags[start] & tag.DEFINITE and end - start < _FEW + 1
    told = _mask(line, start, end) & (_JUDGED | _PERSONAL | tag.SAYS)
    if not brief or told or any(other.kind != "nominal" for other in asking):
        return False
    at = state_of(line, start, end)
    return at > 0 and bool(line.tags[at - 1] & tag.ACTOR)


def _has_nothing(line: Line, clause: Clause) -> bool:
    """ "*I have no quarrel with the framing*, but the light should be softer"."""
    at = clause.start
    tells = at > 0 and line.words[at - 1] in _TELLS and line.words[at] in _HAVING
    return tells and line.words[at + 1 : at + 2] in _NONE


def _gives_reason(line: Line, clause: Clause, start: int) -> bool:
    """ "Because the sponsor left, *and his lawyers are nasty*, blur the label"."""
    low, high = _own(line, clause)
    first = range(max(0, start - 1), min(start + 1, low))  # "Before she bows, …" gives none
    led = start < low and any(line.tags[at] & tag.SO or line.words[at] in _IFS for at in first)
    told = clause.kind != "edit" and (led or _talks(line, low, high))
    told = told and "now" not in line.words[low:high]  # "so the lake is frozen now, and …"
    return told and (bool(led) or not may_be(line, low, high))


def _talks(line: Line, start: int, end: int) -> bool:
    """Whether somebody writes of himself, to another, or of what was."""
    for at in range(start, end):
        word, bits = line.words[at], line.tags[at]
        if _next(line, at) & tag.CLOSE:
            continue  # "i) hair"
        if bits & (tag.AUTHOR | tag.PAST) or word.partition("'")[0] in _PERSONS:
            return True
        past = bits & tag.EDITED or (word.endswith("ed") and len(word) > _LONG_AGO)
        past = past and not bits & _NO_PAST
        it = at == start + 1 and line.words[start] == "it"  # "It poured on the day, …"
        if past and _of_ours(line, at):
            return True  # "Loved the last round!"
        if word in _MADE and _next(line, at) & tag.LEAD:
            return True  # "Grandad built this boat"
        led = at > start and (it or not line.tags[at - 1] & _BEFORE_PAST)
        led = led and line.words[at - 1] not in _NOW
        worn = led and line.tags[at - 1] & tag.SAYS and _next(line, at) & tag.TOPIC
        led = led and not worn  # "the passengers wear *powdered* wigs"
        if past and led and not line.tags[start] & tag.ARTICLE:
            return True
    return False


def _of_ours(line: Line, at: int) -> bool:
    """Whether a past form begins a sentence and has an object: who writes left himself out."""
    before = line.tags[at - 1] if at else tag.STOP
    begins = before & (tag.STOP | tag.POLITE | tag.COMMA)
    return bool(begins and _next(line, at) & (tag.LEAD | tag.OPINION))


def _next(line: Line, at: int) -> int:
    return line.tags[at + 1] if at + 1 < len(line.tags) else tag.STOP


def _shows_nothing(line: Line, clause: Clause) -> bool:
    """Whether a clause names nothing new: no value, no article before a thing that is known."""
    start, end = _own(line, clause)
    mask = _mask(line, start, end)
    opener = line.tags[start - 1] if start else tag.STOP
    if is_greeting(line, clause) or _only_names(line, clause):
        return True
    if _is_elided(line, start, end, opener):
        return True
    if opener & tag.THEN and line.words[start - 1] in _AFTERWORDS and not mask & tag.TOPIC:
        return True  # "PS invoice follows"
    if opener & _BEFORE_ITEM and start > 1:
        opener |= line.tags[start - 2]  # the number of an item; "second, …"
    listed = line.words[start - 1] == ";" and line.words[end : end + 1] == [";"]  # "rain; mice; …"
    if (
        opener & _LISTED
        or (listed and mask & tag.TOPIC)
        or (opener & tag.AND and mask & tag.TOPIC & ~tag.MOOD)
    ):
        return False
    owned = any(bits & tag.OWNER and bits & _VALUES for bits in line.tags[start:end])
    if _praises(line, clause) or not mask & _VALUES or owned:  # "season's greetings"
        return _praises(line, clause) or _is_of_nothing(line, clause)
    return False


def _praises(line: Line, clause: Clause) -> bool:
    """ "perfect ending", "huge thanks to Noor", "thx for being quick", "a small favour"."""
    start, end = _own(line, clause)
    before = line.tags[start - 1] if start else tag.STOP
    bits = line.tags[start:end]
    if any(one & tag.JUDGEMENT and not one & tag.THEN for one in bits):
        return True
    if not (bits[0] or _TO.isdisjoint(line.words[start + 1 : start + 2])):
        return True  # "gracias for the quick turnaround"
    if clause.kind != "nominal":
        return False
    if "too" in line.words[start : end - 1] and any(one & tag.OWNER for one in bits):
        return True  # "the dog's a bit too fat"
    thanks = before & tag.POLITE and line.words[start] in _TO
    cut = len(bits) > 1 and bits[1] & tag.SO and clause.end - clause.start == 1
    return bool(thanks or cut or (_mask(line, start, end) & tag.POLITE and not bits[0] & _NEW))


def _is_of_nothing(line: Line, clause: Clause) -> bool:
    start, end = _own(line, clause)
    mask = _mask(line, start, end)
    if clause.kind == "declarative":
        was = mask & tag.COPULA and "now" not in line.words[start:end]
        new = any(bits & tag.ARTICLE for bits in line.tags[start + 2 : end - 1])
        if new and start and line.words[start - 1] == ";":
            return False  # "let it snow; the officiant wears a cape"
        if new and _NOW.isdisjoint(line.words[start:end]) and _goes_on(line, end):
            return False  # "the clockmaker wears a monocle. Oh, and his cat should be hairless"
        return bool(was) and not line.tags[start] & tag.SUBJECT
    if line.tags[start] & _NEW and mask & tag.TOPIC:
        return False
    at = (
        state_of(line, start, clause.end) if mask & _STATED else 0
    )  # "gate open", "fur coat out, …"
    known = line.tags[at - 1] & tag.TOPIC & ~tag.PEOPLE if at else 0
    return not (known and line.tags[at] & _STATED)


def _goes_on(line: Line, end: int) -> bool:
    """ "…. *And* …", "…. Oh, *also* …": whether the next sentence is one more of the same."""
    at = end
    while at + 1 < len(line.tags) and line.tags[at] & _BETWEEN:
        at += 1
    return at > end and bool(line.tags[at] & (tag.AND | tag.THEN))


def _only_names(line: Line, clause: Clause) -> bool:
    """ "The colors, the light, the pace!": things as they are, and nothing said of them."""
    start, end = _own(line, clause)
    tags = line.tags
    several = end - start >= _FEW or end - start == 2  # "And the coffee."
    if clause.kind != "nominal" or not several or not tags[start] & tag.DETERMINER:
        return False
    return all(
        tags[at] & (tag.DETERMINER | tag.COMMA | tag.AND | tag.PRONOUN | tag.REST)
        or tags[at - 1] & tag.DETERMINER
        for at in range(start, end)
    )


def _is_elided(line: Line, start: int, end: int, opener: int) -> bool:
    """ "Goes live at noon!", "Night shift here.": without who does it, or who it is."""
    tags = line.tags
    if not opener & (tag.STOP | tag.POLITE | tag.COMMA) or end - start < 2:
        return False
    head = tags[start]
    goes = head & tag.DOES and not head & tag.TOPIC and opener & tag.STOP
    if goes and not tags[start + 1] & (tag.LEAD | tag.OWNER | tag.BREAK):
        return not tags[end - 1] & tag.TOPIC or bool(tags[end - 1] & tag.TIME)
    return line.words[end - 1] == "here" and not head & _NEW


def _own(line: Line, clause: Clause) -> tuple[int, int]:
    """The words of a clause up to the end of its sentence."""
    start, end = clause.start, max(clause.ranges[-1][1], clause.start + 1)
    if end == clause.end:
        return start, end  # it was one piece, and these end where sentences do
    if not _mask(line, start, end) & tag.STOP:
        return start, end
    return start, next(at for at in range(start, end) if line.tags[at] & tag.STOP)


def _sentence(line: Line, clause: Clause) -> tuple[int, int]:
    start = end = clause.start
    while start and not line.tags[start - 1] & _ENDS:
        start -= 1
    while end < len(line.tags) and not line.tags[end] & _ENDS:
        end += 1
    return start, max(end, _own(line, clause)[1])


def _mask(line: Line, start: int, end: int) -> int:
    return reduce(or_, line.tags[start:end], 0)
