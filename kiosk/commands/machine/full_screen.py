"""`kiosk`, `kiosk run` and `kiosk demo`: the full screen, on the school's store or on the sample school.

What each needs is imported when it runs: the screen is to be there at once.
"""

import argparse
import logging
import os
import sys
import tempfile
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from db.clock import utc_now
from db.errors import StoreError, StoreInTrouble
from db.marking import N_
from kiosk.commands.machine.source_options import add_source_options, with_sources
from kiosk.commands.parsing import Commands
from kiosk.console import Console
from kiosk.machine.sources import choose_sources
from kiosk.service import garbage
from kiosk.words import languages_from

if TYPE_CHECKING:
    from kiosk.demo.demonstration import Sample

_OURS = ("TEXTUAL_DISABLE_KITTY_KEY", "TEXTUAL_ALLOW_SIGNALS")
"""What our own services and tests set."""
_VISIT = "visit"
_LESSON = "lesson"


def add(commands: Commands) -> None:
    """Add the commands."""
    _ = commands.words
    run = commands.add(
        "run",
        run_school,
        purpose=N_("open the full screen on the school's store"),
        example="kiosk run --camera 0",
        needs_store=False,
    )
    add_source_options(run, _)
    demo = commands.add(
        "demo",
        run_demo,
        purpose=N_("open the full screen on a sample school; nothing is kept"),
        example="kiosk demo --play lesson",
        needs_store=False,
    )
    demo.add_argument(
        "--play",
        nargs="?",
        const=_VISIT,
        choices=(_VISIT, _LESSON),
        help=_("let a class come in by itself, or play a whole lesson"),
    )
    demo.add_argument(
        "--desk", action="store_true", help=_("show the librarian's desk in the browser instead")
    )
    add_source_options(demo, _)


def run_school(console: Console, arguments: argparse.Namespace) -> int:
    """Open the full screen on the school's own store; on an empty one with the first-run page.

    From the sample school, which that page offers, one comes back to it.
    """
    _get_ready_for_textual()
    from kiosk.full_screen.first_page import SAMPLE_WANTED

    while (code := _run_school(console, arguments)) == SAMPLE_WANTED:
        seen = _open_demo(console, play=None)
        if seen != 0:  # nobody left it: it was ended, or its terminal went away
            return _exit_code(seen)
    return _exit_code(code)


def _exit_code(returned: int | None) -> int:
    from kiosk.full_screen.app import TERMINATED

    return 0 if returned in (None, TERMINATED) else returned


def _run_school(console: Console, arguments: argparse.Namespace) -> int | None:
    if not _has_terminal():
        console.warn(N_("The full screen needs a terminal. See kiosk --help for what works without one."))
        return 1
    from db.offline.replica import can_be_alone
    from db.store.deadline import in_time
    from db.store.migrating import lost_library_error
    from db.store.opening import connected, open_store, server_certificate, store_at
    from db.store.sqlite import SqliteStore
    from db.store.trouble import is_trouble, trouble
    from kiosk.connection.machine_memory import note_seen, was_seen
    from kiosk.full_screen.first_run import first_run
    from kiosk.machine.terminal_lock import only_kiosk, this_terminal
    from kiosk.machine.watchdog import is_service

    with only_kiosk(this_terminal(), console.settings.store) as elsewhere:
        page, store = None, store_at(console.settings.store)
        try:
            if isinstance(store, SqliteStore) and was_seen(store) and store.mark() is None:
                raise lost_library_error(store)
            met = server_certificate(store)
            open_store(store, may_make=not was_seen(store))
            note_seen(store)
            if met is None and (certificate := server_certificate(store)):
                logging.getLogger("kiosk").info("met the server, SHA-256 %s", certificate.sha256)
            with connected(), in_time():
                page = first_run(console.acting, console.words)
        except Exception as error:
            if not is_trouble(error):
                raise
            is_known = isinstance(error, StoreError) and not isinstance(error, StoreInTrouble)
            if is_known and not is_service() and not can_be_alone(store):
                raise
            # Children can return, the screen says so, and the store is looked for every few seconds. Ending
            # would leave a dark screen, or have systemd start us again.
            logging.getLogger("kiosk").error("%s", trouble(error, store) or type(error).__name__)
        from kiosk.full_screen.app import Kiosk

        console = with_sources(console, arguments)
        sources = choose_sources(console.settings, store)
        kiosk = Kiosk(
            console.settings,
            store=store,
            first_run=page,
            sources=sources,
            slips=console.slips,
            beside=elsewhere,
        )
        return kiosk.run()


def run_demo(console: Console, arguments: argparse.Namespace) -> int:
    """Open the sample school; without a terminal the class comes in and each answer is a line."""
    if arguments.desk:
        from kiosk.commands.machine.desk import show_demo

        return show_demo(console)
    return open_demo(with_sources(console, arguments), play=arguments.play)


def open_demo(console: Console, *, play: str | None) -> int:
    """Open the sample school; returns the exit code."""
    return _exit_code(_open_demo(console, play=play))


def _open_demo(console: Console, *, play: str | None) -> int | None:
    """Open the sample school on a temporary store, or let the class come in line by line."""
    with tempfile.TemporaryDirectory(prefix="kiosk-demo-") as folder:
        store = Path(folder) / "sample.db"
        if not _has_terminal():
            return play_lines(console, store, is_lesson=play == _LESSON)
        _get_ready_for_textual()
        from kiosk.demo.demonstration import Demo
        from kiosk.full_screen.app import Kiosk
        from kiosk.settings import PaperSettings, ReceiptSettings

        settings = msgspec.structs.replace(
            console.settings, store=str(store), name="demo", receipts=ReceiptSettings(), paper=PaperSettings()
        )
        demo = Demo(partial(_make, console, play=play))
        return Kiosk(settings, store=store, demo=demo, sources=choose_sources(settings, store)).run()


def _make(console: Console, *, play: str | None) -> "Sample":
    """Fill the store that is open, and say what there is to try."""
    from kiosk.demo.demonstration import Sample
    from kiosk.demo.school import class_lesson, class_visit, hints, make_school

    make_school(utc_now(), console.words("Sample term"))
    language = console.settings.language
    shown = [(hint.what, hint.code) for hint in hints(language)]
    plays = {_VISIT: class_visit, _LESSON: class_lesson}
    return Sample(shown, list(plays[play](language)) if play else [])


def play_lines(console: Console, store: Path, *, is_lesson: bool) -> int:
    """Let the class come in and print each answer; the clock runs by itself, so it is over at once."""
    from db.lessons.finding import find_lesson
    from db.lessons.page import lesson_page
    from db.store.opening import connected, open_store
    from kiosk.commands.paper import tell
    from kiosk.counter.answer_lines import line_of
    from kiosk.demo.school import class_lesson, class_visit, make_school
    from kiosk.paper.lesson import end_paper
    from kiosk.service.desks import Desks

    open_store(store)
    with connected():
        make_school(utc_now(), console.words("Sample term"))
        play = class_lesson if is_lesson else class_visit
        desks = Desks("demo", languages_from(console.settings.language))
        now: datetime = utc_now()
        for seconds, code in play(console.settings.language):
            now += timedelta(seconds=seconds)
            answer = desks.serve(code, now)
            line = line_of(now, code, answer, desks.conversation, console.words)
            print(line.as_text(), file=console.out)
        if is_lesson:
            print(file=console.out)
            tell(end_paper(lesson_page(find_lesson(), now), console.words), console)
    return 0


def _get_ready_for_textual() -> None:
    """To be called before it is imported.

    Then it reads settings of its own, for who builds programs: they press keys, name other drivers, log
    what is on the screen.
    """
    garbage.hold_back()
    for name in [name for name in os.environ if name.startswith("TEXTUAL") and name not in _OURS]:
        del os.environ[name]


def _has_terminal() -> bool:
    # Textual reads keys from standard input and paints on standard error.
    return sys.stdin.isatty() and sys.stderr.isatty()
