"""Where keys come from, and which are not taken."""

import os
from pathlib import Path

import pytest

from remixbatch.connection import Connection, Watch, dial
from remixbatch.errors import ProviderError
from remixbatch.service import Service, find_key
from speaking import (
    MADE,
    NOW,
    profile_of,
    service_for,
)
from tiny_server import answer, serving


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    folder = tmp_path / "config" / "keys"
    folder.mkdir(parents=True)
    path = folder / "OPENAI_API_KEY"
    path.write_text("sk-from-file\n")
    path.chmod(0o600)
    return path


def test_a_key_comes_from_the_environment_then_from_a_file(key_file: Path, tmp_path: Path) -> None:
    openai, config = profile_of("openai"), tmp_path / "config"
    assert find_key(openai, {"OPENAI_API_KEY": "sk-env"}, config) == "sk-env"
    assert find_key(openai, {"OPENAI_API_KEY_FILE": str(key_file)}, tmp_path) == "sk-from-file"
    assert find_key(openai, {}, config) == "sk-from-file"
    assert find_key(profile_of("emulator"), {}, tmp_path) is None


def test_a_missing_key_names_the_variable(tmp_path: Path) -> None:
    with pytest.raises(ProviderError, match="OPENAI_API_KEY") as caught:
        find_key(profile_of("openai"), {}, tmp_path)
    assert "0600" in str(caught.value.hint)


@pytest.mark.parametrize(
    "key", ["", "  ", "sk-a\nb", "sk-a\r", " sk-a", "sk-ä", "sk-\x00", "x" * 20_000]
)
def test_a_key_that_no_header_carries(key: str, tmp_path: Path) -> None:
    with pytest.raises(ProviderError) as caught:
        find_key(profile_of("openai"), {"OPENAI_API_KEY": key}, tmp_path)
    assert "sk-a" not in caught.value.message


def test_key_files_of_others(key_file: Path, tmp_path: Path) -> None:
    openai = profile_of("openai")

    def fails(path: Path, told: str) -> None:
        with pytest.raises(ProviderError, match=told):
            find_key(openai, {"OPENAI_API_KEY_FILE": str(path)}, tmp_path)

    key_file.chmod(0o640)
    fails(key_file, "others may use")
    key_file.chmod(0o600)
    link = tmp_path / "link"
    link.symlink_to(key_file)
    fails(link, "cannot be opened")
    fails(tmp_path / "nowhere", "cannot be opened")
    fails(tmp_path, "not a plain file")
    os.mkfifo(tmp_path / "pipe", 0o600)
    fails(tmp_path / "pipe", "not a plain file")
    key_file.write_text("two\nlines\n")
    fails(key_file, "line breaks")


def test_no_key_is_no_header() -> None:
    with serving(lambda _: answer(200, {"status": "queued"})) as server:
        service = Service(profile_of("openai"), server.url, None, lambda: NOW, Watch())
        service.look("t_1", "video_new1", {})
        service.close()
    assert "authorization" not in server.requests[0].headers


def test_an_unusable_base_is_refused() -> None:
    with pytest.raises(ProviderError):
        service_for("http://api.example.com")


def test_dial_gives_one_connection() -> None:
    with serving(lambda _: answer(200, MADE)) as server:
        connection = dial(server.url, 5)
        assert isinstance(connection, Connection)
        connection.close()
    assert server.received == 0
