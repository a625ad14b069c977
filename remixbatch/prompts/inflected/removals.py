"""What a removal leaves: what fills the hole, or says how bare it is, is no change of its own."""

from remixbatch.prompts.inflected.clause import Clause
from remixbatch.prompts.inflected.roles import DEFINITE, STATING


def is_gone(frame: Clause | None) -> bool:
    """ "take the lamp away"; German: "Lampe weg"."""
    if frame is None or frame.op == "remove":
        return frame is not None
    return frame.final and frame.op == "act" and frame.units[-1].text in _OUT


_OUT = ("weg", "raus", "fort")


def empties(clause: Clause) -> bool:
    """German: "(take the cars away,) die Straße soll frei sein": what a removal leaves is no change."""
    states = [unit for unit in clause.units if unit.text not in _BE]
    named = clause.link in ("comma", "stop", "and") and clause.units[clause.at].word.roles & STATING
    return bool(named) and states[-1].text in _BARE


_BE = ("sein", "werden", "estar", "quedar")


def fills(clause: Clause) -> bool:
    """Whether a demand behind a removal says what is left there: "leave the wall clean", "fill in the sky"."""
    left = clause.op in ("have", "make") and clause.units[clause.at].text in _LEAVE
    if left and len(clause.units) > 1 and clause.units[-1].text in _BARE | _HOLES:
        return True
    rest = clause.rest
    named = rest[1:2] if rest and rest[0].word.roles & DEFINITE else rest[:1]
    if named and named[0].text in _HOLES:
        return True  # "glätte die Stelle", "tapa el hueco", "Lücke schließen"
    return any(unit.text == "wieder" for unit in clause.units) or clause.units[
        clause.at
    ].text.startswith(
        ("rellen", "llen", "füll", "auffüll", "fülle", "reconstru", "complet", "ergänz")
    )


# What a thing that is gone leaves.
_HOLES = frozenset(
    (
        *("stelle", "stellen", "lücke", "lücken", "loch", "löcher", "leerstelle", "leerstellen"),
        *("fehlstelle", "fehlstellen", "bereich", "hueco", "huecos", "sitio", "zona", "agujero"),
        *("agujeros", "espacio", "parte", "lugar", "vacio", "vacío"),
    )
)
_LEAVE = frozenset(("deja", "deje", "dejad", "dejen", "lass", "lasse", "hinterlass"))
_BARE = frozenset(
    (
        "limpia",
        "limpio",
        "vacia",
        "vacio",
        "despejada",
        "despejado",
        "libre",
        "leer",
        "sauber",
        "frei",
        "kahl",
        "blank",
        "menschenleer",
        "klar",
    )
)
