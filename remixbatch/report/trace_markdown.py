"""A lineage as Markdown, for a pull request or an issue."""

from collections.abc import Iterator

from remixbatch.report.block import WHOLE
from remixbatch.report.lineage import Lineage
from remixbatch.report.markdown import foreign, table, verbatim
from remixbatch.report.text import plural
from remixbatch.report.trace_text import CHILDREN, MOST, fields, root, shown, totals


def trace_markdown(found: Lineage, *, folder: str, most: int | None = MOST) -> str:
    """A table a video, the video first. All text is escaped: it can neither leave its cell nor be markup."""
    return "\n\n".join(_blocks(found, folder, most))


def _blocks(found: Lineage, folder: str, most: int | None) -> Iterator[str]:
    yield f"# Lineage of {foreign(found.links[0].name if found.links else root(found))}"
    for number, link in shown(found.links, most):
        if link is None:
            yield f"… {plural(number, 'video')} between, not shown …"
            continue
        yield f"## {number}. {foreign(link.name)}, {link.take.phase}"
        known = fields(link, folder)
        yield table(("what", "value"), ([label, _cell(label, text)] for label, text in known))
    yield "## Source"
    yield foreign(root(found))
    if found.children:
        yield "## Made from it"
        yield "\n".join(
            f"- {foreign(link.name)}, {link.take.phase}, {verbatim(link.take.id or link.take.uid)}"
            for link in found.children[:CHILDREN]
        )
    if len(found.children) > CHILDREN:
        yield f"… {plural(len(found.children) - CHILDREN, 'video')} more"
    yield from (foreign(text) for text in totals(found))


def _cell(label: str, text: str) -> str:
    return verbatim(text) if label in ("id", "sha256", "file") else foreign(text, WHOLE)
