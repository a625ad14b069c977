"""Every take as a row of CSV, for spreadsheets and scripts. RFC 4180: CR LF, quotes doubled."""

import csv
import io
import json
import re
from collections.abc import Collection, Mapping

from remixbatch.graph import Graph
from remixbatch.holdings import Holdings
from remixbatch.report.row import Row, orphan_rows, rows
from remixbatch.step import Step
from remixbatch.take import Take

# Stable: columns are added behind the last, never renamed, moved or removed.
COLUMNS = (
    *("name", "job", "take", "stands", "status", "decision", "prompt", "parent", "parent_id"),
    *("profile", "origin", "model", "params", "key", "uid", "id", "submitted", "completed"),
    *("expires", "seconds", "size", "usd", "usd_basis", "file", "here", "sha256", "gone"),
    *("error_code", "error_message", "note", "tags"),
)
_AS_IN_THE_LOCK = (
    *("take", "prompt", "profile", "origin", "model", "key", "uid", "id", "submitted", "completed"),
    *("expires", "seconds", "size", "usd", "usd_basis", "file", "sha256", "gone", "note"),
)
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run what begins so

# What steers a terminal that shows the file, and halves of pairs that UTF-8 cannot hold.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def csv_text(
    graph: Graph,
    steps: Mapping[str, Step],
    holdings: Holdings,
    *,
    absent: Collection[str] = (),
) -> str:
    """One row a take, those of each job together. `absent`: files of takes that are not on the disk."""
    sheet = io.StringIO()
    writer = csv.DictWriter(sheet, COLUMNS)
    writer.writeheader()
    for row in (*rows(graph, steps, holdings), *orphan_rows(graph, holdings)):
        for take in row.takes:
            cells = {**_of_job(graph, row, take), **_of_take(take, absent)}
            writer.writerow({name: _harmless(cells[name]) for name in COLUMNS})
    return sheet.getvalue()


def _harmless(cell: object) -> str:
    """A text that no spreadsheet takes for a formula."""
    text = "" if cell is None else _CONTROL.sub("", str(cell))
    return f"'{text}" if text.startswith(FORMULA) else text


def _of_job(graph: Graph, row: Row, take: Take) -> dict[str, object]:
    return {
        "name": graph.name,
        "job": row.job,
        "stands": _yes(said=row.entry is not None and take == row.take),
        "decision": row.step.decision.value,
        "parent": row.parent,
        "tags": " ".join(row.entry.tags) if row.entry is not None else "",
    }


def _of_take(take: Take, absent: Collection[str]) -> dict[str, object]:
    error = take.error or {}
    return {
        **{name: getattr(take, name) for name in _AS_IN_THE_LOCK},
        "status": take.phase.value,
        "parent_id": take.parent,
        "params": json.dumps(dict(take.params), ensure_ascii=False, sort_keys=True),
        "here": "" if take.file is None else _yes(said=take.file not in absent),
        "error_code": error.get("code"),
        "error_message": error.get("message"),
    }


def _yes(*, said: bool) -> str:
    return "yes" if said else "no"
