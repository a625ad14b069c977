"""The suite notices faults: four of them here, all of scripts/planted_faults.yaml in `make soak`."""

import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parent.parent / "scripts" / "planted_faults.py"


def planted(*words: str) -> str:
    done = subprocess.run(
        [sys.executable, str(SCRIPT), *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_four_planted_faults_are_noticed() -> None:
    assert planted("--quick", "--jobs", "1").count("caught") == 4


def test_every_fault_can_still_be_planted() -> None:
    """Code moves on; a fault that is not planted proves nothing."""
    assert len(planted("--list").splitlines()) > 40
