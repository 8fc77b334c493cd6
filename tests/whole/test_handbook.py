"""The handbook is true: its commands are run, one after the other, and both languages show the same."""

import io
import re
import shlex
from pathlib import Path

import pytest
from school import Library

from db.clock import to_local, utc_now
from kiosk.cli import main
from kiosk.handbook.topics import FOLDER

PAGES = (
    *("compliance", "periodicals", "reading", "registers", "review", "shelf", "stocktake", "structure"),
    *("term-report", "weeding"),
)


def commands_of(page: str, language: str) -> list[str]:
    text = (FOLDER / language / f"{page}.md").read_text(encoding="utf-8")
    blocks = "\n".join(re.findall(r"```sh\n(.*?)```", text, re.DOTALL))
    return re.findall(r"^kiosk (.*)$", blocks, re.MULTILINE)


@pytest.mark.parametrize("page", PAGES)
def test_both_languages_show_the_same_commands(page: str) -> None:
    assert commands_of(page, "en") == commands_of(page, "zh_CN") != []


@pytest.mark.store_in("file")
@pytest.mark.parametrize("page", PAGES)
def test_every_command_of_a_page_does_what_it_says(
    library: Library,
    page: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    for code, number in (("30001000000018", "I287.45/12"), ("30001000000026", "I287.45/13")):
        library.copy(code, title=library.title(f"Book {number}", call_number=number))
    Path("titles.csv").write_text("title,author\nBook I287.45/12,\nMomo,Ende\n")
    Path("scans.txt").write_text("30001000000018\n30001000000026\n")
    Path("issues.txt").write_text("977031784700109\n977031784700109\n")
    library.patron("6101", class_name="3A")
    library.copy("30001000000034", title=library.title("Kept"))
    Path("scans-kept.txt").write_text("30001000000034\n")
    Path("numbers.csv").write_text("barcode,accession number\n30001000000018,2001\n")
    Path("books.csv").write_text("title,ISBN\nMomo,9787544270878\n")
    for command in commands_of(page, "en"):
        at = to_local(utc_now()).isoformat()
        Path("memory.csv").write_text(f"at,code\n{at},30001000000018\n{at},NOBODY\n")
        typed, _, source = command.partition(" < ")
        monkeypatch.setattr("sys.stdin", io.StringIO(Path(source).read_text() if source else ""))
        code = main(["--language", "en", *shlex.split(typed)])
        told = capsys.readouterr()
        assert (code, told.err) == (0, ""), (command, told)
        made = re.search(r"--(?:docx|out|second-look|pdf|xlsx) (\S+)", typed)
        assert made is None or Path(made[1]).stat().st_size > 1000, command
