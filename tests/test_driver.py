"""The driver's threads, over real sockets."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from remixbatch import events as e
from remixbatch.actions import Connect, Hang, Look, Send, Survey
from remixbatch.connection import Watch
from remixbatch.driver import WORKERS, Clock, Driver
from remixbatch.errors import DiskError
from remixbatch.service import Service
from speaking import MADE, intent, service_for
from tiny_server import Request, answer, serving


def opened(
    service: Service,
    folder: Path,
    clock: Clock,
    watch: Watch,
    beside: Callable[[], e.Beside] = e.Beside,
) -> Driver:
    """To whose one provider something is said."""
    driver = Driver(lambda _: service, folder, clock, watch, beside=beside)
    assert driver.open("main") is None
    return driver


def test_submissions_do_not_wait_behind_looks_and_downloads(tmp_path: Path) -> None:
    def play(request: Request) -> bytes | Iterator[bytes]:
        return answer(200, MADE) if request.method == "POST" else server.hang()

    watch, clock = Watch(), Clock()
    with serving(play) as server:
        service = service_for(server, watch=watch, clock=clock)
        service.ahead = 0.0  # its clock is known
        driver = opened(service, tmp_path, clock, watch)
        for number in range(WORKERS + 8):
            look = Look(not_before=0, uid=f"t_{number}", provider="main", id="video_x", links={})
            driver.perform(look)
        driver.perform(Connect(not_before=0, job="teal", provider="main"))
        assert isinstance(driver.wait(clock() + 5), e.Connected)
        driver.perform(
            Send(not_before=0, intent=intent(at=clock()), provider="main", connection="teal")
        )
        submitted = driver.wait(clock() + 5)
        assert isinstance(submitted, e.Submitted), submitted
        assert driver.busy
        service.close()


def test_a_connection_that_is_not_wanted_any_more(tmp_path: Path) -> None:
    """It is closed, and not a byte was sent on it."""
    watch, clock = Watch(), Clock()
    with serving(lambda _: answer()) as server:
        service = service_for(server, watch=watch)
        service.ahead = 0.0  # its clock is known
        driver = opened(service, tmp_path, clock, watch)
        driver.perform(Connect(not_before=0, job="teal", provider="main"))
        assert isinstance(driver.wait(clock() + 5), e.Connected)
        driver.perform(Hang(not_before=0, job="teal"))
        assert driver.wait(clock() + 0.3) is None
        assert not driver.busy
    assert (server.connections, server.received) == (1, 0)


def test_other_specs_are_asked_after_the_list(tmp_path: Path) -> None:
    """Whatever the list shows was submitted before, and whoever did recorded that before."""
    watch, clock = Watch(), Clock()
    with serving(lambda _: answer(200, {"data": [], "has_more": False})) as server:
        service = service_for(server, "emulator", watch=watch, clock=clock)

        def beside() -> e.Beside:
            asked = [request.target for request in server.requests]
            return e.Beside(unread=asked)

        driver = opened(service, tmp_path, clock, watch, beside=beside)
        driver.perform(Survey(not_before=0, provider="main", since=None))
        listed = driver.wait(clock() + 5)
        assert isinstance(listed, e.Listed), listed
        [asked] = listed.beside.unread
        assert asked.startswith("/v1/videos?")
        service.close()


@pytest.mark.parametrize(
    "error", [DiskError("x.db: is odd"), PermissionError(13, "Permission denied")]
)
def test_other_specs_that_cannot_be_asked_end_no_run(tmp_path: Path, error: Exception) -> None:
    watch, clock = Watch(), Clock()
    with serving(lambda _: answer(200, {"data": [], "has_more": False})) as server:
        service = service_for(server, "emulator", watch=watch, clock=clock)

        def beside() -> e.Beside:
            raise error

        driver = opened(service, tmp_path, clock, watch, beside=beside)
        driver.perform(Survey(not_before=0, provider="main", since=None))
        listed = driver.wait(clock() + 5)
        assert isinstance(listed, e.Listed), listed
        [told] = listed.beside.unread
        assert told == f"{error}; which videos other specs have is not known"
        service.close()
