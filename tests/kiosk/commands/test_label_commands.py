"""`kiosk labels`, `kiosk library`, `kiosk books renumber`: from the choice to paper, and what goes wrong."""

import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from school import NOW, Library

from db.clock import to_local
from db.codes import mint
from db.labelling import campaign
from db.models import Barcode, Copy, Location, Printer, PrintJob, Title
from db.stock.shelves import places
from kiosk.cli import main
from kiosk.paper.printing import printers
from labels.content.cards import COMMANDS

Captured = pytest.CaptureFixture[str]


def kiosk(*arguments: str) -> int:
    return main(["--language", "en", *arguments])


def codes_in(pdf: Path) -> list[str]:
    """Every code that an independent reader finds, page by page."""
    document = pypdfium2.PdfDocument(pdf)
    found = [
        code.text
        for page in document
        for code in zxingcpp.read_barcodes(page.render(scale=300 / 72).to_pil().convert("L"))
    ]
    document.close()
    return found


@pytest.fixture
def stock(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    """Three labelled titles' worth of books on two shelves, and a folder to print into."""
    monkeypatch.chdir(tmp_path)
    for number in range(1, 4):
        place = library.shelf(str(number))
        title = library.title(
            f"夏洛的网 {number}", call_number=f"I287.45/{number}", isbn=f"978000000000{number}"
        )
        library.copy(title=title, location=place)
        library.copy(title=title, location=place)
    library.patron("6101", name="Ada Lovelace", class_name="6A")
    library.patron("6102", name="Ben Smith", class_name="6B")
    return library


def test_labels_are_written_said_before_and_scan(stock: Library, capsys: Captured) -> None:
    assert kiosk("labels", "combined", "--range", "I287", "--start", "3,2", "--out", "labels.pdf") == 0
    assert capsys.readouterr().out.splitlines() == [
        "New codes: 6.",
        "6 labels, 1 sheet, starts at row 3 column 2 (Avery L7160)",
        "Written: labels.pdf",
    ]
    assert sorted(codes_in(Path("labels.pdf"))) == [mint("copy", 1, n) for n in range(1, 7)]


def test_the_next_print_begins_where_the_last_one_ended(stock: Library, capsys: Captured) -> None:
    for _ in range(2):
        assert kiosk("labels", "barcode", "--shelf", "1", "--stock", "herma-4608") == 0
    assert kiosk("labels", "barcode", "--shelf", "1", "--by", "columns") == 0
    said = [line for line in capsys.readouterr().out.splitlines() if "starts" in line or "Written" in line]
    assert said == [
        "2 labels, 1 sheet, starts at row 1 column 1 (Herma 4608 (4102), no gaps)",
        "Written: labels-barcode-1.pdf",
        "2 labels, 1 sheet, starts at row 1 column 3 (Herma 4608 (4102), no gaps)",
        "Written: labels-barcode-2.pdf",
        "2 labels, 1 sheet, starts at row 1 column 1 (Herma 4608 (4102), no gaps)",
        "Written: labels-barcode-3.pdf",
    ]


def test_in_chinese_no_english_word_is_said_of_a_print(stock: Library, capsys: Captured) -> None:
    for command in (("commands",), ("barcode", "--all", "--stock", "herma-4608")):
        assert main(["--language", "zh_CN", "labels", *command, "--out", "out.pdf"]) == 0
    said = capsys.readouterr().out.replace("out.pdf", "").replace("Zweckform", "").replace("Herma", "")
    assert re.findall("[A-Za-z]{2,}", said) == []


def test_a_dry_run_and_a_picture_change_nothing(stock: Library, capsys: Captured) -> None:
    assert kiosk("labels", "combined", "--all", "--start", "2,1", "--dry-run") == 0
    out = capsys.readouterr().out.splitlines()
    assert out[:5] == [
        "Codes that would be new: 6.",
        "6 labels, 1 sheet, starts at row 2 column 1 (Avery L7160)",
        *("- - -", "● ● ●", "● ● ●"),
    ]
    assert out[-1].startswith("I287.45/3")
    for name in ("look.png", "look.svg"):
        assert kiosk("labels", "combined", "--all", "--out", name) == 0
    assert Path("look.png").read_bytes().startswith(b"\x89PNG")
    assert "夏洛的网 1" in Path("look.svg").read_text(encoding="utf-8")
    assert kiosk("labels", "cards", "--all", "--dry-run") == 0
    assert "6102" in capsys.readouterr().out
    assert PrintJob.select().count() == 0
    assert Barcode.select().where(Barcode.copy.is_null(False)).count() == 0


def test_what_is_printed_again_has_the_same_codes(stock: Library, capsys: pytest.CaptureFixture[str]) -> None:
    assert kiosk("labels", "combined", "--shelf", "2", "--out", "one.pdf") == 0
    assert kiosk("labels", "combined", "--shelf", "3", "--out", "two.pdf") == 0
    assert kiosk("labels", "combined", "--again", "--dry-run") == 0
    printed_at = to_local(PrintJob.get_by_id(2).finished_at)
    capsys.readouterr()
    assert kiosk("labels", "combined", "--again", "--out", "again.pdf") == 0
    assert f"Job 2 was printed already, on {printed_at:%Y-%m-%d %H:%M}." in capsys.readouterr().out
    assert codes_in(Path("again.pdf")) == codes_in(Path("two.pdf"))
    assert kiosk("labels", "combined", "--again", "1", "--out", "again.pdf") == 0
    assert codes_in(Path("again.pdf")) == codes_in(Path("one.pdf"))


def test_books_without_a_call_number_get_a_barcode_but_no_spine(stock: Library, capsys: Captured) -> None:
    stock.copy(title=stock.title("Bare", isbn="9780306406157"))
    assert kiosk("labels", "combined", "--title", "bare", "--out", "one.pdf") == 0
    assert len(codes_in(Path("one.pdf"))) == 1
    assert kiosk("labels", "spine", "--all", "--out", "spine.pdf") == 0
    captured = capsys.readouterr()
    assert "6 labels" in captured.out
    assert captured.err == "Without a call number, and left out: 1.\n"


def test_a_label_that_does_not_fit_is_named_and_the_job_waits(stock: Library, capsys: Captured) -> None:
    Title.update(call_number="I287.45/" + "9" * 60).where(Title.id == 1).execute()
    assert kiosk("labels", "combined", "--title", "夏洛的网 1", "--out", "labels.pdf") == 1
    error = capsys.readouterr().err.splitlines()
    assert error[0] == "Nothing was printed. The labels are kept as job 1; to try once more: --again 1"
    assert "夏洛的网 1" in error[1] and "mm" in error[1]
    assert not Path("labels.pdf").exists()
    assert PrintJob.get().state == "failed"
    assert kiosk("labels", "barcode", "--all", "--out", "labels.pdf") == 0


def test_cards_are_printed_by_class_and_by_list(stock: Library, capsys: Captured) -> None:
    assert kiosk("labels", "cards", "--class", "6A", "--out", "cards.pdf") == 0
    assert codes_in(Path("cards.pdf")) == ["6101"]
    Path("list.csv").write_text("6102\n", encoding="utf-8")
    assert kiosk("labels", "cards", "--list", "list.csv", "--code", "qr", "--out", "cards.pdf") == 0
    assert codes_in(Path("cards.pdf")) == ["6102"]
    assert kiosk("labels", "cards") == 2
    assert kiosk("labels", "cards", "--class", "9Z") == 1
    assert "9Z" in capsys.readouterr().err


def test_command_cards_and_the_check_sheet_scan(stock: Library) -> None:
    assert kiosk("labels", "commands") == 0
    assert set(codes_in(Path("labels-commands.pdf"))) == set(COMMANDS) >= {"%DONE", "%UNDO", "%FILL"}
    assert kiosk("labels", "check") == 0
    assert "9787806041574" in codes_in(Path("scanner-check.pdf"))
    assert PrintJob.select().count() == 0


def test_command_cards_in_a_file_take_no_labels_and_printed_ones_do(
    stock: Library, capsys: Captured, cups: Path
) -> None:
    assert kiosk("labels", "cards", "--all", "--out", "cards.pdf") == 0
    capsys.readouterr()
    for _ in range(2):
        assert kiosk("labels", "commands", "--out", "look.pdf") == 0
    assert kiosk("labels", "commands", "--printer", "HP") == 0
    assert kiosk("labels", "cards", "--all", "--out", "cards.pdf") == 0
    said = [line for line in capsys.readouterr().out.splitlines() if "starts" in line]
    assert [line.partition("starts at ")[2].partition(" (")[0] for line in said] == [
        "row 1 column 1",
        "row 1 column 1",
        "row 2 column 1",
        "row 3 column 1",
    ]


def test_signs_name_the_classes_of_each_shelf_and_the_corners(stock: Library, capsys: Captured) -> None:
    stock.copy(title=stock.title("Far", call_number="K209/1"), location=Location.get(Location.name == "2"))
    stock.shelf("3A", kind="corner")
    stock.shelf("10")
    stock.shelf("test")
    assert [(place.name, place.first, place.last) for place in places()] == [
        *(("1", "I287.45", "I287.45"), ("2", "I287.45", "K209"), ("3", "I287.45", "I287.45")),
        *(("3A", "", ""), ("10", "", ""), ("test", "", "")),
    ]
    assert kiosk("labels", "signs") == 0
    document = pypdfium2.PdfDocument("labels-signs.pdf")
    text = document[0].get_textpage().get_text_bounded()
    document.close()
    assert "I287.45 – K209" in text and "3A" in text
    assert "Stories and poems – History and countries" in " ".join(text.split())
    assert "Stories for children" in text
    assert main(["--language", "zh_CN", "labels", "signs", "--shelf", "2"]) == 0
    document = pypdfium2.PdfDocument("labels-signs.pdf")
    text = document[0].get_textpage()
    assert "文学 – 历史、地理" in text.get_text_bounded()
    tall = [box[3] - box[1] for box in map(text.get_charbox, range(text.count_chars()))]
    assert text.get_text_range()[tall.index(max(tall))] == "2"  # the shelf's name is what is seen from afar
    document.close()
    assert kiosk("labels", "signs", "--shelf", "99") == 1
    assert "The shelves are: 1, 2, 3, 3A, 10, test." in capsys.readouterr().err


def test_a_sign_names_the_last_class_whatever_follows_it(stock: Library) -> None:
    shelf = Location.get(Location.name == "1")
    for call_number in ("I287.5/杨", "J238.7/1", "捐赠 1"):
        stock.copy(title=stock.title(call_number, call_number=call_number), location=shelf)
    (place,) = places("1")
    assert (place.first, place.last) == ("I287.45", "J238.7")


def test_books_in_no_class_are_named_when_a_range_is_printed(stock: Library, capsys: Captured) -> None:
    stock.copy(title=stock.title("Gift", call_number="捐赠 1"))
    assert kiosk("labels", "spine", "--range", "I287", "--dry-run") == 0
    assert "not understood, so in no class: 1 (捐赠 1)." in capsys.readouterr().err
    assert kiosk("relabel", "open", "--range", "I287") == 0
    assert "not understood, so in no class: 1 (捐赠 1)." in capsys.readouterr().err


def test_a_printer_is_measured_and_its_labels_move(stock: Library, capsys: Captured) -> None:
    assert kiosk("labels", "calibrate", "--stock", "L7160") == 0
    assert Path("calibrate-L7160.pdf").exists()
    assert kiosk("labels", "calibrate", "--stock", "L7160", "--measured", "16", "14", "196", "281") == 0
    assert "Saved for printed files: +1.00 mm to the right, -1.00 mm down" in capsys.readouterr().out
    assert kiosk("labels", "calibrate", "--stock", "L7160", "--measured", "16", "14", "90", "281") == 1
    assert "74.0 mm apart across" in capsys.readouterr().err
    left = {}
    for name in ("moved", "straight"):
        assert kiosk("labels", "spine", "--shelf", "1", "--start", "1,1", "--out", f"{name}.pdf") == 0
        document = pypdfium2.PdfDocument(f"{name}.pdf")
        left[name] = document[0].get_textpage().get_charbox(0)[0]
        document.close()
        Printer.delete().execute()
    assert left["straight"] - left["moved"] == pytest.approx(72 / 25.4, abs=0.25)  # to a printer dot


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["combined"], 2, "Say which books"),
        (["combined", "--range", "nonsense!"], 2, "not a class number or a range"),
        (["combined", "--shelf", "99"], 1, "no shelf 99"),
        (["combined", "--title", "Nothing like it"], 1, "no such book"),
        (["combined", "--list", "none.csv"], 1, "There is no file"),
        (["combined", "--all", "--stock", "none"], 1, "There is no label stock “none”"),
        (["combined", "--all", "--start", "9,9"], 1, "there is no row 9 column 9"),
        (["combined", "--all", "--start", "here"], 2, "not a row and column"),
        (["combined", "--all", "--out", "labels.doc"], 2, "must end in"),
        (["combined", "--all", "--dpi", "9"], 2, "from 100 to 2400"),
        (["combined", "--all", "--out", "no folder/labels.pdf"], 1, "could not be written"),
        (["combined", "--again"], 1, "Nothing has been printed yet"),
        (["combined", "--all", "--stocks", "none.toml"], 1, "label stock file none.toml"),
    ],
)
def test_trouble_is_one_sentence(
    stock: Library, capsys: Captured, arguments: list[str], code: int, sentence: str
) -> None:
    assert kiosk("labels", *arguments) == code
    error = capsys.readouterr().err
    assert sentence in error and "Traceback" not in error
    assert not list(Path().glob("*.pdf"))


def test_stock_of_the_schools_own_is_found_beside_the_settings(stock: Library, capsys: Captured) -> None:
    own = Path.home() / ".config" / "school-library-kiosk"
    own.mkdir(parents=True)
    (own / "stocks.toml").write_text(
        '[[stock]]\nname = "ours"\npage = "A4"\nlabel = [60, 30]\ngrid = [3, 9]\n'
        "first = [10, 10]\npitch = [62, 30]\n"
    )
    assert kiosk("labels", "combined", "--all", "--stock", "OURS", "--out", "labels.pdf") == 0
    assert "(ours)" in capsys.readouterr().out


# Printers


@pytest.fixture
def label_printer() -> Iterator[tuple[str, list[bytes]]]:
    """A label printer on the network: it takes whatever comes, as they do."""
    got: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def take() -> None:
            connection, _ = server.accept()
            with connection, connection.makefile("rb") as stream:
                got.append(stream.read())

        thread = threading.Thread(target=take, daemon=True)
        thread.start()
        yield f"127.0.0.1:{server.getsockname()[1]}", got
        thread.join(timeout=20)


def test_a_label_printer_gets_one_format_a_label(
    stock: Library, capsys: Captured, label_printer: tuple[str, list[bytes]]
) -> None:
    address, got = label_printer
    assert kiosk("labels", "barcode", "--shelf", "1", "--stock", "roll-50x30", "--address", address) == 0
    assert f"Sent to the label printer at {address}." in capsys.readouterr().out
    assert PrintJob.get().state == "printed"
    threading.Event().wait(0.2)
    assert b"".join(got).count(b"^XA") == 2


def test_a_label_printer_that_is_off_leaves_the_job_to_be_repeated(stock: Library, capsys: Captured) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        closed = server.getsockname()[1]
    at = f"127.0.0.1:{closed}"
    assert kiosk("labels", "barcode", "--shelf", "1", "--stock", "roll-50x30", "--address", at) == 1
    error = capsys.readouterr().err
    assert "to try once more: --again 1" in error and "cannot be reached" in error
    assert PrintJob.get().state == "failed"
    assert kiosk("labels", "barcode", "--again", "--out", "labels.zpl") == 0
    assert Path("labels.zpl").read_bytes().count(b"^XA") == 2


def test_cups_prints_what_was_proved(stock: Library, capsys: Captured, cups: Path) -> None:
    assert kiosk("labels", "combined", "--shelf", "1", "--printer", "HP") == 0
    assert "Printed on HP as HP-7." in capsys.readouterr().out
    assert "media=A4 " in (cups / "options").read_text()
    assert len(codes_in(cups / "taken.pdf")) == 2
    assert PrintJob.get().state == "printed"
    assert not list(Path().glob("*.pdf"))


@pytest.mark.parametrize(
    ("stock_name", "medium"),
    [("roll-50x30", "Custom.50x30mm"), ("L7160", "A4"), ("5160", "Letter"), ("card", "Custom.85.6x53.98mm")],
)
def test_cups_is_told_what_paper_is_in_the_printer(
    stock: Library, cups: Path, stock_name: str, medium: str
) -> None:
    arguments = ["labels", "barcode", "--shelf", "1", "--printer", "HP", "--stock", stock_name]
    assert kiosk(*arguments) == 0
    assert f"media={medium} " in (cups / "options").read_text()


def test_one_bad_label_stops_no_other_and_is_named_with_a_cure(stock: Library, capsys: Captured) -> None:
    odd = stock.copy("图0002", title=stock.title("Odd", call_number="I287.45/99"))
    assert kiosk("labels", "barcode", "--all", "--out", "labels.pdf") == 1
    captured = capsys.readouterr()
    good = Copy.select().count() - 1
    assert len(codes_in(Path("labels.pdf"))) == good
    assert "Left out: 1 label." in captured.err and "English letters and digits only." in captured.err
    assert "The code 图0002 cannot be printed as Code 128" in captured.err

    assert kiosk("relabel", "open") == 0
    assert kiosk("relabel", "print", "99", "--out", "labels.pdf") == 1
    assert "图0002" in capsys.readouterr().err
    waiting = [line.copy_id for line in campaign.worklist(("to_print",))]
    assert waiting == [odd.id]
    assert kiosk("relabel", "print", "--out", "again.pdf") == 1  # nothing but the bad one
    assert "图0002" in capsys.readouterr().err and not Path("again.pdf").exists()
    Barcode.update(code="T0002").where(Barcode.copy == odd).execute()
    assert kiosk("relabel", "print", "--out", "again.pdf") == 0
    assert campaign.worklist(("to_print",)) == []


def test_bad_cards_and_spines_stop_no_others(stock: Library, capsys: Captured) -> None:
    for number, code in (("1", "C1"), ("2", "教师01"), ("3", "C3")):
        reader = stock.patron(f"300{number}", class_name="3A")
        Barcode.delete().where(Barcode.patron == reader).execute()
        Barcode.create(code=code, patron=reader, issued_at=NOW)
    assert kiosk("labels", "cards", "--class", "3A", "--out", "cards.pdf") == 1
    assert codes_in(Path("cards.pdf")) == ["C1", "C3"]
    assert "教师01" in capsys.readouterr().err
    stock.copy(title=stock.title("High", call_number="I287/12/2008/:3/v.1/c.2/附/别"))
    assert kiosk("labels", "spine", "--all", "--stock", "L4732", "--out", "spine.pdf") == 1
    assert "--stock NAME" in capsys.readouterr().err and Path("spine.pdf").exists()


def test_a_printer_that_cups_does_not_know_is_said(stock: Library, capsys: Captured, cups: Path) -> None:
    assert kiosk("labels", "combined", "--shelf", "1", "--printer", "Brother") == 1
    assert "refuses: The printer or class does not exist." in capsys.readouterr().err
    assert PrintJob.get().state == "failed"


def test_a_printer_that_is_off_has_its_job_withdrawn(tmp_path: Path, cups: Path) -> None:
    (cups / "off").touch()
    (tmp_path / "x.pdf").write_bytes(b"%PDF")
    with pytest.raises(printers.PrinterError, match="is it on"):
        printers.send_to_cups(tmp_path / "x.pdf", "HP", "labels", "A4", patience=0.6)
    assert (cups / "cancelled").read_text() == "HP-7\n"


def test_without_cups_the_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(printers.PrinterError, match="cups-client"):
        printers.send_to_cups(tmp_path / "x.pdf", "HP", "labels", "A4", patience=1)


@pytest.mark.parametrize("address", ["127.0.0.1:port", "127.0.0.1:99999999", "no host at all.invalid"])
def test_an_address_that_is_none_is_a_sentence(address: str) -> None:
    with pytest.raises(printers.PrinterError, match="printer"):
        printers.send_raw(b"^XA^XZ", address)


# What the library is called and how it files


def test_the_library_names_itself_and_files_by_its_scheme(stock: Library, capsys: Captured) -> None:
    assert kiosk("library", "set", "--name", "育才小学", "--number", "77", "--scheme", "dewey") == 0
    assert "Titles with a new place on the shelf: 3." in capsys.readouterr().out
    assert kiosk("library", "show") == 0
    out = capsys.readouterr().out
    assert "育才小学" in out and "0077" in out and "dewey" in out and "F=FIC" in out
    assert kiosk("library", "set") == 2
    assert kiosk("library", "set", "--number", "10000") == 2
    assert kiosk("library", "set", "--run", "E", "--run", "e") == 2
    assert "E is named twice." in capsys.readouterr().err


def test_titles_are_numbered_shown_before_and_taken_back(stock: Library, capsys: Captured) -> None:
    stock.copy("OLD", title=stock.title("Bare", call_number="I287.45"))
    assert kiosk("books", "renumber", "--dry-run") == 0
    assert capsys.readouterr().out.splitlines() == [
        "call number  new        title",
        "I287.45      I287.45/4  Bare",
        "Nothing was changed. Titles that would get a number: 1.",
    ]
    assert kiosk("books", "renumber") == 0
    assert "carry a label with the old number: 1" in capsys.readouterr().err
    assert Title.get(Title.title == "Bare").call_number == "I287.45/4"
    assert kiosk("books", "renumber") == 1
    assert kiosk("books", "renumber", "--undo") == 0
    assert Title.get(Title.title == "Bare").call_number == "I287.45"
    assert kiosk("books", "renumber", "--undo") == 1
    assert Copy.select().count() == 7
