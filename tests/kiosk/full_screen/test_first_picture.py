"""The first picture is there at once: nothing is loaded for it that it does not show."""

import importlib
import subprocess
import sys

LATE = (
    "peewee",
    "getpass",
    "kiosk.typed",
    "psycopg",
    "cv2",
    "numpy",
    "labels",
    "jinja2",
    "markdown_it",
    "starlette",
    "uvicorn",
    "kiosk.pages.app",
    "db.models",
    "db.store",
    "db.answers.counter.asking",
    "db.answers.counter.scans",
    "db.answers.classes.corner",
    "db.answers.classes.lesson",
    "db.answers.shown",
    "db.answers.counter.overriding",
    "db.answers.counter.refusals",
    "kiosk.counter.desk",
    "kiosk.receipts.printer",
    "kiosk.relabel.session",
    "kiosk.screens.counter.tiles",
    "kiosk.screens.ruby",
    "kiosk.screens.spread",
    "kiosk.screens.staff.dialog",
    "kiosk.screens.first_run",
    "kiosk.sentences.saying",
    "kiosk.service.worker",
    "kiosk.staff.sign_in",
)
"""Tables and their drivers, cameras, paper; what is said to anybody; the staff's dialogs."""


def test_no_table_no_answer_and_no_dialog_is_loaded_for_it() -> None:
    for name in LATE:
        importlib.import_module(name)  # a name that is no more would be late for ever
    code = (
        "import sys, kiosk.cli, kiosk.commands.machine.full_screen, kiosk.demo.demonstration,"
        " kiosk.full_screen.app\n"
        f"print(sorted(set(sys.modules) & set({LATE})))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
