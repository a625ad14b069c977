"""When to act next: pure functions of what happened, in seconds."""

from collections import deque
from statistics import median
from zlib import crc32

MINUTE = 60.0


def backoff(tries: int, *, base: float = 1.0, most: float = 30.0) -> float:
    """Seconds to wait after the n-th failure in a row (1, 2, …): doubling from `base`, never above `most`."""
    return float(min(most, base * 2 ** min(tries - 1, 16)))


def spread(seconds: float, salt: str) -> float:
    """Up to a tenth more, the same for the same salt, so that takes begun together are not looked at together."""
    return seconds * (1 + (crc32(salt.encode()) % 1000) / 10_000)


def look_delay(
    *, age: float, looks: int, first: float, every: float, most: float, expected: float | None
) -> float:
    """Seconds from now to the next look at a take of this age.

    With a history (`expected`, the usual duration at this service) the first look comes shortly before
    the usual end and the next ones at the tightest interval; long past it they grow apart. Without,
    the intervals grow by a fifth each from `every`.
    """
    if looks == 0:
        aim = first if expected is None else max(first, 0.8 * expected)
        return max(0.0, aim - age)
    if expected is not None and age < 0.8 * expected:
        return max(every, 0.8 * expected - age)
    late = looks if expected is None else max(0, looks - 10)
    return float(min(most, every * 1.2 ** min(late, 40)))


def time_left(recorded: float, now: float, deadline: float) -> float:
    """Seconds that a submission has for its answer, counted from what was recorded: whoever reads that counts from
    there, too. Nothing is left where the process stood still for so long that nothing is to be sent any more.
    """
    return deadline - max(0.0, now - recorded)


class History:
    """Durations of takes that completed, in seconds; the median of the last fifty is what to expect."""

    def __init__(self) -> None:
        self._durations: deque[float] = deque(maxlen=50)

    def add(self, seconds: float) -> None:
        if seconds > 0:
            self._durations.append(seconds)

    @property
    def expected(self) -> float | None:
        return median(self._durations) if len(self._durations) >= 3 else None


class Rate:
    """Submissions a minute, over a sliding minute; less than one a minute, over as long as one takes."""

    def __init__(self, per_minute: float) -> None:
        self._sent: deque[float] = deque(maxlen=max(1, int(per_minute)))
        self._span = max(MINUTE, MINUTE / per_minute)

    def sent(self, at: float) -> None:
        self._sent.append(at)

    def forget_after(self, at: float) -> None:
        if self._sent and max(self._sent) > at:
            self._sent = deque((sent for sent in self._sent if sent <= at), self._sent.maxlen)

    def free_at(self, coming: int = 0) -> float:
        """Earliest time of one more submission, after `coming` others that are about to go."""
        limit = self._sent.maxlen or 1
        back = max(1, limit - coming)  # the one that must be a minute old by then
        return self._sent[-back] + self._span if len(self._sent) >= back else 0.0
