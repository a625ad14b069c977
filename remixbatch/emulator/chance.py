"""Which faults hit a request: by the plan, its seed and what the request is about, never by the order of all.

A request is known by its *matter*: a submission by its lineage (source and prompts, no ids, since those are random), a
look by the video's lineage, a list by being one; and by being the nth about it. So the same campaign under the
same plan meets the same faults, however many connections it uses. `count: all` alone goes by the order in which
requests arrive. Counts of submissions are in the books and outlive a restart; other counts begin anew.
"""

import threading
from collections import Counter
from dataclasses import dataclass
from hashlib import sha256

from remixbatch.emulator.faults import Plan, Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """What befalls one request. `dice`: an even number in [0, 1) of that request alone, for what a fault chooses."""

    answer: Rule | None = None
    matter: tuple[Rule, ...] = ()
    dice: float = 0.0

    def of(self, fault: str) -> Rule | None:
        """The rule by which the matter has this fault."""
        return next((rule for rule in self.matter if rule.fault == fault), None)

    @property
    def rules(self) -> tuple[Rule, ...]:
        return self.matter if self.answer is None else (*self.matter, self.answer)


NONE = Hits()


class Chance:
    """A plan at work. Any thread may ask."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._lock = threading.Lock()
        self._asked: Counter[tuple[str, str]] = Counter()
        self._all: Counter[int] = Counter()

    def hits(
        self, on: str, about: str, prompt: str = "", source: str = "", nth: int | None = None
    ) -> Hits:
        """`about`: the matter; `nth`: 1 for the first request about it, counted here where the caller does not."""
        if not self._plan.rules:
            return NONE
        with self._lock:
            self._asked[on, about] += 1
            nth = self._asked[on, about] if nth is None else nth
            found = [rule for rule in self._plan.rules if rule.matches(on, prompt, source)]
            hit = [rule for rule in found if self._hit(rule, about, nth)]
        return Hits(
            answer=next((rule for rule in hit if not rule.kind.matter), None),
            matter=tuple(rule for rule in hit if rule.kind.matter),
            dice=_dice(self._plan.seed, on, nth, about),
        )

    def _hit(self, rule: Rule, about: str, nth: int) -> bool:
        self._all[rule.index] += 1
        if rule.probability is not None:
            return _dice(self._plan.seed, rule.index, nth, about) < rule.probability
        return rule.counts(nth if rule.each else self._all[rule.index])


def _dice(*words: object) -> float:
    digest = sha256("\0".join(map(str, words)).encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:6], "big") / 2**48


def lineage(parent: str, prompt: str) -> str:
    """What a submission is about: the same in every run of the same campaign. `parent`: a source's id or a lineage."""
    return sha256(f"{parent}\0{prompt}".encode()).hexdigest()[:32]
