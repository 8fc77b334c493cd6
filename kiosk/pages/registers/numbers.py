"""The numbers of the school's own register brought in at the desk, looked at first."""

from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.responses import Response

from db.lists.numbers import NumbersRead, bring_numbers
from db.roles import Act
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.place import MB, Page
from kiosk.pages.ground.rendering import page
from kiosk.sentences.stock.registers import numbers_said

HERE = "/registers/numbers"
_SHOWN = 200


def show_form(ask: Ask) -> Response:
    """Where the list is sent."""
    return _page(ask)


def bring(ask: Ask) -> Response:
    """Bring the numbers in, or say only what would come of it."""
    sent, is_look = ask.file("list"), bool(ask.text("look"))
    with TemporaryDirectory(prefix="kiosk-desk-") as folder:
        file = Path(folder) / "list"
        file.write_bytes(sent.file.read())
        return _page(ask, bring_numbers(file, ask.acting(), dry_run=is_look), is_look=is_look)


def _page(ask: Ask, read: NumbersRead | None = None, *, is_look: bool = False) -> Response:
    return page(
        ask,
        "register_numbers.html",
        said=ask.words(numbers_said(read.given.given, read.given.same, len(read.refused))) if read else "",
        refused=[(one.line, one.code, one.reason.sentence) for one in read.refused[:_SHOWN]] if read else [],
        is_look=is_look,
    )


PAGES = (
    Page(HERE, show_form, Act.CATALOGUE),
    Page(HERE, bring, Act.CATALOGUE, "POST", files=1, largest=16 * MB),
)
