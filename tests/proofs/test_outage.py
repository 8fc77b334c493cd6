"""The short outage; the long one is `python tests/outage.py`, or pytest with KIOSK_OUTAGE=2000."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.usefixtures("shelter")  # where no server is installed, this is no test
@pytest.mark.parametrize(("how", "scans"), [("--apart", "100"), ("--mixed", "240")])
def test_four_kiosks_lend_through_three_outages(how: str, scans: str) -> None:
    scans = os.environ.get("KIOSK_OUTAGE", scans)
    done = subprocess.run(
        [sys.executable, str(Path(__file__).parents[1] / "outage.py"), "--scans", scans, how],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.endswith("nothing lost, nothing doubled, nothing unexplained\n"), (
        done.stdout + done.stderr
    )
    assert f"{scans} scans at 4 kiosks" in done.stdout
