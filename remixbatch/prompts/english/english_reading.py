"""English prompts: a line of words, its clauses, those of them that are changes, and the chain they make."""

from collections.abc import Sequence
from functools import cache

from remixbatch.prompts.english.chain import chain_of
from remixbatch.prompts.english.clause import Clause
from remixbatch.prompts.english.clauses import clauses_of, walked
from remixbatch.prompts.english.grammar import Grammar
from remixbatch.prompts.english.line import Line, line_of
from remixbatch.prompts.english.notes import behind_gaps, in_full
from remixbatch.prompts.english.pieces import pieces_of
from remixbatch.prompts.english.segments import segments_of
from remixbatch.prompts.english.spellings import spelled, spellings
from remixbatch.prompts.english.typos import mend
from remixbatch.prompts.english.wraps import unwrapped
from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.reading import Change, Reading, record
from remixbatch.prompts.tokens import Tokens

_BEGIN_RECORDS = frozenset({"[", "{", "op", "operation", "action"})  # "op=remove; target=…"
_ASSIGNS = ["="]  # "id=7; op=…"


def read_english(asked: Sequence[tuple[str, Tokens]], lexicon: Lexicon) -> list[Reading]:
    """What each of some prompts in English asks for. Each step is taken with all of them before the next."""
    grammar = _grammar(lexicon)
    seldom = _seldom(lexicon)
    meant = [
        tokens
        if seldom.isdisjoint(tokens.words) and "\n" not in prompt
        else _meant(prompt, tokens, lexicon, grammar)
        for prompt, tokens in asked
    ]
    lines = [line_of(tokens, grammar) for tokens in meant]
    for line in lines:
        mend(line, grammar)
    cut = [pieces_of(line) for line in lines]
    walks = [walked(line, pieces, grammar) for line, pieces in zip(lines, cut, strict=True)]
    told = [clauses_of(walk) for walk in walks]
    counted = [[clause for clause in clauses if clause.counts] for clauses in told]
    splits = [
        chain_of(prompt, line, grammar, clauses) if len(clauses) > 1 else ()
        for (prompt, _), line, clauses in zip(asked, lines, counted, strict=True)
    ]
    segments = [segments_of(line, clauses) for line, clauses in zip(lines, told, strict=True)]
    changes = [_changes(line, clauses) for line, clauses in zip(lines, counted, strict=True)]
    readings = [
        Reading(prompt, "en", tokens, segmented, changed, split)
        for (prompt, _), tokens, segmented, changed, split in zip(
            asked, meant, segments, changes, splits, strict=True
        )
    ]
    for at, tokens in enumerate(meant):
        words = tokens.words
        if words and (words[0] in _BEGIN_RECORDS or words[1:2] == _ASSIGNS):
            from remixbatch.prompts.english.records import records_in  # noqa: PLC0415 - few need it

            readings[at] = records_in(asked[at][0], tokens, grammar) or readings[at]
    return readings


@cache
def _grammar(lexicon: Lexicon) -> Grammar:
    return Grammar(lexicon)


@cache
def _seldom(lexicon: Lexicon) -> frozenset[str]:
    """Words without which each line of a prompt is meant as it is written."""
    return behind_gaps(_grammar(lexicon)).union(spellings(lexicon))


def _meant(prompt: str, tokens: Tokens, lexicon: Lexicon, grammar: Grammar) -> Tokens:
    """The tokens of a prompt as they are meant: in full, and in lines that are none of a page."""
    return in_full(unwrapped(prompt, spelled(tokens, lexicon), grammar), grammar)


def _changes(line: Line, clauses: Sequence[Clause]) -> tuple[Change, ...]:
    low, high = line.low, line.high
    changes = []
    for clause in clauses:
        ranges = clause.ranges
        if len(ranges) == 1:
            ((start, end),) = ranges
            spans: tuple[tuple[int, int], ...] = ((low[start], high[end - 1]),)
        else:  # where and when may be said first
            spans = tuple(sorted([(low[start], high[end - 1]) for start, end in ranges]))
        changes.append(record(Change, (spans, clause.why)))
    return tuple(changes)
