"""The first page on an empty store: bring the school's lists in, set a PIN, or look at the sample school."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, Static

from db.errors import LibraryError
from kiosk.faults import note
from kiosk.words import Words, visible

OnProgress = Callable[[int, int], None]
"""Called with how many rows are done, and how many there are."""
ImportList = Callable[[Path, OnProgress], str]
"""Brings one list in and returns what it did, in words. Raises LibraryError. Runs in a thread of its own."""


@dataclass(frozen=True)
class FirstRun:
    """What the page can have done; each is called in a thread and holds its own connection to the store."""

    import_books: ImportList
    import_readers: ImportList
    set_pin: Callable[[str], None]
    """Raises BadValue for a PIN that is not allowed."""


class Next(Enum):
    """How the librarian goes on."""

    OPEN = "open"
    SAMPLE = "sample"
    LEAVE = "leave"


class FirstRunPage(Screen[Next]):
    """Three fields, one sentence each about what came of it. Here, alone, keys go to the field in focus."""

    KEYS: ClassVar = {"f8": Next.SAMPLE, "f9": Next.OPEN, "f10": Next.LEAVE}

    def __init__(self, words: Words, first_run: FirstRun) -> None:
        super().__init__()
        self._words = words
        self._first_run = first_run
        self._busy: set[str] = set()

    def compose(self) -> ComposeResult:
        """Fields from top to bottom; Enter does what the field says."""
        _ = self._words
        yield Static(Content.styled(_("Welcome. This library has no books and no readers yet."), "bold"))
        yield Static(
            _("Type a file (CSV or Excel) and press Enter. Tab goes to the next field."), markup=False
        )
        yield from self._field("books", _("List of books"))
        yield from self._field("readers", _("List of readers"))
        yield from self._field(
            "pin", _("Staff PIN, 4 to 12 digits: it is asked for when leaving"), secret=True
        )
        keys = (
            ("F8", _("Look at a sample school first")),
            ("F9", _("Open the kiosk")),
            ("F10", _("Leave")),
        )
        yield Static(
            Content("   ").join(
                Content.assemble((f" {key} ", "bold reverse"), " ", what) for key, what in keys
            ),
            id="first-run-keys",
        )

    def pressed(self, key: str) -> None:
        """A function key: the page ends."""
        if key in self.KEYS:
            self.dismiss(self.KEYS[key])

    @on(Input.Submitted)
    def start(self, event: Input.Submitted) -> None:
        """Do what the field is for."""
        name, typed = event.input.id, event.value.strip().strip("'\"")
        if not typed or name is None or name in self._busy:
            return
        self._busy.add(name)
        self.run_worker(lambda: self._do(name, typed), thread=True, exit_on_error=False, group=name)

    def _field(self, name: str, label: str, *, secret: bool = False) -> ComposeResult:
        field = Input(id=name, password=secret, select_on_focus=False)
        field.border_title = Content(label)
        yield field
        yield Static("", id=f"{name}-said", classes="-said", markup=False)

    def _do(self, name: str, typed: str) -> None:
        """In a thread: import, or set the PIN, and say what came of it."""
        _ = self._words

        def progress(done: int, rows: int) -> None:
            self._say(name, _("{percent} %", percent=100 * done // max(1, rows)))

        went_in = False
        try:
            if name == "pin":
                self._first_run.set_pin(typed)
                said = _("The PIN is set.")
            else:
                run = self._first_run.import_books if name == "books" else self._first_run.import_readers
                said = run(Path(typed).expanduser(), progress)
            went_in = True
        except LibraryError as error:
            said = _(error.sentence)
        except Exception as error:  # the outermost handler of the thread
            note(error)
            said = _("That did not work. The log says why.")
        self._say(name, said)
        self.app.call_from_thread(self._over, name, went_in)

    def _say(self, name: str, said: str) -> None:
        """From the thread: show the sentence below its field."""
        told = "\n".join(map(visible, said.splitlines()))
        self.app.call_from_thread(self.query_one(f"#{name}-said", Static).update, told)

    def _over(self, name: str, went_in: bool) -> None:
        self._busy.discard(name)
        if went_in and self.focused is self.query_one(f"#{name}", Input):
            self.focus_next(Input)
