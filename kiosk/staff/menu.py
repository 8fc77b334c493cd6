"""What the staff choose at the kiosk, and doing it. What each of them may do is for `db.roles`."""

from contextlib import suppress
from dataclasses import replace

from db.answers.counter.overriding import Holder, Override, Why
from db.answers.counter.scans import LoanWanted
from db.errors import StoreError
from db.events.at_the_kiosk import Left
from db.roles import Act, Post
from kiosk.machine.adopting import may_wish, wish_for
from kiosk.machine.sticks import Stick, strange_stick
from kiosk.relabel.switch import RelabelSwitch
from kiosk.scene.messages import DayConfirmed
from kiosk.scene.stand import Stand
from kiosk.screens.staff.dialog import Choice, Chosen, Dialog
from kiosk.screens.staff.menu import StaffMenu
from kiosk.screens.staff.pin import NewPinDialog
from kiosk.screens.staff.reason import ReasonDialog, Refusal
from kiosk.sentences.counter.scans import for_librarian
from kiosk.staff.line import StaffLine
from kiosk.staff.mode import StaffMode
from kiosk.staff.whose import WhoseDialog

_NOTED = {
    Choice.LEAVE: Left.LEFT,
    Choice.CLOSE: Left.CLOSED,
    Choice.OPEN: Left.OPENED,
    Choice.STICK: Left.STICK,
}


class MenuActions:
    """Shows the menu of staff mode and does what is chosen in it."""

    def __init__(self, stand: Stand, staff: StaffMode, line: StaffLine, relabel: RelabelSwitch) -> None:
        self._stand = stand
        self._scene = stand.scene
        self._staff = staff
        self._line = line
        self._relabel = relabel
        self._stick: Stick | None = None

    async def show(self) -> None:
        """What this member of staff may choose; nothing while staff mode is locked."""
        showing, post = self._scene.showing, self._staff.post
        self._stick = strange_stick()
        if post:
            menu = StaffMenu(
                showing.words,
                post,
                is_closed=showing.is_closed,
                day=showing.today.day if showing.today and showing.today.clock.ask else None,
                refusal=self._refusal(),
                page_of=showing.page.roster.lesson.class_id if showing.page else None,
                stick=self._stick,
                may_wish=may_wish(),
            )
            await self._push(menu)

    def _refusal(self) -> Refusal | None:
        refused = self._staff.refused
        if refused is None or refused.wanted is None:
            return None
        if refused.wanted.one_more and self._scene.showing.away:
            return None  # a copy is made by the store itself, which is out of reach
        sentence = for_librarian(refused.reason, refused.details, self._scene.showing.words)
        return Refusal(refused.book, sentence, refused.wanted.one_more)

    async def _push(self, dialog: Dialog) -> None:
        await self._staff.push(dialog, self._done)

    def _done(self, result: Chosen) -> None:
        """A dialog was closed with this."""
        staff, words = self._staff, self._scene.showing.words
        refused, refusal = staff.refused, self._refusal()
        if isinstance(result, Override) and refused and refused.wanted and staff.allows(Act.OVERRIDE):
            self._stand.errands.begin(self._lend(refused.wanted, result, staff.staff_id))
            staff.lock()
        elif isinstance(result, Holder) and refused and refused.wanted and staff.allows(Act.OVERRIDE):
            theirs = LoanWanted(refused.wanted.patron_id, result.copy_id)
            self._stand.errands.begin(self._lend(theirs, None, staff.staff_id))
            staff.lock()
        elif result is Choice.WHOSE and refused and refused.wanted:
            self._stand.errands.begin(self._ask_whose(refused.wanted))
        elif result is Choice.OVERRIDE and refusal and refusal.one_more:
            self._done(Override(Why.MORE_COPIES))
        elif result is Choice.OVERRIDE and refusal:
            self._stand.app.call_later(self._push, ReasonDialog(words, refusal))
        elif result is Choice.NEW_PIN and staff.staff_id is not None:
            dialog = NewPinDialog(words, staff.staff_id, for_others=staff.allows(Act.STAFF))
            self._stand.app.call_later(self._push, dialog)
        elif result is Choice.FIND and staff.post:
            self._end_turn()
            self._stand.app.call_later(self._push, _office(self._stand, staff.post))
        elif isinstance(result, Choice):
            self._note(result)
            self._do(result)
            if result not in (Choice.RELABEL, Choice.TITLES):
                staff.lock()
        else:
            staff.lock()

    def _note(self, choice: Choice) -> None:
        """Record what was done; who leaves waits for no store that hangs."""
        if choice in _NOTED:
            how, now, staff_id = _NOTED[choice], self._stand.now(), self._staff.staff_id
            self._stand.errands.begin(self._line.tell(lambda calls: calls.note(how, now, staff_id)))

    def _do(self, choice: Choice) -> None:
        scene, staff_id = self._scene, self._staff.staff_id
        if choice is Choice.LEAVE:
            self._stand.app.exit(0)
        elif choice is Choice.CONFIRM_DAY:
            self._stand.app.post_message(DayConfirmed(staff_id))
        elif choice is Choice.STICK:
            self._name_stick()
        elif choice is Choice.TITLES:
            self._stand.errands.begin(self._show_titles())
        else:
            if choice is not Choice.OPEN:
                self._end_turn()
            if choice is Choice.RELABEL:
                self._relabel.turn_on(staff_id)
            else:
                scene.showing = replace(scene.showing, is_closed=choice is Choice.CLOSE)
        scene.paint()

    def _name_stick(self) -> None:
        """Root takes it on within a second. A menu that still offers it later says that it could not."""
        if self._stick:
            with suppress(OSError):
                wish_for(self._stick)

    def _end_turn(self) -> None:
        if self._scene.showing.conversation.turn:
            self._stand.service.scan("%DONE", self._stand.now())

    async def _show_titles(self) -> None:
        """The page of the lesson with the titles that are due; the menu is locked again behind it."""
        scene, page = self._scene, self._scene.showing.page
        if page:
            lesson = page.roster.lesson
            titled = await self._stand.service.page_with_titles(lesson.lesson_id, self._stand.now())
            if scene.showing.page is page and self._staff.allows(Act.TITLES, lesson.class_id):
                scene.showing = replace(scene.showing, titled=titled)
        self._staff.leave()

    async def _ask_whose(self, wanted: LoanWanted) -> None:
        """Staff see who has the title, and say whose copy the child has in hand."""
        held = await self._line.ask_if_there(lambda calls: calls.holders_of(wanted.copy_id))
        if held and self._staff.allows(Act.OVERRIDE) and self._staff.dialog is None:
            await self._push(WhoseDialog(self._scene.showing.words, held))
        elif self._staff.dialog is None:
            self._staff.lock()

    async def _lend(self, wanted: LoanWanted, why: Override | None, staff_id: int | None) -> None:
        with suppress(StoreError):  # the next scan will show it
            await self._stand.service.override(wanted, why, self._stand.now(), staff_id)


def _office(stand: Stand, post: Post) -> Dialog:
    from kiosk.office.dialog import OfficeDialog  # it brings what the librarian sees of books and readers

    return OfficeDialog(stand, post)
