"""Fixtures of the tests that start the program: one emulator for each worker, a folder for each test."""

import shutil
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from canary import found
from checkout import Checkout, tag_of
from emulated import Emulator, running
from program import Program

# No test fails because a machine was busy. All else is as it was: planted faults are not shrunk.
settings.register_profile(
    "suite", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("suite")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest comes first: at the end one worker would be left alone with it."""
    items.sort(key=lambda item: item.path.name != "test_wheel.py")


@pytest.fixture(scope="session", autouse=True)
def the_key_is_nowhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """When the last test has ended, so does the session, with an error, where any file holds the key."""
    yield
    told = found([tmp_path_factory.getbasetemp()])
    assert not told, "these files hold the key:\n" + "\n".join(told)


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """A job takes a twentieth of a second."""
    flags = ("--speed", "100", "--in-flight", "100")
    with running(tmp_path_factory.mktemp("service"), *flags) as one:
        yield one


@pytest.fixture
def program(service: Emulator, tmp_path: Path, request: pytest.FixtureRequest) -> Program:
    return Program(tmp_path, service, tag_of(request))


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Certificate and key of service.test and 127.0.0.1, made here: none lies in the repository."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("needs the openssl command")
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    names = "subjectAltName=DNS:service.test,IP:127.0.0.1"
    made = [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    made += ["-nodes", "-days", "2", "-subj", "/CN=service.test", "-addext", names]
    subprocess.run([*made, "-keyout", path, "-out", f"{path}.crt"], check=True, capture_output=True)
    path.write_bytes(path.read_bytes() + Path(f"{path}.crt").read_bytes())
    return path


@pytest.fixture
def tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def checkout(service: Emulator, tmp_path: Path, request: pytest.FixtureRequest) -> Checkout:
    """Its jobs are the module's JOBS."""
    return Checkout(tmp_path, service, tag_of(request), request.module.JOBS)
