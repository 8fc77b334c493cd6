"""The README is true: its commands parse, and every command is in it."""

import re
import shlex
from pathlib import Path

import pytest
from command_names import commands_of

from kiosk.cli import _parser
from kiosk.settings import CameraSettings, ScannerSettings
from kiosk.settings_file import read_settings
from kiosk.words import speak
from labels.stock_file import read_stocks

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def shown_commands() -> list[str]:
    """Every `kiosk ...` of the README's code blocks and of the first column of its table."""
    blocks = "\n".join(re.findall(r"```sh\n(.*?)```", README, re.DOTALL))
    in_blocks = re.findall(r"^\s*(kiosk\b.*)$", blocks, re.MULTILINE)
    in_text = re.findall(r"`((?:\.venv/bin/)?kiosk(?: [^`]*)?)`", README)
    return [command.removeprefix(".venv/bin/") for command in in_blocks + in_text]


PLACES = {
    "NUMBER": "6101",
    "STATUS": None,
    "WEEKDAY...": "mon",
    "[LAST-DAY]": "2026-10-07",
    "N": "14",
    "LEVEL": "1",
}


def example(command: str) -> list[str]:
    """The command with real values in the places of the capitals."""
    status = "active" if "readers mark" in command else "lost"
    words = [PLACES.get(word, word) or status for word in shlex.split(command)[1:]]
    return [word for word in words if word != "COMMAND"] or []


@pytest.mark.parametrize("command", sorted(set(shown_commands())))
def test_every_command_of_the_readme_parses(command: str) -> None:
    arguments = example(command)
    if arguments == ["--help"]:
        return
    _parser(speak("en")).parse_args(arguments)


def test_every_command_is_in_the_readme() -> None:
    shown = [" ".join(command.split()) for command in shown_commands()]
    missing = [
        name
        for name in commands_of(_parser(speak("en")))
        if not any(command == name or command.startswith(name + " ") for command in shown)
    ]
    assert missing == []


def test_every_outcome_word_is_in_the_readme() -> None:
    from typing import get_args

    from db.answers.counter import Answer

    assert [kind.word for kind in get_args(Answer) if f"`{kind.word}`" not in README] == []


def test_the_label_stock_of_the_readme_can_be_used(tmp_path: Path) -> None:
    (shown,) = (
        block for block in re.findall(r"```toml\n(.*?)```", README, re.DOTALL) if "[[stock]]" in block
    )
    (tmp_path / "stocks.toml").write_text(shown, encoding="utf-8")
    assert read_stocks(tmp_path / "stocks.toml")["school-21"].cells == 21


def test_the_settings_of_the_readme_can_be_read(tmp_path: Path) -> None:
    blocks = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
    (shown,) = (block for block in blocks if "[scanner]" in block)
    file = tmp_path / "kiosk.toml"
    file.write_text(shown, encoding="utf-8")
    settings = read_settings(file)
    assert (settings.scanner, settings.camera) == (
        ScannerSettings(serial=settings.scanner.serial, event="05e0:1200"),
        CameraSettings(device=0),
    )
