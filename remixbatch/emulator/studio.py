"""What the emulator accepts and makes, whatever dialect it is asked in.

Words in a prompt that make it behave badly on purpose:

    [refuse]          the submission is refused for its content
    [refuse later]    accepted, then fails for its content
    [fail]            accepted, then fails
    [fail once]       the first take of this source and prompt fails, later
                      ones succeed
    [slow answer]     booked at once, answered 5 seconds later;
                      [slow answer 30] says how many
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from remixbatch.emulator.books import Books
from remixbatch.emulator.denied import DeniedError, Reason, no_such_video
from remixbatch.emulator.looks import remix_look
from remixbatch.emulator.options import Options
from remixbatch.emulator.video import Failure, Video, duration, new_id, source

PROMPT_MOST = 32_000
SLOW_ANSWER = re.compile(r"\[slow answer(?: (\d{1,3}))?\]")
FAILED = Failure(code="generation_failed", message="The video could not be made.")
SHORTENED = 0.6  # a job that fails does so before it would have been done


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A submission as it came in."""

    source: str
    prompt: object
    model: str | None
    idempotency_key: str | None


class Studio:
    def __init__(self, options: Options, refusal: str, clock: Callable[[], float]) -> None:
        """`refusal`: the dialect's code for content it declines. Raises EmulatorError."""
        self._options = options
        self._refusal = refusal
        self.clock = clock
        self.books = Books(Path(options.state) / f"{options.dialect}.db")

    def find(self, id_: str) -> Video:
        video = self.books.find(id_)
        if video is None and not self.books.is_deleted(id_):
            video = source(id_)
        if video is None:
            raise no_such_video(id_)
        return video

    def file(self, id_: str) -> Video:
        """A video whose file can be had now."""
        video, now = self.find(id_), self.clock()
        if video.status(now) != "completed":
            raise DeniedError(
                Reason.NOT_FINISHED, f"The video {id_!r} is not completed.", param="video_id"
            )
        if video.gone(now):
            raise DeniedError(Reason.EXPIRED, f"The video {id_!r} has expired.", param="video_id")
        return video

    def delete(self, id_: str) -> None:
        if self.find(id_).status(self.clock()) not in ("completed", "failed"):
            raise DeniedError(
                Reason.NOT_FINISHED, f"The video {id_!r} is not finished.", param="video_id"
            )
        with self.books.writing():
            self.books.delete(id_)

    def remix(self, submission: Submission) -> Video:
        """Book a new video. When this returns it is in the books, whatever becomes of the answer."""
        prompt = _checked(submission.prompt)
        parent = self.file(submission.source)
        if "[refuse]" in prompt:
            raise DeniedError(
                Reason.REFUSED, "The prompt was declined by the content policy.", param="prompt"
            )
        with self.books.writing():
            now = self.clock()
            self._limit(now)
            nth = self.books.takes(submission.source, prompt)
            failure = self._failure(prompt, nth)
            lasts = duration(self._options.seed, prompt, nth, self._options.speed)
            lasts *= 1 if failure is None else SHORTENED
            video = Video(
                id=new_id(),
                source=submission.source,
                prompt=prompt,
                model=submission.model,
                created=now,
                duration=lasts,
                expires=now + lasts + self._options.retention,
                look=remix_look(parent.look, prompt),
                failure=failure,
                idempotency_key=submission.idempotency_key,
            )
            self.books.add(video)
        return video

    def delay(self, prompt: str) -> float:
        """Seconds between booking a submission and answering it."""
        slow = SLOW_ANSWER.search(prompt)
        return self._options.answer_delay + (float(slow[1] or 5) if slow else 0.0)

    def _limit(self, now: float) -> None:
        running, first = self.books.unfinished(now)
        if running >= self._options.in_flight:
            text = f"{running} videos are being made, which is the most allowed at a time."
            raise DeniedError(Reason.TOO_MANY, text, wait=first - now)
        most = self._options.submits_per_minute
        begun, first = self.books.begun_since(now - 60)
        if most is not None and begun >= most:
            text = f"{most} submissions a minute are allowed."
            raise DeniedError(Reason.TOO_MANY, text, wait=first + 60 - now)

    def _failure(self, prompt: str, nth: int) -> Failure | None:
        if "[refuse later]" in prompt:
            return Failure(
                code=self._refusal, message="The video was declined by the content policy."
            )
        if "[fail]" in prompt or ("[fail once]" in prompt and nth == 0):
            return FAILED
        return None


def _checked(prompt: object) -> str:
    if not isinstance(prompt, str):
        raise DeniedError(Reason.INVALID, "'prompt' must be text.", param="prompt")
    if not prompt.strip():
        raise DeniedError(Reason.INVALID, "'prompt' must not be empty.", param="prompt")
    if len(prompt) > PROMPT_MOST:
        text = f"'prompt' has {len(prompt)} characters; {PROMPT_MOST} are allowed."
        raise DeniedError(Reason.INVALID, text, param="prompt")
    if any("\ud800" <= letter <= "\udfff" for letter in prompt):
        raise DeniedError(Reason.INVALID, "'prompt' is not valid Unicode.", param="prompt")
    return prompt
