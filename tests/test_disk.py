"""The journal's disk fails in the middle of a run: nothing more is sent, and an id that still comes in is kept."""

import pytest

from checkout import Checkout, of
from remixbatch import events as e

JOBS = """
  sun: {from: a, prompt: Put the sun low}
  rain: {from: sun, prompt: Add light rain}
  fog: {from: b, prompt: Fill it with fog}
  snow: {from: b, prompt: Cover it with snow}
"""
WAYS = ["insert", "commit", "committed", "full"]


@pytest.mark.parametrize("way", WAYS)
def test_an_intent_that_is_not_recorded_is_not_sent(checkout: Checkout, way: str) -> None:
    end = checkout.run(point=f"{way}:intent:1")
    assert end.code == 9, end
    assert "Traceback" not in end.err
    assert checkout.books() == []
    goes_on(checkout, doubtful=way == "committed")


@pytest.mark.parametrize("way", WAYS)
def test_an_id_that_is_not_recorded_is_rescued(checkout: Checkout, way: str) -> None:
    """The first submission goes alone, so nothing else is on its way."""
    end = checkout.run(point=f"{way}:submitted:1")
    assert end.code == 9, end
    [entry] = checkout.books()
    assert f"sun was submitted as {entry['id']}" in end.err
    assert f"next    remixbatch wait {checkout.spec.name}\n" in end.out  # the lock has it
    assert "has room" not in end.out
    assert [(take["id"], take["status"]) for take in checkout.takes()] == [(entry["id"], "running")]
    assert bool(of(e.Submitted, checkout.events())) == (way == "committed")
    goes_on(checkout)
    imported = [event.line["id"] for event in of(e.Imported, checkout.events())]
    assert imported == ([] if way == "committed" else [entry["id"]])


def test_answers_of_other_posts_are_rescued_too(checkout: Checkout) -> None:
    """Two are on their way when the third id cannot be recorded."""
    checkout.write(
        "  sun: {from: a, prompt: Put the sun low}\n"
        "  fog: {from: b, prompt: Fill it with fog}\n"
        "  snow: {from: b, prompt: 'Cover it with snow [slow answer 1]'}\n"
        "  rain: {from: b, prompt: 'Add light rain [slow answer 1]'}\n"
    )
    end = checkout.run(point="insert:submitted:2")
    assert end.code == 9, end
    assert {take["id"] for take in checkout.takes()} == {entry["id"] for entry in checkout.books()}
    assert all(entry["id"] in end.err for entry in checkout.books()[1:])
    goes_on(checkout)


@pytest.mark.parametrize("point", ["insert:completed:1", "full:fetched:1", "insert:run:1"])
def test_other_events(checkout: Checkout, point: str) -> None:
    end = checkout.run(point=point)
    assert end.code == 9, end
    assert "Traceback" not in end.err
    goes_on(checkout)


def test_no_room_for_the_lock_either(checkout: Checkout) -> None:
    """Then the screen alone has the id; the next run asks, and a person can tell it."""
    end = checkout.run(point="none:submitted:1")
    assert end.code == 9, end
    assert "Traceback" not in end.err
    [entry] = checkout.books()
    assert entry["id"] in end.err
    assert entry["id"] not in {take["id"] for take in checkout.takes()}
    assert "the journal has every fact" not in end.err
    assert "the run goes on" not in end.err
    line = f"remixbatch resolve {checkout.spec.name} sun --adopt {entry['id']}"
    assert f"Neither has the id of sun now. Once the disk is sound: {line}\n" in end.err
    assert f"next    {line}\n" in end.out
    assert checkout.run("resolve", "sun", "--adopt", entry["id"]).code == 0
    goes_on(checkout)


def test_a_bug_makes_nothing_unclear(checkout: Checkout) -> None:
    """No disk fails here, but the promise is the same: an answer that is on its way is waited for."""
    checkout.write(
        "  sun: {from: a, prompt: Put the sun low}\n"
        "  fog: {from: b, prompt: 'Fill it with fog [slow answer 1]'}\n"
    )
    end = checkout.run(point="bug:2")
    assert end.code == 70, end
    assert "Traceback" not in end.err
    assert len(of(e.Submitted, checkout.events())) == len(checkout.books()) == 2
    goes_on(checkout)


def goes_on(checkout: Checkout, *, doubtful: bool = False) -> None:
    """With a sound disk: nothing is sent twice, and all ends well."""
    if doubtful:
        assert checkout.run().code == 7
        assert checkout.run("resolve", "sun", "--not-submitted", "--force").code == 0
    end = checkout.run()
    assert end.code == 0, end
    assert checkout.paid() == checkout.wanted()
    assert {take["id"] for take in checkout.takes()} == {entry["id"] for entry in checkout.books()}
