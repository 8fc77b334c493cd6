"""Every command with what nobody should type: a sentence and an exit code, no traceback, nothing lost.

An option that writes a file gets names in a folder of the test's own and nothing else: as root it would
replace a device of the machine.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from odd_inputs import lay_out
from school import Library
from terminal import ROOT

from kiosk.cli import main

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def school(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    library.lend(library.copy("B1"), library.patron("6101", class_name="6A"))
    library.patron("9001", category="teacher")
    monkeypatch.chdir(tmp_path)
    lay_out()
    return library


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


def test_odd_arguments_are_a_sentence_and_harm_nothing() -> None:
    script = Path(__file__).parents[1] / "odd_inputs.py"
    done = subprocess.run(
        [sys.executable, str(script), "--runs", "300"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, ""), (done.stdout, done.stderr)
    assert done.stdout.startswith("300 calls of ")


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
        (["--store", "~nosuch/x", "status"], "No file can be called ~nosuch/x."),
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


def test_neither_an_option_nor_the_settings_reach_the_terminal_raw(tmp_path: Path, capsys: Captured) -> None:
    assert main(["--language", "en", "install-service", "--dry-run", "--root", "\x1b[2J\x9b"]) == 0
    assert "# ==> [2J/etc/" in "".join(capsys.readouterr())
    settings = tmp_path / "odd.toml"
    settings.write_text('name = "\\u001b[2J"\n[scanner]\nserial = "/dev/\\u009bx\\u0007"\n', encoding="utf-8")
    for command in (["doctor"], ["status"], ["run"]):
        main(["--language", "en", "--settings", str(settings), *command])
        said = "".join(capsys.readouterr())
        assert said and not [c for c in said if (c < " " and c != "\n") or "\x7f" <= c <= "\x9f"], command


@pytest.mark.store_in("file")
def test_more_rows_than_a_school_has_are_refused_at_once(school: Library, capsys: Captured) -> None:
    Path("many.csv").write_text("number,name\n" + "1,Ada\n" * 300_000)
    assert_told(["import", "readers", "many.csv"], capsys)
    assert main(["--language", "en", "import", "readers", "many.csv"]) == 1
    assert "too large to be one school's list" in capsys.readouterr().err


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
