"""A clause as a segment of the reading: what is done to what, in characters of the prompt."""

from collections.abc import Sequence

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.clause import Clause
from remixbatch.prompts.english.line import Line
from remixbatch.prompts.reading import Segment, record

_STATE = (
    tag.ATTRIBUTE | tag.COMPARATIVE | tag.WEATHER | tag.LIGHT | tag.PALETTE | tag.TIME | tag.SEASON
)
_KEEPING = ("preserve", "anchor")
_VALUED = frozenset({"state", "pair"})  # of verbs whose value no word leads to


def segments_of(line: Line, clauses: Sequence[Clause]) -> tuple[Segment, ...]:
    """The segments of clauses. Those that count for nothing and do not preserve are asides."""
    words, low, high = line.words, line.low, line.high
    segments = []
    for clause in clauses:
        first, value, end = _parts(line, clause)
        kind, ranges = clause.kind, clause.ranges
        last = ranges[0][1] if len(ranges) == 1 else max([end for _, end in ranges], default=end)
        told = (
            kind if clause.counts or kind in _KEEPING else "aside",
            low[clause.start],
            high[last - 1],
            clause.operation or None,
            " ".join(words[first:value]),
            " ".join(words[value:end]) if value < end else "",
        )
        segments.append(record(Segment, told))
    return tuple(segments)


def _parts(line: Line, clause: Clause) -> tuple[int, int, int]:
    """Where target and value begin, and where the value ends, in the line."""
    start, end, verb = clause.start, clause.end, clause.verb
    if verb is None:
        for at in range(start + 1, end):
            if line.tags[at] & tag.SAYS:
                return start, at, end
        return start, end, end
    first, flags, tags = start if clause.source else start + 1, verb.flags, line.tags
    if not flags.isdisjoint(line.words[first + 1 : end]):
        for at in range(first + 1, end):
            if line.words[at] in flags:
                return first, at + 1, end
    if flags.isdisjoint(_VALUED):
        return first, end, end
    for at in range(first + 1, end):
        if tags[at] & tag.ARTICLE or (at + 1 == end and tags[at] & _STATE):
            return first, at, end
    return first, max(first, end - 1), end
