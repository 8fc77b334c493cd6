"""A real store in a folder of its own for each test, and a school in Shanghai."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from school import Library

from db.models import ClosedWeekday
from db.store import connected, open_store
from kiosk.desk import Desk

os.environ["TZ"] = "Asia/Shanghai"  # a school day that differs from the UTC day for a third of the time
time.tzset()


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the settings, the store or the log of the person who runs it."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "KIOSK_STORE", "KIOSK_SETTINGS"):
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    """An empty store with the two usual policies, open every day. The command line finds the same one."""
    path = open_store(str(tmp_path / "library.db")).path
    monkeypatch.setenv("KIOSK_STORE", str(path))
    with connected():
        ClosedWeekday.delete().execute()
        made = Library(path)
        made.policy("pupil")
        made.policy("teacher", loan_days=60, most_loans=5)
        yield made


@pytest.fixture
def desk(library: Library) -> Desk:
    return Desk("test kiosk")
