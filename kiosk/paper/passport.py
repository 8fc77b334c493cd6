"""Reading passports on paper: a page for one pupil, a booklet for a class, a strip of the receipt printer."""

from collections.abc import Sequence

from db.answers.classes.passport import PassportPage
from db.errors import BadValue, LibraryError
from db.marking import N_
from kiosk.receipts.kinds import TextSlip
from kiosk.sentences.classes.passport import HEAD, heading, rows_of, standing_lines
from kiosk.settings import Settings
from kiosk.words import Words
from labels.content.blocks import Block, Grid, Heading, Line, Together


def passport_paper(pages: Sequence[PassportPage], words: Words) -> list[Block]:
    """Each passport on pages of its own, for they go to different children.

    Each is in its reader's language; `words` for those who have chosen none.
    """
    return [Together(_passport(page, words.of_reader(page.language)), is_apart=True) for page in pages]


def _passport(page: PassportPage, words: Words) -> tuple[Block, ...]:
    _ = words
    standing = standing_lines(page, words)
    return (
        Heading(heading(page, words)),
        *([Line(" · ".join(standing))] if standing else []),
        Grid(tuple(map(_, HEAD)), tuple(rows_of(page)), (2, 7, 5, 4.5, 4.5, 4), ruled=True),
        Line(_(N_("Titles stay here on paper: the library forgets them some days after the return."))),
    )


def passport_strip(page: PassportPage, words: Words) -> TextSlip:
    """The same for paper of 58 or 80 mm: the newest books."""
    words = words.of_reader(page.language)
    lines = [
        f"{number}. {title}  {lent[5:]}{f'  ✓{checked}' if checked else ''}"
        for number, title, _author, lent, _back, checked in rows_of(page)[-20:]
    ]
    return TextSlip(heading(page, words), (*standing_lines(page, words), *lines))


def print_strip(strip: TextSlip, settings: Settings) -> None:
    """Print it now. Raises BadValue where the settings name no receipt printer, LibraryError for trouble."""
    from kiosk.receipts.escpos import slip_bytes
    from kiosk.receipts.picture import picture_of
    from kiosk.receipts.printer import sender

    if not settings.receipts.printer:
        raise BadValue(N_("No receipt printer is named under [receipts] in kiosk.toml."))
    data = slip_bytes(picture_of(strip, settings.receipts.width, settings.font_files))
    try:
        sender(settings.receipts.printer)(data)
    except OSError as error:
        raise LibraryError(
            N_("The receipt printer did not print it. Check its paper and its cable.")
        ) from error
