"""Whether "river's" is "river has", "river is", or of the river: by what stands before it, and behind it."""

from collections.abc import Sequence
from typing import Protocol

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.grammar import Grammar

PASSED = frozenset({"been", "got"})  # "'s been painted" is painted, who "'s got" antlers has them
_HAVE = frozenset({"become", "turned", "fallen", "come", "gained", "got"})  # whatever follows
_LONG = 5  # words before it
_NO_SUBJECT = tag.SAYS | tag.EDITING | tag.PRONOUN | tag.WANT | tag.KEEP | tag.NEGATION
_AFTER_DONE = tag.BREAK | tag.LEAD | tag.PREPOSITION | tag.PARTICLE | tag.ADVERB
_POINTS = tag.DEFINITE | tag.AUTHOR


class _Read(Protocol):
    """What of a line is read so far."""

    words: list[str]
    tags: list[int]


def short_verb(line: _Read, words: Sequence[str], at: int, grammar: Grammar) -> str:
    """ "has" in "the river's turned turquoise", "is" in "the dog's holding a bone"; empty for "the river's painted bed"."""
    begins = _begins(line)
    if not begins:
        return ""
    after = [tag.MARKS.get(word, 0) or grammar.tags.get(word, 0) for word in words[at + 1 : at + 4]]
    done, object_, end = [*after, tag.STOP, tag.STOP, tag.STOP][:3]
    said, alone = words[at + 1 : at + 3], begins & tag.STOP
    ends = object_ & _AFTER_DONE or (object_ & tag.COLOR and end & tag.BREAK)
    if said[:1] == ["been"]:
        is_so = object_ & tag.EDITED
    elif done & tag.RUNNING:
        is_so = object_ & tag.ARTICLE or (alone and object_ & _AFTER_DONE)
    else:
        is_so = (done & tag.PLACE_IN and alone) or (done & tag.EDITED and ends)
    has = not _HAVE.isdisjoint(said[:1]) or (done & tag.EDITED and object_ & tag.LEAD)
    if said == ["turned", "into"]:
        return "is"
    return "has" if has else "is" if is_so else ""


def _begins(line: _Read) -> int:
    """What joins the sentence to those before where nothing but a subject stands in it: "the flag on top"; 0 if more does."""
    tags = line.tags
    start = len(tags)
    while start and not tags[start - 1] & tag.BREAK:
        start -= 1
    if len(tags) - start > _LONG or any(bits & _NO_SUBJECT for bits in tags[start:]):
        return 0
    opener = tags[start - 1] if start else tag.STOP
    return opener if start == len(tags) or tags[start] & _POINTS else 0
