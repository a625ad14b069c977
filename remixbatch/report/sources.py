"""What services told of the sources, for a person and as data."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from remixbatch.answers import Standing, Verdict
from remixbatch.events import stamp
from remixbatch.graph import Graph
from remixbatch.report.text import cells, counted, pad, paint, plural, told, wrap
from remixbatch.sources import Told, over

MARKS = {"finished": ("=", "green"), "untold": ("?", "yellow")}
BAD = ("!", "red")
WORDS: tuple[Verdict, ...] = ("finished", "unfinished", "failed", "gone", "unknown", "untold")


def sources_text(
    graph: Graph, found: Sequence[Told], *, width: int = 80, color: bool = False
) -> str:
    """How many stand how, then each; empty where none was asked for."""
    asked = [each for each in found if each.standing is not None]
    if not asked:
        return ""
    counts = Counter(each.standing.verdict for each in asked if each.standing is not None)
    names = min(max(cells(name) for each in asked for name in each.start.names), width // 3)
    lines = [
        f"{plural(len(asked), 'source')} asked for: {counted({str(word): counts[word] for word in WORDS})}"
    ]
    for each in asked:
        mark, style = _mark(graph, each)
        first, *more = wrap(_words(graph, each), max(20, width - names - 4))
        name = pad(", ".join(each.start.names), names)
        lines.append(f"{paint(mark, style, color=color)} {name}  {first}")
        lines += [" " * (names + 4) + text for text in more]
    return "\n".join(lines)


def _mark(graph: Graph, each: Told) -> tuple[str, str]:
    if each.standing is None or over(graph, each):
        return BAD
    if each.standing.verdict == "finished" and each.gone:
        return MARKS["untold"]
    return MARKS.get(each.standing.verdict, BAD)


def _words(graph: Graph, each: Told) -> str:
    standing = each.standing
    assert standing is not None  # those that were not asked for are not shown
    words = [f"{standing.verdict}: {told(standing.reason)}"]
    words += [] if standing.seconds is None else [f"{standing.seconds} s"]
    words += [] if standing.size is None else [told(standing.size)]
    if standing.expires is not None:
        words.append(f"{'expired' if each.gone else 'expires'} {stamp(standing.expires)}")
    return ", ".join(words) + ("; expired, says the spec" if over(graph, each) else "")


def sources_data(found: Iterable[Told]) -> list[dict[str, Any]]:
    """One object for each name; `verdict` is null where the service was not asked."""
    return [_data(each, name) for each in found for name in each.start.names]


def _data(each: Told, name: str) -> dict[str, Any]:
    provider = each.start.provider
    return {
        "source": name,
        "identity": each.start.identity,
        "provider": provider.name,
        "origin": provider.origin,
        **_standing(each.standing),
        "jobs": list(each.start.jobs),
    }


def _standing(known: Standing | None) -> dict[str, Any]:
    if known is None:
        return dict.fromkeys(("verdict", "reason", "seconds", "size", "expires"))
    return {
        "verdict": known.verdict,
        "reason": known.reason,
        "seconds": None if known.seconds is None else str(known.seconds),
        "size": known.size,
        "expires": None if known.expires is None else stamp(known.expires),
    }
