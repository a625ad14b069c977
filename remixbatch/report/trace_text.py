"""A lineage for a person: the video first, then what each was made from, what was made from it, the totals."""

from collections.abc import Iterator

from remixbatch.report.block import field, pairs, titled
from remixbatch.report.lineage import Lineage, Link
from remixbatch.report.row import cost
from remixbatch.report.status_text import STYLES
from remixbatch.report.text import paint, plural, span, told, usd, wrap
from remixbatch.take import Phase

MOST = 40  # videos shown
END = 5  # of them those nearest to the source
CHILDREN = 20


def trace_text(
    found: Lineage, *, folder: str, most: int | None = MOST, width: int = 80, color: bool = False
) -> str:
    """`folder`: where files lie, as a person would type it. `most`: videos shown, None for all."""
    blocks = []
    for number, link in shown(found.links, most):
        if link is None:
            blocks.append([f"… {plural(number, 'video')} between, not shown (--all shows them) …"])
        else:
            blocks.append(_block(number, link, folder, width, color=color))
    blocks += [
        [
            f"{paint('source', 'bold', color=color)}  {line}"
            for line in wrap(root(found), width - 8)
        ],
        titled("Made from it", _children(found, width), color=color),
        [line for text in totals(found) for line in wrap(text, width)],
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def shown(links: tuple[Link, ...], most: int | None) -> Iterator[tuple[int, Link | None]]:
    """Each link with its number, from 1; in place of those left out their count and None."""
    left_out = 0 if most is None else max(0, len(links) - most)
    last = len(links) - END
    for number, link in enumerate(links, 1):
        if not left_out or number > last or number <= last - left_out:
            yield number, link
        elif number == last:
            yield left_out, None


def _block(number: int, link: Link, folder: str, width: int, *, color: bool) -> list[str]:
    phase = paint(link.take.phase, STYLES.get(link.take.phase), color=color)
    lines = [f"{number}  {paint(link.name, 'bold', color=color)}  {phase}"]
    for label, text in fields(link, folder):
        lines += field(label, text, width, color=color)
    return lines


def fields(link: Link, folder: str) -> Iterator[tuple[str, str]]:
    """What is known of one take, by label; what is unknown is left out, except its money."""
    take = link.take
    yield "id", take.id or f"none; uid {take.uid}"
    yield "prompt", take.prompt
    if take.model is not None:
        yield "model", take.model
    if take.params:
        yield "params", pairs(take.params)
    yield "at", f"{take.profile}, {take.origin}"
    yield from _times(link)
    if take.seconds or take.size:
        length = f"{take.seconds} s" if take.seconds else ""
        yield "length", ", ".join(part for part in (length, take.size or "") if part)
    yield "money", money(link)
    if take.file is not None:
        yield "file", f"{folder}/{take.file}"
    if take.sha256 is not None:
        yield "sha256", take.sha256
    if take.error is not None:
        parts = (take.error.get("code"), take.error.get("message"))
        yield "said", ": ".join(part for part in parts if part)
    if take.note is not None:
        yield "note", take.note
    if link.sources:
        yield "also", f"source {', '.join(link.sources)} of the spec"


def _times(link: Link) -> Iterator[tuple[str, str]]:
    if link.take.submitted is not None:
        yield "submitted", link.take.submitted
    if link.take.completed is not None:
        after = "" if link.making is None else f", after {span(link.making)}"
        yield "completed", f"{link.take.completed}{after}"


def money(link: Link) -> str:
    amount, take = cost(link.take), link.take
    if not take.maybe_paid:
        return "nothing: the service did not accept it"
    if amount is None:
        return "unknown"
    basis = {"reserved": " reserved", "reported": " as the service says"}.get(
        take.usd_basis or "", ""
    )
    return usd(amount) + basis if amount else "free"


def root(found: Lineage) -> str:
    """What the oldest video was made from."""
    name = told(found.root)
    if found.circular:
        return f"{name}: a circle; the records say that it was made from itself"
    if found.sources:
        return f"{', '.join(found.sources)}, {name}"
    return f"{name}: unknown; it is no source of this spec and no video that it holds"


def _children(found: Lineage, width: int) -> Iterator[str]:
    for link in found.children[:CHILDREN]:
        line = f"{link.name}, {link.take.phase}, {told(link.take.id or link.take.uid)}"
        yield from (f"  {text}" for text in wrap(line, width - 2))
    if len(found.children) > CHILDREN:
        yield f"  … {plural(len(found.children) - CHILDREN, 'video')} more (--json lists them)"


def totals(found: Lineage) -> Iterator[str]:
    """Money and time of the whole chain."""
    if not found.links:
        return
    paid = usd(found.money.total) if found.money.total or found.money.unpriced else "free"
    text = f"{plural(len(found.links), 'video')} in this lineage: {paid}"
    if found.money.open:
        text += f", {usd(found.money.open)} of it in flight or unclear"
    if found.money.unpriced:
        text += f", {plural(found.money.unpriced, 'take')} of unknown price not included"
    yield text
    if found.wall is not None:
        done = "" if found.links[0].take.phase is Phase.COMPLETED else " so far"
        yield (
            f"{span(found.wall)} from the first submission to the last video{done}, "
            f"{span(found.making)} of it spent making"
        )
