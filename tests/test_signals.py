"""What a signal does to a run: nothing is lost, nothing is sent twice, and the way on is told."""

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from checkout import Checkout, ended, of, tag_of
from emulated import Emulator, running, until
from remixbatch import events as e
from remixbatch.driver import LEAVE_WITHIN
from tiny_server import serving

CALM = """
  dusk: {from: a, prompt: Make it dusk}
  fog: {from: b, prompt: Fill it with fog}
  snow: {from: b, prompt: Cover it with snow}
"""
JOBS = """
  dusk: {from: a, prompt: 'Make it dusk [slow answer 1]'}
  fog: {from: dusk, prompt: Fill it with fog}
"""


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """A job takes 0.6 to 1.4 seconds: time enough to be interrupted."""
    with running(tmp_path_factory.mktemp("emulator"), "--speed", "5", "--in-flight", "100") as one:
        yield one


@pytest.fixture
def calm(emulator: Emulator, tmp_path: Path, request: pytest.FixtureRequest) -> Checkout:
    """Where jobs take their time; of `checkout` the answers do."""
    return Checkout(tmp_path, emulator, tag_of(request), CALM)


def test_ctrl_c_submits_nothing_more_and_finishes_what_is_in_flight(calm: Checkout) -> None:
    run = calm.start("run", "-j", "1", "--max-new", "2")
    calm.until_recorded(e.Submitted)
    run.send_signal(signal.SIGINT)
    end = ended(run)
    assert end.code == 130, end
    assert "nothing more is submitted" in end.err
    assert "\nTo go on: remixbatch run spring.yaml --max-new 1 -j 1\n" in end.err
    assert "next    remixbatch run spring.yaml --max-new 1 -j 1\n" in end.out
    assert [take["status"] for take in calm.takes()] == ["completed"]
    assert calm.takes()[0]["sha256"]
    assert len(calm.books()) == 1
    goes_on(calm)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_before_anything_is_submitted(calm: Checkout, number: int) -> None:
    """While the sources are asked for: nothing is lost, and that is said."""
    with serving(lambda _: server.hang()) as server:
        calm.environ["REMIXBATCH_BASE_URL"] = server.url
        with calm.start() as run:
            until(lambda: server.requests)
            run.send_signal(number)
            end = ended(run)
    assert end.code == 130, end
    assert "Interrupted; everything that was recorded is kept." in end.err
    assert not list(calm.journal.parent.glob("*.writer.json"))


def test_ctrl_c_twice_leaves_at_once(calm: Checkout) -> None:
    run = calm.start()
    calm.until_recorded(e.Submitted)
    run.send_signal(signal.SIGINT)
    time.sleep(0.3)
    run.send_signal(signal.SIGINT)
    begun = time.monotonic()
    end = ended(run)
    assert time.monotonic() - begun < 2
    assert end.code == 130, end
    assert end.err.count("To go on: remixbatch run spring.yaml\n") == 2
    assert "Left." in end.err
    assert "remixbatch run spring.yaml" in end.out
    recorded = {event.id for event in of(e.Submitted, calm.events())}
    assert {take["id"] for take in calm.takes()} >= recorded
    goes_on(calm)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=lambda n: n.name)
def test_leaving_waits_for_the_answers_of_posts(checkout: Checkout, number: signal.Signals) -> None:
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
    run = checkout.start()
    checkout.until_booked(1)
    for number in numbers:
        run.send_signal(number)
        time.sleep(0.2)
    end = ended(run)
    assert end.code == 130, end
    assert [take["id"] for take in checkout.takes()] == [checkout.books()[0]["id"]]
    goes_on(checkout)


def test_leaving_with_nothing_on_its_way_takes_no_time(calm: Checkout) -> None:
    run = calm.start("run", "-j", "1")
    calm.until_recorded(e.Submitted)
    run.send_signal(signal.SIGTERM)
    begun = time.monotonic()
    end = ended(run)
    assert time.monotonic() - begun < LEAVE_WITHIN / 2, "it waited for what is not on its way"
    assert end.code == 130, end
    assert [take["status"] for take in calm.takes()] == ["running"]


def test_a_post_left_without_an_answer_is_unclear(checkout: Checkout) -> None:
    checkout.write(JOBS.replace("answer 1", "answer 20"))
    run = checkout.start()
    checkout.until_booked(1)
    for _ in range(2):
        run.send_signal(signal.SIGTERM)
        time.sleep(0.2)
    assert ended(run).code == 130
    assert [take["status"] for take in checkout.takes()] == ["submitting"]
    assert checkout.run().code == 7
    assert len(checkout.books()) == 1


def test_what_was_ignored_before_stays_ignored(calm: Checkout) -> None:
    """As `nohup` does with SIGHUP: a run started so outlives its terminal."""
    calm.write("  dusk: {from: a, prompt: Make it dusk}\n")
    former = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        run = calm.start(heeds=())
    finally:
        signal.signal(signal.SIGHUP, former)
    calm.until_recorded(e.Submitted)
    run.send_signal(signal.SIGHUP)
    end = ended(run)
    assert end.code == 0, end


def test_ctrl_c_does_not_begin_the_next_spec(calm: Checkout) -> None:
    other = calm.folder / "autumn.yaml"
    other.write_text(calm.spec.read_text("utf-8").replace("dusk", "night"), "utf-8")
    run = calm.start("run", other.name, "-j", "1")
    calm.until_recorded(e.Submitted)
    run.send_signal(signal.SIGINT)
    end = ended(run)
    assert end.code == 130, end
    assert "autumn.yaml: not begun" in end.err
    assert len(calm.books()) == 1


def goes_on(checkout: Checkout) -> None:
    end = checkout.run()
    assert end.code == 0, end
    assert checkout.paid() == checkout.wanted()
