"""The folder for an inspection: numbered, complete, only its owner's, and no child is named in it."""

import re
import stat
from contextlib import closing
from datetime import datetime
from pathlib import Path

import docx
import pypdfium2
import pytest
from busy_school import make_busy_school, stock_the_rest
from openpyxl import load_workbook
from school import NOW, Library

from db.events.record import Acting
from db.library.terms import set_term
from db.models import BlockedCopy, ClosedWeekday, Patron, TitleList
from db.reading.activities import Told, activities, tell
from db.stock.repairs import Damage, put_aside
from db.store.opening import connected
from db.term_report.kept import standing
from db.term_report.periods import term_period
from kiosk.cli import main
from kiosk.settings import Settings
from kiosk.term_report.inspection import folder as written
from kiosk.term_report.inspection.folder import ENTRIES, write_folder
from kiosk.term_report.inspection.making import Making
from kiosk.words import speak
from labels.errors import WriteError

pytestmark = pytest.mark.store_in("file")


def text_of(file: Path) -> str:
    """All that can be read in a file."""
    if file.suffix == ".xlsx":
        book = load_workbook(file)
        return "\n".join(
            str(cell) for sheet in book for row in sheet.values for cell in row if cell is not None
        )
    if file.suffix == ".docx":
        return "\n".join(docx.Document(str(file)).element.itertext())
    with closing(pypdfium2.PdfDocument(file)) as pages:
        return "\n".join(page.get_textpage().get_text_bounded() for page in pages)


def making(language: str, now: datetime, tmp_path: Path) -> Making:
    period = term_period("", now.date())
    return Making(standing(period, now.date()), now, speak(language), Settings(store=str(tmp_path)))


@pytest.fixture
def busy(library: Library) -> datetime:
    """A school that keeps something of nearly everything, and children whom anybody would recognise."""
    ClosedWeekday.delete().execute()
    now = make_busy_school(NOW)
    stock_the_rest(now)
    acting = Acting("office", now, "command")
    child = Patron.select().where(Patron.category == "pupil").first()
    (essay,) = activities()
    tell(essay.activity_id, Told(f"{child.name} won", f"A pen for {child.name}", "2"), acting)
    put_aside(5, Damage(note=f"by {child.name}", known=True), acting)
    BlockedCopy.update(place="library").execute()
    TitleList.update(name="封存/../书单").where(TitleList.kind == "block").execute()
    return now


def test_it_is_numbered_and_complete_and_names_no_child(busy: datetime, tmp_path: Path) -> None:
    target = tmp_path / "迎检"
    told: list[tuple[int, int]] = []
    with connected():
        filed = write_folder(target, making("zh_CN", busy, tmp_path), lambda *at: told.append(at))
        names = {row.name for row in Patron.select().where(Patron.category == "pupil")}
    files = sorted(target.iterdir())
    numbers = sorted({file.name[:2] for file in files})
    assert numbers == [f"{number:02}" for number in range(len(ENTRIES) + 1)] and len(ENTRIES) >= 19
    assert filed.files == len(files) and told[-1] == (len(ENTRIES), len(ENTRIES))
    assert {file.suffix for file in files} == {".pdf", ".xlsx", ".docx"}
    assert all(re.fullmatch(r"\d\d [^/\\:*?\"<>|]+\.\w+", file.name) for file in files)
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE(target.stat().st_mode) == 0o700
    texts = {file.name: text_of(file) for file in files}
    for entry in ("总括登记账", "个别登记账", "注销登记账", "工作总结"):
        assert any(entry in name + text for name, text in texts.items()), entry
    assert len(names) > 10
    for name in names:
        assert not [file for file, text in texts.items() if name in text or name in file], name
    index = texts["00 目录.pdf"]
    assert "空白表：学校用纸质登记" in index and "24" in index


def test_an_empty_library_gets_sheets_to_fill_in(library: Library, tmp_path: Path) -> None:
    set_term("2026", NOW.date(), NOW.date(), Acting("office", NOW, "command"))
    target = tmp_path / "empty"
    target.mkdir()
    with connected():
        filed = write_folder(target, making("en", NOW, tmp_path))
    assert filed.on_paper >= 12
    withdrawn = text_of(target / "12 Books withdrawn.pdf")
    assert "number in the register" in withdrawn.replace("\r\n", " ") and "page 1 of 1" in withdrawn


def test_it_is_there_whole_or_not_at_all_and_never_among_others(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_term("2026", NOW.date(), NOW.date(), Acting("office", NOW, "command"))
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "letter.txt").write_text("dear")
    (tmp_path / "link").symlink_to(mine)
    (tmp_path / "file").write_text("x")
    with connected():
        made = making("en", NOW, tmp_path)
        for name in ("mine", "link", "file"):
            with pytest.raises(Exception, match=name):
                write_folder(tmp_path / name, made)

        def broken(*_: object, **__: object) -> None:
            raise WriteError("{file}: the disk is full", file="x")

        monkeypatch.setattr(written, "write_paper", broken)
        with pytest.raises(Exception, match="disk is full"):
            write_folder(tmp_path / "new", made)
    left = sorted(one.name for one in tmp_path.iterdir() if not one.name.startswith("library.db"))
    assert left == ["file", "link", "mine"]
    assert [one.name for one in mine.iterdir()] == ["letter.txt"]


def test_by_command(library: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def run(command: str, code: int = 0) -> str:
        words = command.replace("@", f"{tmp_path}/").split()
        assert main(["--language", "en", "report", *words]) == code, command
        told = capsys.readouterr()
        return told.out + told.err

    library.copy("=1+1", title=library.title("=cmd()"))
    assert "entries: 24" in run("month --docx @r.docx --xlsx @r.xlsx --folder @f")
    sheets = load_workbook(tmp_path / "r.xlsx")
    head, first = list(sheets.worksheets[0].values)[:2]
    assert head[:3] == ("part", "figure", "this period") and first[0] == "Management"
    catalogue = load_workbook(tmp_path / "f" / "07 Catalogue.xlsx").worksheets[0]
    assert (catalogue["A2"].value, catalogue["A2"].data_type) == ("=cmd()", "s")
    assert "Draft" in docx.Document(str(tmp_path / "r.docx")).sections[0].header.paragraphs[0].text
    run("template @own.docx")
    run("month --docx @own-report.docx --template @own.docx")
    assert "not an empty folder" in run("month --folder @f", 1)
    assert "must end in .docx" in run("month --docx @r.pdf", 1)
    assert "--folder" in run("month --template @own.docx", 2)
    assert "not a Word document" in run("month --docx @r2.docx --template @r.xlsx", 1)
    assert not (tmp_path / "r2.docx").exists()
