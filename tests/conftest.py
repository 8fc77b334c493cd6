"""A real store of its own for each test, in a file and on a server, and a school in Shanghai."""

import os
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from cable import Cable
from catalogue import compile_all
from hypothesis import HealthCheck, settings
from new_store import new_store
from postgresql import Shelter, cluster
from school import Library

from db.models import ClosedWeekday
from db.staff import pin_rules
from db.store import sqlite
from db.store.opening import connected, open_store, store_at
from kiosk.connection import lifeline
from kiosk.counter.desk import Desk
from kiosk.service.desks import Desks

os.environ["TZ"] = "Asia/Shanghai"  # a school day that differs from the UTC day for a third of the time
time.tzset()

# A busy machine takes its time, which is no fault of what is tried.
settings.register_profile(
    "kiosk", deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
settings.load_profile("kiosk")


PINS_AS_AT_SCHOOL, FILES_AS_AT_SCHOOL = pin_rules._COST, dict(sqlite._PRAGMAS)
pin_rules._COST = {**PINS_AS_AT_SCHOOL, "n": 2}  # to make or to try a PIN took longer than most tests
sqlite._PRAGMAS["synchronous"] = "off"  # nor is the power cut here, but where a kiosk is a process of its own


def pytest_configure(config: pytest.Config) -> None:
    """The kiosk reads compiled translations, which are made, not kept: once, before the workers start."""
    if not hasattr(config, "workerinput"):
        compile_all()


SAYING = ("commands", "paper", "relabel")
"""Rooms of the kiosk whose tests are of words and pages made of answers."""


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the settings, the store or the log of the person who runs it."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "KIOSK_STORE", "KIOSK_SETTINGS"):
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture
def pins_as_at_school(monkeypatch: pytest.MonkeyPatch) -> None:
    """PINs cost what they do at a school: where they are what is tried, or another process knows them."""
    monkeypatch.setattr(pin_rules, "_COST", PINS_AS_AT_SCHOOL)


@pytest.fixture
def files_as_at_school(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is written to a store in a file is on the disk before it is confirmed."""
    monkeypatch.setattr(sqlite, "_PRAGMAS", FILES_AS_AT_SCHOOL)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that has a store is done on both kinds where SQL differs, unless it is marked otherwise.

    What is only said or printed of the answers is the same on both: see `tests/proofs/test_commands_on_both`.
    """
    if "store_url" in metafunc.fixturenames:
        marker = metafunc.definition.get_closest_marker("store_in")
        room = metafunc.definition.path.parent.name
        kinds = ("file",) if room in SAYING else ("file", "server")
        metafunc.parametrize("store_url", marker.args if marker else kinds, indirect=True)


@pytest.fixture(scope="session")
def shelter() -> Iterator[Shelter]:
    """A server with one migrated database, which is emptied for each test."""
    with cluster() as server, closing(Shelter(server)) as made:
        yield made


@pytest.fixture
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a test's own store is: a file that is not there yet, or a database as it is when just made."""
    if request.param == "file":
        return str(tmp_path / "library.db")
    shelter: Shelter = request.getfixturevalue("shelter")
    return shelter.emptied()


@pytest.fixture
def library(store_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    """An empty store with the two usual policies, open every day. The command line finds the same one."""
    (open_store if "://" in store_url else new_store)(store_url)
    monkeypatch.setenv("KIOSK_STORE", store_url)
    with connected():
        ClosedWeekday.delete().execute()
        made = Library(store_url)
        made.policy("pupil")
        made.policy("teacher", loan_days=60, most_loans=5)
        yield made


@pytest.fixture
def desk(library: Library) -> Desk:
    return Desk("test kiosk")


@pytest.fixture
def desks(library: Library) -> Desks:
    return Desks("test kiosk", ("en", "zh_CN"))


@pytest.fixture
def direct(shelter: Shelter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The URL of a school on a server, which kiosks reach through a cable."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr(lifeline, "LOOK", 0.05)
    monkeypatch.setattr(lifeline, "DEADLINE", 0.5)
    url = shelter.emptied()
    open_store(url)
    with connected():
        library = Library(url)
        library.policy("pupil", most_loans=4, most_renewals=1)
        for number in ("6101", "6102", "6103"):
            library.patron(number)
        for number in range(10):
            library.copy(f"B{number}")
    return url


@pytest.fixture
def cable(direct: str) -> Iterator[Cable]:
    """The cable to that server."""
    port = store_at(direct).port  # type: ignore[union-attr]
    with Cable(port) as made:
        yield made


CUPS = """#!/bin/sh
# What lp, lpstat and cancel of CUPS 2.4 say and return, as seen with its own commands.
folder=$(dirname "$0")
case $(basename "$0") in
lp)
    [ "$2" = HP ] || { echo "lp: The printer or class does not exist." >&2; exit 1; }
    for file; do :; done
    cp "$file" "$folder/taken.pdf"
    echo "$@" > "$folder/options"
    echo "request id is HP-7 (1 file(s))" ;;
lpstat)
    [ "$1" = -e ] && { echo HP; exit 0; }
    [ -e "$folder/off" ] && echo "HP-7  office  1024  Mon 07 Sep 2026" ;;
cancel) echo "$1" > "$folder/cancelled" ;;
esac
exit 0
"""


@pytest.fixture
def cups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stands in for a print service, which no test may demand of the machine it runs on."""
    folder = tmp_path / "cups"
    folder.mkdir()
    for name in ("lp", "lpstat", "cancel"):
        (folder / name).write_text(CUPS)
        (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return folder
