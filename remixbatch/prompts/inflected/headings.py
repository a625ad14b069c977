"""Labels of agencies and forms, before a colon: "CAMBIO: …", "Nicht anfassen: …", "Kontext: …".

What follows one that keeps, stays; what follows one that only tells what the job is, is struck, where another asks.
"""

from collections.abc import Sequence
from itertools import pairwise

from remixbatch.prompts.inflected.clause import Clause
from remixbatch.prompts.inflected.roles import META, NEGATION, REST, STAYS, UNCHANGED

_BEGINS = ("start", "stop", "item")
_LONGEST = 3  # words of a label
_HELD = frozenset(
    (
        *("fix", "fest", "gesperrt", "gesichert", "behalten", "rest", "konstant", "bleibt"),
        *("fijo", "fija", "bloqueado", "bloqueada", "resto", "intocable", "conservar", "respetar"),
        *("tabu", "erhalten", "lassen", "dejar", "invariable"),
    )
)
_ASKING = frozenset(
    (
        *("cambio", "cambios", "cambiar", "modificar", "editar", "edicion", "ajuste", "nota"),
        *("anderung", "anderungen", "andern", "edit", "hinweis", "wunsch", "auftrag", "korrektur"),
        *("änderung", "änderungen", "ändern", "edición", "peticion", "petición", "notiz"),
    )
)
_TELLING = frozenset(
    (
        *("contexto", "proyecto", "campaña", "campana", "producto", "cliente", "plano", "toma"),
        *("escena", "tarea", "objetivo", "motivo", "razon", "razón", "version", "versión", "ref"),
        *("kontext", "projekt", "kampagne", "produkt", "kunde", "kundin", "einstellung", "szene"),
        *("aufgabe", "ziel", "grund", "fassung", "referenz", "take", "spot", "shot", "job"),
    )
)


def mark_labels(clauses: list[Clause]) -> list[Clause]:
    """The clauses without labels that ask; what stands below the others is marked as kept or as told."""
    labels = [_label(clause, after) for clause, after in pairwise(clauses)]
    if not any(labels):
        return clauses
    asked = "asks" in labels
    found: list[Clause] = []
    state = ""
    for at, clause in enumerate(clauses):
        if clause.link in _BEGINS:
            state = ""
        label = labels[at] if at < len(labels) else ""
        if label == "asks" and at + 1 < len(clauses):
            clauses[at + 1].link = clause.link if clause.link == "item" else "stop"
            continue
        if label:
            state = "keeps" if label == "keeps" else "remark" if asked else ""
        if state and clause.link == "colon":
            clause.link = "comma"
        clause.forced = state
        found.append(clause)
    return found


def _label(clause: Clause, after: Clause) -> str:
    """ "keeps", "asks", "tells" of a label; "" where a clause is none."""
    units = clause.units
    if clause.link not in _BEGINS or after.link != "colon" or not 0 < len(units) <= _LONGEST:
        return ""
    first = units[0]
    denied = any(unit.word.roles & NEGATION or unit.text in ("no", "nicht") for unit in units)
    if denied or first.text in _HELD or first.word.op == "keeps":
        return "keeps" if len(units) > 1 or not denied else ""
    if any(unit.word.roles & (STAYS | UNCHANGED | REST) for unit in units):
        return "keeps"
    if first.text in _ASKING or (first.word.roles & META and len(units) == 1):
        return "asks" if len(units) == 1 or units[1].text.isdigit() else ""
    return "tells" if first.text in _TELLING and len(units) == 1 else ""


def has_labels(clauses: Sequence[Clause]) -> bool:
    return any(clause.link == "colon" for clause in clauses)
