"""Garbage is looked for from when the desk is there, and never among what the first picture is made of."""

import gc
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from full_screen import standing_at
from new_store import new_store

from kiosk.service import garbage


@pytest.fixture
def held_back() -> Iterator[None]:
    garbage.hold_back()
    yield
    gc.enable()
    gc.unfreeze()


@pytest.mark.usefixtures("held_back")
async def test_it_is_looked_for_again_once_scans_are_answered(tmp_path: Path) -> None:
    async with standing_at(new_store(tmp_path / "library.db").path) as kiosk:
        await kiosk.scan("B1")
        assert gc.isenabled()
        assert gc.get_freeze_count() > 0


async def test_what_nobody_held_back_is_left_as_it_is(tmp_path: Path) -> None:
    async with standing_at(new_store(tmp_path / "library.db").path) as kiosk:
        await kiosk.scan("B1")
        assert gc.isenabled()
        assert gc.get_freeze_count() == 0


def test_the_full_screen_holds_it_back_before_it_loads_anything() -> None:
    code = (
        "import gc, sys\n"
        "from kiosk.commands.machine.full_screen import _get_ready_for_textual\n"
        "_get_ready_for_textual()\n"
        "print(gc.isenabled(), 'textual' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False False"
