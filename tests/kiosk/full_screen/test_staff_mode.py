"""Staff at the full screen: card and PIN, what each may do, lending all the same, and the lock."""

import asyncio
import json
import logging
from datetime import timedelta
from pathlib import Path

import pytest
from full_screen import Standing, standing_at, until
from new_store import filled_once, new_store
from school import NOW, Library
from textual.widgets import Static

from db.answers.counter.pin import PinAsked
from db.events.record import Acting
from db.labelling import campaign
from db.models import Event, Patron, SchoolClass, StaffMember
from db.reading.idle import turn
from db.roles import Act, Role
from db.staff.members import appoint
from db.staff.pins import set_pin
from db.stock.choosing import Wanted
from db.store.opening import Store, connected
from db.store.sqlite import SqliteStore
from kiosk.screens.counter.screen import Counter
from kiosk.screens.relabel import RelabelPage
from kiosk.screens.staff.dialog import Dialog
from kiosk.screens.staff.menu import StaffMenu
from kiosk.screens.staff.pin import NewPinDialog, PinDialog
from kiosk.screens.staff.reason import ReasonDialog
from kiosk.words import speak

ACTING = Acting("office", NOW, "command", account="anna")
MOMO = "9783522202107"
PIN, TEACHERS, HEADS = "271828", "314159", "161803"


@pytest.fixture
@filled_once
def store(tmp_path: Path) -> SqliteStore:
    """Ben of 3B holds two books, so that a third is refused; a librarian, a teacher, a head."""
    path = new_store(tmp_path / "library.db")
    with connected():
        library = Library(path)
        library.policy("pupil", renews_by_default=False)
        library.policy("teacher", most_loans=50)
        ben = library.patron("6102", name="Ben Smith", class_name="3B")
        for number, name in (("9001", "Lina Moss"), ("9002", "Tom Reed"), ("9003", "Hana Cole")):
            library.patron(number, name=name, class_name="Staff room", category="teacher")
        library.patron("9004", name="No Pin", class_name="Staff room", category="teacher")
        for code in ("H1", "H2"):
            library.lend(library.copy(code, title=library.title(f"Held {code}")), ben)
        library.copy("B1", title=library.title("Emma [1]"))
        library.copy("B2", title=library.title("Atlas"), status="reference")
        library.copy("B3", title=library.title("Torn"), status="withdrawn")
        appoint("9001", "librarian", (), ACTING)
        appoint("9002", "teacher", ("3B",), ACTING)
        appoint("9003", "head", (), ACTING)
        set_pin(PIN, ACTING, "9001")
        set_pin(TEACHERS, ACTING, "9002")
        set_pin(HEADS, ACTING, "9003")
    return path


def id_of(number: str) -> int:
    with connected():
        return int(Patron.get(Patron.number == number).id)


def last_event(verb: str) -> Event:
    with connected():
        return Event.select().where(Event.verb == verb).order_by(Event.id.desc()).get()


async def unlock(kiosk: Standing, card: str = "9001", pin: str = PIN) -> None:
    await kiosk.press("f10")
    assert "Scan your staff card, or type its number:" in kiosk.text
    await kiosk.scan(card)
    assert "Your PIN:" in kiosk.text
    await kiosk.type(pin + "\r")
    assert isinstance(kiosk.app.screen, StaffMenu)


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (200, 60)])
async def test_a_card_and_its_pin_open_staff_mode(store: Store, size: tuple[int, int]) -> None:
    async with standing_at(store, size=size) as kiosk:
        assert kiosk.app.staff.post is None
        await unlock(kiosk)
        assert kiosk.app.staff.post and kiosk.app.staff.post.role is Role.LIBRARIAN
        assert "F10" in kiosk.text and "Leave the kiosk" in kiosk.text and "Relabel books" in kiosk.text
        event = last_event("staff_mode")
        assert (event.actor, event.staff_id, event.kiosk) == ("staff", id_of("9001"), "test kiosk")
        await kiosk.press("escape")
        assert isinstance(kiosk.app.screen, Counter) and kiosk.app.staff.post is None
        assert "turn_opened" not in kiosk.events()


async def test_the_number_may_be_typed_and_who_is_at_the_kiosk_needs_no_second_scan(store: Store) -> None:
    async with standing_at(store) as kiosk:
        await kiosk.press("f10")
        await kiosk.type("9001\r")
        assert "Your PIN:" in kiosk.text
        await kiosk.press("escape")
        await kiosk.scan("9002")
        await kiosk.press("f10")
        assert "Your PIN:" in kiosk.text
        await kiosk.type(TEACHERS + "\r")
        assert kiosk.app.staff.allows(Act.TITLES, _class_id("3B"))
        assert not kiosk.app.staff.allows(Act.TITLES, _class_id("Staff room"))


async def test_a_card_at_the_question_for_ones_pin_is_heard(store: Store) -> None:
    async with standing_at(store) as kiosk:
        await kiosk.scan("9002")
        await kiosk.press("f10")
        await kiosk.scan("9002")
        assert "Your PIN:" in kiosk.text and "I know your card already. Now type your PIN." in kiosk.text
        await kiosk.scan("9001")
        assert "Your PIN:" in kiosk.text and "Now the PIN of 9001." in kiosk.text
        await kiosk.type(PIN + "\r")
        assert kiosk.app.staff.staff_id == id_of("9001")


def _class_id(name: str) -> int:
    with connected():
        return int(SchoolClass.get(SchoolClass.name == name).id)


async def test_a_teachers_menu_offers_nothing_of_the_librarians(store: Store) -> None:
    async with standing_at(store) as kiosk:
        await unlock(kiosk, "9002", TEACHERS)
        assert "A new PIN" in kiosk.text
        for text in ("Leave the kiosk", "Close the kiosk", "Relabel"):
            assert text not in kiosk.text
        await kiosk.press("f5", "f6", "f8", "f4", "f10")
        assert isinstance(kiosk.app.screen, StaffMenu) and not kiosk.app.scene.showing.is_closed


@pytest.mark.parametrize("code", ["9004", "6102", "nothing"])
async def test_what_is_no_card_of_staff_with_a_pin_is_served_or_told(store: Store, code: str) -> None:
    async with standing_at(store) as kiosk:
        await kiosk.press("f10")
        await kiosk.type(code + "\r")
        assert "No member of staff with a PIN has this card." in kiosk.text
        await kiosk.scan(code)
        assert isinstance(kiosk.app.screen, Counter)
        assert "No member of staff with a PIN" not in kiosk.text


@pytest.mark.parametrize(
    ("book", "sentence", "reason"),
    [
        ("B1", "The reader holds 2 of 2 books.", "limit_reached"),
        ("B2", "The copy is for reference only.", "not_for_loan"),
    ],
)
async def test_the_librarian_lends_all_the_same_and_says_why(
    store: Store, book: str, sentence: str, reason: str
) -> None:
    async with standing_at(store) as kiosk:
        await kiosk.scan("6102", book)
        assert kiosk.tones == {"-stop"}
        await unlock(kiosk)
        assert sentence in kiosk.text and "Lend it anyway" in kiosk.text
        await kiosk.press("f4")
        assert isinstance(kiosk.app.screen, ReasonDialog)
        await kiosk.type("9\r")
        assert "Please type one of the numbers." in kiosk.text
        await kiosk.type("2\r")
        assert isinstance(kiosk.app.screen, Counter) and kiosk.app.staff.post is None
        assert "Borrowed" in kiosk.text or "Bring it back by" in kiosk.text
        assert "6102" in dict(kiosk.loans()) and len(kiosk.loans()) == 3
        event = last_event("overridden")
        assert (event.actor, event.staff_id, event.patron_id) == ("staff", id_of("9001"), id_of("6102"))
        told = json.loads(event.details)
        assert (told["reason"], told["why"], told["words"]) == (reason, "project", "")
        assert last_event("lent").staff_id == id_of("9001")
        await kiosk.scan("%UNDO")
        assert len(kiosk.loans()) == 2


async def test_own_words_are_kept_and_the_reader_may_have_gone_meanwhile(store: Store) -> None:
    async with standing_at(store) as kiosk:
        await kiosk.scan("6102", "B1")
        await unlock(kiosk)
        await kiosk.wait(25)
        assert kiosk.app.scene.showing.conversation.turn is None
        await kiosk.press("f4")
        await kiosk.type("5\r")
        await kiosk.type("ab\r")
        assert "Please write a few words." in kiosk.text
        await kiosk.type("exam next week\r")
        assert ("6102", "Emma [1]") in kiosk.loans()
        assert json.loads(last_event("overridden").details)["words"] == "exam next week"
        assert "Ben" not in kiosk.text


async def test_chinese_words_that_an_input_method_commits_at_once_are_a_reason(store: Store) -> None:
    async with standing_at(store) as kiosk:
        await kiosk.scan("6102", "B1")
        await unlock(kiosk)
        await kiosk.press("f4")
        await kiosk.type("5\r")
        await kiosk.scan("明天的朗读比赛要用")
        assert json.loads(last_event("overridden").details)["words"] == "明天的朗读比赛要用"


@pytest.mark.parametrize("how", ["a withdrawn book", "a teacher", "no refusal"])
async def test_not_everything_is_lent_all_the_same_and_not_by_everybody(store: Store, how: str) -> None:
    async with standing_at(store) as kiosk:
        await kiosk.scan("6102", "B3" if how == "a withdrawn book" else "B1")
        if how == "no refusal":
            await kiosk.wait(25)
        await unlock(kiosk, *(("9002", TEACHERS) if how == "a teacher" else ("9001", PIN)))
        assert "Lend it anyway" not in kiosk.text and "The reader holds" not in kiosk.text
        await kiosk.press("f4")
        assert isinstance(kiosk.app.screen, StaffMenu)
        assert "overridden" not in kiosk.events()


def all_out(store: Store, copies: int) -> None:
    """Every copy of Momo is on loan to a reader of its own, and 6203 is none of them."""
    with connected():
        library = Library(store)
        title = library.title("Momo", isbn=MOMO)
        for number in range(6301, 6301 + copies):
            library.lend(library.copy(title=title), library.patron(str(number), name=f"Kim Lee {number}"))
        library.patron("6203")


async def test_one_copy_more_than_the_list_says_is_lent_from_the_menu(store: Store) -> None:
    all_out(store, 2)
    async with standing_at(store) as kiosk:
        await kiosk.scan("6203", MOMO)
        assert kiosk.tones == {"-stop"} and "All 2 copies of this book are out." in kiosk.text
        await unlock(kiosk)
        assert "All 2 copies of this title are out" in kiosk.text
        assert "Lend it as an extra copy" in kiosk.text and "Kim Lee" not in kiosk.text
        await kiosk.press("f4")
        assert isinstance(kiosk.app.screen, Counter) and kiosk.app.staff.post is None
        assert ("6203", "Momo") in kiosk.loans() and len(kiosk.loans()) == 5
    added = last_event("copy_added")
    assert added.flagged and (added.actor, added.staff_id) == ("staff", id_of("9001"))


@pytest.mark.parametrize("copies", [2, 30])
async def test_a_copy_that_another_has_is_given_over_to_the_child_with_the_book(
    store: Store, copies: int
) -> None:
    all_out(store, copies)
    async with standing_at(store, size=(80, 24)) as kiosk:
        await kiosk.scan("6203", MOMO)
        await unlock(kiosk)
        await kiosk.press("f3")
        await kiosk.settle()
        assert "6301  3A  Kim Lee 6301" in kiosk.text and "Reader's number:" in kiosk.text
        assert ("and 22 more" in kiosk.text) is (copies == 30)
        await kiosk.type("6203\r")
        assert "Nobody with this number has the book." in kiosk.text
        await kiosk.type(f"{6300 + copies}\r")
        await kiosk.settle()
        assert isinstance(kiosk.app.screen, Counter) and kiosk.app.staff.post is None
        assert ("6203", "Momo") in kiosk.loans() and (str(6300 + copies), "Momo") not in kiosk.loans()
        assert kiosk.loans().count(("6301", "Momo")) == 1
    returned, lent = last_event("returned"), last_event("lent")
    assert (returned.actor, returned.staff_id, returned.flagged) == ("staff", id_of("9001"), True)
    assert (lent.patron_id, lent.copy_id) == (id_of("6203"), returned.copy_id)


@pytest.mark.parametrize("stopped_by", ["nothing", "limit"])
async def test_giving_it_over_sets_no_rule_aside(store: Store, stopped_by: str) -> None:
    all_out(store, 2)
    if stopped_by == "limit":
        with connected():
            Patron.update(quota=0).where(Patron.number == "6203").execute()
    async with standing_at(store) as kiosk:
        await kiosk.scan("6203", MOMO)
        await unlock(kiosk)
        await kiosk.press("f3")
        await kiosk.settle()
        await kiosk.type("6302\r")
        await kiosk.settle()
        assert (("6203", "Momo") in kiosk.loans()) is (stopped_by == "nothing")
        assert kiosk.tones == ({"-stop"} if stopped_by == "limit" else {"-done"})


async def _menu(kiosk: Standing) -> None:
    await unlock(kiosk)


async def _reason(kiosk: Standing) -> None:
    await kiosk.scan("6102", "B1")
    await unlock(kiosk)
    await kiosk.press("f4")


async def _new_pin(kiosk: Standing) -> None:
    await unlock(kiosk)
    await kiosk.press("f9")
    await kiosk.type(PIN + "\r")
    await kiosk.type("86")
    await kiosk.keys_rest(2)
    assert "••" in kiosk.text


async def _relabel(kiosk: Standing) -> None:
    await unlock(kiosk)
    await kiosk.press("f6")


@pytest.mark.parametrize("page", [_menu, _reason, _new_pin, _relabel])
async def test_staff_mode_locks_itself_under_whatever_is_open(store: Store, page: object) -> None:
    async with standing_at(store) as kiosk:
        await page(kiosk)  # type: ignore[operator]
        await kiosk.wait(49)
        assert "Locks automatically" not in kiosk.text
        await kiosk.wait(2)
        assert "Locks automatically in 9 seconds." in kiosk.text
        await kiosk.wait(8)
        assert "Locks automatically in 1 second." in kiosk.text
        assert kiosk.app.staff.post
        await kiosk.wait(1)
        assert kiosk.app.staff.post is None and isinstance(kiosk.app.screen, Counter)
        assert len(kiosk.app.screen_stack) == 2
        for text in ("Locks automatically", "For the staff", "The reader holds", "PIN", "Relabel", "•"):
            assert text not in kiosk.text
        await kiosk.press("f10")
        assert isinstance(kiosk.app.screen, PinDialog)


async def test_keys_that_come_before_a_dialog_is_painted_are_kept(store: Store) -> None:
    async with standing_at(store):
        dialog = PinDialog(speak("en"), PinAsked.SHARED)
        (box,) = dialog.compose()
        dialog.keyed("25")
        assert isinstance(box, Static) and "Staff PIN: ••_" in str(box.content)


async def test_a_key_keeps_it_open_but_a_book_on_the_keyboard_does_not(store: Store) -> None:
    async with standing_at(store) as kiosk:
        await unlock(kiosk)
        await kiosk.wait(55)
        await kiosk.type("1")
        assert "Locks automatically" not in kiosk.text
        await kiosk.type("x" * 80)
        await kiosk.wait(55)
        await kiosk.type("x" * 20)
        await kiosk.wait(5)
        assert kiosk.app.staff.post is None


async def test_the_countdown_of_the_lock_runs_by_itself(store: Store) -> None:
    async with standing_at(store) as kiosk:
        await unlock(kiosk)
        kiosk.clock.at += timedelta(seconds=59.9)
        kiosk.app.scene.paint()  # the alarm is set for the tenth of a second that is left
        kiosk.clock.at += timedelta(seconds=0.1)
        await until(lambda: kiosk.app.staff.post is None)


async def test_a_clock_set_back_locks(store: Store) -> None:
    async with standing_at(store) as kiosk:
        await unlock(kiosk)
        await kiosk.wait(-3600)
        assert kiosk.app.staff.post is None


async def test_any_scan_at_the_menu_is_served_and_locks(store: Store) -> None:
    async with standing_at(store) as kiosk:
        await unlock(kiosk)
        await kiosk.scan("6102")
        assert "Ben  ·  3B" in kiosk.text and kiosk.app.staff.post is None


WRONG = ("864201", "864202", "864203", "864204")


async def test_wrong_pins_wait_longer_and_longer_and_never_reach_the_log(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        async with standing_at(store) as kiosk:
            await kiosk.press("f10")
            await kiosk.scan("9001")
            for wrong in WRONG[:3]:
                await kiosk.type(wrong + "\r")
            assert "That was not right. Wait 5 seconds." in kiosk.text
            await kiosk.wait(5)
            await kiosk.type(f"{WRONG[3]}\r")
            assert "Wait 10 seconds." in kiosk.text
            await kiosk.press("escape")
            await kiosk.press("f10")  # starting again does not help, nor does another card's turn
            await kiosk.scan("9001")
            await kiosk.type(PIN + "\r")
            assert "That was not right. Wait 10 seconds." in kiosk.text
            await kiosk.wait(10)
            await kiosk.type(PIN + "\r")
            assert isinstance(kiosk.app.screen, StaffMenu)
    assert [pin for pin in (*WRONG, PIN) if pin in caplog.text] == []
    kept = b"".join(path.read_bytes() for path in store.path.parent.glob("library.db*"))
    assert [pin for pin in (*WRONG, PIN) if pin.encode() in kept] == []  # a hash has any four digits


async def test_half_a_pin_is_forgotten_with_its_dialog(store: Store) -> None:
    async with standing_at(store) as kiosk:
        await kiosk.press("f10")
        await kiosk.scan("9001")
        await kiosk.type("2718")
        assert "Your PIN: ••••_" in kiosk.text
        await kiosk.wait(20)
        assert isinstance(kiosk.app.screen, Counter)
        await kiosk.type("6")
        assert "2718" not in kiosk.text and "Typed: 6_" in kiosk.text


async def test_one_chooses_a_new_pin_and_the_old_one_no_longer_opens(store: Store) -> None:
    async with standing_at(store) as kiosk:
        await unlock(kiosk)
        await kiosk.press("f9")
        assert isinstance(kiosk.app.screen, NewPinDialog) and "scan their card" not in kiosk.text
        assert "Your current PIN:" in kiosk.text
        await kiosk.type("8080642\r")
        assert "That was not right." in kiosk.text and "Your current PIN:" in kiosk.text
        await kiosk.type(PIN + "\r")
        await kiosk.type("1234\r")
        assert "too easy to guess" in kiosk.text
        await kiosk.type("8080642\r")
        assert "8080642" not in kiosk.text
        await kiosk.type("8080643\r")
        assert "The two PINs differ" in kiosk.text
        await kiosk.type("8080642\r")
        await kiosk.type("8080642\r")
        assert isinstance(kiosk.app.screen, Counter)
        event = last_event("pin_changed")
        assert (event.actor, event.staff_id, event.patron_id) == ("staff", id_of("9001"), id_of("9001"))
        await kiosk.press("f10")
        await kiosk.scan("9001")
        await kiosk.type(PIN + "\r")
        assert "That was not right." in kiosk.text
        await kiosk.type("8080642\r")
        assert isinstance(kiosk.app.screen, StaffMenu)


async def test_the_head_gives_a_colleague_a_new_pin_and_the_librarian_does_not(store: Store) -> None:
    async with standing_at(store) as kiosk:
        await unlock(kiosk, "9003", HEADS)
        await kiosk.press("f9")
        await kiosk.scan("9001")
        await kiosk.type(HEADS + "\r")
        assert "A new PIN for 9001" in kiosk.text
        for _ in range(2):
            await kiosk.type("8080642\r")
        event = last_event("pin_changed")
        assert (event.staff_id, event.patron_id) == (id_of("9003"), id_of("9001"))
        await unlock(kiosk, "9001", "8080642")
        await kiosk.press("f9")
        await kiosk.scan("9003")
        assert isinstance(kiosk.app.screen, Counter)  # it was served as a reader's card


async def test_relabelling_goes_on_where_it_was_when_the_pin_is_given_again(store: Store) -> None:
    with connected():
        campaign.open_campaign(Wanted(), ACTING)
        turn(False, ACTING)  # at rest the new books would be shown
    async with standing_at(store) as kiosk:
        await _relabel(kiosk)
        assert isinstance(kiosk.app.screen, RelabelPage)
        gate = asyncio.Event()
        session = kiosk.app._relabel._session
        assert session
        session._printing = asyncio.create_task(gate.wait())  # type: ignore[arg-type]
        await kiosk.scan("B1")
        said = [line for line in kiosk.lines if "Emma" in line]
        assert said
        await kiosk.wait(60)
        assert isinstance(kiosk.app.screen, Counter) and "Emma" not in kiosk.text
        assert not session._printing.done()
        await kiosk.scan("6102")
        assert "Ben  ·  3B" in kiosk.text
        await unlock(kiosk, "9003", HEADS)
        await kiosk.press("f6")
        assert kiosk.app._relabel._session is session and not session._printing.cancelled()
        assert [line for line in kiosk.lines if "Emma" in line]
        assert session._desk.acting.staff_id == id_of("9003")
        gate.set()
        await session._printing


async def test_closing_and_leaving_are_events_of_who_did_it(store: Store) -> None:
    async with standing_at(store) as kiosk:
        for verb, key in (("kiosk_closed", "f5"), ("kiosk_opened", "f5"), ("kiosk_left", "f10")):
            await kiosk.wait(3)
            await unlock(kiosk)
            await kiosk.press(key)
            await until(lambda verb=verb: verb in kiosk.events())
            assert (last_event(verb).actor, last_event(verb).staff_id) == ("staff", id_of("9001"))
        assert kiosk.app.return_value == 0


async def test_with_the_shared_pin_a_teacher_uses_their_own_card_and_pin(store: Store) -> None:
    with connected():
        StaffMember.delete().where(StaffMember.role != "teacher").execute()
        set_pin("141421", ACTING)
    async with standing_at(store) as kiosk:
        await kiosk.press("f10")
        assert "Staff PIN:" in kiosk.text
        await kiosk.type("141421\r")
        assert kiosk.app.staff.post and kiosk.app.staff.post.patron_id is None
        assert "Leave the kiosk" in kiosk.text and "A new PIN" not in kiosk.text
        await kiosk.press("escape")
        await kiosk.press("f10")
        await kiosk.scan("9002")
        await kiosk.type(TEACHERS + "\r")
        assert kiosk.app.staff.post and kiosk.app.staff.post.role is Role.TEACHER


async def test_it_speaks_chinese(store: Store) -> None:
    async with standing_at(store, language="zh_CN") as kiosk:
        await kiosk.press("f10")
        assert isinstance(kiosk.app.screen, Dialog)
        await kiosk.scan("9001")
        await kiosk.type(PIN + "\r")
        assert isinstance(kiosk.app.screen, StaffMenu)
