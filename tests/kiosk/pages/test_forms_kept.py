"""A refused form keeps what was typed, and two who correct one thing do not undo each other."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from desk_pages import text_of, undo
from school import Library
from starlette.testclient import TestClient

from db.library.identity import identity
from db.marking import N_, Sentence
from db.models import Patron, Policy, Title
from kiosk.pages.ground.refilled import Refused, refilled

Visitor = Callable[..., TestClient]
pytestmark = pytest.mark.store_in("file")


def fields_of(page: str, action: str, **hidden: str) -> dict[str, str]:
    """What a browser would send of a page's form, as it was opened."""
    for form in re.findall(rf'<form[^>]*action="{re.escape(action)}".*?</form>', page, re.S):
        tags = re.findall(r"<input[^>]*>", form)
        known = [dict(re.findall(r'([a-z_-]+)="([^"]*)"', tag)) for tag in tags]
        fields = {one["name"]: unescape(one.get("value", "")) for one in known if "name" in one}
        for name, options in re.findall(r'<select[^>]*name="(\w+)".*?>(.*?)</select>', form, re.S):
            chosen = re.search(r'value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
            fields[name] = unescape(chosen[1]) if chosen else ""
        if all(fields.get(name) == value for name, value in hidden.items()):
            return fields
    raise AssertionError(text_of(page))


def test_of_two_who_correct_one_title_neither_undoes_the_other(library: Library, visitor: Visitor) -> None:
    title = library.title("Red Chamber", author="Cao")
    here = f"/books/{title.id}"
    ann, bob = visitor(), visitor()
    of_ann, of_bob = (fields_of(desk.get(f"{here}/edit").text, f"{here}/edit") for desk in (ann, bob))
    ann.post(f"{here}/edit", data={**of_ann, "title": "Dream of the Red Chamber"})
    bob.post(f"{here}/edit", data={**of_bob, "author": "Cao Xueqin"})
    now = Title.get_by_id(title.id)
    assert (now.title, now.author) == ("Dream of the Red Chamber", "Cao Xueqin")
    refused = bob.post(f"{here}/edit", data={**of_bob, "title": "The Red Chamber"})
    assert refused.status_code == 400 and "it said “Red Chamber”" in text_of(refused.text)
    assert Title.get_by_id(title.id).title == "Dream of the Red Chamber"


def test_undo_does_not_write_over_what_somebody_corrected_since(library: Library, visitor: Visitor) -> None:
    title = library.title("Red Chamber")
    here, desk = f"/books/{title.id}", visitor()
    desk.post(f"{here}/edit", data={"title": "Dream"})
    page = desk.get(here).text
    Title.update(title="Dream of the Red Chamber").where(Title.id == title.id).execute()
    with pytest.raises(AssertionError, match="it said “Dream”"):
        undo(desk, page)
    assert Title.get_by_id(title.id).title == "Dream of the Red Chamber"


def test_of_two_who_correct_one_reader_neither_undoes_the_other(library: Library, visitor: Visitor) -> None:
    reader = library.patron("6101", name="Ann Lee")
    at = f"/readers/{reader.id}/edit"
    ann, bob = visitor(), visitor()
    of_ann, of_bob = (fields_of(desk.get(at).text, at) for desk in (ann, bob))
    assert ann.post(at, data={**of_ann, "name": "Anna Lee"}).status_code == 303
    assert bob.post(at, data={**of_bob, "quota": "7"}).status_code == 303
    now = Patron.get_by_id(reader.id)
    assert (now.name, now.quota) == ("Anna Lee", 7)
    assert bob.post(at, data={**of_bob, "name": "Annie Lee"}).status_code == 400


def test_what_was_typed_is_there_again_after_a_refusal(library: Library, visitor: Visitor) -> None:
    title = library.title("Red Chamber", isbn="9787020002207")
    at, desk = f"/books/{title.id}/edit", visitor()
    typed = {**fields_of(desk.get(at).text, at), "isbn": "9787020002208", "subject": '古典 "小说" & more'}
    refused = desk.post(at, data=typed, headers={"referer": f"http://localhost{at}"})
    assert refused.status_code == 400 and f'href="{at}"' in refused.text
    again = desk.get(at).text
    assert fields_of(again, at)["subject"] == '古典 "小说" & more'
    assert "9787020002208 is not an ISBN" in text_of(again)
    assert fields_of(desk.get(at).text, at)["subject"] == ""  # once only


def test_only_the_row_that_was_refused_is_filled_again(library: Library, visitor: Visitor) -> None:
    library.policy("librarian")
    desk = visitor()
    of_pupils = fields_of(desk.get("/rules").text, "/rules/policy", category="pupil")
    typed = {**of_pupils, "loan_days": "999", "most_loans": "4"}
    desk.post("/rules/policy", data=typed, headers={"referer": "http://localhost/rules"})
    page = desk.get("/rules").text
    assert fields_of(page, "/rules/policy", category="pupil")["loan_days"] == "999"
    assert fields_of(page, "/rules/policy", category="librarian")["loan_days"] != "999"
    assert Policy.get_by_id("pupil").loan_days != 999


def test_ticks_choices_and_long_texts_are_filled_and_secrets_are_not() -> None:
    page = """<svg viewBox="0 0 1 1"/><form action="/a"><input type="hidden" name="row" value="1">
<input type="password" name="pin"><input type="checkbox" name="day" value="1" checked>
<input type="checkbox" name="day" value="2"><select name="kind"><option value="a" selected>A</option>
<option value="b">B &amp; C</option></select><textarea name="note">old &lt;</textarea></form>"""
    typed = {"row": ["1"], "pin": ["5937"], "day": ["2"], "kind": ["b"], "note": ["<new>"]}
    filled = refilled(page, Refused("/", "/a", typed, Sentence(N_("Undone."))))
    assert '<svg viewBox="0 0 1 1"/>' in filled and "5937" not in filled
    assert 'value="1">' in filled and 'value="2" checked>' in filled
    assert '<option value="a">A' in filled and '<option value="b" selected>B &amp; C' in filled
    assert '<textarea name="note">&lt;new&gt;</textarea>' in filled


def test_of_two_who_change_the_rules_neither_undoes_the_other(library: Library, visitor: Visitor) -> None:
    ann, bob = visitor(), visitor()
    kind, library_form = "/rules/policy", "/rules/library"
    pages = [desk.get("/rules").text for desk in (ann, bob)]
    of_ann, of_bob = (fields_of(page, kind, category="pupil") for page in pages)
    assert ann.post(kind, data={**of_ann, "most_loans": "4"}).status_code == 303
    assert bob.post(kind, data={**of_bob, "loan_days": "21"}).status_code == 303
    now = Policy.get_by_id("pupil")
    assert (now.most_loans, now.loan_days) == (4, 21)
    assert bob.post(kind, data={**of_bob, "most_loans": "3"}).status_code == 400
    of_ann, of_bob = (fields_of(page, library_form) for page in pages)
    assert ann.post(library_form, data={**of_ann, "name": "Hill School"}).status_code == 303
    assert bob.post(library_form, data={**of_bob, "number": "17"}).status_code == 303
    assert (identity().name, identity().number) == ("Hill School", 17)


def test_back_to_a_page_is_no_return_of_a_book_in_chinese(library: Library, visitor: Visitor) -> None:
    desk = visitor()
    desk.cookies.set("language", "zh_CN")
    refused = desk.post("/readers/new", data={"number": ""})
    back = re.search(r'<a href="/">([^<]+)</a></p>', refused.text)
    assert refused.status_code == 400 and back and back[1] == "返回"
