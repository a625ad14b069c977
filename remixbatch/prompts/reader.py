"""`read` takes a prompt apart: tokens, language, segments, changes, chain.

python -c "from remixbatch.prompts.reader import read; print(read('Make it dawn and add moths'))"
"""

from functools import cache

from remixbatch.prompts.chain import chain_of
from remixbatch.prompts.clause import Clause
from remixbatch.prompts.clauses import clauses_of
from remixbatch.prompts.grammar import Grammar
from remixbatch.prompts.language import language_of
from remixbatch.prompts.lexicon import Lexicon, Lexicons
from remixbatch.prompts.line import Line, line_of
from remixbatch.prompts.reading import Change, Reading, Segment
from remixbatch.prompts.segments import segment_of
from remixbatch.prompts.tokens import Tokens, tokenize
from remixbatch.prompts.typos import mend

_SHIPPED = Lexicons()
_SPACED = frozenset({"en"})  # languages of this engine: words between blanks, the verb first
_INFLECTED = frozenset({"es", "de"})  # whose words change their endings


def read(prompt: str, lexicons: Lexicons = _SHIPPED) -> Reading:
    """What a prompt asks for. A language that is not known reads as no change at all."""
    tokens = tokenize(prompt)
    language = language_of(prompt, tokens.words)
    if language in _SPACED:
        return _read(prompt, tokens, _grammar(lexicons.of(language)))
    if language == "zh":
        from remixbatch.prompts.chinese_reading import read_chinese  # noqa: PLC0415 - most need none

        return read_chinese(prompt, lexicons.of("zh"), tokens)
    if language == "ja":
        from remixbatch.prompts.japanese_reading import read_japanese  # noqa: PLC0415 - likewise

        return read_japanese(prompt, lexicons.of("ja"), tokens)
    if language in _INFLECTED:
        from remixbatch.prompts.inflected.reader import read_inflected  # noqa: PLC0415 - likewise

        return read_inflected(prompt, tokens, lexicons.of(language))
    return Reading(prompt=prompt, language=language, tokens=tokens, masked=prompt)


@cache
def _grammar(lexicon: Lexicon) -> Grammar:
    return Grammar(lexicon)


def _read(prompt: str, tokens: Tokens, grammar: Grammar) -> Reading:
    line = line_of(tokens, grammar)
    mend(line, grammar)
    clauses = clauses_of(line, grammar)
    changes = [clause for clause in clauses if clause.counts]
    split = chain_of(prompt, line, grammar, changes) if len(changes) > 1 else ()
    return Reading(
        prompt,
        grammar.language,
        tokens,
        _masked(prompt, line) if line.blanks else prompt,
        tuple([segment_of(line, clause) for clause in clauses]),
        tuple([_change(line, clause) for clause in changes]),
        split,
    )


def _masked(prompt: str, line: Line) -> str:
    for start, end in line.blanks:
        prompt = prompt[:start] + " " * (end - start) + prompt[end:]
    return prompt


def _change(line: Line, clause: Clause) -> Change:
    spans = [(line.low[start], line.high[end - 1]) for start, end in clause.ranges]
    return Change(tuple(spans), clause.why)


__all__ = ["Segment", "read"]
