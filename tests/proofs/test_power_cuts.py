"""The short run of `tests/power_cuts.py`, in which the power is cut while a kiosk lends."""

import subprocess
import sys
from pathlib import Path
from shutil import which

import pytest


def _run(*options: str) -> tuple[int, str]:
    script = Path(__file__).parents[1] / "power_cuts.py"
    command = [sys.executable, str(script), "--cuts", "20", "--turns", "12", *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout


def _may_trace() -> bool:
    watched = [which("strace") or "false", "-qq", "-e", "trace=none", "true"]
    return subprocess.run(watched, check=False).returncode == 0


@pytest.mark.skipif(not _may_trace(), reason="needs strace, on a machine that lets it trace")
def test_what_was_confirmed_before_the_power_was_cut_is_there_and_the_judge_is_not_blind() -> None:
    code, said = _run()
    assert code == 0 and said.startswith("20 cuts among ") and "nothing confirmed was lost" in said, said
    code, said = _run("--unsynced")
    assert code == 1 and "was confirmed and is not there" in said, said
