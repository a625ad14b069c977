"""`doctor` on real folders, keys, hosts and repositories."""

import json
import shutil
import ssl
import subprocess
import time
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest

from program import KEY, SPEC, Program
from remixbatch.probe import probe, without_credentials
from tiny_server import answer, serving

JOBS = "  dusk: {from: a, prompt: Make it dusk}\n"


def checked(program: Program, *words: str, code: int = 0) -> dict[tuple[str, str], dict[str, Any]]:
    """Checks by section and name."""
    end = program.here("doctor", *words, "--json")
    assert end.code == code, end
    data = json.loads(end.out)
    assert data["exit"] == code
    return {(check["section"], check["name"]): check for check in data["checks"]}


def test_a_spec_that_was_run_is_well(program: Program) -> None:
    program.write(JOBS)
    assert program.here("run", SPEC).code == 0
    found = checked(program, SPEC)
    assert found[SPEC, "lock"]["text"] == "1 take, format 1"
    assert "sound" in found[SPEC, "journal"]["text"]
    assert "answers" in found["swift", "host"]["text"]
    assert {check["level"] for check in found.values()} <= {"ok", "warning"}
    shown = program.here("doctor", SPEC, "--offline")
    assert shown.code == 0
    assert "not asked" in shown.out
    assert "checks: " in shown.out.splitlines()[-1]
    assert KEY not in shown.out


def test_every_profile_where_no_spec_is_named(program: Program) -> None:
    """What nobody asked for is good to know, and no failure."""
    (program.folder / "profiles" / "torn.yaml").write_text("name: [", "utf-8")
    program.environ |= {"REMIXBATCH_BASE_URL": "", "TOAPIS_API_KEY_FILE": "nix"}
    end = program.here("doctor", "--offline", without=("OPENAI_API_KEY", "REMIXBATCH_BASE_URL"))
    assert end.code == 0, end
    for words in ("toapis", "nix, which cannot be opened", "torn.yaml", "OPENAI_API_KEY is not"):
        assert words in " ".join(end.out.split())


def test_keys_are_told_by_name_and_place(program: Program) -> None:
    program.write(JOBS, head="provider: paid")
    found = checked(program, SPEC, "--offline")
    text = "OPENAI_API_KEY: present, from the variable OPENAI_API_KEY"
    assert found["paid", "key"]["text"] == text
    kept = program.folder / "key"
    kept.write_text(KEY, "utf-8")
    kept.chmod(0o600)
    program.environ["OPENAI_API_KEY_FILE"] = str(kept)
    del program.environ["OPENAI_API_KEY"]
    found = checked(program, SPEC, "--offline")
    assert found["paid", "key"]["text"].endswith(f"{kept} (OPENAI_API_KEY_FILE), mode 0600")
    kept.chmod(0o644)
    found = checked(program, SPEC, "--offline", code=6)
    assert found["paid", "key"]["help"] == f"chmod 600 {kept}"
    del program.environ["OPENAI_API_KEY_FILE"]
    found = checked(program, SPEC, "--offline", code=6)
    assert "is not set" in found["paid", "key"]["text"]


def test_what_is_broken_on_the_disk(program: Program) -> None:
    program.write(JOBS)
    assert program.here("run", SPEC).code == 0
    with program.lock.open("a", encoding="utf-8") as file:
        file.write("nonsense\n")
    found = checked(program, SPEC, "--offline", code=5)
    assert "spring.lock:3: " in found[SPEC, "lock"]["text"]
    for left in (program.folder / ".remixbatch").glob("spring.db*"):
        left.unlink()
    (program.folder / ".remixbatch" / "spring.db").write_bytes(b"not a database" * 100)
    found = checked(program, SPEC, "--offline", code=9)
    assert "backup" in found[SPEC, "journal"]["help"]


def test_takes_of_another_server(program: Program) -> None:
    program.write(JOBS, head="provider: paid")
    assert program.here("run", SPEC, "--yes").code == 0
    found = checked(program, SPEC, "--offline", "--base-url", "http://127.0.0.1:1", code=5)
    assert "127.0.0.1:1" in found[SPEC, "origin"]["text"]


def test_a_spec_with_problems_and_one_that_is_not_there(program: Program) -> None:
    program.write("  dusk: {form: a, prompt: Make it dusk}\n")
    found = checked(program, SPEC, "nix/nix.yaml", "--offline", code=2)
    assert "remixbatch validate spring.yaml" in found[SPEC, "spec"]["help"]
    assert "no such file" in found["nix/nix.yaml", "spec"]["text"]


@pytest.mark.skipif(shutil.which("git") is None, reason="there is no git here")
def test_what_git_makes_of_it(program: Program) -> None:
    program.write(JOBS)
    _git(program.folder, "init", "-q")
    program.lock.write_text('{"t":"lock","v":1}\n', "utf-8")
    found = checked(program, SPEC, "--offline")
    assert "specified" in found[SPEC, "merge"]["text"]
    attributes = program.folder / ".gitattributes"
    attributes.write_text("*.lock merge=union text eol=lf\n", "utf-8")
    (program.folder / ".gitignore").write_text("*.lock\n.remixbatch/\n", "utf-8")
    found = checked(program, SPEC, "--offline")
    assert found[SPEC, "merge"]["level"] == "ok"
    assert found[SPEC, "git"]["text"] == "spring.lock is ignored"
    (program.folder / ".gitignore").write_text(".remixbatch/\n", "utf-8")
    found = checked(program, SPEC, "--offline")
    assert found[SPEC, "git"]["text"] == "not committed: spring.yaml, spring.lock"
    _git(program.folder, "add", ".")
    _git(program.folder, "commit", "-qm", "a")
    assert checked(program, SPEC, "--offline")[SPEC, "git"]["level"] == "ok"


def _git(folder: Path, *words: str) -> None:
    me = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    subprocess.run(["git", *me, *words], cwd=folder, check=True, capture_output=True)


def test_a_shell_that_completes(program: Program) -> None:
    """A file of ours, or a line in the shell's own settings."""
    program.environ["SHELL"] = "/usr/bin/zsh"
    assert "not set up" in checked(program, "--offline")["program", "completion"]["text"]
    settings = program.folder / ".zshrc"
    settings.write_text("source <(remixbatch completion zsh)\n", "utf-8")
    found = checked(program, "--offline")["program", "completion"]
    assert found["text"] == f"zsh: {settings}"


# -- hosts -------------------------------------------------------------------------------------------


def test_a_clock_that_is_off(program: Program) -> None:
    """And the host is asked one HEAD, without a key."""
    program.write(JOBS, head="provider: paid")
    late = formatdate(time.time() + 18000, usegmt=True)
    with serving(lambda _: answer(401, b"", {"Date": late})) as server:
        found = checked(program, SPEC, "--base-url", server.url)
        [request] = server.requests
    assert found["paid", "clock"]["level"] == "warning"
    assert "5 hours behind" in found["paid", "clock"]["text"]
    assert (request.method, request.target) == ("HEAD", "/")
    assert not [name for name, value in request.headers.items() if KEY in value]


def test_a_host_that_is_not_there(program: Program) -> None:
    program.write(JOBS)
    found = checked(program, SPEC, "--base-url", "http://127.0.0.1:1", code=6)
    assert "Connection refused" in found["swift", "host"]["text"]


def test_a_host_that_hangs_up() -> None:
    with serving(lambda _: None) as server:
        found = probe(server.url, time.time)
    assert found.fault is not None
    assert "no answer" in found.fault.text
    assert (found.status, found.addresses) == (None, ("127.0.0.1",))


def test_certificates(
    tls: ssl.SSLContext, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(lambda _: answer(404), tls) as server:
        refused = probe(server.url, time.time)
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
        found = probe(server.url, time.time)
    assert refused.fault is not None
    assert "certificate is not trusted" in refused.fault.text
    assert (found.fault, found.status) == (None, 404)
    assert found.expires is not None
    assert 1 < (found.expires - time.time()) / 86400 < 2
    assert str(found.tls).startswith("TLSv1.")


def test_a_proxy_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://me:secret@127.0.0.1:1")
    found = probe("https://videos.example", time.time)
    assert found.proxy == "http://127.0.0.1:1"
    assert found.fault is not None
    assert "secret" not in str(found)
    assert without_credentials("me:secret@proxy:3128") == "proxy:3128"


# -- settings ----------------------------------------------------------------------------------------


def origins(program: Program, *words: str) -> dict[tuple[str, str], tuple[str, str]]:
    """Value and origin by section and name."""
    end = program.here("doctor", "--show-origin", "--json", *words)
    assert end.code == 0, end
    rows = json.loads(end.out)["settings"]
    return {(row["section"], row["name"]): (row["value"], row["origin"]) for row in rows}


def test_each_setting_says_where_it_comes_from(program: Program) -> None:
    head = (
        "name: may\nbudget: {run: 3}\nproviders:\n  main:\n    profile: paid\n"
        "    limits: {in_flight: 2}\n    price: {per_take: 1, as_of: 2026-11-01}"
    )
    program.write(JOBS, head=head)
    program.environ |= {"HTTPS_PROXY": "http://me:secret@proxy:3128"}
    found = origins(program, SPEC, "--output-dir", "out")
    assert found[SPEC, "name"] == ("may", f"{SPEC}:2")
    assert found[SPEC, "budget.run"] == ("$3.00", f"{SPEC}:3")
    assert found[SPEC, "output"] == ("out/may", "flag: --output-dir, and the name")
    assert found[SPEC, "main.in_flight"] == ("2", f"{SPEC}:7")
    assert found[SPEC, "main.price"] == ("$1.00 a take, as of 2026-11-01", f"{SPEC}:8")
    profile = str(program.folder / "profiles" / "paid.yaml")
    assert found[SPEC, "main.submits_per_minute"][1] == profile
    assert found[SPEC, "main.key"] == ("present", "the variable OPENAI_API_KEY")
    url = program.environ["REMIXBATCH_BASE_URL"]
    assert found[SPEC, "main.address"] == (url, "environment: REMIXBATCH_BASE_URL")
    assert found["program", "HTTPS_PROXY"] == ("http://proxy:3128", "environment: HTTPS_PROXY")
    assert found["profiles", "paid"] == (profile, "environment: REMIXBATCH_PROFILES")


def test_profiles_in_the_shadow_of_others(program: Program) -> None:
    """The package's own counts: nothing that lies around changes where a known service's key goes."""
    (program.folder / "profiles" / "openai.yaml").write_text("", "utf-8")
    end = program.here("doctor", "--show-origin")
    assert end.code == 0
    words = " ".join(end.out.split())
    ours, theirs = words.index("openai.yaml (the package)"), words.index("in the shadow of")
    assert ours < theirs
    assert str(program.folder / "profiles" / "openai.yaml") in words
