"""Whom an as-clause or a with-phrase brings in: "as lanterns drift into the sky". How something is done, or looks, brings in nobody."""

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.forms import base_of
from remixbatch.prompts.english.line import Line

# What no verb of a newcomer is, nor stands between it and its verb.
_NO_SUBJECT = (
    tag.BREAK | tag.PREPOSITION | tag.LEAD | tag.SUBJECT | tag.COPULA | tag.MODAL | tag.RUNNING
)
_THIRD = tag.DOES | tag.BECOME
_MANY = tag.ACT | tag.EDIT | tag.BECOME
_AFTER_VERB = tag.PREPOSITION | tag.PARTICLE | tag.ADVERB
_ALIKE = frozenset(
    {"do", "does", "did", "see", "sees", "know", "knows", "say", "says", "tell", "tells"}
)
_PLURALS = frozenset({"children", "people", "men", "women", "geese", "mice", "sheep", "cattle"})
_NEAR = 4  # words between "as" and the verb
_KNOWN = tag.DETERMINER | tag.POSSESSIVE | tag.PRONOUN | tag.AUTHOR | tag.SUBJECT
_HUMAN = frozenset({"stand", "sit", "kneel", "clap", "wave", "smile", "laugh", "dance", "sing"}) | {
    *("walk", "jump", "yawn", "wink", "nod", "bow", "shout", "whisper", "cheer", "sleep"),
    *("sneeze", "cough", "trip", "stumble", "cry", "weep", "kiss", "hug", "salute", "applaud"),
    *("read", "write", "knit", "whistle", "hum", "pray", "argue", "shrug", "frown", "grin"),
    *("point", "giggle", "wander"),
    *("chew", "eat", "drink", "smoke", "skip", "crouch", "tiptoe", "march", "sweep", "juggle"),
}
_IT = frozenset({"it", "them"})
_TRADES = ("er", "or", "ist", "man", "woman", "men", "ian", "ee", "eer", "ess")  # "designer"


def comes_as(line: Line, start: int) -> bool:
    """ "as *smoke creeps under the door*", and not "as sailors do", "as props on the table"."""
    tags, words, size = line.tags, line.words, len(line.tags)
    if start >= size or tags[start] & _KNOWN:
        return False
    one = bool(tags[start] & tag.ARTICLE)
    for at in range(start + one + 1, min(start + one + _NEAR, size)):
        if tags[at] & _NO_SUBJECT or words[at] in _ALIKE:
            return False
        if _is_verb(line, at, one=one):
            alike = words[at] in words[:start]  # "dress him as clowns dress"
            return not alike and (at + 1 == size or not tags[at + 1] & tag.PRONOUN)
    return False


def _is_verb(line: Line, at: int, *, one: bool) -> bool:
    """ "lanterns *drift*", "snow *begins to*", "a cow *wanders*": the verb of the noun before it."""
    bits, after = line.tags[at], line.tags[at + 1] if at + 1 < len(line.tags) else tag.STOP
    before = line.words[at - 1]
    many = (before.endswith("s") and not before.endswith("ss")) or before in _PLURALS
    if many and not one:
        return bool(bits & _MANY or (not bits and after & _AFTER_VERB))
    strange = not bits and line.words[at].endswith("s") and after & (_AFTER_VERB | tag.LEAD)
    return bool(strange or (bits & _THIRD and not bits & tag.TOPIC))


def is_somebody(line: Line, head: int, end: int) -> bool:
    """ "the cox *standing up*", "the designer coming out": whom no list knows, doing what people do."""
    if not _IT.isdisjoint(line.words[head:end]):
        return False
    runs = next((at for at in range(head + 1, end) if line.tags[at] & tag.RUNNING), head)
    deals = runs + 1 < end and line.tags[runs + 1] & (tag.LEAD | tag.PARTICLE)
    by_trade = not line.tags[head] and line.words[head].endswith(_TRADES) and runs > head and deals
    return bool(by_trade) or base_of(line.words[runs]) in _HUMAN
