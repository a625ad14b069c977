"""A clause of a prompt."""

from dataclasses import dataclass, field

from remixbatch.prompts.inflected.units import Unit


@dataclass(slots=True)
class Clause:
    """A run of units, how it is joined to what stands before, and what it does.

    kind: edit, wish (a thing or a state that is wished for), tells (a statement), phrase (no verb), keeps, anchor,
    aside (purpose, time, politeness, contrast: struck), while, remark (praise, a reason).
    """

    units: list[Unit]
    link: str  # start, stop, item (of a list), comma, and, colon, aside
    also: bool = False
    comma: bool = False  # a comma stands before its "and"
    kind: str = "phrase"
    op: str = ""
    mood: int = 0
    at: int = 0  # of its verb in `units`
    deed: str = ""  # Spanish: the command that its noun stands for: "elimina", of "eliminación de"
    final: bool = False  # the verb stands last
    relative: bool = False  # of an aside: about the thing before it
    wished: bool = False  # after "I want …", "could you …"
    then: bool = False  # after "then …"
    but: bool = False  # after "but …"
    therefore: bool = False  # "so …": what stands before is the reason
    now: bool = False  # "now …"
    guessed: bool = False  # German: a statement by where its verb stands, that nobody listed
    that: bool = False  # … that; German: the verb stands last
    particle: str = (
        ""  # German: what parts from the verb, where it stands in this clause or in a later one
    )
    forced: str = ""  # its kind, where a label says it
    please: bool = False  # "bitte", "por favor"
    signed: bool = False  # after the greeting at the end: who signs
    stated: bool = False  # a thing with its state: "the walls, in blue"
    tail: list[Unit] = field(default_factory=list)  # struck from its end

    @property
    def rest(self) -> list[Unit]:
        """Its units without the verb."""
        if self.final:
            return self.units[:-1]
        return self.units[self.at + 1 :] if self.op and self.op != "want" else self.units
