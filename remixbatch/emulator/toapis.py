"""ToAPIs as it documents the remix of sora-2-official: the submission answers as a video, a look as a task."""

from collections.abc import Mapping
from typing import Any

from remixbatch.emulator.denied import DeniedError, Reason
from remixbatch.emulator.dialect import Dialect, Json
from remixbatch.emulator.looks import SECONDS, SIZE
from remixbatch.emulator.video import Video

MODEL = "sora-2-official"
REFUSAL = "content_policy_violation"

_ERRORS = {
    Reason.INVALID: (400, "invalid_request"),
    Reason.UNAUTHORIZED: (401, "unauthorized"),
    Reason.NO_SUCH_VIDEO: (404, "task_not_found"),
    Reason.NO_SUCH_PATH: (404, "not_found_error"),
    Reason.METHOD: (405, "method_not_allowed"),
    Reason.NOT_FINISHED: (400, "invalid_request"),
    Reason.EXPIRED: (404, "expired"),
    Reason.REFUSED: (422, REFUSAL),
    Reason.TOO_MANY: (429, "rate_limit_exceeded"),
    Reason.NO_RANGE: (416, "range_not_satisfiable"),
    Reason.BROKEN: (500, "internal_error"),
}


def error(denied: DeniedError) -> tuple[int, Json]:
    """Here the code is a number, in a failed job it is a word."""
    status, type_ = _ERRORS[denied.reason]
    return status, {"error": {"code": status, "message": denied.message, "type": type_}}


def submitted(video: Video, now: float) -> Json:
    """Lineage, length and size are told here and never again."""
    return {
        "id": video.id,
        "object": "video",
        "model": video.model or MODEL,
        "status": video.status(now),
        "progress": video.progress(now),
        "created_at": int(video.created),
        "remixed_from_video_id": video.source,
        "seconds": str(SECONDS),
        "size": SIZE,
    }


def task(video: Video, now: float, url: str) -> Json:
    status = video.status(now)
    told: Json = {
        "id": video.id,
        "object": "generation.task",
        "model": video.model or MODEL,
        "status": status,
        "progress": video.progress(now),
        "created_at": int(video.created),
    }
    if status == "completed":
        told["completed_at"] = int(video.ends)
        if video.expires is not None:
            told["expires_at"] = int(video.expires)
        file = {"url": f"{url}/files/{video.id}.mp4", "format": "mp4"}
        told["result"] = {"type": "video", "data": [file]}
    elif status == "failed" and video.failure is not None:
        told["error"] = {"code": video.failure.code, "message": video.failure.message}
    return told


def model(body: Mapping[str, Any]) -> str:
    if body.get("model") != MODEL:
        text = f"'model' must be {MODEL!r} to remix a video."
        raise DeniedError(Reason.INVALID, text, param="model")
    return MODEL


TOAPIS = Dialect(
    name="toapis",
    refusal=REFUSAL,
    paths=(
        ("POST", "/v1/videos/<id_>/remix", "remix"),
        ("GET", "/v1/videos/generations/<id_>", "look"),
        ("GET", "/files/<id_>.mp4", "file"),
    ),
    model=model,
    submitted=submitted,
    status=task,
    error=error,
)
