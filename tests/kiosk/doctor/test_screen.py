"""What the doctor says of the screen `cage`."""

from pathlib import Path

import pytest

from kiosk.doctor.screen import screen_lacks


def test_where_cage_is_the_screen_what_it_lacks_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit, programs = tmp_path / "kiosk-cage.service", tmp_path / "bin"
    programs.mkdir()
    monkeypatch.setenv("PATH", str(programs))
    assert list(screen_lacks(unit)) == []
    unit.touch()
    assert [str(lack).rpartition(" ")[2] for lack in screen_lacks(unit)] == ["xwayland", "chromium"]
    for name in ("Xwayland", "chromium"):
        (programs / name).touch(0o755)
    assert list(screen_lacks(unit)) == []
