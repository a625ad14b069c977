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
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf
from pathlib import Path
from typing import Any

from remixbatch.emulator.books import Books, Post
from remixbatch.emulator.chance import NONE, Chance, Hits, lineage
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What became of a submission. The video is in the books, unless a fault keeps it out of them."""

    video: Video
    post: int  # its number in the books
    hits: Hits


class Studio:
    def __init__(self, options: Options, refusal: str, clock: Callable[[], float]) -> None:
        """`refusal`: the dialect's code for content it declines. Raises EmulatorError."""
        self._options = options
        self._refusal = refusal
        self.clock = clock
        self.chance = Chance(options.faults)
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

    def remix(self, submission: Submission) -> Made:
        """Book a new video. When this returns it is in the books, whatever becomes of the answer.

        Faults befall what would have been accepted: before the effect nothing is booked; late, it will be.
        """
        try:
            return self._accepted(submission)
        except DeniedError as denied:
            self._note_denied(submission, denied)
            raise

    def _accepted(self, submission: Submission) -> Made:
        prompt = _checked(submission.prompt)
        parent = self.file(submission.source)
        if "[refuse]" in prompt:
            raise DeniedError(
                Reason.REFUSED, "The prompt was declined by the content policy.", param="prompt"
            )
        with self.books.writing():
            now = self.clock()
            if (earlier := self._earlier(submission, prompt)) is not None:
                again = self.books.note(self._post(submission, prompt, now))
                return Made(video=earlier, post=again, hits=NONE)
            self._limit(now)
            return self._booked(self._post(submission, prompt, now), parent)

    def _post(self, submission: Submission, prompt: str, now: float) -> Post:
        """The note of a submission that is accepted."""
        before = self.books.post_of(submission.source)
        root = submission.source if before is None else before.root
        line = lineage(submission.source if before is None else before.lineage, prompt)
        return Post(
            at=now,
            source=submission.source,
            prompt=prompt,
            model=submission.model,
            idempotency_key=submission.idempotency_key,
            root=root,
            lineage=line,
            nth=self.books.asked(line) + 1,
        )

    def _booked(self, post: Post, parent: Video) -> Made:
        hits = self.chance.hits("submit", post.lineage, post.prompt, post.root, post.nth)
        answer = hits.answer
        when = "after" if answer is None else answer.when
        faults = [
            {"fault": rule.name, "when": rule.when, "seconds": rule.seconds} for rule in hits.rules
        ]
        lies = [rule.lies for rule in hits.rules if rule.lies is not None]
        video = self._video(post, parent, faults)
        post = replace(post, faults=faults, lies=next(iter(lies), None))
        if when == "after":
            self.books.add(video)
            post = replace(post, id=video.id)
            if hits.of("twice") is not None:
                second = replace(video, id=new_id())
                self.books.add(second)
                post = replace(post, also=second.id)
        elif when == "late" and answer is not None:
            post = replace(post, due=post.at + answer.delay)
        return Made(video=video, post=self.books.note(post), hits=hits)

    def _note_denied(self, submission: Submission, denied: DeniedError) -> None:
        prompt = submission.prompt[:PROMPT_MOST] if isinstance(submission.prompt, str) else ""
        safe = prompt.encode("utf-8", "replace").decode()
        with self.books.writing():
            post = self._post(submission, safe, self.clock())
            self.books.note(replace(post, denied=str(denied.reason), answered=True))

    def _video(self, post: Post, parent: Video, faults: Sequence[Mapping[str, Any]]) -> Video:
        """What a submission makes; its faults: what becomes of it instead."""
        takes = self.books.takes(post.source, post.prompt)
        seconds = {each["fault"]: float(each["seconds"]) for each in faults}
        failure = self._failure(post.prompt, takes)
        lasts = duration(self._options.seed, post.prompt, takes, self._options.speed)
        lasts *= 1 if failure is None else SHORTENED
        if "fail" in seconds:
            failure = FAILED
        elif "refuse" in seconds:
            failure = self._declined()
        ends = post.at + lasts
        return Video(
            id=new_id(),
            source=post.source,
            prompt=post.prompt,
            model=post.model,
            created=post.at,
            duration=inf if "stuck" in seconds else lasts,
            expires=ends + seconds.get("expire", self._options.retention),
            look=remix_look(parent.look, post.prompt),
            failure=failure,
            idempotency_key=post.idempotency_key,
        )

    def catch_up(self) -> None:
        """Book what was due since: submissions whose effect came after their answer was lost."""
        now = self.clock()
        if not self.books.due(now):
            return
        with self.books.writing():
            for post in self.books.due(now):
                at = post.due or now
                if (
                    self._keyed(post.idempotency_key) is not None
                ):  # it came again, and was booked then
                    self.books.is_done(post.serial, None)
                    continue
                try:
                    video = self._video(replace(post, at=at), self.file(post.source), post.faults)
                except DeniedError:  # its source is gone by now
                    self.books.is_done(post.serial, None)
                    continue
                self.books.add(video)
                self.books.is_done(post.serial, video.id)

    def hits(self, on: str, video: Video) -> Hits:
        """What befalls a request about one video."""
        if not self._options.faults.rules:
            return NONE
        post = self.books.post_of(video.id)
        if post is None:
            return self.chance.hits(on, video.id, video.prompt or "", video.id)
        return self.chance.hits(on, f"{post.lineage} {post.nth}", post.prompt, post.root)

    def _earlier(self, submission: Submission, prompt: str) -> Video | None:
        """What was made under the same key, where keys are honoured. Raises DeniedError for another request."""
        made = self._keyed(submission.idempotency_key)
        if made is not None and (made.source, made.prompt) != (submission.source, prompt):
            raise DeniedError(Reason.INVALID, "This key was used for another request.")
        return made

    def _keyed(self, key: str | None) -> Video | None:
        """What was made under a key, where keys are honoured."""
        return self.books.keyed(key) if key is not None and self._options.honour_keys else None

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
            return self._declined()
        if "[fail]" in prompt or ("[fail once]" in prompt and nth == 0):
            return FAILED
        return None

    def _declined(self) -> Failure:
        return Failure(code=self._refusal, message="The video was declined by the content policy.")


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
