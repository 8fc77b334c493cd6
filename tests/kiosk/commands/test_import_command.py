"""`kiosk import` as a librarian types it."""

import csv
import re
import sys
from pathlib import Path

import pytest
from school import Library

from db.lists.cells.header_names import HEADERS, Kind, fold
from db.models import Copy, Patron, Title
from kiosk.cli import main
from kiosk.handbook.topics import topic
from kiosk.words import LANGUAGES


def kiosk(*arguments: str | Path) -> int:
    return main(["--language", "en", "import", *map(str, arguments)])


@pytest.fixture
def books(tmp_path: Path) -> Path:
    path = tmp_path / "stock.csv"
    path.write_text(
        "ISBN,书名,作者,册数,备注\n9787532733415,《夏洛的网》,E.B.怀特,4,x\n1234,=SUM(A1),\x1b[31m红,two,-x\n",
        encoding="utf-8",
    )
    return path


def rejects(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        assert file.read(1) == "\ufeff"
        return list(csv.reader(file))


def test_the_summary_counts_what_went_in_and_what_did_not(
    library: Library, books: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert kiosk("books", books) == 0
    out, err = capsys.readouterr()
    assert out.splitlines() == [
        "Rows: 2, accepted 1, rejected 1",
        "Titles: 1 added, 0 changed, 0 unchanged",
        "Copies: 4 in the list, 4 added, 0 withdrawn",
        "ISBN: 1 good, 0 recovered, 0 damaged, 0 not an ISBN, 0 missing",
        "Columns not used: 备注",
        f"Rejected rows: {books.parent / 'stock.rejected.csv'}",
    ]
    assert err == ""


def test_a_list_with_limits_of_its_own_says_how_the_rule_comes_to_count(
    library: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "readers.csv"
    path.write_text("读者证号,姓名,借书额度\n6101,小明,2\n6102,小红,\n", encoding="utf-8")
    assert kiosk("readers", path) == 0
    (told,) = [line for line in capsys.readouterr().out.splitlines() if "personal limit" in line]
    assert ": 1." in told
    command = told.partition("the page Rules, or ")[2].split()
    assert main(["--language", "en", *command[1:]]) == 0
    assert "Personal limits dropped: 1" in capsys.readouterr().err


def test_rows_that_went_in_with_a_doubt_are_named(
    library: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "stock.csv"
    rows = ["9787532733415,夏洛的网,17.00", "abc,小王子,二十元", ",草房子,12", *["x,册,1"] * 11]
    path.write_text("ISBN,书名,价格\n" + "\n".join(rows), encoding="utf-8")
    assert kiosk("books", path, "--dry-run") == 0
    out = capsys.readouterr().out.splitlines()
    assert "The ISBN column holds something else in lines: 3, 5, 6, 7, 8, 9, 10, 11, 12, 13 and 2 more" in out
    assert [line for line in out if line.startswith("Line ")] == [
        "Line 3: “abc” for “小王子”", "Line 5: “x” for “册”", "Line 6: “x” for “册”"
    ]  # fmt: skip
    assert "Such a number is kept: scanned or typed at the kiosk, it stands for the book like an ISBN." in out
    assert "The price cannot be read in lines: 3" in out
    assert "Books with neither an ISBN nor a label: 1. They need a label before they can be borrowed." in out


def test_rejected_rows_can_be_corrected_and_imported(library: Library, books: Path) -> None:
    kiosk("books", books)
    path = books.parent / "stock.rejected.csv"
    assert path.stat().st_mode & 0o777 == 0o600
    assert rejects(path) == [
        ["line", "field", "value", "reason", "ISBN", "书名", "作者", "册数", "备注"],
        ["3", "copies", "two", "not a whole number", "1234", "'=SUM(A1)", "[31m红", "two", "'-x"],
    ]
    path.write_text(path.read_text(encoding="utf-8").replace("two", "2"), encoding="utf-8")
    assert kiosk("books", path) == 0
    assert Title.select().count() == 2
    assert Copy.select().count() == 6


def test_the_newest_run_replaces_the_rejects_or_removes_them(library: Library, books: Path) -> None:
    path = books.parent / "stock.rejected.csv"
    kiosk("books", books)
    kiosk("books", books)
    assert len(rejects(path)) == 2
    books.write_text(books.read_text(encoding="utf-8").replace("two", "2"), encoding="utf-8")
    kiosk("books", books)
    assert not path.exists()
    path.write_text("my own notes", encoding="utf-8")
    kiosk("books", books)
    assert path.read_text(encoding="utf-8") == "my own notes"


def test_rejected_rows_follow_no_link(
    library: Library, books: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    precious = books.parent / "precious.csv"
    precious.write_text("line,field,value,reason\n", encoding="utf-8")
    link = books.parent / "stock.rejected.csv"
    link.symlink_to(precious)
    main(["--language", "en", "import", "books", str(books)])
    said = "".join(capsys.readouterr())
    assert "stock.rejected.csv is a link, a device or a folder, so nothing was written there" in said
    assert "line 3" in said  # the rows themselves, which lie nowhere else
    assert precious.read_text(encoding="utf-8") == "line,field,value,reason\n" and link.is_symlink()


def test_where_rejects_cannot_be_written_they_are_shown(
    library: Library, books: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (books.parent / "stock.rejected.csv").mkdir()
    assert kiosk("books", books) == 0
    out, err = capsys.readouterr()
    assert "nothing was written there" in err
    assert "line 3: copies “two”: not a whole number" in out
    assert Title.select().count() == 1


def test_a_dry_run_shows_and_changes_nothing(
    library: Library, books: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert kiosk("books", books, "--dry-run") == 0
    out = capsys.readouterr().out
    assert out.startswith("Nothing was changed. This is what would happen:\n")
    assert "Titles: 1 added" in out
    assert "line 3: copies “two”: not a whole number" in out
    assert Title.select().count() == 0
    assert [path.name for path in books.parent.glob("stock*")] == ["stock.csv"]


def test_readers_are_counted_and_their_names_never_shown(
    library: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "classes.csv"
    path.write_text(f"学号,姓名,班级\n6101,胡小满,六甲\n6102,{'长' * 121},六甲\n", encoding="utf-8")
    assert kiosk("readers", path, "--dry-run") == 0
    out = capsys.readouterr().out
    assert "Readers: 1 added, 0 changed, 0 unchanged\nClasses in the list: 1\n" in out
    assert "line 3: name “…”: longer than 120 characters" in out
    assert "长" not in out
    assert kiosk("readers", path) == 0
    assert Patron.select().count() == 1


def test_when_nothing_goes_in_the_command_fails(
    library: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "list.csv"
    assert kiosk("books", path) == 1
    assert capsys.readouterr().err == f"There is no file {path}.\n"
    path.write_text("书名,册数\n小王子,many\n", encoding="utf-8")
    assert kiosk("books", path) == 1
    assert "accepted 0, rejected 1" in capsys.readouterr().out
    assert kiosk("books", path, "--map", "册数") == 2
    assert "COLUMN=FIELD" in capsys.readouterr().err
    path.write_text("书名,册数\n", encoding="utf-8")
    assert kiosk("books", path) == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["books", "readers"])
def test_the_headers_that_the_handbook_names_are_known(kind: Kind, language: str) -> None:
    page = topic(language, "lists")
    assert page
    (row,) = [line for line in page.text.splitlines() if line.strip().startswith(f"| {kind} | `")]
    named = re.findall("`([^`]+)`", row)
    known = {fold(header) for headers in HEADERS[kind].values() for header in headers}
    assert named and [header for header in named if fold(header) not in known] == []


def test_help_teaches_with_examples_and_all_headers(
    library: Library, capsys: pytest.CaptureFixture[str]
) -> None:
    assert kiosk("books", "--help") == 0
    out = capsys.readouterr().out
    assert "kiosk import books stock.csv --dry-run" in out
    assert "call_number    索书号" in out


def test_a_bar_is_drawn_on_a_terminal_only(
    library: Library, books: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    kiosk("books", books)
    assert capsys.readouterr().err == f"\r[{'#' * 25}] 100 %\r\x1b[K"


def test_what_changes_is_said_row_by_row_and_what_takes_away_waits_for_a_yes(
    library: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "stock.csv"
    path.write_text("ISBN,title,author,copies\n9787532733415,Charlote,White,4\n", encoding="utf-8")
    assert kiosk("books", path) == 0
    path.write_text("ISBN,title,author,copies\n9787532733415,Charlotte,White,1\n", encoding="utf-8")
    capsys.readouterr()
    told = [
        "What changes, line by line:",
        "line 2: Charlote: title “Charlote” → “Charlotte”",
        "Only done with your consent (--yes):",
        "line 2: Charlotte: copies “4” → “1”",
    ]
    assert kiosk("books", path, "--dry-run") == 0
    assert capsys.readouterr().out.splitlines()[-4:] == told
    assert kiosk("books", path) == 1, "a script sees that something waits"
    assert capsys.readouterr().out.splitlines()[-4:] == told
    assert (Copy.select().count(), Title.get().title) == (4, "Charlotte")
    assert kiosk("books", path, "--yes") == 0
    assert Copy.select().count() == 1


def test_readers_who_would_become_others_are_named_with_the_way_out(
    library: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "classes.csv"
    path.write_text("number,name,class\n5101,Cy Dunn,5A\n5102,Di Eng,5A\n6101,Ann Lee,6A\n", encoding="utf-8")
    assert kiosk("readers", path) == 0
    path.write_text("number,name,class\n6101,Cy Dunn,6A\n5101,Di Eng,5A\n", encoding="utf-8")
    capsys.readouterr()
    assert kiosk("readers", path) == 1
    out = capsys.readouterr().out
    assert "line 2: 6101: name “Ann Lee” → “Cy Dunn”" in out
    assert "2 of these names have another number in the library." in out
    assert "kiosk readers renumber" in out
    assert {patron.number: patron.name for patron in Patron.select()}["6101"] == "Ann Lee"


def test_of_many_changes_the_first_are_shown_unless_all_are_asked_for(
    library: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "classes.csv"
    for name in ("3A", "4A"):
        rows = "".join(f"{number},Child {number},{name}\n" for number in range(40))
        path.write_text(f"number,name,class\n{rows}", encoding="utf-8")
        capsys.readouterr()
        assert kiosk("readers", path, *(["--dry-run"] if name == "4A" else [])) == 0
    out = capsys.readouterr().out
    assert out.count("class “3A” → “4A”") == 30
    assert "and 10 more; --all shows them" in out
    assert kiosk("readers", path, "--all") == 0
    assert capsys.readouterr().out.count("class “3A” → “4A”") == 40
