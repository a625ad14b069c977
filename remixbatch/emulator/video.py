"""One video at the emulator, and how it stands at a given time.

No thread works on a job: its status is computed from when it was created and how long it takes, so a
restarted emulator knows as much as the one before.
"""

import math
import os
import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from remixbatch.emulator.looks import Look, source_look

Status = Literal["queued", "in_progress", "completed", "failed"]

WELL_FORMED = re.compile(r"[A-Za-z0-9_.:=~+-]{1,512}")
# Sources were made here, as far as anybody can tell: one moment for all, so that answers never differ.
SOURCE_MADE = 1_760_000_000.0
QUEUED_SHARE = 0.2  # of a job's duration


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Video:
    id: str
    source: str | None  # None: not made here
    prompt: str | None
    model: str | None
    created: float
    duration: float  # from created to its end; infinite for one that never ends
    expires: float | None  # when its file goes; None: never
    look: Look
    failure: Failure | None = None  # how it ends, once it ends
    idempotency_key: str | None = None

    @property
    def ends(self) -> float:
        return self.created + self.duration

    def status(self, now: float) -> Status:
        if now >= self.ends:
            return "completed" if self.failure is None else "failed"
        queued = self.created + QUEUED_SHARE * self.duration
        return "queued" if now < queued and self.made_here else "in_progress"

    def progress(self, now: float) -> int:
        """Per cent. A failed job has none, as the services answer it."""
        status = self.status(now)
        if status == "completed":
            return 100
        if status in ("queued", "failed") or math.isinf(self.duration):
            return 0
        done = (now - self.created) / self.duration
        return min(99, max(1, int(100 * (done - QUEUED_SHARE) / (1 - QUEUED_SHARE))))

    def gone(self, now: float) -> bool:
        return self.expires is not None and now >= self.expires

    @property
    def made_here(self) -> bool:
        return self.source is not None


def new_id() -> str:
    """Random, and ending in check digits: an id made here is known again when the books are lost."""
    text = os.urandom(12).hex()
    return f"video_{text}{_check(text)}"


def minted(id_: str) -> bool:
    """Made by an emulator, this one or another. Such an id never passes for a source."""
    text = id_.removeprefix("video_")
    return len(text) == 32 and text != id_ and _check(text[:24]) == text[24:]


def _check(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:8]


def source(id_: str) -> Video | None:
    """What an id not made here stands for: a finished video, unless its name says otherwise."""
    if not WELL_FORMED.fullmatch(id_) or id_.startswith("absent-") or minted(id_):
        return None
    return Video(
        id=id_,
        source=None,
        prompt=None,
        model=None,
        created=SOURCE_MADE,
        duration=math.inf if id_.startswith("unfinished-") else 60.0,
        expires=SOURCE_MADE + 86400 if id_.startswith("expired-") else None,
        look=source_look(id_),
    )


def duration(seed: int, prompt: str, nth: int, speed: float) -> float:
    """3 to 7 seconds at speed 1, the same for the same seed, prompt and ordinal."""
    digest = sha256(f"{seed} {nth} {prompt}".encode()).digest()
    return (3 + 4 * int.from_bytes(digest[:4], "big") / 2**32) / speed
