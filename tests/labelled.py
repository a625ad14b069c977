"""Prompts that people labelled who had not seen the linter's words, and how it does on them.

`tests/labelled/*.jsonl`, an author's set a file: {id, prompt, changes, label, split, lang, note, also}. `changes` is how
many changes a prompt asks for, `split` the chain that its author would write. `python tests/labelled.py [SET ...]` prints a
table: of single and multiple changes precision, recall, F1, the share of single changes with a false alarm; of
multiple ones the share whose chain has the right number of parts that say the same, each one change to the linter.
Those of `KEPT` were scored and not mended for since (`python tests/labelled.py kept`); the others were. Who made `n1`, `n2`, `n4` to `n8`, `n10`, `n13` to `n15`, `m1`, `o6`, `enz`, `bare`, `once`, `real1`, `real2` (English; `n15` in four other languages),
`o1`, `de1`, `de2`, `esde`, `es2` (Spanish, German), `k1` to `k4`, `k6`, `k7`, `zhja` (Chinese, Japanese), `ja1` (Japanese), `contra` (all five), `q1`, `q2` (the labels beside single and
multi) and `n3` had seen the words, and tried the prompts while the reading of them was mended. Many of their chains, most of those of `k6`, `k7`, `enz`,
`real2`, `bare`, `de2`, `zhja` and `contra`, are the linter's own, read and approved.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from remixbatch.prompts.linter import check

FOLDER = Path(__file__).parent / "labelled"
KEPT = (  # what the next author's prompts will do like
    *("u3", "u4", "u11", "u12", "u13", "u14", "u23", "u27", "u29", "u35"),
    *("u37", "u38", "u41", "u44", "u46", "u47", "u50", "u55", "u64"),
    *("u81", "u82", "u83", "u85", "u87", "u88"),
)
WORD = re.compile("[\u3040-\u30ff\u3400-\u9fff]|[^\\W_]+")
SMALL = frozenset(
    [
        "the",
        "a",
        "an",
        "to",
        "of",
        "and",
        "it",
        "is",
        "in",
        "on",
        "with",
        "make",
        "change",
        "his",
        "her",
        "its",
        "be",
        "now",
        "into",
        "please",
    ]
)
NAMES = {
    "vague": {"vague-change", "missing-value"},
    "rescene": {"whole-scene"},
    "impossible": {"fixed-parameter"},
    "contradiction": {"contradiction"},
    "template": {"template-leftover"},
    "moderation": {"real-person", "brand-or-character"},
    "no_target": {"no-target"},
}


@dataclass(slots=True)
class Tally:
    """Counts of right and wrong answers to one question."""

    hits: int = 0
    alarms: int = 0  # false ones
    misses: int = 0
    others: int = 0

    def add(self, *, truly: bool, said: bool) -> None:
        if truly:
            self.hits, self.misses = self.hits + said, self.misses + (not said)
        else:
            self.alarms, self.others = self.alarms + said, self.others + (not said)

    @property
    def precision(self) -> float:
        return self.hits / max(1, self.hits + self.alarms)

    @property
    def recall(self) -> float:
        return self.hits / max(1, self.hits + self.misses)

    @property
    def f1(self) -> float:
        return 2 * self.hits / max(1, 2 * self.hits + self.alarms + self.misses)

    @property
    def false_alarms(self) -> float:
        return self.alarms / max(1, self.alarms + self.others)


@dataclass(slots=True)
class Score:
    """`multi`: several changes or one; `labels`: the other findings by name; `chains`: whether each was right."""

    multi: Tally = field(default_factory=Tally)
    languages: dict[str, Tally] = field(default_factory=dict)
    labels: dict[str, Tally] = field(default_factory=dict)
    chains: list[bool] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def right_chains(self) -> float:
        return sum(self.chains) / max(1, len(self.chains))


def items(*names: str) -> list[dict[str, Any]]:
    """The labelled prompts of some sets, or of all."""
    files = [FOLDER / f"{name}.jsonl" for name in names] or sorted(FOLDER.glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]


def score(labelled: Iterable[dict[str, Any]]) -> Score:
    found = Score()
    for item in labelled:
        verdict = check(item["prompt"])
        names = {finding.name for finding in verdict.findings}
        for label, wanted in NAMES.items():
            truly = item["label"] == label or label in item.get("also", ())
            found.labels.setdefault(label, Tally()).add(truly=truly, said=bool(names & wanted))
        if item["label"] not in ("single", "multi"):
            continue
        several = item["changes"] > 1
        found.multi.add(truly=several, said=verdict.multi)
        found.languages.setdefault(item["lang"], Tally()).add(truly=several, said=verdict.multi)
        if several != verdict.multi:
            found.wrong.append(f"{item['id']} {item['changes']}: {item['prompt']}")
        if several and item["split"]:
            found.chains.append(alike(item["split"], verdict.split))
    return found


def alike(wanted: Sequence[str], parts: Sequence[str]) -> bool:
    """As many parts, which say the same by more than half of their words, and one change each."""
    if len(wanted) != len(parts):
        return False
    pairs = [(_overlap(a, b), n, m) for n, a in enumerate(wanted) for m, b in enumerate(parts)]
    taken: tuple[set[int], set[int]] = (set(), set())
    total = 0.0
    for value, n, m in sorted(pairs, reverse=True):
        if n not in taken[0] and m not in taken[1]:
            taken[0].add(n)
            taken[1].add(m)
            total += value
    return total / len(wanted) >= 0.5 and not any(check(part).multi for part in parts)


def _overlap(one: str, other: str) -> float:
    left, right = _words(one), _words(other)
    return 2 * sum((left & right).values()) / max(1, sum(left.values()) + sum(right.values()))


def _words(text: str) -> Counter[str]:
    words = [word for word in WORD.findall(text.lower()) if word not in SMALL]
    return Counter(
        re.sub("(?:ing|ed|es|s)$", "", word) if len(word) > 4 else word for word in words
    )


def row(name: str, labelled: list[dict[str, Any]]) -> str:
    found = score(labelled)
    multi = found.multi
    return (
        f"{name:8} {len(labelled):5}  P {multi.precision:.3f}  R {multi.recall:.3f}  F1 {multi.f1:.3f}"
        f"  false alarms {multi.false_alarms:.3f}  chains {found.right_chains:.3f}"
    )


if __name__ == "__main__":
    names = list(KEPT) if sys.argv[1:] == ["kept"] else sys.argv[1:]
    names = names or sorted(file.stem for file in FOLDER.glob("*.jsonl"))
    for name in names:
        print(row(name, items(name)))
    print(row("all", items(*names)))
    whole = score(items(*names))
    for language, tally in sorted(whole.languages.items()):
        print(f"{language:14} F1 {tally.f1:.3f}  P {tally.precision:.3f}  R {tally.recall:.3f}")
    for label, tally in whole.labels.items():
        print(f"{label:14} F1 {tally.f1:.3f}  P {tally.precision:.3f}  R {tally.recall:.3f}")
