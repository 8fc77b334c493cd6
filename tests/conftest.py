"""A real store in a folder of its own for each test, and a school in Shanghai."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from school import Library

from db.store import connected, open_store
from kiosk.desk import Desk

os.environ["TZ"] = "Asia/Shanghai"  # a school day that differs from the UTC day for a third of the time
time.tzset()


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    path = open_store(str(tmp_path / "library.db"))
    with connected():
        made = Library(path)
        made.policy("pupil")
        made.policy("teacher", loan_days=60, most_loans=5)
        yield made


@pytest.fixture
def desk(library: Library) -> Desk:
    return Desk("test kiosk")
