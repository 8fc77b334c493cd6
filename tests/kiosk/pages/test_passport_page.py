"""A reading passport at the desk: begun, stamped, printed for one and for the class, and ended."""

from collections.abc import Callable
from pathlib import Path

import pytest
from desk_pages import said, text_of
from pdf_text import pages_of
from school import NOW, Library
from starlette.testclient import TestClient
from visiting import shown_paper

from db.events.record import Acting
from db.library.terms import set_term
from db.models import Passport, PassportStamp, SchoolClass
from db.reading.passports import wish
from kiosk.cli import main
from kiosk.paper.passport import passport_strip
from kiosk.receipts.picture import picture_of

Visitor = Callable[..., TestClient]


@pytest.mark.store_in("file")
def test_it_is_begun_stamped_printed_and_ended(
    library: Library, visitor: Visitor, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from db.reading.passports import passport_of
    from kiosk.words import speak

    set_term("Autumn", NOW.date(), NOW.date().replace(month=12), Acting("office", NOW, "command"))
    ada = library.patron("6101", name="Ada Lovelace", class_name="3A")
    library.patron("6201", class_name="4B")
    loan = library.lend(library.copy("B1", title=library.title("<Momo>")), ada)
    desk, teacher = visitor(), visitor("teacher", "4B")
    at = f"/readers/{ada.id}/passport"
    assert "Begin the passport" in desk.get(at).text and "Momo" not in desk.get(at).text
    assert teacher.get(at).status_code in (403, 404)
    assert "The reading passport has begun." in said(desk, f"{at}/wish", wanted="1")
    assert desk.post(f"{at}/stamp", data={"checker": "Li"}).status_code == 400
    assert desk.post(f"{at}/stamp", data={"checker": "Li", "loan": "999"}).status_code == 404
    assert "New stamps: 1." in said(desk, f"{at}/stamp", checker="Li", loan=str(loan.id))
    page = desk.get(at).text
    assert "&lt;Momo&gt;" in page and "Li 2026-" in text_of(page)
    assert "<Momo>" in shown_paper(desk, f"{at}/paper", tmp_path)
    booklet = shown_paper(desk, "/readers/passports?class=3A", tmp_path)
    assert "Ada" in booklet and "Lovelace" not in booklet
    assert desk.get("/readers/passports?class=4B").status_code == 404
    strip = passport_strip(passport_of("6101", NOW.date()), speak("zh_CN"))
    assert "Ada" in strip.heading and any("Momo" in line and "Li" in line for line in strip.lines)
    assert len(picture_of(strip, 58).rows) > 100
    command = ["--language", "en", "reading"]
    for rest, told in (
        (["passport", "6101"], "<Momo>"),
        (["stamp", "6101", "--as", "Wu"], "New stamps: 0."),
        (["passports", "3A"], "Reading passport: Ada · 3A"),
        (["stages", "3-4", "2", "4", "8"], "8"),
    ):
        assert main([*command, *rest]) == 0 and told in capsys.readouterr().out
    assert main([*command, "passport", "6101", "--receipt"]) == 2
    assert "No receipt printer" in capsys.readouterr().err
    assert main([*command, "stamp", "6101", "7", "--as", "Wu"]) == 1
    assert "The reading passport has ended." in said(desk, f"{at}/wish")
    assert Passport.select().count() == PassportStamp.select().count() == 0


@pytest.mark.store_in("file")
def test_each_passport_of_a_class_is_a_page_of_its_own_in_the_language_of_its_reader(
    library: Library, visitor: Visitor, tmp_path: Path
) -> None:
    for number, title, language in (("6101", "Momo", "zh_CN"), ("6102", "Emma", None)):
        reader = library.patron(number, name=f"Child{number}", language=language)
        library.lend(library.copy(f"B{number}", title=library.title(title)), reader)
        wish(number, True, Acting("office", NOW))
    desk = visitor()
    desk.post("/language", data={"language": "zh_CN", "back": "/"})
    file = tmp_path / "booklet.pdf"
    file.write_bytes(desk.get("/readers/passports?class=3A").content)
    own, other = pages_of(file)
    assert "Momo" in own and "Emma" not in own and "阅读存折" in own and "Reading passport" not in own
    assert "Emma" in other and "Momo" not in other and "Reading passport" in other
    assert "no. title" in other.replace("\r\n", " ").replace("\n", " "), "the head is not broken"


@pytest.mark.store_in("file")
def test_a_class_begins_its_passports_at_once_for_those_who_are_ticked_or_for_all(
    library: Library, visitor: Visitor
) -> None:
    ada, ben, tom = (library.patron(number) for number in ("6101", "6102", "6103"))
    library.patron("T1", category="teacher")
    other = library.patron("6201", class_name="3B")
    desk, at = visitor(), f"/classes/{SchoolClass.get(name='3A').id}"
    assert f'href="{at}/passports"' in desk.get(at).text
    assert visitor("teacher", "3A").get(f"{at}/passports").status_code == 403
    page = desk.get(f"{at}/passports").text
    assert page.count("checkbox") == 3 and "checked" not in page and "/readers/passports?" not in page
    assert desk.post(f"{at}/passports", data={"chosen": [str(other.id), "x"]}).status_code == 400
    desk.post(f"{at}/passports", data={"chosen": [str(ada.id), str(ben.id), str(other.id)]})
    page = desk.get(f"{at}/passports").text
    assert "Reading passports begun: 2." in page and "/readers/passports?class=3A" in page
    assert page.count("checkbox") == 1 and f'value="{tom.id}"' in page
    assert {row.patron_id for row in Passport.select()} == {ada.id, ben.id}
    assert "Reading passports begun: 1." in said(desk, f"{at}/passports", all="yes")
    assert {row.patron_id for row in Passport.select()} == {ada.id, ben.id, tom.id}, "and of no other class"
