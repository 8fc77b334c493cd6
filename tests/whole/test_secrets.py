"""No secret is in a command line, in the log, or in a file that others may read."""

import argparse
import io
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from full_screen import standing_at
from school import NOW, Library

from db.events.record import Acting
from db.models import Event
from db.staff.members import appoint
from db.staff.pins import set_pin
from kiosk.cli import _parser, main
from kiosk.words import speak

PIN = "86420975"


def parsers(
    parser: argparse.ArgumentParser, name: str = "kiosk"
) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    yield name, parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for word, below in action.choices.items():
                yield from parsers(below, f"{name} {word}")


def test_no_option_of_any_command_takes_a_secret() -> None:
    """The list of a machine's processes, and a shell's history, show every command line to others."""
    taken = [
        f"{name} {' '.join([*action.option_strings, action.dest])}"
        for name, parser in parsers(_parser(speak("en")))
        for action in parser._actions
        for word in ("pin", "secret", "password", "passwort", "token")
        if word in action.dest.split("_") or f"--{word}" in action.option_strings
    ]
    assert taken == []


def test_a_pin_in_the_command_line_is_wrong_usage(library: Library) -> None:
    assert main(["--language", "en", "staff", "pin", "9001", PIN]) == 2
    assert not Event.select().where(Event.verb == "pin_changed").exists()


def test_nothing_that_is_written_can_be_read_by_others_and_no_pin_is_in_it(tmp_path: Path) -> None:
    """The real program, in a process of its own, under the most careless umask."""
    readers = tmp_path / "readers.csv"
    readers.write_text("number,name,class,category\n9001,Lina Moss,,teacher\n6101,Ada Lovelace,3A,pupil\n")
    before = set(tmp_path.rglob("*"))
    environment = {**os.environ, "HOME": str(tmp_path), "PYTHONPATH": str(Path(__file__).parents[2])}

    def kiosk(*arguments: str, typed: str = "") -> str:
        done = subprocess.run(
            [sys.executable, "-m", "kiosk", "--language", "en", *arguments],
            input=typed,
            capture_output=True,
            text=True,
            check=True,
            env=environment,
            umask=0,
        )
        return done.stdout + done.stderr

    told = kiosk("import", "readers", str(readers))
    told += kiosk("staff", "pin", typed=f"{PIN}\n")
    told += kiosk("staff", "add", "9001", "--role", "head")
    told += kiosk("staff", "pin", "9001", typed=f"{PIN}\n")
    told += kiosk("events")
    told += kiosk("backup")
    assert PIN not in told
    written = [path for path in tmp_path.rglob("*") if path.is_file() and path not in before]
    assert {path.suffix for path in written} >= {".db", ".log", ".gz"}
    assert [path.name for path in written if stat.S_IMODE(path.stat().st_mode) & 0o077] == []
    assert [path.name for path in written if PIN.encode() in path.read_bytes()] == []
    assert "PIN changed" in told and "command" in told


@pytest.mark.store_in("file")
async def test_the_waiting_file_of_a_store_that_is_away_is_its_owners_alone(library: Library) -> None:
    before = os.umask(0)
    try:
        async with standing_at(library.path) as kiosk:
            await kiosk.scan("6101")
            library.path.rename(library.path.with_suffix(".gone"))
            await kiosk.scan("B1")
            waiting = list(library.path.parent.glob("*waiting*"))
            assert waiting
            assert [path.name for path in waiting if path.stat().st_mode & 0o077] == []
    finally:
        os.umask(before)


def test_two_pins_that_differ_change_nothing_at_a_terminal(
    library: Library, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Typed unseen, twice; `getpass` itself reads from the terminal and never echoes."""
    library.patron("9001", category="teacher")
    appoint("9001", "head", (), Acting("office", NOW))
    typed = iter([PIN, PIN + "1"])
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", lambda _prompt: next(typed))
    assert main(["--language", "en", "staff", "pin", "9001"]) == 2
    assert PIN not in "".join(capsys.readouterr())
    assert not Event.select().where(Event.verb == "pin_changed").exists()


@pytest.mark.parametrize(("number", "asked"), [("9001", 1), ("9001x", 0)])
def test_a_weak_pin_and_an_unknown_reader_are_told_before_a_pin_is_asked_for_again(
    library: Library, monkeypatch: pytest.MonkeyPatch, number: str, asked: int
) -> None:
    library.patron("9001", category="teacher")
    appoint("9001", "head", (), Acting("office", NOW))
    prompts: list[str] = []
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", lambda prompt: prompts.append(prompt) or "123456")
    assert main(["--language", "en", "staff", "pin", number]) != 0
    assert len(prompts) == asked


def test_whose_pin_was_set_is_said(
    library: Library, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    library.patron("9001", category="teacher")
    appoint("9001", "head", (), Acting("office", NOW))
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PIN}\n"))
    assert main(["--language", "en", "staff", "pin", "9001"]) == 0
    assert capsys.readouterr().out == "The PIN of reader 9001 is set.\n"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_no_hash_leaves_the_store_by_the_data_of_one_person(
    library: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    library.patron("9001", category="teacher")
    appoint("9001", "head", (), Acting("office", NOW))
    set_pin(PIN, Acting("office", NOW), "9001")
    assert main(["--language", "en", "privacy", "export", "9001"]) == 0
    file = tmp_path / "one.json"
    assert main(["--language", "en", "privacy", "export", "9001", "--out", str(file)]) == 0
    told = capsys.readouterr().out + file.read_text(encoding="utf-8")
    assert "staff_member" in told and "$" not in told and PIN not in told
