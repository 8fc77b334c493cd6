"""The short run of `tests/soak.py`."""

import subprocess
import sys
from pathlib import Path


def test_a_kiosk_that_serves_on_and_on_misses_no_scan() -> None:
    script = Path(__file__).parents[1] / "soak.py"
    command = [sys.executable, str(script), "--minutes", "0.1"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), (done.stdout, done.stderr)
    assert done.stdout.endswith("no scan was missed, and nothing grows\n")
