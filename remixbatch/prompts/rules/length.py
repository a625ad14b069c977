"""RMX602 too-long: many more words than one change needs."""

from collections.abc import Callable, Sequence

from remixbatch.prompts.finding import Finding, finding
from remixbatch.prompts.plain import Plain
from remixbatch.prompts.reading import Reading

MOST_WORDS = 80  # twice what the longest good prompts of one change have, what they keep included
MOST_SIGNS = 200  # where words have no blanks between them


def too_long(max_words: int | None = None) -> Callable[[Reading, Plain], Sequence[Finding]]:
    """Counted without what is to stay: a prompt may be long in that. `max_words`: instead of the usual."""
    words = MOST_WORDS if max_words is None else max_words
    signs = MOST_SIGNS * words // MOST_WORDS
    letters = 2 * words  # as many words have a letter each at least, and a blank

    def found(reading: Reading, plain: Plain) -> Sequence[Finding]:
        text = reading.prompt
        if len(text) <= (signs if plain.solid else letters):
            return ()
        most, unit = (signs, "characters") if plain.solid else (words, "words")
        kept = [each for each in reading.segments if each.kind in ("preserve", "anchor")]
        size = _size(text, plain) - sum(_size(text[each.start : each.end], plain) for each in kept)
        if size <= most:
            return ()
        rare = f"one change rarely needs more than {most // 2}"
        message = f"{size} {unit}; {rare if max_words is None else f'at most {most} are allowed'}"
        hint = "say the one change first, in a sentence, and leave out what the video shows anyway"
        return (finding("RMX602", (0, len(text.rstrip())), message, hint),)

    return found


def _size(text: str, plain: Plain) -> int:
    return len("".join(text.split())) if plain.solid else len(text.split())
