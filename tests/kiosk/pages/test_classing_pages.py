"""What the desk proposes for a new book: a class with its reason, at intake and where a book is corrected."""

from collections.abc import Callable

import pytest
from school import NOW, Library
from starlette.testclient import TestClient

from db.events.record import Acting
from db.known.answers import keep_answer
from db.models import Title

Visitor = Callable[..., TestClient]
STAFF = Acting("office", NOW, "staff")
WEB = "9787532733415"


@pytest.mark.store_in("file")
def test_a_known_book_comes_with_its_name_and_a_class_is_only_proposed(
    library: Library, visitor: Visitor
) -> None:
    for number in (1, 2):
        library.title(f"别的书{number}", author="E.B.怀特", call_number=f"I712.84/{number}")
    keep_answer(WEB, {"title": "夏洛的网", "author": "E.B.怀特"}, "City library", NOW.date())
    desk = visitor()
    page = desk.post("/intake/scan", data={"code": WEB}, follow_redirects=True).text
    assert "“夏洛的网”, known from City library" in page and "is called" not in page
    assert "I712.84: 2 of 2 by the author E.B.怀特" in page
    assert "Look them up online" not in page
    title = Title.get(Title.isbn == WEB)
    assert title.call_number == ""
    assert "City library, 2026-09-07" in desk.get(f"/books/{title.id}").text
    edit = desk.get(f"/books/{title.id}/edit").text
    assert "I712.84: 2 of 2 by the author E.B.怀特" in edit and "next running number 3" in edit
    assert Title.get_by_id(title.id).call_number == ""
