"""What was paid for twice: two clones ran the same job before they exchanged locks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from remixbatch.holdings import Holdings
from remixbatch.plan import Plan
from remixbatch.policy import Policy
from remixbatch.take import Take


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidTwice:
    """Videos of one job that were asked for alike: one prompt, one parent. `used`: children start from that one."""

    job: str
    takes: tuple[Take, ...]
    used: Take


def paid_twice(planned: Plan, holdings: Holdings, policy: Policy) -> Iterator[PaidTwice]:
    """By job, as the spec has it. A person who picked one, or rejected the others, knows of them."""
    for name, step in planned.steps.items():
        used = holdings.takes.get(step.pick or "")
        if used is None or name in policy.picks:
            continue
        takes = [
            take
            for handle, take in ((h, holdings.takes[h]) for h in holdings.handles(name))
            if handle not in policy.rejected and _alike(take, used)
        ]
        if len(takes) > 1:
            yield PaidTwice(job=name, takes=tuple(takes), used=used)


def _alike(take: Take, other: Take) -> bool:
    return (
        take.made
        and take.phase == other.phase
        and (take.key, take.parent, take.origin) == (other.key, other.parent, other.origin)
    )


def brought(found: Iterable[PaidTwice], uids: frozenset[str]) -> list[PaidTwice]:
    """Those with a take among these."""
    return [each for each in found if any(take.uid in uids for take in each.takes)]
