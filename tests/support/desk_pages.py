"""The desk's pages as they are read: their text, what they say, and their button Undo."""

import re
from html import unescape

from starlette.testclient import TestClient


def text_of(page: str) -> str:
    """A page as it is read: without its tags."""
    body = page.partition("<main")[2]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body)))


def said(desk: TestClient, address: str, **fields: object) -> str:
    """What is said at the top of the page on which a form ends."""
    answer = desk.post(address, data=fields)
    assert answer.status_code == 303, text_of(answer.text)
    page = desk.get(answer.headers["location"]).text
    found = re.search(r'class="message[^>]*>(.*?)</div>', page, re.S)
    return text_of(f"<main>{found[1]}") if found else ""


def undo(desk: TestClient, page: str) -> str:
    """Press the button Undo of a page."""
    form = re.search(r'<form action="([^"]+)" method="post">(?:(?!</form>).)*Undo', page, re.S)
    assert form, text_of(page)
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[0]):
        fields.setdefault(name, []).append(unescape(value))
    return said(desk, form[1], **fields)


def then_undo(desk: TestClient, address: str, **fields: object) -> str:
    """Post a form, then take back what it did."""
    answer = desk.post(address, data=fields)
    assert answer.status_code == 303, text_of(answer.text)
    return undo(desk, desk.get(answer.headers["location"]).text)
