"""What a package index would hand out: built, installed into an environment of its own, and run from an empty folder."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from zipfile import ZipFile

import pytest

from remixbatch import __version__

ROOT = Path(__file__).parent.parent
DATA = (
    "schemas/*.json",
    "profiles/*.yaml",
    "emulator/clips/*.mp4",
    "starter/*",
    "*.yaml",
    "py.typed",
    "rules.yaml",
    "prompts/lexicon/**/*.txt",
    "**/*.py",
)
ABSENT = "No matching distribution found for hatchling"  # what pip says where there is no index


def run(*command: str | Path, cwd: Path) -> str:
    """What it says on both streams; it must end well."""
    environ = {n: v for n, v in os.environ.items() if not n.startswith(("PYTHON", "REMIXBATCH_"))}
    done = subprocess.run(
        command,
        cwd=cwd,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
        check=False,
    )
    if ABSENT in done.stdout and os.environ.get("REMIXBATCH_NO_SKIPS") != "1":
        pytest.skip("no package index to build from")
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from the source distribution, as it would be for an upload."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--outdir", folder, ROOT, cwd=folder)
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`remixbatch`, installed with what it needs and nothing else."""
    folder = tmp_path_factory.mktemp("environment")
    python = folder / "venv" / "bin" / "python"
    own = (
        find_spec("pip") is not None
    )  # not where uv made our environment; then it gets one of its own
    pip: list[str | Path] = [python, "-m", "pip"]
    if own:
        pip = [sys.executable, "-m", "pip", "--python", python]
    bare = ["--without-pip"] if own else []
    run(sys.executable, "-m", "venv", *bare, folder / "venv", cwd=folder)
    run(*pip, "install", "--quiet", "--no-compile", wheel, cwd=folder)
    run(*pip, "check", cwd=folder)
    return python.with_name("remixbatch")


@contextmanager
def emulator(program: Path, folder: Path) -> Iterator[str]:
    """That of the wheel, with the wheel's clips."""
    command: list[str | Path] = [program, "emulate", "--speed", "20", "--state", folder / "state"]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield str(json.loads(process.stdout.readline())["url"])
        finally:
            process.kill()


def test_everything_is_inside(wheel: Path) -> None:
    package = ROOT / "remixbatch"
    wanted = {
        f"remixbatch/{path.relative_to(package)}": path.read_bytes()
        for pattern in DATA
        for path in package.glob(pattern)
    }
    with ZipFile(wheel) as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}
        links = [i.filename for i in archive.infolist() if (i.external_attr >> 28) == 0o12]
    assert not links
    others = {name.split("/")[0] for name in inside.keys() - wanted.keys()}
    assert others == {f"remixbatch-{__version__}.dist-info"}
    assert {name: data for name, data in inside.items() if name in wanted} == wanted


def test_the_quickstart_runs_from_an_empty_folder(program: Path, tmp_path: Path) -> None:
    assert run(program, "--version", cwd=tmp_path).strip() == f"remixbatch, version {__version__}"
    run(program, "init", cwd=tmp_path)
    spec = tmp_path / "specs" / "quickstart.yaml"
    assert not spec.is_symlink()
    assert spec.read_bytes() == (ROOT / "specs" / "quickstart.yaml").read_bytes()
    for name in ("Makefile", ".gitattributes", ".gitignore"):
        assert (tmp_path / name).is_file()
    with emulator(
        program, tmp_path
    ) as url:  # a quick one; that a run starts its own is tested elsewhere
        run(program, "run", "specs/quickstart.yaml", "--base-url", url, cwd=tmp_path)
    lock = spec.with_suffix(".lock").read_bytes()
    takes = [line for line in map(json.loads, lock.splitlines()) if line["t"] == "take"]
    output = tmp_path / "output" / "quickstart"
    assert len(takes) == 6
    for take in takes:
        assert (output / take["file"]).read_bytes()[4:8] == b"ftyp"
    assert (output / "report.md").stat().st_size > 0
    run(program, "run", "--locked", "specs/quickstart.yaml", cwd=tmp_path)
    assert spec.with_suffix(".lock").read_bytes() == lock
