"""`read` takes a prompt apart: tokens, language, segments, changes, chain.

python -c "from remixbatch.prompts.reader import read; print(read('Make it night and add rain'))"
"""

from remixbatch.prompts.language import language_of
from remixbatch.prompts.lexicon import Lexicons
from remixbatch.prompts.reading import Reading
from remixbatch.prompts.tokens import tokenize

_SHIPPED = Lexicons()


def read(prompt: str, lexicons: Lexicons = _SHIPPED) -> Reading:
    """What a prompt asks for. A language that is not known reads as no change at all."""
    tokens = tokenize(prompt)
    language = language_of(prompt, tokens.words)
    return Reading(prompt=prompt, language=language, tokens=tokens, masked=prompt)
