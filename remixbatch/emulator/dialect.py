"""What differs between the services that the emulator speaks like."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from remixbatch.emulator.denied import DeniedError
from remixbatch.emulator.video import Video

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    name: str
    refusal: str  # error code of a job that was declined for its content
    paths: tuple[tuple[str, str, str], ...]  # method, path, what it asks for
    model: Callable[[Mapping[str, Any]], str | None]  # of a submission's body; raises DeniedError
    submitted: Callable[[Video, float], Json]  # the answer to a submission
    status: Callable[
        [Video, float, str], Json
    ]  # the answer to a look; the text is the server's url
    error: Callable[[DeniedError], tuple[int, Json]]
