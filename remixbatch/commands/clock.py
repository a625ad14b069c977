"""Whether this machine's clock can be right, by what is recorded. A wrong one costs nothing, but misleads."""

from remixbatch.commands.console import tell
from remixbatch.events import stamp
from remixbatch.holdings import Holdings

DAY = 86400.0
WRITTEN = "2026-01-01T00:00:00Z"  # before this program was: no clock that is right says less


def doubt_clock(holdings: Holdings, at: float) -> None:
    """Tell a clock that is far off; ages, expiry and retirement are counted by it."""
    now = stamp(at)
    known = (take.at or take.submitted or "" for take in holdings.takes.values())
    newest = max(known, default="")
    if now < WRITTEN:
        because = "before this program was written"
    elif newest > stamp(at + DAY):
        because = f"and the record has times up to {newest}"
    else:
        return
    tell(
        f"warning: this machine's clock says {now}, {because}; "
        "ages and expiry dates are told wrong until it is set (nothing is paid for twice)"
    )
