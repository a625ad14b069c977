"""What looks and lists say that is odd, or not so: plain values in, plain values out."""

from collections.abc import Callable
from hashlib import sha256

from remixbatch.emulator.dialect import Json
from remixbatch.emulator.faults import Rule

WORDS = ("cogitating", "QUEUE_2", "almost", "", "in progress", "\u2615")
Has = Callable[[str], Rule | None]


def progressed(told: Json, has: Has, dice: float) -> Json:
    """The answer to a look. Words and numbers of what is over stay what they are."""
    if told.get("status") not in ("queued", "in_progress"):
        return told
    told = dict(told)
    if has("backwards"):
        told["progress"] = 100 - int(told["progress"])
    if has("over"):
        told["progress"] = 250
    if has("words"):
        told["status"] = WORDS[int(dice * len(WORDS))]
    return told


def listed(told: Json, has: Has) -> Json:
    """A page of a list."""
    entries = [dict(entry) for entry in told["data"]]
    if has("shuffle"):
        entries.sort(key=lambda entry: sha256(str(entry["id"]).encode()).digest())
    hidden = {"prompt": "no-prompts", "remixed_from_video_id": "no-lineage"}
    nothing = {name: None for name, fault in hidden.items() if has(fault)}
    entries = [entry | nothing for entry in entries]
    more = told["has_more"] and not has("first-page")
    return {**told, "data": entries, "has_more": more}
