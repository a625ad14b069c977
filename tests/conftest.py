"""Fixtures of the tests that start the program: one emulator for each worker, a folder for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from emulated import Emulator, running
from program import Program, tag_of


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """A job takes a tenth of a second."""
    flags = ("--speed", "40", "--in-flight", "100")
    with running(tmp_path_factory.mktemp("service"), *flags) as one:
        yield one


@pytest.fixture
def program(service: Emulator, tmp_path: Path, request: pytest.FixtureRequest) -> Program:
    return Program(tmp_path, service, tag_of(request))
