"""The steps of a chain that asks for what one prompt asked: in order, named, each with what must stay.

A split is a proposal, and a chain is paid for step by step: a part that does not lint clean by itself, loses a
word of content or makes one up refuses the whole.
"""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from remixbatch.prompts.cover import missing
from remixbatch.prompts.finding import Verdict
from remixbatch.prompts.lexicon import Lexicon, Lexicons
from remixbatch.prompts.naming import name_of
from remixbatch.prompts.plain import SOLID
from remixbatch.prompts.rank import ORDER, Rank, rank
from remixbatch.prompts.reading import Reading, Segment
from remixbatch.prompts.stays import kept_of, with_kept
from remixbatch.prompts.tokens import tokenize

_MEND_FIRST = ("RMX204", "RMX301", "RMX302", "RMX401", "RMX601")  # a chain of such is no better
_CARRIED = frozenset(("RMX203", "RMX501", "RMX502", "RMX602", "RMX603"))
_WHOLE: tuple[Rank, ...] = (
    "scene",
    "camera",
    "grade",
    "style",
)  # where `it` may be the whole picture
_SENTENCE_ENDS = re.compile(r"[.!?;]+(?=\s|$)|[。！？；\n]+")
_ENUMERATOR = re.compile(r"^\s*(?:\d+|[a-zA-Z])\s*[.):]\s", re.MULTILINE)


class UnsplitError(Exception):
    """Why a prompt cannot be split safely."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    name: str
    prompt: str
    rank: Rank


def steps(
    prompt: str,
    read: Callable[[str], Reading],
    check: Callable[[str], Verdict],
    lexicons: Lexicons,
    taken: Collection[str] = (),
) -> tuple[Step, ...]:
    """The chain of a prompt that asks for several changes. `taken`: names that steps cannot have.

    Raises UnsplitError.
    """
    reading, verdict = read(prompt), check(prompt)
    lexicon = lexicons.of(reading.language or "en")
    parts = [_lowered(part, lexicon) for part in verdict.split]
    for finding in verdict.findings:
        if finding.code in _MEND_FIRST:
            raise UnsplitError(f"it is {finding.code} {finding.name} as well; mend that first")
    if len(parts) < 2:
        raise UnsplitError("no parts are known that could be asked for one by one")
    kept = [clause for clause in kept_of(reading) if not _only_counts(clause, lexicon)]
    _refuse_uncovered(reading, parts, kept, lexicon)
    words = {part: tokenize(part).words for part in parts}
    pointing = _pointing(reading, parts, lexicon)
    ranked = _ordered([(part, rank(words[part], lexicon)) for part in parts], pointing)
    found: list[Step] = []
    for part, place in ranked:
        _refuse_odd(part, read(part), lexicon)
        _refuse_dangling(part, words[part], place, lexicon)
        text = with_kept(part, kept, reading.language)
        _refuse_unclean(text, verdict, check)
        name = name_of(words[part], place, lexicon, [*taken, *(step.name for step in found)])
        found.append(Step(name=name, prompt=text, rank=place))
    return tuple(found)


def _lowered(part: str, lexicon: Lexicon) -> str:
    """`Make The parrot grey` as it is written inside of a sentence."""
    first, *rest = part.split(" ")
    small = lexicon.words("determiners") | lexicon.words("possessives") | lexicon.words("articles")
    lowered = (word.lower() if word.istitle() and word.lower() in small else word for word in rest)
    return " ".join([first, *lowered])


# -- what is refused ---------------------------------------------------------------------------------


def _refuse_uncovered(
    reading: Reading, parts: Sequence[str], kept: Sequence[str], lexicon: Lexicon
) -> None:
    asked, verbs = _asked(reading, lexicon), 0 if reading.language in SOLID else 1
    said = [word for part in parts for word in tokenize(part).words[verbs:]]
    stays = [word for clause in kept for word in tokenize(clause).words]
    verbs_too = [word for part in parts for word in tokenize(part).words[:verbs]]
    if lost := missing(asked, [*said, *verbs_too, *stays], lexicon):
        raise UnsplitError(f"the parts do not say {_quoted(lost)}")
    if new := missing(said, reading.tokens.words, lexicon):
        raise UnsplitError(f"the prompt does not say {_quoted(new)}")
    sentences = [tokenize(sentence).words for sentence in _SENTENCE_ENDS.split(reading.prompt)]
    points = lexicon.words("back_references")
    for before, sentence in pairwise(list(sentences)):
        if not points.isdisjoint(sentence):  # what it points at may be said in its place
            sentences.append([*before, *sentence])
    for part in parts:
        words = tokenize(part).words[verbs:]
        if all(missing(words, sentence, lexicon) for sentence in sentences):
            raise UnsplitError(f"no sentence of it says all of {_shown(part)}")


def _asked(reading: Reading, lexicon: Lexicon) -> list[str]:
    """The prompt's words, less what counts its lines or wishes, and the verbs that its demands begin with."""
    demands = (each for each in reading.segments if each.kind == "edit")
    verbs = {each.start for each in demands if _begins(each, reading)}
    counts = {at for found in _ENUMERATOR.finditer(reading.prompt) for at in range(*found.span())}
    tokens = reading.tokens
    words = tokens.words
    counted, about = lexicon.words("numbers"), lexicon.words("metas") | lexicon.words("labels")
    for at, word in enumerate(words):
        near = words[max(at - 1, 0) : at + 3]  # "two small tweaks", "step one"
        begins = words[at + 1 : at + 2] == [","] and (at == 0 or not words[at - 1][0].isalnum())
        if word in counted and (begins or not about.isdisjoint(near)):  # "Second, …"
            counts.add(tokens.starts[at])
    pairs = zip(words, tokens.starts, strict=True)
    return [word for word, start in pairs if start not in verbs and start not in counts]


def _begins(segment: Segment, reading: Reading) -> bool:
    """Whether a demand begins with its verb; one that was left out there stands before another demand."""
    if reading.language in SOLID:
        return False
    said = reading.prompt[segment.start : segment.end].lower()
    return not any(part and said.startswith(part) for part in (segment.target, segment.value))


def _only_counts(clause: str, lexicon: Lexicon) -> bool:
    """ "one thing, *no, two*": nothing that could stay."""
    words, numbers = tokenize(clause).words, lexicon.words("numbers")
    return not numbers.isdisjoint(words) and not missing(words, numbers, lexicon)


def _quoted(words: Sequence[str], most: int = 3) -> str:
    told = ", ".join(f"`{word}`" for word in words[:most])
    return told + " …" * (len(words) > most)


def _refuse_unclean(text: str, whole: Verdict, check: Callable[[str], Verdict]) -> None:
    """A step may have no finding, but for what the prompt had and a chain neither mends nor makes worse."""
    had = {finding.code for finding in whole.findings} & _CARRIED
    verdict = check(text)
    found = [finding for finding in verdict.findings if finding.code not in had]
    if found:
        raise UnsplitError(f"by itself {_shown(text)} is {found[0].code} {found[0].name}")
    if verdict.multi:
        raise UnsplitError(f"{_shown(text)} asks for several changes still")


def _refuse_odd(part: str, reading: Reading, lexicon: Lexicon) -> None:
    """A part must read as one demand from its first word on."""
    said = [each for each in reading.segments if each.kind not in ("preserve", "anchor", "aside")]
    commands = reading.language in SOLID or (said and said[0].kind == "edit")
    odd = " ".join(reading.tokens.words[:2]) in lexicon.words("odd_starts")
    if odd or len(reading.changes) != 1 or not commands or not said or said[0].start:
        raise UnsplitError(f"{_shown(part)} does not read as one instruction")


def _refuse_dangling(part: str, words: Sequence[str], place: Rank, lexicon: Lexicon) -> None:
    """`Change its numerals` needs the clock that another part names; `make it night` needs nothing."""
    pronouns = lexicon.words("back_references")
    inner = lexicon.words("relatives") | lexicon.words("when")
    said = [word for word in words if word[:1].isalnum()]
    for at, word in enumerate(said):
        whole = at == 1 and place in _WHOLE
        alone = at < 2 or not missing(said[1:at], (), lexicon)
        behind = at == len(said) - 1 and inner.isdisjoint(said)
        if word in pronouns and not whole and (alone or behind):
            raise UnsplitError(f"{_shown(part)} does not say by itself what `{word}` is")


def _shown(text: str, most: int = 60) -> str:
    return f"`{text if len(text) <= most else text[:most] + '…'}`"


# -- the order ---------------------------------------------------------------------------------------


def _pointing(reading: Reading, parts: Sequence[str], lexicon: Lexicon) -> list[str]:
    """Of each change, whether it speaks of others by a pronoun: "said" in its part, "told" otherwise there, or ""."""
    points = lexicon.words("back_references")
    found = []
    for (spans, _), part in zip(reading.changes, parts, strict=False):
        said = [word for low, high in spans for word in tokenize(reading.prompt[low:high]).words]
        told = "said" if not points.isdisjoint(tokenize(part).words) else "told"
        found.append("" if points.isdisjoint(said) else told)
    return found


def _ordered(parts: Sequence[tuple[str, Rank]], pointing: Sequence[str]) -> list[tuple[str, Rank]]:
    """By rank, and as they were asked inside of one; as they were asked where a part speaks of the one before."""
    ranked = sorted(parts, key=lambda each: ORDER.index(each[1]))
    apart = [each for each, _ in ranked]
    for ((before, _), (part, place)), refers in zip(pairwise(parts), pointing[1:], strict=False):
        whole = refers == "said" and place == "scene"  # "make it night"
        if refers and not whole and apart.index(part) < apart.index(before):
            return list(parts)
    return ranked
