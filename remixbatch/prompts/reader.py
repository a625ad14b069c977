"""`read` takes a prompt apart: tokens, language, segments, changes, chain.

`read_all` takes each step with many prompts before the next one: what a step needs, code and words alike, is then at
hand in the processor's caches. It takes a third less.

python -c "from remixbatch.prompts.reader import read; print(read('Make it dawn and add moths'))"
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from remixbatch.prompts.chain import chain_of
from remixbatch.prompts.clause import Clause
from remixbatch.prompts.clauses import clauses_of
from remixbatch.prompts.grammar import Grammar
from remixbatch.prompts.language import language_of
from remixbatch.prompts.lexicon import Lexicon, Lexicons
from remixbatch.prompts.line import Line, line_of
from remixbatch.prompts.reading import Change, Reading
from remixbatch.prompts.segments import segment_of
from remixbatch.prompts.tokens import Tokens, tokenize
from remixbatch.prompts.typos import mend

_SHIPPED = Lexicons()
_SPACED = frozenset({"en"})  # languages of this engine: words between blanks, the verb first
_Asked = tuple[str, Tokens]  # a prompt


def read(prompt: str, lexicons: Lexicons = _SHIPPED) -> Reading:
    """What a prompt asks for. A language that is not known reads as no change at all."""
    return read_all((prompt,), lexicons)[0]


def read_all(prompts: Sequence[str], lexicons: Lexicons = _SHIPPED) -> list[Reading]:
    """What each of some prompts asks for, in their order."""
    tokens = [tokenize(prompt) for prompt in prompts]
    all_asked = list(zip(prompts, tokens, strict=True))
    languages = [language_of(prompt, each.words) for prompt, each in all_asked]
    asked: dict[str | None, list[_Asked]] = {}
    for language, one in zip(languages, all_asked, strict=True):
        asked.setdefault(language, []).append(one)
    readings = {
        language: iter(_read(language, of_it, lexicons)) for language, of_it in asked.items()
    }
    return [next(readings[language]) for language in languages]


def _read(language: str | None, asked: Sequence[_Asked], lexicons: Lexicons) -> Iterable[Reading]:
    """The readings of prompts in one language."""
    if language is None:
        return [Reading(prompt, None, tokens, prompt) for prompt, tokens in asked]
    lexicon = lexicons.of(language)
    if language in _SPACED:
        return _read_spaced(asked, _grammar(lexicon))
    if language == "zh":
        from remixbatch.prompts.chinese_reading import read_chinese  # noqa: PLC0415 - most need none

        return [read_chinese(prompt, lexicon, tokens) for prompt, tokens in asked]
    if language == "ja":
        from remixbatch.prompts.japanese_reading import read_japanese  # noqa: PLC0415 - likewise

        return [read_japanese(prompt, lexicon, tokens) for prompt, tokens in asked]
    from remixbatch.prompts.inflected.reader import read_inflected  # noqa: PLC0415 - likewise

    return [read_inflected(prompt, tokens, lexicon) for prompt, tokens in asked]


@cache
def _grammar(lexicon: Lexicon) -> Grammar:
    return Grammar(lexicon)


def _read_spaced(asked: Sequence[_Asked], grammar: Grammar) -> Iterator[Reading]:
    lines = [line_of(tokens, grammar) for _, tokens in asked]
    for line in lines:
        mend(line, grammar)
    told = [clauses_of(line, grammar) for line in lines]
    counted = [[clause for clause in clauses if clause.counts] for clauses in told]
    splits = [
        chain_of(prompt, line, grammar, changes) if len(changes) > 1 else ()
        for (prompt, _), line, changes in zip(asked, lines, counted, strict=True)
    ]
    for (prompt, tokens), line, clauses, changes, split in zip(
        asked, lines, told, counted, splits, strict=True
    ):
        yield Reading(
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
