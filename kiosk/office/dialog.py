"""The office at the kiosk: a book or a reader found, and the few things that are done with them there.

The same verbs as at the desk in the browser. Nothing of it is loaded before staff mode asks for it.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from textual.content import Content

from db.cataloguing.page import Borrower
from db.errors import LibraryError, StoreError
from db.marking import N_
from db.roles import Act, Post
from kiosk.machine.desk_notice import desk_notice
from kiosk.office.calls import BookSeen, Done, Hits, OfficeCalls, ReaderSeen, Seen
from kiosk.office.lines import KEYS, MOST, desk_lines, lines_of
from kiosk.office.window import window_browser
from kiosk.receipts.kinds import Slip, SlipLine
from kiosk.scene.stand import Stand
from kiosk.screens.staff.dialog import Dialog
from kiosk.words import visible

Work = Callable[[OfficeCalls, datetime], "Seen | Done"]


class OfficeDialog(Dialog):
    """Asks for words, a number or a scan; shows what that is; does what its keys say."""

    def __init__(self, stand: Stand, post: Post) -> None:
        super().__init__(stand.scene.showing.words)
        self._stand = stand
        self._post = post
        self._calls = OfficeCalls(stand.settings.name, post)
        self._served = desk_notice()
        self._way: list[Seen] = []
        self._events: tuple[int, ...] = ()

    @property
    def seen(self) -> Seen | None:
        """What stands in the box."""
        return self._way[-1] if self._way else None

    # What is shown

    def told(self) -> list[Content]:
        _ = self._words
        lines = [Content.styled(_("Find a book or a reader"), "bold"), *desk_lines(self._served, _)]
        if self.seen:
            lines = lines_of(self.seen, _)
        keys = [
            Content.assemble((f" {key.upper():<3} ", "bold reverse"), " ", _(KEYS[key]))
            for key in self._keys()
        ]
        ask = _("Title, name, number, pinyin initials, or scan:")
        if self._choices():
            ask = _("Line number, or other words to look for:")
        return [
            *lines,
            Content(""),
            *keys,
            Content.assemble(ask, " ", (f"{visible(self._typed)}_", "bold")),
            Content(self._said),
            Content(_("Enter: go on   Esc: back")),
        ]

    def _keys(self) -> list[str]:
        """The keys that do something here."""
        keys = ["f2"] if not self._way and self._post.may(Act.DESK) and window_browser() else list[str]()
        borrower = self._borrower()
        if isinstance(self.seen, BookSeen) and (copy := self.seen.copy):
            if borrower and self._post.may(Act.SERVE):
                keys += ["f3", "f4"]
            if self._post.may(Act.STATUS):
                keys += ["f5"] if copy.status != "lost" else []
                keys += ["f6"] if copy.status != "repair" else []
                keys += ["f7"] if copy.status not in ("available", "reference") else []
        has_loans = isinstance(self.seen, ReaderSeen) and self.seen.reader.loans
        if self._stand.service.prints_slips and (borrower or has_loans):
            keys.append("f8")
        return [*keys, *(["f9"] if self._events else [])]

    def _borrower(self) -> Borrower | None:
        seen = self.seen
        return seen.borrowers.get(seen.copy_id or 0) if isinstance(seen, BookSeen) else None

    def _choices(self) -> Sequence[Work]:
        """What the numbered lines lead to."""
        match self.seen:
            case Hits(rows=rows):
                return [lambda calls, now, row=row: calls.look(row, now) for row in rows[:MOST]]  # type: ignore[misc]
            case BookSeen(book=book, copy_id=None):
                return [
                    lambda calls, now, at=copy.copy_id: calls.book(book.title_id, now, at)  # type: ignore[misc]
                    for copy in book.copies[:MOST]
                ]
            case ReaderSeen(reader=reader):
                return [
                    lambda calls, now, loan=loan: calls.book(loan.title_id, now, loan.copy_id)  # type: ignore[misc]
                    for loan in reader.loans[:MOST]
                ]
        return ()

    # What is asked and done

    def hears(self, code: str) -> bool:
        if code.startswith("%"):
            return False
        self._go(lambda calls, now: calls.find(code, now))
        return True

    def entered(self, text: str) -> None:
        choices, text = self._choices(), visible(text).strip()
        number = int(text) if text.isdecimal() and len(text) == 1 else 0
        if 0 < number <= len(choices):
            self._go(choices[number - 1])
        elif text:
            self._go(lambda calls, now: calls.find(text, now))

    def pressed(self, key: str) -> None:
        seen = self.seen
        if key == "escape" and self._way:
            self._way.pop()
            self._events = ()
            self.tell("")
        elif key not in self._keys():
            super().pressed(key)
        elif key == "f2":
            self._open_desk()
        elif key == "f9":
            events = self._events
            self._go(lambda calls, now: calls.undo(events, now))
        elif key == "f8":
            self._print()
        elif isinstance(seen, BookSeen) and seen.copy:
            self._go(self._act_of(key, seen.copy.copy_id))

    def _act_of(self, key: str, copy_id: int) -> Work:
        borrower = self._borrower()
        loan_id = borrower.loan_id if borrower else 0
        return {
            "f3": lambda calls, now: calls.take_back(loan_id, now),
            "f4": lambda calls, now: calls.renew(loan_id, now),
            "f5": lambda calls, now: calls.mark(copy_id, "lost", now),
            "f6": lambda calls, now: calls.damage(copy_id, now),
            "f7": lambda calls, now: calls.mark(copy_id, "available", now),
        }[key]

    def _open_desk(self) -> None:
        window = self._stand.window
        opened = window.open(self._stand.settings, self._post.patron_id)
        self.tell(self._words(N_("The desk opens …") if opened else N_("The desk is open already.")))
        if opened:
            self._looking = self.set_interval(0.5, self._look_at_desk)

    def _look_at_desk(self) -> None:
        """Say so where it has ended by a fault: nothing else would."""
        if not self._stand.window.is_open:
            self._looking.stop()
            failed = N_("The desk could not be opened, or has broken down. The kiosk goes on as before.")
            self.tell(self._words(failed) if self._stand.window.has_failed else "")

    def _print(self) -> None:
        """A slip with what the reader has, as the one at the end of a turn."""
        match self.seen:
            case ReaderSeen(reader=reader):
                loans = [SlipLine(loan.title, loan.due_on) for loan in reader.loans]
                slip = self._slip(reader.given_name or reader.name, reader.class_name, loans)
            case BookSeen(book=book):
                who = self._borrower()
                assert who
                slip = self._slip(who.name, who.class_name, [SlipLine(book.title, who.due_on)])
            case _:
                return
        self._stand.service.print_slip(slip)
        self.tell(self._words(N_("The slip is on its way to the printer.")))

    def _slip(self, name: str, class_name: str, lines: Sequence[SlipLine]) -> Slip:
        return Slip(self._words.language, f"{name[:1]}. {class_name}".strip(), tuple(lines))

    def _go(self, work: Work) -> None:
        """Show something else."""
        self.tell(self._words(N_("One moment …")))
        self._stand.errands.begin(self._ask(work))

    async def _ask(self, work: Work) -> None:
        now = self._stand.now()
        try:
            came = await self._stand.service.with_store(lambda: work(self._calls, now))
            if isinstance(came, Done):
                await self._show_done(came)
                return
        except StoreError:
            self.tell(self._words(N_("The library's store cannot be reached just now.")))
        except LibraryError as error:
            self.tell(self._words(error.sentence))
        else:
            if not (isinstance(came, Hits) and not came.rows and self._way):
                self._way.append(came)
                self._events = ()
            text = came.text if isinstance(came, Hits) and not came.rows else ""
            self.tell(self._words(N_("Nothing was found for “{text}”."), text=text) if text else "")

    async def _show_done(self, done: Done) -> None:
        seen, now = self.seen, self._stand.now()
        self._events = done.events
        if isinstance(seen, BookSeen):
            self._way[-1] = await self._stand.service.with_store(
                lambda: self._calls.book(seen.book.title_id, now, seen.copy_id)
            )
        self.tell(self._words(done.said))
