"""`read` takes a prompt apart: tokens, language, segments, changes, chain.

`read_all` takes each step with many prompts before the next one: what a step needs, code and words alike, is then at
hand in the processor's caches. It takes a third less.

python -c "from remixbatch.prompts.reader import read; print(read('Make it dawn and add moths'))"
"""

from collections.abc import Iterable, Sequence

from remixbatch.prompts.english.english_reading import read_english
from remixbatch.prompts.language import language_of
from remixbatch.prompts.lexicon import Lexicons
from remixbatch.prompts.reading import Reading
from remixbatch.prompts.tokens import Tokens, tokenize

_SHIPPED = Lexicons()
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
