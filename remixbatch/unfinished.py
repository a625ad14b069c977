"""Takes that are not over: money is in them, whether a job of the spec speaks for them or not."""

from collections.abc import Collection, Iterator, Mapping

from remixbatch.errors import Exit
from remixbatch.holdings import Holdings
from remixbatch.take import Phase, Take


def wants_care(take: Take) -> bool:
    """It is at the service, or finished there and not yet here."""
    return take.phase is Phase.RUNNING or (take.phase is Phase.COMPLETED and take.sha256 is None)


def left_open(
    holdings: Holdings, spoken_for: Collection[str | None], why: Mapping[str, str]
) -> Iterator[tuple[Exit, str]]:
    """What takes that no step speaks for add to an exit code. `why`: handle -> what is known of it beyond that."""
    for handle, take in holdings.takes.items():
        name = f"{holdings.job_of(handle)}.{take.take}"
        if handle in spoken_for:
            continue
        if take.phase is Phase.UNCLEAR:
            yield Exit.UNCLEAR, f"{name}: an earlier submission is unclear"
        elif wants_care(take):
            yield Exit.UNFINISHED, f"{name}: an earlier take {why.get(handle, 'is still open')}"
