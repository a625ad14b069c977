"""A service is opened when something is first to be said to it: also what is due late, and no key that is not needed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from checkout import Checkout, ended, of, swift_profile, tag_of
from emulated import Emulator, running
from remixbatch import events as e
from remixbatch.asked import key_of
from test_pulled_lock import DUSK, begun, pull

KEYED = {"header": "Idempotency-Key", "honoured": True, "retention": 86_400}
SNOW = "  snow: {from: a, prompt: Add snow}\n"
QUICK_SNOW = "  snow: {from: a, prompt: Add snow, provider: quick}\n"
QUICK_FOG = "  fog: {from: snow, prompt: Add fog, provider: quick}\n"
RAIN = "  rain: {from: b, prompt: Add rain}\n"
OTHER_FOG = "  fog: {from: snow, prompt: Add fog, provider: other}\n"
NO_KEY = "no key for other: the variable OTHER_API_KEY is not set; export OTHER_API_KEY=…, or put"
ANA = {"t": "settled", "outcome": "not_created", "by": "ana", "at": "2026-11-23T08:00:01Z"}


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    with running(tmp_path_factory.mktemp("emulator"), "--speed", "200") as one:
        yield one


class Uses(Checkout):
    """`swift` and `quick` are two names of one service. `other` is another one, whose key is not there."""

    def write(self, jobs: str) -> None:
        super().write(jobs)
        text = self.spec.read_text("utf-8")
        uses = "swift: {profile: swift}, quick: {profile: swift}"
        uses += ", other: {profile: other}" if "other" in jobs else ""
        named = f"providers: {{{uses}}}\ndefaults: {{provider: swift}}\n"
        self.spec.write_text(text.replace("provider: swift\n", named, 1), "utf-8")

    def two_services(self, *, listed: bool = False) -> None:
        """As services are, and no flag tells the address of both."""
        self.environ["REMIXBATCH_BASE_URL"] = ""
        far: dict[str, Any] = {"local": False, "origin": self.emulator.url, "free": True}
        self.profile("swift", "SWIFT_API_KEY", listed=listed, **far)
        self.profile("other", "OTHER_API_KEY", **far)

    def profile(self, name: str, key: str, *, listed: bool = False, **more: Any) -> None:
        profile = yaml.safe_load(swift_profile(key=key, listed=listed)) | {"name": name} | more
        text = yaml.safe_dump(profile, sort_keys=False)
        (self.folder / "profiles" / f"{name}.yaml").write_text(text, "utf-8")


@pytest.fixture
def checkout(emulator: Emulator, tmp_path: Path, request: pytest.FixtureRequest) -> Uses:
    return Uses(tmp_path, emulator, tag_of(request), SNOW)


# -- what is due late ------------------------------------------------------------------------------------


@pytest.mark.parametrize("jobs", [QUICK_SNOW, f"{SNOW}{QUICK_FOG}"], ids=["adopted", "its child"])
def test_what_a_list_settles_is_gone_on_with_by_its_own_name(checkout: Uses, jobs: str) -> None:
    """The list is asked by the first name that the service has in the spec."""
    checkout.profile("swift", "SWIFT_API_KEY", listed=True)
    checkout.write(jobs)
    checkout.killed("booked:1")
    end = checkout.run()
    assert end.code == 0, end
    assert len(of(e.Adopted, checkout.events())) == 1
    assert checkout.paid() == checkout.wanted()


def held(checkout: Uses, jobs: str) -> None:
    """The snow is unclear, and nobody tells what became of it."""
    checkout.write(jobs)
    checkout.killed("booked:1")
    assert checkout.run().code == 7


def test_what_a_pull_says_was_not_made_is_made_by_its_own_name(checkout: Uses) -> None:
    held(checkout, QUICK_SNOW)
    checkout.write(f"{QUICK_SNOW}  dusk: {{from: a, prompt: '{DUSK}'}}\n{RAIN}")
    [line] = checkout.takes()
    with begun(checkout) as run:
        pull(checkout, line, {**ANA, "uid": line["uid"]})
        end = ended(run)
    assert end.code == 0, end
    assert len(of(e.Settled, checkout.events())) == 1
    assert len(of(e.Fetched, checkout.events())) == 3


def test_what_starts_from_a_pulled_take_is_made_by_its_own_name(checkout: Uses) -> None:
    held(checkout, SNOW)
    checkout.write(f"{SNOW}{QUICK_FOG}  dusk: {{from: b, prompt: '{DUSK}'}}\n{RAIN}")
    [line], [book] = checkout.takes(), checkout.books()
    with begun(checkout) as run:
        pull(checkout, {**line, "id": book["id"], "status": "running"})
        end = ended(run)
    assert end.code == 0, end
    assert checkout.paid() == checkout.wanted()
    assert len(of(e.Fetched, checkout.events())) == 4


def test_what_is_settled_before_a_spec_has_its_turn_is_not_sent_again_under_its_key(
    checkout: Uses,
) -> None:
    """It was to be, when the spec was opened, and another spec goes first."""
    checkout.profile("swift", "SWIFT_API_KEY", idempotency=KEYED)
    checkout.killed("booked:1")
    first = Uses(checkout.folder, checkout.emulator, checkout.tag, SNOW, name="first")
    first.write(f"  fog: {{from: b, prompt: '{DUSK}'}}\n")
    checkout.profile("swift", "SWIFT_API_KEY", idempotency=KEYED)
    [intent] = of(e.Intent, checkout.events())
    with begun(first, checkout.spec.name) as run:
        pull(checkout, {**ANA, "uid": intent.uid})
        end = ended(run)
    assert end.code == 0, end
    assert not of(e.Resent, checkout.events())
    assert len(of(e.Fetched, checkout.events())) == 1


def test_a_pulled_take_that_nobody_here_can_speak_of_counts_and_is_told_of(checkout: Uses) -> None:
    """Its service is none of this spec's."""
    checkout.write(f"  dusk: {{from: a, prompt: '{DUSK}'}}\n{SNOW}")
    far = {"t": "take", "uid": "t_far", "job": "gone", "take": 1, "prompt": "Add fog", "params": {}}
    far |= {"profile": "far", "origin": "https://far.example", "from": "video_x", "id": "video_far"}
    far |= {"key": key_of("far", None, "Add fog", {}), "status": "running", "at": ANA["at"]}
    with begun(checkout) as run:
        pull(checkout, far)
        end = ended(run)
    assert end.code == 4, end
    assert "gone.1: an earlier take is at https://far.example, which this spec does not" in end.out
    assert {take["job"] for take in checkout.takes()} == {"snow", "dusk", "gone"}
    assert checkout.paid() == checkout.wanted()


# -- keys ------------------------------------------------------------------------------------------------


def test_a_key_that_is_needed_late_and_is_not_there_ends_the_work_of_its_provider_alone(
    checkout: Uses,
) -> None:
    checkout.two_services(listed=True)
    checkout.environ["REMIXBATCH_BASE_URL"] = checkout.emulator.url  # where the kill asks for books
    checkout.killed("booked:1")
    checkout.environ["REMIXBATCH_BASE_URL"] = ""
    checkout.write(f"{SNOW}{OTHER_FOG}{RAIN}")
    end = checkout.run()
    assert end.code == 6, end
    assert f"other cannot be used: {NO_KEY}" in " ".join(end.err.split())
    assert NO_KEY in " ".join(end.out.split())
    assert {take["job"]: take["status"] for take in checkout.takes()} == {
        "snow": "completed",
        "rain": "completed",
    }
    checkout.environ["OTHER_API_KEY"] = checkout.environ["SWIFT_API_KEY"]
    end = checkout.run()
    assert end.code == 0, end
    assert checkout.paid() == checkout.wanted()


def test_what_is_in_flight_at_a_provider_without_its_key_waits_for_it(checkout: Uses) -> None:
    """The others' takes are looked after; so it is with their files."""
    checkout.two_services()
    checkout.write(f"{SNOW}  rain: {{from: a, prompt: Add rain, provider: other}}\n")
    key = checkout.environ["SWIFT_API_KEY"]
    checkout.environ["OTHER_API_KEY"] = key
    assert checkout.run("run", "--no-wait").code == 4
    del checkout.environ["OTHER_API_KEY"]
    end = checkout.run("wait")
    assert end.code == 6, end
    assert NO_KEY in " ".join(end.out.split())
    assert len(of(e.Fetched, checkout.events())) == 1
    checkout.environ["OTHER_API_KEY"] = key
    assert checkout.run("wait").code == 0
    for video in (checkout.folder / "output").rglob("*.mp4"):
        video.unlink()
    del checkout.environ["OTHER_API_KEY"]
    end = checkout.run("fetch")
    assert end.code == 6, end
    assert NO_KEY in " ".join(end.out.split())
    assert "1 × not fetched yet: rain.1" in end.out
    assert len(list((checkout.folder / "output").rglob("snow.1*.mp4"))) == 1


def test_no_key_is_asked_for_that_is_not_needed(checkout: Uses) -> None:
    """Its job is none of this run's, or is done."""
    checkout.two_services()
    checkout.write(f"{SNOW}{OTHER_FOG}")
    end = checkout.run("run", "--select", "snow")
    assert end.code == 0, end
    checkout.environ["OTHER_API_KEY"] = checkout.environ["SWIFT_API_KEY"]
    assert checkout.run().code == 0
    del checkout.environ["OTHER_API_KEY"]
    checkout.write(f"{checkout.jobs}  rain: {{from: a, prompt: Add rain}}\n")
    end = checkout.run()
    assert (end.code, len(checkout.books())) == (0, 3), end


def test_no_key_is_asked_for_to_look_at_a_parent_of_what_was_refused(checkout: Uses) -> None:
    """What a lock brought in of another service is not asked about for a job that is not submitted again."""
    checkout.two_services()
    checkout.environ["OTHER_API_KEY"] = checkout.environ["SWIFT_API_KEY"]
    first = "  mist: {from: a, prompt: Add mist, provider: other}\n"
    bad = "  haze: {from: mist, prompt: 'Add haze [refuse]', provider: other}\n"
    checkout.write(first)
    assert checkout.run().code == 0
    for path in (checkout.folder / ".remixbatch").glob("*.db*"):
        path.unlink()  # another machine, which has the lock alone
    checkout.write(first + bad)
    assert checkout.run().code == 1
    del checkout.environ["OTHER_API_KEY"]
    checkout.write(f"{first}{bad}{SNOW}")
    end = checkout.run("wait")
    assert end.code in (1, 4), end
    end = checkout.run()
    assert end.code == 1, end
    assert "no key" not in end.err + end.out
    assert {take["job"] for take in checkout.takes()} >= {"mist", "snow"}
