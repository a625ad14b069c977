"""Signals at random points, and clocks that are wrong: neither makes anything paid for twice or lost."""

import signal
import time
from pathlib import Path
from random import Random

import pytest

from checkout import Checkout, ended, of
from emulated import running
from remixbatch import events as e
from remixbatch.cli.main import is_interruption
from test_kill import JOBS, goes_on, soak

__all__ = ["JOBS"]  # what `checkout` runs

DAY = 86_400
SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
ENDS = {0, 7, 130, *(-number for number in SIGNALS)}  # by the signal itself, before it is heeded


@pytest.mark.parametrize("seed", [1, 2, *soak(range(3, 80))])
def test_signals_at_random(checkout: Checkout, seed: int) -> None:
    rng = Random(seed)
    for _ in range(3):
        run = checkout.start()
        for number in rng.choices(SIGNALS, k=rng.choice([1, 1, 2, 3])):
            time.sleep(rng.uniform(0.0, 0.5))
            run.send_signal(number)
        end = ended(run)
        assert end.code in ENDS, end
        assert "Traceback" not in end.err or end.code < 0, end  # Python's own, before it is heeded
        assert not checkout.paid() - checkout.wanted()
    goes_on(checkout)


def test_python_stumbling_over_an_interruption_is_no_bug() -> None:
    def stumbled(*, over: BaseException) -> BaseException:
        try:
            try:
                raise over
            finally:
                raise RuntimeError("cannot release un-acquired lock")  # as importlib does
        except RuntimeError as error:
            return error

    assert is_interruption(stumbled(over=KeyboardInterrupt()))
    assert not is_interruption(stumbled(over=ValueError()))
    assert not is_interruption(RuntimeError())


@pytest.mark.parametrize("offsets", [(400 * DAY, 0), (-400 * DAY, 400 * DAY), (DAY, -DAY)], ids=str)
def test_clocks_that_disagree(checkout: Checkout, offsets: tuple[int, int]) -> None:
    """Each process has another idea of the time; the journal is from the future or from long ago."""
    first, second = offsets
    checkout.killed(f"clock:{first},after:submitted:2")
    checkout.killed(f"clock:{second},after:fetched:1")
    goes_on(checkout)
    times = [event.at for event in of(e.Intent, checkout.events())]
    assert max(times) - min(times) > DAY / 2


@pytest.mark.parametrize("seed", [1, *soak(range(2, 10))])
def test_a_clock_that_jumps_in_the_middle_of_a_run(checkout: Checkout, seed: int) -> None:
    end = checkout.run(point=f"jumps:{seed}")
    assert end.code == 0, end
    goes_on(checkout)


def test_a_take_of_a_clock_that_was_ahead_becomes_overdue(tmp_path: Path) -> None:
    """Its age cannot be known; it is not waited for until that year has come."""
    with running(tmp_path / "emulator", "--speed", "0.001") as emulator:
        checkout = Checkout(
            tmp_path, emulator, "ahead", "  sun: {from: a, prompt: Put the sun low, timeout: 1s}\n"
        )
        checkout.killed(f"clock:{400 * DAY},after:submitted:1")
        end = ended(checkout.start())
    assert end.code == 4, end
    assert "overdue" in end.out + end.err
