"""What somebody could print on a barcode, put in a list or lay in our way: nothing of it does anything."""

import contextlib
import csv
import io
import json
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from school import NOW, Library, heard

from db.answers.counter.scans import Ignored, Unknown
from db.answers.counter.turn import TurnOpened
from db.errors import StoreError
from db.models import TABLES
from db.safety.backup import back_up
from db.safety.checking import check
from db.safety.rotation import backups_in
from db.store.opening import open_store
from db.store.sql import rows
from kiosk.cli import main
from kiosk.connection import returns_file
from kiosk.counter.answer_lines import line_of
from kiosk.service.desks import Desks
from kiosk.words import speak

Captured = pytest.CaptureFixture[str]

HOSTILE = [
    "\x1b[2J\x1b]0;owned\x07",
    "\x9b31m\x90q\x9c",
    "\x11\x03\x1a\x1c",
    "'; DROP TABLE loan; --",
    '" OR 1=1 --',
    "1); DELETE FROM patron WHERE (1=1",
    "%",
    "%%",
    "%EXIT",
    "%\x00DONE\x00X",
    "../../etc/passwd",
    "[bold]x[/bold]",
    "{used}{0.__class__}",
    "=cmd|' /C calc'!A0",
    "\u202e\u200b\ufeff\ud800",
    "９７８" * 30,
    "]C0]C1]C2",
    "0" * 65,
    "\n\r\t",
]


QUESTIONS = (["loans"], ["loans", "--csv"], ["readers", "find", "61"], ["books", "find", ""], ["events"])


@pytest.fixture
def school(library: Library) -> Library:
    ada = library.patron("6101", name="Ada Lovelace")
    library.lend(library.copy("B1"), ada)
    return library


def everything() -> list[object]:
    return [list(rows(f"SELECT * FROM {table._meta.table_name}")) for table in TABLES]


@pytest.mark.parametrize("code", HOSTILE)
@pytest.mark.parametrize("with_reader", [False, True])
def test_a_hostile_code_is_unknown_and_changes_nothing(
    school: Library, desks: Desks, code: str, with_reader: bool
) -> None:
    if with_reader:
        assert isinstance(desks.serve("6101", NOW), TurnOpened)
    before = everything()
    answer = desks.serve(heard(code), NOW + timedelta(seconds=3))
    assert isinstance(answer, Unknown | Ignored)
    assert everything() == before
    line = line_of(NOW, code, answer, desks.conversation, speak("en"))
    assert json.loads(line.as_json())["outcome"] == answer.word
    assert not [character for character in line.message if character < " "]


@pytest.mark.parametrize("code", HOSTILE)
def test_a_hostile_code_that_waits_in_the_fallback_file_is_passed_over(school: Library, code: str) -> None:
    places = returns_file.places(school.store.beside)
    returns_file.note(places, heard(code), NOW)
    returns_file.note(places, "B1", NOW)
    assert returns_file.take_in(places, "k").returned == 1
    assert check(school.store, NOW + timedelta(days=1)) == []


@pytest.mark.parametrize("letter", ["A", "夏", "９", "\x1b", "]C1", "ﷺ"])
def test_ten_megabytes_of_code_are_unknown(school: Library, desks: Desks, letter: str) -> None:
    before = everything()
    assert isinstance(desks.serve(heard(letter * (10_000_000 // len(letter.encode()))), NOW), Unknown)
    assert everything() == before


@pytest.mark.parametrize("code", HOSTILE)
def test_a_hostile_reader_or_title_reaches_no_terminal_and_no_spreadsheet(
    library: Library, capsys: Captured, code: str
) -> None:
    title = code.encode("utf-8", "replace").decode().replace("\x00", "")  # which no server takes
    title = title if title.strip() else f"x{title}"
    reader = library.patron("6101", name=title)
    library.lend(library.copy("B1", title=library.title(title)), reader)
    for command in (
        ["loans"],
        ["loans", "--csv"],
        ["readers", "find", "61"],
        ["books", "find", ""],
        ["events"],
    ):
        main(["--language", "en", *command])
        told = capsys.readouterr().out
        assert not [c for c in told if (c < " " and c not in "\n") or "\x7f" <= c <= "\x9f"]
    main(["--language", "en", "loans", "--csv"])
    cells = [cell for row in csv.reader(io.StringIO(capsys.readouterr().out)) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


# What lies in our way


@contextlib.contextmanager
def disk(folder: Path, options: str) -> Iterator[Path]:
    """A disk of its own, in memory, mounted while this lasts."""
    folder.mkdir()
    mount = shutil.which("mount")
    if mount is None:
        pytest.skip("needs the package mount")
    done = subprocess.run(
        [mount, "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("needs the right to mount a disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_stick_that_is_too_small_keeps_its_former_backup(school: Library, tmp_path: Path) -> None:
    with disk(tmp_path / "stick", "size=2m") as stick:
        back_up(school.store, stick, NOW)
        (stick / "holiday.jpg").write_bytes(bytes(1_200_000))
        with pytest.raises(StoreError, match=r"No space left|disk is full"):
            back_up(school.store, stick, NOW + timedelta(days=1))
        assert len(backups_in(stick)) == 1 and len(list(stick.iterdir())) == 2


def test_a_stick_that_can_only_be_read_is_a_sentence(
    school: Library, tmp_path: Path, capsys: Captured
) -> None:
    with disk(tmp_path / "stick", "size=4m,ro") as stick:
        assert main(["--language", "en", "backup", str(stick)]) == 1
        assert "Read-only file system" in capsys.readouterr().err


@pytest.mark.store_in("file")
def test_a_store_on_a_disk_that_became_read_only_can_be_backed_up_checked_and_is_told(
    tmp_path: Path, capsys: Captured
) -> None:
    with disk(tmp_path / "disk", "size=8m") as folder:
        store = folder / "library.db"
        kiosk = ["--language", "en", "--store", str(store)]
        open_store(str(store))
        assert main([*kiosk, "policy", "set", "pupil", "--loans", "3"]) == 0
        subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
        capsys.readouterr()
        assert main([*kiosk, "policy", "set", "pupil", "--loans", "4"]) == 1
        assert "Traceback" not in capsys.readouterr().err
        assert main([*kiosk, "backup", str(tmp_path / "backups")]) == 0
        assert main([*kiosk, "check"]) == 0
        made = backups_in(tmp_path / "backups")
        subprocess.run(["mount", "-o", "remount,rw", str(folder)], check=True)
        assert main([*kiosk, "restore", str(made[0][1]), "--yes"]) == 0
        with contextlib.closing(sqlite3.connect(store)) as restored:
            assert restored.execute("SELECT most_loans FROM policy WHERE category = 'pupil'").fetchone() == (
                3,
            )


def test_a_full_disk_takes_returns_in_the_room_that_was_reserved(library: Library, tmp_path: Path) -> None:
    with disk(tmp_path / "disk", "size=300k") as folder:
        places = (folder / "library.db.waiting",)
        returns_file.reserve(places)
        with contextlib.suppress(OSError), (folder / "filler").open("wb") as filler:
            while True:
                filler.write(bytes(4096))
                filler.flush()
        for number in range(300):
            returns_file.note(places, f"B{number}", NOW)
        assert len(returns_file.waiting(places)) == 300
