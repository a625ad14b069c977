"""Labels of agencies and forms, before a colon: "CAMBIO: …", "Nicht anfassen: …", "Kontext: …".

What follows one that keeps, stays; what follows one that only tells what the job is, is struck, where another asks.
"""

from collections.abc import Sequence
from itertools import pairwise

from remixbatch.prompts.inflected.clause import Clause
from remixbatch.prompts.inflected.roles import (
    ARTICLE,
    DEFINITE,
    META,
    NEGATION,
    REST,
    STATING,
    STAYS,
    THAT,
    UNCHANGED,
    WANT,
)
from remixbatch.prompts.inflected.units import Unit

_BEGINS = ("start", "stop", "item")
_SEVERAL = frozenset(("dos", "tres", "unas", "unos", "zwei", "drei", "paar"))
_NUMBER = {"dos": 2, "zwei": 2, "tres": 3, "drei": 3}
_LONGEST = 3  # words of a label
_HELD = frozenset(
    (
        *("fix", "fest", "gesperrt", "gesichert", "behalten", "rest", "konstant", "bleibt"),
        *("fijo", "fija", "bloqueado", "bloqueada", "resto", "intocable", "conservar", "respetar"),
        *("tabu", "erhalten", "lassen", "dejar", "invariable"),
        *("rahmenbedingungen", "randbedingungen", "bedingungen", "einschränkungen"),
        *("restricciones", "condiciones", "limitaciones", "requisitos"),
    )
)
_ASKING = frozenset(
    (
        *("cambio", "cambios", "cambiar", "modificar", "editar", "edicion", "ajuste", "nota"),
        *("anderung", "anderungen", "andern", "edit", "hinweis", "wunsch", "auftrag", "korrektur"),
        *("änderung", "änderungen", "ändern", "edición", "peticion", "petición", "notiz"),
        *("corregir", "corrige", "arreglar", "correcciones", "correccion", "corrección", "encargo"),
        *("ajustes", "retoque", "retoques", "pendiente", "pendientes", "peticiones", "notas"),
        *("korrigieren", "korrekturen", "anpassung", "anpassungen", "wünsche", "wunschliste"),
        *("anmerkung", "anmerkungen", "bearbeiten", "bearbeitung", "umsetzen", "todo", "notizen"),
    )
)
_LISTING = frozenset(("corregir", "corrige", "arreglar", "ajustes", "retoque", "retoques"))
_TELLING = frozenset(
    (
        *("contexto", "proyecto", "campaña", "campana", "producto", "cliente", "plano", "toma"),
        *("escena", "tarea", "objetivo", "motivo", "razon", "razón", "version", "versión", "ref"),
        *("kontext", "projekt", "kampagne", "produkt", "kunde", "kundin", "einstellung", "szene"),
        *("aufgabe", "ziel", "grund", "fassung", "referenz", "take", "spot", "shot", "job"),
    )
)


def _take_label(clause: Clause, after: Clause, *, spanish: bool) -> None:
    """Joins a label to what it asks for: an infinitive is its verb, a noun says nothing."""
    after.link = clause.link if clause.link == "item" else "stop"
    listed = clause.units[0].text in _LISTING
    if spanish and clause.units[0].word.op and len(clause.units) == 1 and not listed:
        after.units = [*clause.units, *after.units]


def _make_items(below: Sequence[Clause], several: int) -> None:
    """ "two notes: the board in green, the clock at twelve": each that names a thing is an item; all `several` are."""
    end = next((at for at, one in enumerate(below) if one.link in _BEGINS), len(below))
    items = below[:end]
    told = [one for one in items if one.units and not one.units[0].word.roles & (THAT | ARTICLE)]
    if any(unit.word.roles & STATING for clause in told for unit in clause.units):
        return
    for clause in items:
        named = any(unit.word.roles & DEFINITE for unit in clause.units[:1])
        if clause.units and (clause.link == "colon" or named or len(items) == several):
            clause.link = "item"


def _is_number(clause: Clause) -> bool:
    units = clause.units
    return len(units) == 2 and units[1].text.isdigit()


def mark_labels(clauses: list[Clause], *, spanish: bool) -> list[Clause]:
    """The clauses without labels that ask; what stands below the others is marked as kept or as told."""
    labels = [_label(clause, after) for clause, after in pairwise(clauses)]
    if not any(labels):
        return clauses
    labels.append("")
    asked = "asks" in labels
    found: list[Clause] = []
    state = ""
    for at, clause in enumerate(clauses):
        if clause.link in _BEGINS:
            state = ""
        label = labels[at]
        if label == "asks":
            _take_label(clause, clauses[at + 1], spanish=spanish)
            continue
        if asked and not label and clause.link in _BEGINS and _is_number(clause):
            state = "remark"  # "Auftrag 482"
        if label == "announces":
            numbers = [_NUMBER.get(unit.text, 0) for unit in clause.units]
            _make_items(clauses[at + 1 :], max(numbers))
        elif label:
            state = "remark" if asked or label == "keeps" else ""
        if state and clause.link == "colon":
            clause.link = "comma"
        wanted = label == "announces" and clause.units[0].word.roles & WANT  # "we need two changes"
        clause.forced = "remark" if wanted else state
        found.append(clause)
    return found


def _label(clause: Clause, after: Clause) -> str:
    """ "keeps", "asks", "tells" of a label; "" where a clause is none."""
    units = clause.units
    if after.link == "colon" and len(units) > 1 and _announces(units):
        return "announces"
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


def _announces(units: Sequence[Unit]) -> bool:
    """ "two notes from the school"."""
    several = any(unit.text in _SEVERAL for unit in units[:3])
    return several and any(unit.word.roles & META for unit in units[1:5])


def has_labels(clauses: Sequence[Clause]) -> bool:
    return any(clause.link == "colon" for clause in clauses)


def is_written(units: Sequence[Unit]) -> bool:
    """ "Text auf dem Schild: „…“" asks for what is quoted, as "the client writes: “…”" does not."""
    return any(unit.text in _WRITTEN_ON for unit in units[:2])


_WRITTEN_ON = frozenset(
    (
        *("text", "schild", "aufschrift", "schriftzug", "titel", "tafel", "plakat", "banner"),
        *("hinweis", "aviso", "texto", "letrero", "cartel", "rótulo", "rotulo", "título"),
        *("titulo", "pizarra"),
    )
)
