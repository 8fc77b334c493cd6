"""The first page on an empty store: bring the school's lists in, set a PIN, or look at the sample school."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input, Static

from db.marking import N_, Sentence
from kiosk.faults import in_thread
from kiosk.machine.terminal import is_plain_console
from kiosk.words import Words, languages_from, speak, visible

OnProgress = Callable[[int, int], None]
"""Called with how many rows are done, and how many there are."""
ImportList = Callable[[Path, OnProgress], tuple[str, ...]]
"""Brings one list in and returns what it did, in lines. Raises LibraryError. Runs in a thread of its own."""


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


@dataclass
class Reached(Message):
    """How far the work for a field is, in words."""

    name: str
    said: str
    is_over: bool = False
    went_in: bool = False


class FirstRunPage(Screen[Next]):
    """Three fields, one sentence each about what came of it. Here, alone, keys go to the field in focus."""

    KEYS: ClassVar = {"f8": Next.SAMPLE, "f9": Next.OPEN, "f10": Next.LEAVE}
    HEARD: ClassVar = ("f2", *KEYS)

    def __init__(self, words: Words, first_run: FirstRun) -> None:
        super().__init__()
        self._words = words
        self._first_run = first_run
        self._busy: set[str] = set()
        self._pin = ""
        """What was typed as the PIN and waits to be typed once more: only dots show."""
        self._has_list = self._has_pin = False

    def compose(self) -> ComposeResult:
        """Fields from top to bottom; Enter does what the field says."""
        yield Static(id="welcome", markup=False)
        yield Static(id="how", markup=False)
        yield from self._field("books")
        yield from self._field("readers")
        yield from self._field("pin", secret=True)
        yield Static(id="first-run-keys", markup=False)

    def on_mount(self) -> None:
        """Say everything in the language that is spoken."""
        self._speak()

    def _speak(self) -> None:
        _ = self._words
        welcome = _("Welcome. This library has no books and no readers yet.")
        if self._has_list:
            welcome = _("Welcome.")
        self.query_one("#welcome", Static).update(Content.styled(welcome, "bold"))
        how = _("Type the name of a file (CSV or Excel) and press Enter. Tab goes to the next field.")
        self.query_one("#how", Static).update(how)
        for name, label in (
            ("books", _("List of books")),
            ("readers", _("List of readers")),
            ("pin", _("Staff PIN, 4 to 12 digits: it is asked for when leaving")),
        ):
            self.query_one(f"#{name}", Input).border_title = Content(label)
        if not self._has_pin:
            said = _("Without one, children can leave the kiosk.")
            self.query_one("#pin-said", Static).update(said)
        keys = (
            ("F2", _("Language") if is_plain_console() else "English/中文"),
            ("F8", _("Look at a sample school first")),
            ("F9", _("Open the kiosk")),
            ("F10", _("Leave")),
        )
        line = Content("   ").join(
            Content.assemble((f" {key} ", "bold reverse"), " ", what) for key, what in keys
        )
        self.query_one("#first-run-keys", Static).update(line)

    def pressed(self, key: str) -> None:
        """A function key: the page ends, or speaks the next language."""
        if key == "f2":
            self._words = speak(languages_from(self._words.language)[1])
            self._speak()
        elif key in self.KEYS:
            self.dismiss(self.KEYS[key])

    @on(Input.Submitted)
    def start(self, event: Input.Submitted) -> None:
        """Do what the field is for."""
        name, typed = event.input.id, event.value.strip().strip("'\"")
        if not typed or name is None or name in self._busy:
            return
        if name == "pin" and not self._is_typed_twice(typed):
            return
        self._busy.add(name)
        in_thread(partial(self._do, name, typed), partial(self._post, name), name="first run")

    def _is_typed_twice(self, pin: str) -> bool:
        """Whether the same PIN was typed before; else it says what to do next."""
        first, self._pin = self._pin, ""
        if first == pin:
            return True
        self.query_one("#pin", Input).clear()
        if not first:
            self._pin = pin
        said = (
            N_("The two PINs differ. Type the PIN twice again.") if first else N_("Type the PIN once more.")
        )
        self.query_one("#pin-said", Static).update(self._words(said))
        return False

    def _field(self, name: str, *, secret: bool = False) -> ComposeResult:
        yield Input(id=name, password=secret, select_on_focus=False)
        yield Static(id=f"{name}-said", classes="-said", markup=False)

    def _do(self, name: str, typed: str) -> tuple[str, ...]:
        """In a thread: import, or set the PIN; what there is to say of it."""
        _ = self._words
        if name == "pin":
            self._first_run.set_pin(typed)
            return (_("The PIN is set."),)

        def progress(done: int, rows: int) -> None:
            percent = 100 * done // max(1, rows)
            self.post_message(Reached(name, _("{percent} %", percent=percent)))

        run = self._first_run.import_books if name == "books" else self._first_run.import_readers
        return run(Path(typed).expanduser(), progress)

    def _post(self, name: str, came: tuple[str, ...] | Sentence) -> None:
        """From the thread: what came of it."""
        went_in = not isinstance(came, Sentence)
        lines = (self._words(came),) if isinstance(came, Sentence) else came
        self.post_message(Reached(name, "\n".join(map(visible, lines)), is_over=True, went_in=went_in))

    @on(Reached)
    def show(self, reached: Reached) -> None:
        """Show the sentence below its field; when the work went well, the next field is at hand."""
        self.query_one(f"#{reached.name}-said", Static).update(reached.said)
        if reached.is_over:
            self._busy.discard(reached.name)
        if reached.is_over and reached.name == "pin":  # one that was refused is no part of the next
            self.query_one("#pin", Input).clear()
        if reached.went_in:
            self._has_list |= reached.name != "pin"
            self._has_pin |= reached.name == "pin"
            self._speak()
        if reached.went_in and self.focused is self.query_one(f"#{reached.name}", Input):
            self.focus_next(Input)
