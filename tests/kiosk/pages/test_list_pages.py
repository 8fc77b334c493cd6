"""Lists at the desk: rehearsed on a copy, looked at, done, and nothing but a list gets in."""

import csv
import io
import re
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from marc_files import POEMS, RIVER, iso
from school import Library
from starlette.testclient import TestClient

from db.models import Copy, Event, Patron, Title
from db.store.opening import transaction
from kiosk.pages.app import LARGEST
from kiosk.pages.ground.forms import uploads
from kiosk.pages.ground.office import Office

Visitor = Callable[..., TestClient]
BOOKS = "书名,ISBN,册数,书架标\nMomo,9787544270878,2,A\n夏洛的网,9787532733415,1,B\n,9787532733422,many,C\n"


def sent(desk: TestClient, text: str | bytes, kind: str = "books", name: str = "stock.csv") -> str:
    """The address of a list that was sent and looked at."""
    content = text.encode() if isinstance(text, str) else text
    begun = desk.post("/lists", data={"kind": kind}, files={"list": (name, content)})
    assert begun.status_code == 303, begun.text
    return over(desk, begun.headers["location"])


def over(desk: TestClient, job: str) -> str:
    """Where the work leads once it is over."""
    until = time.monotonic() + 30
    while "data-job" in (page := desk.get(job).text):
        assert time.monotonic() < until
        time.sleep(0.02)
    found = re.search(r'href="([^"]+)" data-go', page)
    assert found and "trouble" not in page, page
    return found[1]


def figures(page: str) -> dict[str, int]:
    return {name.strip(): int(number) for number, name in re.findall(r"<strong>(\d+)</strong>([^<]*)", page)}


def test_a_list_is_looked_at_and_then_brought_in(library: Library, visitor: Visitor) -> None:
    library.copy("B1", title=library.title("Momo", isbn="9787544270878", author="Michael Ende"))
    desk = visitor()
    where = sent(desk, BOOKS)
    page = desk.get(where).text
    assert "nothing has been changed yet" in page and "many" in page
    shown = figures(page)
    assert shown["new titles"] == 1 and shown["new copies"] == 2 and shown["rejected rows"] == 1
    assert Title.select().count() == 1 and Copy.select().count() == 1
    done = desk.post(where)
    assert over(desk, done.headers["location"]) == where
    assert figures(desk.get(where).text) == shown and "has been imported" in desk.get(where).text
    assert Title.select().count() == 2 and Copy.select().count() == 3
    staff = Patron.get(Patron.number == "S0")
    assert {event.staff_id for event in Event.select().where(Event.verb == "import")} == {staff.id}
    assert "Nothing else was changed" not in desk.get(where).text  # the list named nothing that was there
    again = figures(desk.get(sent(desk, BOOKS)).text)
    assert (again["new titles"], again["changed"], again["new copies"]) == (0, 0, 0)


def test_what_takes_away_is_only_done_when_it_was_ticked(library: Library, visitor: Visitor) -> None:
    title = library.title("Momo", isbn="9787544270878")
    for code in (None, None, None):
        library.copy(code, title=title)
    desk = visitor()
    fewer = "书名,ISBN,册数\nMomo,9787544270878,1\n"
    where = sent(desk, fewer)
    assert "Made only with your consent" in desk.get(where).text
    over(desk, desk.post(where).headers["location"])
    kept = Copy.select().where(Copy.status != "withdrawn")
    assert kept.count() == 3 and "were not made" in desk.get(where).text
    over(desk, desk.post(where, data={"confirmed": "yes"}).headers["location"])
    assert kept.count() == 1


def test_rejected_rows_come_back_as_a_file_that_can_be_corrected(library: Library, visitor: Visitor) -> None:
    desk = visitor()
    where = sent(desk, "书名,册数\n=cmd|' /C calc'!A0,many\n好书,1\n")
    answer = desk.get(f"{where}/rejected")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 2 and rows[0][-2:] == ["书名", "册数"]
    assert rows[1][4].startswith("'=") and not any(cell.startswith("=") for row in rows for cell in row)
    corrected = answer.content.decode("utf-8-sig").replace("many", "3")
    assert figures(desk.get(sent(desk, corrected)).text)["new copies"] == 3


def test_changes_of_readers_are_seen_old_and_new_and_as_a_file(library: Library, visitor: Visitor) -> None:
    library.patron("6101", name="Ada Li")
    desk = visitor()
    where = sent(desk, "学号,姓名,班级\n6101,Bo Wang,3A\n6102,Cy <b>Zhao,3A\n", "readers")
    page = desk.get(where).text
    assert "Ada Li" in page and "Bo Wang" in page and "<b>Zhao" not in page
    table = desk.get(f"{where}.csv").content.decode("utf-8-sig").splitlines()
    assert table[0] == "line,what,field,before,now" and any("Ada Li,Bo Wang" in line for line in table)
    over(desk, desk.post(where, data={"confirmed": "yes"}).headers["location"])
    assert {patron.name for patron in Patron.select()} >= {"Bo Wang", "Cy <b>Zhao"}


@pytest.mark.store_in("file")
def test_a_list_of_the_other_kind_is_offered_as_what_it_is(library: Library, visitor: Visitor) -> None:
    desk = visitor()
    where = sent(desk, "学号,姓名,班级\n6101,Bo Wang,3A\n", "books")
    page = desk.get(where).text
    assert "looks like a list of readers." in page and "kiosk import" not in page
    assert "have another name" not in page
    again = over(desk, desk.post(f"{where}/kind").headers["location"])
    assert figures(desk.get(again).text)["new readers"] == 1


@pytest.mark.store_in("file")
def test_a_column_with_a_header_of_their_own_is_named(library: Library, visitor: Visitor) -> None:
    desk = visitor()
    where = sent(desk, "Werk,Anzahl,Regal\nMomo,2,K1\n")
    page = desk.get(where).text
    assert "This list cannot be read" in page and "Werk" not in desk.get("/lists").text
    options = re.findall(r"<option[^>]*>([^<]*)<", page)
    assert "book number" in options and all(option.isascii() for option in options), options
    named = desk.post(f"{where}/columns", data={"column": "Werk", "field": "title"})
    assert "Anzahl" in desk.get(over(desk, named.headers["location"])).text
    both = desk.post(
        f"{where}/columns", data={"column": ["Anzahl", "Regal"], "field": ["copies", "location"]}
    )
    page = desk.get(over(desk, both.headers["location"])).text
    assert figures(page)["new copies"] == 2 and "Columns that are not used" not in page


def bomb() -> bytes:
    """A workbook of a few kilobytes that unfolds to 300 MB."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(300):
                sheet.write(b"0" * 1024 * 1024)
    return packed.getvalue()


@pytest.mark.store_in("file")
@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\x01\x02", b"%PDF-1.7 x", b"PK\x03\x04broken", b"\xff\xfe", b"<html></html>", None],
    ids=["empty", "bytes", "pdf", "torn", "mark", "page", "bomb"],
)
def test_what_is_no_list_is_refused_with_a_sentence(
    library: Library, visitor: Visitor, content: bytes | None
) -> None:
    desk = visitor()
    where = sent(desk, bomb() if content is None else content, name="../../etc/passwd.csv")
    page = desk.get(where).text
    assert "This list cannot be read" in page and "passwd.csv" in page and "etc" not in page
    is_table = content == b"\xff\xfe"  # an empty one; what is none has no columns to be named
    assert ("have another name" in page) == is_table
    assert desk.post(where).status_code == 303 and Title.select().count() == 0


@pytest.mark.store_in("file")
def test_a_list_belongs_to_whoever_sent_it(library: Library, visitor: Visitor, stranger: TestClient) -> None:
    library.patron("6101")
    mine, other, teacher = visitor(), visitor(), visitor("teacher", "3A")
    where = sent(mine, BOOKS)
    for path in (where, f"{where}/rejected", f"{where}.csv"):
        assert mine.get(path).status_code == 200
        assert other.get(path).status_code == 404
        assert teacher.get(path).status_code == 403
        assert stranger.get(path).headers["location"].startswith("/login")
    for path in (where, f"{where}/away", f"{where}/columns"):
        assert other.post(path).status_code == 404 and teacher.post(path).status_code == 403
    assert teacher.post("/lists", files={"list": ("a.csv", b"x")}).status_code == 403
    assert mine.post(f"{where}/away").headers["location"] == "/lists"
    assert mine.get(where).status_code == 404 and Title.select().count() == 0


@pytest.mark.store_in("file")
def test_too_much_or_nothing_is_not_taken(library: Library, visitor: Visitor) -> None:
    desk = visitor()
    large = desk.post("/lists", data={"kind": "books"}, files={"list": ("a.csv", b"x" * (LARGEST + 1))})
    assert large.status_code == 413
    assert desk.post("/lists", data={"kind": "books"}).status_code == 400
    assert desk.post("/lists", data={"kind": "x"}, files={"list": ("a.csv", b"x")}).status_code == 400
    two = [("list", ("a.csv", b"x")), ("list", ("b.csv", b"y"))]
    assert desk.post("/lists", data={"kind": "books"}, files=two).status_code == 400


@pytest.mark.store_in("file")
def test_what_was_sent_is_private_and_soon_gone(
    library: Library, visitor: Visitor, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    office.uploads.clock = lambda: now[0]
    desk = visitor()
    where = sent(desk, BOOKS)
    (upload,) = office.uploads._files.values()
    assert upload.path.parent.stat().st_mode & 0o077 == 0
    now[0] += uploads.KEPT + 1
    assert desk.get(where).status_code == 404 and not upload.path.parent.exists()
    for _ in range(uploads.MOST + 3):
        sent(desk, "书名\nMomo\n")
    assert len(office.uploads._files) == uploads.MOST


@pytest.mark.store_in("file")
def test_a_rehearsal_takes_the_write_lock_of_nobody(library: Library, visitor: Visitor) -> None:
    """While somebody at the kiosk holds it, the rehearsal comes to its end; it leaves no copy behind."""
    desk = visitor()
    with transaction():
        where = sent(desk, BOOKS)
        assert figures(desk.get(where).text)["new titles"] == 2
    assert not list(Path(library.path).parent.glob(".kiosk-*"))


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_is_given_out_comes_in_again_and_changes_nothing(
    library: Library, visitor: Visitor, ending: str
) -> None:
    momo = library.title("=Momo", isbn="9787544270878", author="@Ende", call_number="I516/1")
    for code in ("B1", None, None):
        library.copy(code, title=momo)
    library.lend(library.copy("B2", title=library.title("夏洛的网")), library.patron("6101", name="-Ada"))
    desk = visitor()
    for kind in ("books", "readers"):
        given = desk.get(f"/lists/{kind}.{ending}")
        assert f'filename="{kind}-2026-09-07.{ending}"' in given.headers["content-disposition"]
        where = sent(desk, given.content, kind, f"{kind}.{ending}")
        shown = figures(desk.get(where).text)
        assert shown["rows"] > 0 and shown["unchanged"] == shown["rows"] - (kind == "books")
        others = ("changed", "new titles", "new readers", "new copies", "withdrawn copies", "rejected rows")
        assert [name for name in others if shown.get(name)] == []
    loans = desk.get("/lists/loans.csv").content.decode("utf-8-sig")
    assert "夏洛的网" in loans and "'-Ada" in loans


@pytest.mark.store_in("file")
def test_lists_are_given_to_whoever_may_take_them(
    library: Library, visitor: Visitor, stranger: TestClient
) -> None:
    library.patron("6101")
    teacher = visitor("teacher", "3A")
    for kind in ("books", "readers", "loans"):
        assert teacher.get(f"/lists/{kind}.csv").status_code == 403
        assert stranger.get(f"/lists/{kind}.xlsx").status_code == 303


@pytest.mark.store_in("file")
def test_records_are_looked_at_brought_in_and_given_out(library: Library, visitor: Visitor) -> None:
    desk = visitor()
    content = iso(POEMS, "gb18030") + b"broken\x1epiece\x1d" + iso(RIVER)
    where = sent(desk, content, "marc", "parcel.iso")
    page = desk.get(where).text
    assert figures(page)["new titles"] == 2 and figures(page)["rejected rows"] == 1 and "broken piece" in page
    assert Title.select().count() == 0
    over(desk, desk.post(where).headers["location"])
    assert [title.title for title in Title.select().order_by(Title.id)] == ["杜诗详注. 第一册", "红楼梦"]
    given = desk.get("/lists/records?format=cnmarc&encoding=gb18030")
    assert given.headers["content-disposition"].endswith('.iso"')
    assert "杜诗详注".encode("gb18030") in given.content
    again = figures(desk.get(sent(desk, given.content, "marc", "out.iso")).text)
    assert (again["new titles"], again["changed"], again["new copies"]) == (0, 0, 0)
    assert desk.get("/lists/records?format=marc21&encoding=utf-8&xml=yes").text.startswith("<?xml")
    assert desk.get("/lists/records?format=usmarc").status_code == 400


def test_a_profile_is_made_at_the_desk_from_a_sample_of_theirs(library: Library, visitor: Visitor) -> None:
    library.policy("pupil")
    library.copy("B1", title=library.title("Emma", isbn="9780141439587"))
    desk = visitor()
    sample = "馆代码,条码,题名,不认识\r\nX,1,y,z\r\n".encode("gb18030")
    sent = desk.post(
        "/lists/profiles", data={"name": "市 图", "kind": ""}, files={"sample": ("s.csv", sample)}
    )
    page = desk.get(sent.headers["location"]).text
    assert page.count("<select") == 6 and "不认识" in page
    chosen = {"name": "市 图", "field": ["=", "barcode", "title", ""], "always": ["S7", "", "", ""]}
    desk.post("/lists/profiles/columns", data=chosen)
    given = desk.get("/lists/profiles/file", params={"name": "市 图"})
    assert given.content == "馆代码,条码,题名,不认识\r\nS7,B1,Emma,\r\n".encode("gb18030")
    rows = {"order": "barcode", "only": ["status", ""], "is": ["lost", ""]}
    desk.post("/lists/profiles/columns", data={**chosen, **rows})
    given = desk.get("/lists/profiles/file", params={"name": "市 图"})
    assert given.content == "馆代码,条码,题名,不认识\r\n".encode("gb18030"), "none is lost"
    page = desk.get("/lists/profiles/columns", params={"name": "市 图"}).text
    assert 'value="lost"' in page and '<option value="barcode" selected>' in page
    assert "市 图" in desk.get("/lists/profiles").text
    assert desk.get("/lists/profiles/file", params={"name": "district"}).content[:2] == b"PK"
    desk.post("/lists/profiles/forget", data={"name": "市 图"})
    assert "is deleted" in desk.get("/lists/profiles").text
    assert "市 图" not in desk.get("/lists/profiles").text
    bad = desk.post("/lists/profiles", data={"name": "x"}, files={"sample": ("s.csv", b"one")})
    assert "no header row" in bad.text
