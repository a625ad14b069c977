"""Whose a video is, where more than one submission is said to have made it.

One submission makes one video. Where two clones adopt a video, each for another unclear take, one of them is
wrong, and a merge brings both words together. What the service answered to a submission counts before a video that
a person brought from elsewhere, and that before a match, by the list or by a person; of equals the
smaller uid counts. A match that does not count leaves its submission as unclear as it was: it may have made a
video of its own, so its job is not due.
"""

from collections.abc import Callable, Iterable, Mapping

Video = tuple[str, str]  # origin, id
ANSWERED, ELSEWHERE, MATCHED = range(3)  # how it is known whose a video is; the first is the surest
MADE_ELSEWHERE = "made elsewhere, adopted by "
_FOUND, _ADOPTED = "found in the service's list", "adopted by "


def matched(by: str) -> str:
    """The note of a take whose id came from a match."""
    return _FOUND if by == "service" else f"{_ADOPTED}{by}"


def rank(note: str | None) -> int:
    """How a take's id got known, by the take's note."""
    if note is None:
        return ANSWERED
    if note.startswith(MADE_ELSEWHERE):
        return ELSEWHERE
    return MATCHED if note.startswith((_FOUND, _ADOPTED)) else ANSWERED


def doubtful(ranks: Mapping[str, int]) -> set[str]:
    """Of the uids that claim one video those whose submission may have made another, or none."""
    matches = sorted(uid for uid, rank in ranks.items() if rank == MATCHED)
    return set(matches if ANSWERED in ranks.values() else matches[1:])


def idle(ranks: Mapping[str, int]) -> set[str]:
    """Of the uids that claim one video those whose submission made it, and whose job does without it."""
    owner = min(ranks, key=lambda uid: (ranks[uid], uid))
    return ranks.keys() - doubtful(ranks) - {owner}


class Claims:
    """What an index of owners does not tell: who else claims a video, and how it is known of each.

    An owner of whom nothing was added was answered.
    """

    def __init__(self) -> None:
        self._ranks: dict[Video, dict[str, int]] = {}
        self._videos: dict[str, set[Video]] = {}  # of each uid

    def add(self, video: Video, uid: str, found: int) -> None:
        """Learn one; the surest word of a uid counts."""
        ranks = self._ranks.setdefault(video, {})
        ranks[uid] = min(found, ranks.get(uid, found))
        self._videos.setdefault(uid, set()).add(video)

    def free(
        self,
        video: Video,
        owner_of: Callable[[Video], str],
        owned: Callable[[str], Iterable[Video]],
    ) -> list[str]:
        """Uids whose jobs do without a video: without this, though their submissions made it, and without another.

        `owner_of`: the index's owner of a video; `owned`: the videos that the index gives to a uid.
        """

        def has(uid: str, other: Video) -> bool:
            ranks = self._known(other, owner_of(other))
            return uid not in doubtful(ranks) | idle(ranks)

        return [
            uid
            for uid in idle(self._known(video, owner_of(video)))
            if not any(
                has(uid, other) for other in {*owned(uid), *self._videos.get(uid, ())} - {video}
            )
        ]

    def _known(self, video: Video, owner: str) -> dict[str, int]:
        return {owner: ANSWERED} | self._ranks.get(video, {})
