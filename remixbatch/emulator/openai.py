"""The OpenAI Videos API, as its OpenAPI document of August 2026 describes it."""

from collections.abc import Mapping
from typing import Any

from remixbatch.emulator.denied import DeniedError, Reason
from remixbatch.emulator.dialect import Dialect, Json
from remixbatch.emulator.looks import SECONDS, SIZE
from remixbatch.emulator.video import Video

MODEL = "sora-2"
REFUSAL = "moderation_blocked"

_ERRORS = {
    Reason.INVALID: (400, "invalid_request_error", "invalid_value"),
    Reason.UNAUTHORIZED: (401, "invalid_request_error", "invalid_api_key"),
    Reason.NO_SUCH_VIDEO: (404, "invalid_request_error", "not_found"),
    Reason.NO_SUCH_PATH: (404, "invalid_request_error", "unknown_url"),
    Reason.METHOD: (405, "invalid_request_error", "method_not_allowed"),
    Reason.NOT_FINISHED: (400, "invalid_request_error", "video_not_completed"),
    Reason.EXPIRED: (404, "invalid_request_error", "expired"),
    Reason.REFUSED: (400, "video_generation_user_error", REFUSAL),
    Reason.TOO_MANY: (429, "requests", "rate_limit_exceeded"),
    Reason.NO_RANGE: (416, "invalid_request_error", "range_not_satisfiable"),
    Reason.BROKEN: (500, "server_error", "internal_error"),
}


def error(denied: DeniedError) -> tuple[int, Json]:
    status, type_, code = _ERRORS[denied.reason]
    body = {"message": denied.message, "type": type_, "param": denied.param, "code": code}
    return status, {"error": body}


def job(video: Video, now: float, _url: str = "") -> Json:
    """All fields of the schema; those that do not apply are null."""
    status = video.status(now)
    done = status == "completed"
    return {
        "id": video.id,
        "object": "video",
        "model": video.model or MODEL,
        "status": status,
        "progress": video.progress(now),
        "created_at": int(video.created),
        "completed_at": int(video.ends) if done else None,
        "expires_at": int(video.expires) if done and video.expires is not None else None,
        "prompt": video.prompt,
        "seconds": str(SECONDS),
        "size": SIZE,
        "remixed_from_video_id": video.source,
        "error": _failure(video, now),
    }


def _failure(video: Video, now: float) -> Json | None:
    if video.failure is None or video.status(now) != "failed":
        return None
    return {"code": video.failure.code, "message": video.failure.message}


def model(_body: Mapping[str, Any]) -> str:
    """A remix has no such field: it follows its source."""
    return MODEL


OPENAI = Dialect(
    name="openai",
    refusal=REFUSAL,
    paths=(
        ("POST", "/v1/videos/<id_>/remix", "remix"),
        ("GET", "/v1/videos", "list"),
        ("GET", "/v1/videos/<id_>", "look"),
        ("DELETE", "/v1/videos/<id_>", "delete"),
        ("GET", "/v1/videos/<id_>/content", "content"),
    ),
    model=model,
    submitted=job,
    status=job,
    error=error,
)
