"""RMX401 fixed-parameter: what the call fixes, and no prompt can change."""

from collections.abc import Callable, Iterable, Iterator

from remixbatch.prompts.finding import Finding, finding
from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.plain import Plain
from remixbatch.prompts.reading import Reading, Segment
from remixbatch.prompts.rules.patterns import Patterns
from remixbatch.prompts.rules.things import Stays

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


def fixed(lexicon: Lexicon, patterns: Patterns) -> Callable[[Reading, Plain], Iterable[Finding]]:
    """One finding a parameter, at its first mention that is no wish to keep it."""
    stays = Stays(lexicon)

    def found(reading: Reading, plain: Plain) -> Iterator[Finding]:
        told = set()
        for hit in patterns.found("fixed", plain):
            span = plain.span(hit.start, hit.end)
            kept = any(
                _holds(each, span) and stays.said(reading, each, but=span)
                for each in reading.segments
                if each.kind in ("preserve", "anchor")
            )
            if hit.label not in told and (hit.label in _ANYHOW or not kept):
                told.add(hit.label)
                yield _fixed(hit.label, span)

    def rule(reading: Reading, plain: Plain) -> Iterable[Finding]:
        called = plain.called or patterns.called(plain)
        return found(reading, plain) if "fixed" in called else ()

    return rule


def _holds(segment: Segment, span: tuple[int, int]) -> bool:
    return segment.start <= span[0] and span[1] <= segment.end + 1


def _fixed(parameter: str, span: tuple[int, int]) -> Finding:
    return finding(
        "RMX401",
        span,
        f"asks for another {_NAMES.get(parameter, parameter)}: "
        f"the call fixes {PARAMETERS[parameter]}, no prompt does",
        _HINTS[parameter],
        parameter,
    )


_NAMES = {
    "aspect": "aspect ratio",
    "fps": "frame rate",
    "format": "file format",
    "loop": "way of playing",
}
_ANYHOW = ("seed", "model")  # not even to keep them can be asked for
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
