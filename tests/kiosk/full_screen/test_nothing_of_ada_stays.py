"""Ada leaves: whoever comes next finds nothing of her, on no screen and nowhere in the app."""

import gc
import types
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from full_screen import Standing, standing_at
from new_store import filled_once, new_store
from school import NOW, Library

from db.events.record import Acting
from db.reading.idle import turn
from db.staff.pins import set_pin
from db.store.opening import connected
from kiosk.screens.staff.dialog import Dialog

TRACES = ("Ada", "Lovelace", "LIB-6101", "Form Six", "Matilda", "Emma", "zh_CN")
"""Her names, her card, her class, her books, the language she chose. The kiosk itself speaks English."""
PIN = "271828"


@pytest.fixture
@filled_once
def store(tmp_path: Path) -> Path:
    path = new_store(tmp_path / "library.db").path
    with connected():
        library = Library(path)
        library.policy("pupil")
        ada = library.patron("LIB-6101", name="Ada Lovelace", class_name="Form Six")
        library.patron("LIB-6102", name="Ben Smith", class_name="3B")
        library.copy("B1", title=library.title("Emma"))
        library.lend(library.copy("B2", title=library.title("Matilda")), ada)
        set_pin(PIN, Acting("office", NOW))
        turn(False, Acting("office", NOW))  # at rest the new books would be shown, whoever reads them
    return path


async def done_by_key(kiosk: Standing) -> None:
    await kiosk.press("f9")


async def done_by_card(kiosk: Standing) -> None:
    await kiosk.scan("%DONE")


async def time_runs_out(kiosk: Standing) -> None:
    await kiosk.wait(20)


async def ben_comes(kiosk: Standing) -> None:
    await kiosk.scan("LIB-6102")
    assert "Ben  ·  3B" in kiosk.text


async def ben_comes_later(kiosk: Standing) -> None:
    await kiosk.wait(25)
    await kiosk.scan("LIB-6102")
    assert "Ben  ·  3B" in kiosk.text


async def she_walks_off_at_the_pin(kiosk: Standing) -> None:
    await kiosk.press("f10")
    assert isinstance(kiosk.app.screen, Dialog)
    await kiosk.wait(20)


async def she_walks_off_at_the_librarians_menu(kiosk: Standing) -> None:
    await kiosk.press("f10")
    await kiosk.type(PIN + "\r")
    assert isinstance(kiosk.app.screen, Dialog)
    await kiosk.wait(20)  # her turn is over
    await kiosk.wait(40)


async def ben_scans_over_the_dialog(kiosk: Standing) -> None:
    await kiosk.press("f10")
    await ben_comes(kiosk)


async def the_librarian_closes_the_kiosk(kiosk: Standing) -> None:
    await kiosk.press("f10")
    await kiosk.type(PIN + "\r")
    await kiosk.press("f5")


@pytest.mark.parametrize(
    "leave",
    [
        done_by_key,
        done_by_card,
        time_runs_out,
        ben_comes,
        ben_comes_later,
        she_walks_off_at_the_pin,
        she_walks_off_at_the_librarians_menu,
        ben_scans_over_the_dialog,
        the_librarian_closes_the_kiosk,
    ],
)
async def test_nothing_of_the_reader_who_left_remains(
    store: Path, leave: Callable[[Standing], Awaitable[None]]
) -> None:
    async with standing_at(store) as kiosk:
        await kiosk.scan("LIB-6101", "%LANG", "B1")
        assert "Ada" in kiosk.text and "Matilda" in kiosk.text
        assert {"Ada", "Matilda", "Emma", "LIB-6101"} <= set(_strings(kiosk.app))
        await leave(kiosk)
        assert not isinstance(kiosk.app.screen, Dialog)
        for screen in kiosk.app.screen_stack:
            strips = screen._compositor.render_strips()
            painted = "".join(segment.text for strip in strips for segment in strip)
            assert not [trace for trace in TRACES if trace in painted]
        kept = _strings(kiosk.app)
        assert not [text for text in kept for trace in TRACES[:-1] if trace in text]
        assert kiosk.app.scene.showing.conversation.chosen_language is None


async def test_the_countdown_runs_under_the_librarians_dialog(store: Path) -> None:
    async with standing_at(store) as kiosk:
        await kiosk.scan("LIB-6101")
        await kiosk.press("f10")
        await kiosk.type("12")
        await kiosk.wait(13)
        assert isinstance(kiosk.app.screen, Dialog)
        assert "Time left: 7" in "".join(
            segment.text
            for strip in kiosk.app.screen_stack[-2]._compositor.render_strips()
            for segment in strip
        )
        await kiosk.type("34")
        await kiosk.wait(7)
        assert all("Ada" not in text for text in _strings(kiosk.app))
        await kiosk.wait(13)
        assert not isinstance(kiosk.app.screen, Dialog)
        assert "Ada" not in kiosk.text and "1234" not in kiosk.text


async def test_a_returned_book_never_names_who_had_it(store: Path) -> None:
    async with standing_at(store) as kiosk:
        await kiosk.scan("B2")
        assert "Matilda" in kiosk.text
        assert not [trace for trace in ("Ada", "LIB-6101", "Form Six") if trace in kiosk.text]
        assert not [text for text in _strings(kiosk.app) if "Ada" in text]


def _strings(root: object) -> list[str]:
    """Every string that the app still holds, however deep; code and modules left aside."""
    gc.collect()
    seen: set[int] = set()
    found: list[str] = []
    waiting: list[object] = [root]
    code = (
        type,
        types.ModuleType,
        types.FunctionType,
        types.CodeType,
        types.FrameType,
        types.BuiltinFunctionType,
    )
    while waiting:
        one = waiting.pop()
        if id(one) in seen or isinstance(one, code):
            continue
        seen.add(id(one))
        if isinstance(one, str):
            found.append(one)
        else:
            waiting.extend(gc.get_referents(one))
    return found
