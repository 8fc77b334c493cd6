"""Every command with what nobody should type: a sentence and an exit code, no traceback, nothing lost.

An option that writes a file gets names in a folder of the test's own and nothing else: as root it would
replace a device of the machine.
"""

import argparse
import io
import json
import os
import random
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from school import Library
from terminal import ROOT

from db.clock import utc_now
from db.safety.checking import check
from kiosk.cli import _parser, main
from kiosk.words import speak

Captured = pytest.CaptureFixture[str]

ELSEWHERE = ("kiosk run", "kiosk demo", "kiosk doctor", "kiosk desk serve")
"""They take the terminal, the scanners or a port; `test_machine_settings_...` below has them."""
WRITES = ("--out", "--pdf", "--print", "--slips", "--sheet", "--manifest", "--root", "folder", "target")
READS = ("file", "--list", "--titles", "--new-pupils", "--numbers", "--stocks", "source")
MADE = ("made.pdf", "missing/made.pdf", ".", "x" * 300 + ".pdf", "made", "\x1b[2J.pdf", "a\0b.pdf", "书.zpl")
THERE = (
    *("/dev/zero", "/dev/null", "/dev/full", "pipe", "missing.csv", ".", "/", "~nosuch/x", "x" * 300, "a\0b"),
    *("empty.csv", "long.csv", "endless.xlsx", "odd.csv", "deep.toml", "library.db", "\udcc8\udcfd", "loop"),
)
ODD = (
    *("", " ", "-", "0", "-1", "²", "１２", "nan", "inf", "1e309", "2147483648", "-9223372036854775809"),
    *(
        "9" * 25,
        "9" * 5000,
        "x" * 300,
        "x" * 70_000,
        "%" * 3000,
        "\udcc8\udcfd",
        "\ud800",
        "a\0b",
        "\x1b]0;x\a",
    ),
    *("\u202e\u200b\ufeff", "'; DROP TABLE loan; --", "{0.__class__}", "[/b]", "%s%n", "../..", "0001-01-01"),
    *(
        "9999-12-31",
        "2026-02-30",
        "6101",
        "B1",
        "6A",
        "pupil",
        "mon",
        "10:15",
        "99:99",
        "I",
        "3:3-1:1",
        "R9C9",
    ),
    *("http://[::1", "127.0.0.1:1", "[::1", "localhost:99999999", "L7160", "夏" * 400, "=1+1", "a=b=c", "--"),
)


@pytest.fixture
def school(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    library.lend(library.copy("B1"), library.patron("6101", class_name="6A"))
    library.patron("9001", category="teacher")
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe")
    Path("loop").symlink_to("loop")
    Path("empty.csv").touch()
    Path("long.csv").write_text(
        f"number,name,class\n1,{'x' * 200_000},6A\n2026-09-07T10:00:00,{'x' * 200_000}\n"
    )
    Path("odd.csv").write_bytes(b"at,code\n\x1b[2J,\xff\n2026-99-99T10:00,B1\n")
    Path("deep.toml").write_text("a = " + "[" * 5000 + "]" * 5000)
    endless_workbook(Path("endless.xlsx"))
    return library


def endless_workbook(path: Path) -> None:
    """A small workbook that claims a row a million times further down than any program has rows."""
    import openpyxl

    book = openpyxl.Workbook()
    assert book.active
    book.active.append(["number", "name", "class"])
    book.active.append(["1", "Ada", "6A"])
    book.save("whole.xlsx")
    with zipfile.ZipFile("whole.xlsx") as whole, zipfile.ZipFile(path, "w") as odd:
        for entry in whole.infolist():
            content = whole.read(entry)
            if entry.filename.endswith("sheet1.xml"):
                content = content.replace(b'<row r="2"', b'<row r="999999999999"').replace(
                    b'"A2"', b'"A999999999999"'
                )
            odd.writestr(entry, content)


def commands(
    parser: argparse.ArgumentParser, name: str = "kiosk"
) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """All that do something, with their own parsers."""
    below = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not below and name not in ELSEWHERE:
        yield name, parser
    for group in below:
        for word, one in group.choices.items():
            yield from commands(one, f"{name} {word}")


def odd_value(action: argparse.Action, chance: random.Random) -> str:
    name = (action.option_strings or [action.dest])[-1]
    if name in WRITES:
        return chance.choice(MADE)
    if name in READS and action.type is Path:
        return chance.choice(THERE)
    if action.choices and chance.random() < 0.7:
        return str(chance.choice(list(action.choices)))
    return chance.choice(ODD)


def odd_arguments(name: str, parser: argparse.ArgumentParser, chance: random.Random) -> list[str]:
    given = name.split()[1:]
    for action in parser._actions:
        if isinstance(action, argparse._HelpAction) or (not action.required and chance.random() < 0.6):
            continue
        count = {None: 1, 0: 0, "*": 2, "+": 2, "?": 1}.get(action.nargs, action.nargs)
        values = [odd_value(action, chance) for _ in range(int(count or 0))]
        if action.option_strings and len(values) == 1:
            given.append(f"{action.option_strings[-1]}={values[0]}")
        else:
            given += [*action.option_strings[-1:], *values]
    return given


def assert_told(arguments: list[str], capsys: Captured) -> int:
    begun = time.monotonic()
    code = main(["--language", "en", *arguments])
    took = time.monotonic() - begun
    said = capsys.readouterr()
    assert code in (0, 1, 2), arguments
    assert code == 0 or said.err or said.out, arguments
    for text in (said.err, said.out):
        assert "Traceback" not in text and "made a mistake" not in text, (arguments, text)
        assert not [c for c in text if (c < " " and c != "\n") or "\x7f" <= c <= "\x9f"], (arguments, text)
    assert took < 30, arguments
    return code


@pytest.mark.store_in("file")
@pytest.mark.parametrize("seed", range(4))
def test_odd_arguments_are_a_sentence_and_harm_nothing(
    school: Library, capsys: Captured, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    chance = random.Random(seed)
    known = list(commands(_parser(speak("en"))))
    for name, parser in known:
        for _ in range(2):
            monkeypatch.setattr(
                sys, "stdin", io.StringIO(chance.choice(("", "yes\n", "B1\n%DONE\n", "\x1b[2J\n")))
            )
            assert_told(odd_arguments(name, parser, chance), capsys)
    assert check(school.store, utc_now()) == []


# One kind each


@pytest.mark.store_in("file")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["class", "\udcc8\udcfd"], "The argument \\udcc8\\udcfd is not UTF-8. Set the terminal to UTF-8"),
        (["events", "--days", "2147483648"], "2147483648 is too large a number."),
        (["events", "--days", "2147483647"], "A number or a day is too large."),
        (["labels", "spine", "--again", "9" * 25], "is too large a number."),
        (["books", "find", "x" * 70_000], "An argument of 70000 characters is too long"),
        (["backup", "x" * 300], "File name too long"),
        (["import", "readers", "/dev/zero"], "/dev/zero is a device or a pipe. Name a file."),
        (["import", "books", "pipe"], "pipe is a device or a pipe. Name a file."),
        (["replay", "pipe"], "pipe is a device or a pipe. Name a file."),
        (["replay", "long.csv"], "a line is far too long"),
        (["restore", "/dev/zero", "--yes"], "/dev/zero is a device or a pipe. Name a file."),
        (["labels", "spine", "--list", "pipe"], "pipe is a device or a pipe. Name a file."),
        (["labels", "commands", "--stocks", "pipe"], "pipe is a device or a pipe. Name a file."),
        (["corner", "fill", "6A", "--titles", "/dev/zero"], "/dev/zero is a device or a pipe. Name a file."),
        (["import", "readers", "endless.xlsx"], "endless.xlsx is a damaged workbook."),
        (["--settings", "pipe", "status"], "pipe is a device or a pipe. Name a file."),
        (["--settings", "/dev/zero", "status"], "/dev/zero is a device or a pipe. Name a file."),
        (["--settings", "deep.toml", "status"], "brackets within brackets"),
        (["--settings", "a\0b", "status"], "makes no sense"),
        (["--store", ".", "status"], "is not a file. Name a file for it."),
        (["--store", "/", "check"], "is not a file. Name a file for it."),
        (["--store", "pipe", "status"], "is not a file. Name a file for it."),
        (["--store", "pipe", "doctor"], "is not a file. Name a file for it."),
        (["--store", "~nosuch/x", "status"], "There can be no file ~nosuch/x."),
        (["status", "--un\x1b]0;heard\a"], "unrecognized arguments: --un]0;heard"),
    ],
)
def test_each_kind_has_its_sentence(
    school: Library, capsys: Captured, arguments: list[str], said: str
) -> None:
    assert main(["--language", "en", *arguments]) in (1, 2)
    told = capsys.readouterr()
    assert said in told.err + told.out and "Traceback" not in told.err
    assert "\x1b" not in told.err


@pytest.mark.store_in("file")
def test_a_code_of_control_characters_in_a_scanners_memory_does_nothing_to_a_terminal(
    school: Library, capsys: Captured
) -> None:
    Path("scans.csv").write_text("2026-09-07T10:00:00,\x1b]0;pwned\x07\x9b31m\n", encoding="utf-8")
    for form in ([], ["--json", "--again"]):
        assert main(["--language", "en", "replay", "scans.csv", *form]) == 0
        said = capsys.readouterr().out
        assert "pwned" in said and not [c for c in said if (c < " " and c != "\n") or "\x7f" <= c <= "\x9f"]
    assert json.loads(said)["code"] == "\x1b]0;pwned\x07\x9b31m"


@pytest.mark.store_in("file")
def test_more_rows_than_a_school_has_are_refused_at_once(school: Library, capsys: Captured) -> None:
    Path("many.csv").write_text("number,name\n" + "1,Ada\n" * 300_000)
    assert_told(["import", "readers", "many.csv"], capsys)
    assert main(["--language", "en", "import", "readers", "many.csv"]) == 1
    assert "too large to be a list of one school" in capsys.readouterr().err


# The program as it is called


def kiosk(*arguments: str | bytes, shell: str = "", **variables: str) -> "subprocess.CompletedProcess[bytes]":
    """Run the real program, with its streams as a shell sets them, such as `>&-`."""
    return subprocess.run(
        ["sh", "-c", f'exec "$@" {shell}', "sh", sys.executable, "-m", "kiosk", *arguments],
        cwd=ROOT,
        env={**os.environ, "KIOSK_LANGUAGE": "en", **variables},
        capture_output=True,
        timeout=60,
        check=False,
    )


@pytest.mark.store_in("file")
@pytest.mark.parametrize(
    ("shell", "code", "said"),
    [
        (">&-", 0, b""),
        ("2>&-", 0, b""),
        ("<&- >&- 2>&-", 0, b""),
        (">/dev/full", 1, b"No space left on device"),
        (">/dev/full 2>/dev/full", 1, b""),
        ("| head -c 1", 0, b""),
    ],
)
def test_streams_that_are_closed_or_full(school: Library, shell: str, code: int, said: bytes) -> None:
    done = kiosk("events", shell=shell)
    assert done.returncode == code and said in done.stderr
    assert b"Traceback" not in done.stderr and b"Exception" not in done.stderr


@pytest.mark.store_in("file")
@pytest.mark.parametrize(
    "arguments", [("run",), ("staff", "pin"), ("privacy", "erase", "6101"), ("corner", "fill", "6A")]
)
def test_nobody_is_there_to_answer(school: Library, arguments: tuple[str, ...]) -> None:
    done = kiosk(*arguments, shell="<&-")
    assert done.returncode in (0, 1, 2) and b"Traceback" not in done.stderr
    assert b"made a mistake" not in done.stderr


@pytest.mark.store_in("file")
@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_an_output_without_chinese_still_says_everything(school: Library, encoding: str) -> None:
    done = kiosk("--language", "zh_CN", "status", PYTHONIOENCODING=encoding, PYTHONUTF8="0", LC_ALL="C")
    assert done.returncode == 0 and b"\\u" in done.stdout and done.stderr == b""


@pytest.mark.store_in("file")
def test_bytes_that_are_no_utf_8_and_a_log_that_cannot_be_written(school: Library) -> None:
    done = kiosk("class", b"\xc8\xfd")
    assert done.returncode == 2 and b"is not UTF-8" in done.stderr and b"Traceback" not in done.stderr
    done = kiosk("status", XDG_STATE_HOME="/dev/null/state")
    assert done.returncode == 0 and b"cannot be written" in done.stderr and b"Traceback" not in done.stderr
