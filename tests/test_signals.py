"""What a signal does to a run: nothing is lost, nothing is sent twice, and the way on is told."""

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from checkout import Checkout, ended, of
from emulated import Emulator, running
from remixbatch import events as e

CALM = """
  dusk: {from: a, prompt: Make it dusk}
  fog: {from: b, prompt: Fill it with fog}
  snow: {from: b, prompt: Cover it with snow}
"""
SLOW_ANSWER = """
  dusk: {from: a, prompt: 'Make it dusk [slow answer 1]'}
  fog: {from: dusk, prompt: Fill it with fog}
"""


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """A job takes 1 to 2.3 seconds: time enough to be interrupted."""
    with running(tmp_path_factory.mktemp("emulator"), "--speed", "3", "--in-flight", "100") as one:
        yield one


@pytest.fixture
def checkout(emulator: Emulator, tmp_path: Path, request: pytest.FixtureRequest) -> Checkout:
    tag = "".join(c if c.isalnum() else "-" for c in request.node.name)
    return Checkout(tmp_path, emulator, tag, CALM)


def test_ctrl_c_submits_nothing_more_and_finishes_what_is_in_flight(checkout: Checkout) -> None:
    run = checkout.start("run", "-j", "1")
    checkout.until_recorded(e.Submitted)
    run.send_signal(signal.SIGINT)
    end = ended(run)
    assert end.code == 130, end
    assert "nothing more is submitted" in end.err
    assert "remixbatch run spring.yaml" in end.out
    assert [take["status"] for take in checkout.takes()] == ["completed"]
    assert checkout.takes()[0]["sha256"]
    assert len(checkout.books()) == 1
    goes_on(checkout)


def test_ctrl_c_twice_leaves_at_once(checkout: Checkout) -> None:
    run = checkout.start()
    checkout.until_recorded(e.Submitted)
    run.send_signal(signal.SIGINT)
    time.sleep(0.3)
    run.send_signal(signal.SIGINT)
    begun = time.monotonic()
    end = ended(run)
    assert time.monotonic() - begun < 2
    assert end.code == 130, end
    assert "Left." in end.err
    assert "remixbatch run spring.yaml" in end.out
    recorded = {event.id for event in of(e.Submitted, checkout.events())}
    assert {take["id"] for take in checkout.takes()} >= recorded
    goes_on(checkout)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=lambda n: n.name)
def test_leaving_waits_for_the_answers_of_posts(checkout: Checkout, number: signal.Signals) -> None:
    checkout.write(SLOW_ANSWER)
    run = checkout.start()
    checkout.until_booked(1)
    run.send_signal(number)
    end = ended(run)
    assert end.code == 130, end
    assert "waiting" in end.err
    assert "remixbatch run spring.yaml" in end.out
    [entry] = checkout.books()
    assert [event.id for event in of(e.Submitted, checkout.events())] == [entry["id"]]
    assert [(take["id"], take["status"]) for take in checkout.takes()] == [(entry["id"], "running")]
    goes_on(checkout)


@pytest.mark.parametrize(
    "numbers",
    [(signal.SIGINT, signal.SIGTERM), (signal.SIGTERM, signal.SIGHUP)],
    ids=["a service stopped after Ctrl-C", "a pair"],
)
def test_two_kinds_of_signals_still_wait(
    checkout: Checkout, numbers: tuple[signal.Signals, ...]
) -> None:
    checkout.write(SLOW_ANSWER)
    run = checkout.start()
    checkout.until_booked(1)
    for number in numbers:
        run.send_signal(number)
        time.sleep(0.2)
    end = ended(run)
    assert end.code == 130, end
    assert [take["id"] for take in checkout.takes()] == [checkout.books()[0]["id"]]
    goes_on(checkout)


def test_leaving_with_nothing_on_its_way_takes_no_time(checkout: Checkout) -> None:
    run = checkout.start("run", "-j", "1")
    checkout.until_recorded(e.Submitted)
    run.send_signal(signal.SIGTERM)
    begun = time.monotonic()
    end = ended(run)
    assert time.monotonic() - begun < 2
    assert end.code == 130, end
    assert [take["status"] for take in checkout.takes()] == ["running"]


def test_a_post_left_without_an_answer_is_unclear(checkout: Checkout) -> None:
    checkout.write(SLOW_ANSWER.replace("answer 1", "answer 20"))
    run = checkout.start()
    checkout.until_booked(1)
    for _ in range(2):
        run.send_signal(signal.SIGTERM)
        time.sleep(0.2)
    assert ended(run).code == 130
    assert [take["status"] for take in checkout.takes()] == ["submitting"]
    assert checkout.run().code == 7
    assert len(checkout.books()) == 1


def test_what_was_ignored_before_stays_ignored(checkout: Checkout) -> None:
    """As `nohup` does with SIGHUP: a run started so outlives its terminal."""
    checkout.write("  dusk: {from: a, prompt: Make it dusk}\n")
    former = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        run = checkout.start(heeds=())
    finally:
        signal.signal(signal.SIGHUP, former)
    checkout.until_recorded(e.Submitted)
    run.send_signal(signal.SIGHUP)
    end = ended(run)
    assert end.code == 0, end


def test_ctrl_c_does_not_begin_the_next_spec(checkout: Checkout) -> None:
    other = checkout.folder / "autumn.yaml"
    other.write_text(checkout.spec.read_text("utf-8").replace("dusk", "night"), "utf-8")
    run = checkout.start("run", other.name, "-j", "1")
    checkout.until_recorded(e.Submitted)
    run.send_signal(signal.SIGINT)
    end = ended(run)
    assert end.code == 130, end
    assert "autumn.yaml: not begun" in end.err
    assert len(checkout.books()) == 1


def goes_on(checkout: Checkout) -> None:
    end = checkout.run()
    assert end.code == 0, end
    assert checkout.paid() == checkout.wanted()
