"""RMX401 fixed-parameter: what the call fixes, and no prompt can change."""

from collections.abc import Callable, Iterator

from remixbatch.prompts.finding import Finding, finding
from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.patterns import Patterns
from remixbatch.prompts.plain import Plain
from remixbatch.prompts.reading import Reading

PARAMETERS = {
    "duration": "how long the video is",
    "size": "the size of the picture",
    "aspect": "the shape of the picture",
    "fps": "the frame rate",
    "format": "the file format",
    "model": "the model",
    "seed": "the seed",
    "loop": "whether the video loops",
}


def fixed(lexicon: Lexicon) -> Callable[[Reading, Plain], Iterator[Finding]]:
    """One finding a parameter, at its first mention that is no wish to keep it."""
    patterns = Patterns(lexicon, "fixed")

    def found(reading: Reading, plain: Plain) -> Iterator[Finding]:
        told = set()
        for hit in patterns.found(plain):
            span = plain.span(hit.start, hit.end)
            if hit.label not in told and not reading_keeps(reading, span):
                told.add(hit.label)
                yield _fixed(hit.label, span)

    return found


def reading_keeps(reading: Reading, span: tuple[int, int]) -> bool:
    """Whether a stretch of the prompt says what stays."""
    return any(
        each.kind in ("preserve", "anchor") and each.start <= span[0] and span[1] <= each.end + 1
        for each in reading.segments
    )


def _fixed(parameter: str, span: tuple[int, int]) -> Finding:
    return finding(
        "RMX401",
        span,
        f"asks for another {parameter}: {PARAMETERS[parameter]} is fixed by the call, not by the prompt",
        _HINTS[parameter],
        parameter,
    )


_ELSEWHERE = "take it out of the prompt; "
_HINTS = {
    "duration": _ELSEWHERE + "a remix is as long as its source: cut or extend the file afterwards",
    "size": _ELSEWHERE
    + "set it by `params` where the service has one, or scale the file afterwards",
    "aspect": _ELSEWHERE
    + "set it by `params` where the service has one, or crop the file afterwards",
    "fps": _ELSEWHERE + "a remix has its source's frame rate: convert the file afterwards",
    "format": _ELSEWHERE + "convert the file afterwards",
    "model": _ELSEWHERE + "set it by the key `model`",
    "seed": _ELSEWHERE + "set it by `params` where the service has one",
    "loop": _ELSEWHERE + "loop the file where it is played",
}
