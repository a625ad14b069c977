"""A clause of a prompt, and a change that one asks for, or several together."""

from collections.abc import Sequence

from remixbatch.prompts.inflected.units import Unit
from remixbatch.prompts.reading import Why


class Clause:
    """A run of units, how it is joined to what stands before, and what it does.

    kind: edit, wish (a thing or a state that is wished for), tells (a statement), phrase (no verb), keeps, anchor,
    aside (purpose, time, politeness, contrast: struck), while, remark (praise, a reason).
    """

    # In slots, where they are found at once.
    __slots__ = (
        *("also", "at", "but", "comma", "deed", "final", "forced", "guessed", "kind", "link"),
        *("mood", "now", "op", "particle", "please", "relative", "signed", "stated", "tail"),
        *("that", "then", "therefore", "units", "wished"),
    )

    deed: str  # Spanish: the command that its noun stands for: "elimina", of "eliminación de"
    particle: str  # German: what parts from the verb, where it stands here or in a later clause
    forced: str  # its kind, where a label says it
    also: bool
    comma: bool  # a comma stands before its "and"
    final: bool  # the verb stands last
    relative: bool  # of an aside: about the thing before it
    wished: bool  # after "I want …", "could you …"
    then: bool  # after "then …"
    but: bool  # after "but …"
    therefore: bool  # "so …": what stands before is the reason
    now: bool  # "now …"
    guessed: bool  # German: a statement by where its verb stands, that nobody listed
    that: bool  # … that; German: the verb stands last
    please: bool  # "bitte", "por favor"
    signed: bool  # after the greeting at the end: who signs
    stated: bool  # a thing with its state: "the walls, in blue"

    def __init__(self, units: list[Unit], link: str) -> None:
        self.units = units
        self.link = link  # start, stop, item (of a list), comma, and, colon, aside
        self.kind, self.op, self.mood = "phrase", "", 0
        self.at = 0  # of its verb in `units`
        self.deed = self.particle = self.forced = ""
        self.tail: list[Unit] = []  # struck from its end
        self.also = self.comma = self.final = self.relative = self.wished = self.then = False
        self.but = self.therefore = self.now = self.guessed = self.that = self.please = False
        self.signed = self.stated = False

    @property
    def rest(self) -> list[Unit]:
        """Its units without the verb."""
        if self.final:
            return self.units[:-1]
        return self.units[self.at + 1 :] if self.op and self.op != "want" else self.units


class Asked:
    """One change: its clauses, and the clause whose verb is read back into it, if its own is left out.

    `units`: only these, of the last clause.
    """

    __slots__ = ("clauses", "units", "verb_of", "why")

    def __init__(
        self,
        clauses: list[Clause],
        why: Why = "verb",
        *,
        verb_of: Clause | None = None,
        units: Sequence[Unit] = (),
    ) -> None:
        self.clauses, self.why, self.verb_of, self.units = clauses, why, verb_of, units

    def forget(self, unit: Unit) -> None:
        """Leaves out the last clause of several where this is in it: another change is about that."""
        if len(self.clauses) > 1 and any(one is unit for one in self.clauses[-1].units):
            self.clauses.pop()
