"""The short run of `tests/damages.py`, in which a store is damaged again and again."""

import subprocess
import sys
from pathlib import Path


def test_a_store_that_is_damaged_loses_nothing_in_silence() -> None:
    script = Path(__file__).parents[1] / "damages.py"
    command = [sys.executable, str(script), "--runs", "6", "--seed", "3"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), (done.stdout, done.stderr)
    assert done.stdout.startswith("6 damages, ")
