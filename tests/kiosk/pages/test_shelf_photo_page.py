"""Pictures of shelves sent to the desk: shown marked, or refused with a sentence."""

import io
import re
import time
from collections.abc import Callable

import cv2
import pytest
from desk_pages import text_of
from PIL import Image
from school import NOW, Library
from shelf_pictures import LOOKS, Book, photograph
from starlette.testclient import TestClient

from db.events.record import Acting
from db.models import StocktakeScan
from db.stock.choosing import Wanted
from db.stocktake.opening import open_stocktake

Visitor = Callable[..., TestClient]
pytestmark = pytest.mark.store_in("file")


def sent(desk: TestClient, *files: tuple[str, bytes], **fields: str) -> str:
    """The page on which sent pictures end."""
    pictures = [("pictures", (name, content, "image/jpeg")) for name, content in files]
    answer = desk.post("/shelves/photo", files=pictures, data=fields)
    assert answer.status_code == 303, text_of(answer.text)
    job = answer.headers["location"]
    until = time.monotonic() + 60
    while "data-job" in (page := desk.get(job).text):
        assert time.monotonic() < until
        time.sleep(0.05)
    found = re.search(r'href="([^"]+)" data-go', page)
    return desk.get(found[1]).text if found else page


def settled(desk: TestClient, picture: str) -> str:
    """The page of reading a shelf, with the books of a picture."""
    answer = desk.post(picture.rpartition("/")[0] + "/settle")
    assert answer.headers["location"] == "/shelves/read"
    return text_of(desk.get("/shelves/read").text)


@pytest.fixture
def shelf(library: Library) -> bytes:
    """Five books, the first of which stands behind the third."""
    codes = [f"30000{number}" for number in range(5)]
    for number, code in enumerate(codes):
        library.copy(code, title=library.title(f"Book <{number}>", call_number=f"I287/{number + 1}"))
    row = [Book(code, "matrix10", 12.0) for code in (codes[1], codes[2], codes[0], *codes[3:])]
    done, packed = cv2.imencode(".jpg", photograph([row], 2, LOOKS["normal"], 8).picture)
    assert done
    return packed.tobytes()


def test_a_picture_comes_back_marked(shelf: bytes, visitor: Visitor) -> None:
    desk = visitor()
    form = desk.get("/shelves/photo").text
    assert re.search(r'<input[^>]+type="file" accept="image/\*" capture="environment" multiple', form)
    page = sent(desk, ("left.jpg", shelf), ("the same.jpg", shelf))
    assert "5 codes read, boards: 1." in text_of(page)
    assert "1 “Book <0>” I287/1 goes to the front, before “Book <1>” I287/2" in text_of(page)
    addresses = re.findall(r'<img class="sheet" src="([^"]+)"', page)
    assert len(addresses) == 2
    given = desk.get(addresses[0])
    assert given.headers["content-type"] == "image/jpeg"
    assert Image.open(io.BytesIO(given.content)).size[0] == Image.open(io.BytesIO(shelf)).size[0]
    assert desk.get(addresses[0][:-1] + "3").status_code == 404
    assert visitor().get(addresses[0]).status_code == 404
    assert "5 books scanned, 4 in place, moves: 1." in settled(desk, addresses[0])


def test_books_are_counted_in_an_open_stocktake(shelf: bytes, visitor: Visitor) -> None:
    open_stocktake("2026", Wanted(), Acting("office", NOW, "command"))
    page = sent(visitor(), ("a.jpg", shelf), stocktake="2026")
    assert "Counted in the stocktake 2026." in text_of(page)
    assert StocktakeScan.select().count() == 5


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<html>", "a.jpg is not a picture"),
        (b"\xff\xd8\xff\xe0 cut", "a.jpg is"),
        (b"", "a.jpg is not a picture"),
    ],
)
def test_what_is_no_picture_gets_a_sentence(
    library: Library, visitor: Visitor, content: bytes, said: str
) -> None:
    assert said in text_of(sent(visitor(), ("a.jpg", content)))


def test_too_many_or_none_are_refused(library: Library, visitor: Visitor) -> None:
    desk = visitor()
    many = desk.post("/shelves/photo", files=[("pictures", ("a.jpg", b"x", "image/jpeg"))] * 7)
    assert many.status_code == 400 and "7 pictures are too many at once" in text_of(many.text)
    none = desk.post("/shelves/photo", data={"shelf": ""})
    assert none.status_code == 400 and "Take a picture first" in text_of(none.text)
    large = desk.post("/shelves/photo", files={"pictures": ("a.jpg", b"\xff" * 21 * 1024 * 1024)})
    assert large.status_code == 413
    library.patron("6101")
    assert visitor("teacher", "3A").get("/shelves/photo").status_code == 403
