"""Why the emulator does not do as asked. Each dialect has its own words and numbers for a reason."""

from enum import StrEnum


class Reason(StrEnum):
    INVALID = "invalid"
    UNAUTHORIZED = "unauthorized"
    NO_SUCH_VIDEO = "no such video"
    NO_SUCH_PATH = "no such path"
    METHOD = "method"
    NOT_FINISHED = "not finished"
    EXPIRED = "expired"
    REFUSED = "refused"
    TOO_MANY = "too many"
    NO_RANGE = "no range"
    BROKEN = "broken"


class DeniedError(Exception):
    def __init__(
        self, reason: Reason, message: str, *, param: str | None = None, wait: float | None = None
    ) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.param = param  # of the request, where one is to blame
        self.wait = wait  # seconds after which to ask again


def no_such_video(id_: str) -> DeniedError:
    return DeniedError(Reason.NO_SUCH_VIDEO, f"No video {id_[:200]!r} exists.", param="video_id")
