"""`read` takes a prompt apart: tokens, language, segments, changes, chain.

Many are taken apart together, each step with all of them before the next: what a step needs, code and words alike, is
then at hand in the processor's caches. It takes a third less.

python -c "from remixbatch.prompts.reader import read; print(read('Make it dawn and add moths'))"
"""

from collections.abc import Sequence

from remixbatch.prompts.english.english_reading import read_english
from remixbatch.prompts.language import language_of
from remixbatch.prompts.lexicon import Lexicons
from remixbatch.prompts.reading import Reading
from remixbatch.prompts.tokens import Tokens, tokenize

_SHIPPED = Lexicons()
Asked = tuple[str, Tokens]  # a prompt


def read(prompt: str, lexicons: Lexicons = _SHIPPED) -> Reading:
    """What a prompt asks for. A language that is not known reads as no change at all."""
    tokens = tokenize(prompt)
    return readings_of([(prompt, tokens)], language_of(prompt, tokens.words), lexicons)[0]


def by_language(prompts: Sequence[str]) -> dict[str | None, tuple[list[int], list[Asked]]]:
    """The prompts of each language, and which they are."""
    tokens = [tokenize(prompt) for prompt in prompts]
    found: dict[str | None, tuple[list[int], list[Asked]]] = {}
    for at, asked in enumerate(zip(prompts, tokens, strict=True)):
        prompt, each = asked
        language = language_of(prompt, each.words)
        places, of_it = found.get(language) or found.setdefault(language, ([], []))
        places.append(at)
        of_it.append(asked)
    return found


def readings_of(
    asked: Sequence[Asked], language: str | None, lexicons: Lexicons
) -> Sequence[Reading]:
    """The readings of prompts in one language."""
    if language is None:
        return [Reading(prompt, None, tokens) for prompt, tokens in asked]
    lexicon = lexicons.of(language)
    if language == "en":
        return read_english(asked, lexicon)
    if language == "zh":
        from remixbatch.prompts.solid.chinese_reading import read_chinese  # noqa: PLC0415 - most need none

        return [read_chinese(prompt, lexicon, tokens) for prompt, tokens in asked]
    if language == "ja":
        from remixbatch.prompts.solid.japanese_reading import read_japanese  # noqa: PLC0415 - likewise

        return [read_japanese(prompt, lexicon, tokens) for prompt, tokens in asked]
    from remixbatch.prompts.inflected.reader import read_inflected  # noqa: PLC0415 - likewise

    return [read_inflected(prompt, tokens, lexicon) for prompt, tokens in asked]
