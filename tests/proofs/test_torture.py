"""The short torture; the long one is `python tests/torture.py`, or pytest with KIOSK_TORTURE=10000."""

import os
import subprocess
import sys
from pathlib import Path

TORTURE = Path(__file__).parents[1] / "torture.py"


def test_a_kiosk_that_is_killed_again_and_again_loses_and_doubles_nothing() -> None:
    scans = os.environ.get("KIOSK_TORTURE", "600")
    seconds = "0.7" if scans == "600" else "2.5"
    done = subprocess.run(
        [
            sys.executable,
            str(Path(__file__).parents[1] / "torture.py"),
            "--scans",
            scans,
            "--seconds",
            seconds,
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    told = done.stdout.split()
    assert done.stdout.endswith("nothing lost, nothing doubled, kiosk check is clean\n"), (told, done.stderr)
    assert int(told[0]) >= int(scans) and int(told[3]) >= 1
