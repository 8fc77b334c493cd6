"""Blocks of text as pages: in a PDF, or on a printer."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from db.errors import LibraryError
from db.marking import N_
from labels.content.blocks import Block

PAPER = "A4"
"""What pages are printed on."""


class PaperError(LibraryError):
    """A page could not be written or printed."""


def print_paper(
    blocks: Sequence[Block],
    printer: str,
    *,
    fill: bool = False,
    fonts: Sequence[Path] = (),
    paper: str = PAPER,
) -> str:
    """Print the blocks on a queue of CUPS and return its name of the job; it may take a minute.

    With `fill` in type as large as one page has room for. `fonts`: files of the school's own.

    Raises PaperError, and PrinterError for a printer that takes nothing.
    """
    from kiosk.paper.printing.printers import send_to_cups

    if not printer:
        raise PaperError(
            N_('No printer for pages is named: write printer = "NAME" under [paper] in kiosk.toml.')
        )
    with TemporaryDirectory(prefix="kiosk-page-") as folder:
        file = Path(folder) / "page.pdf"
        sheets = write_paper(file, blocks, fill=fill, fonts=fonts, paper=paper)
        return send_to_cups(file, printer, "school library", paper, patience=60.0 + 10.0 * sheets)


def write_paper(
    target: Path,
    blocks: Sequence[Block],
    *,
    fill: bool = False,
    fonts: Sequence[Path] = (),
    landscape: bool = False,
    qr: bool = False,
    paper: str = PAPER,
) -> int:
    """Write the blocks as a PDF, as `print_paper`; the number of its pages. With `qr` codes are QR codes.

    Raises PaperError, and then nothing was written.
    """
    from labels.content.page import write_blocks

    with as_paper_error():
        return write_blocks(target, blocks, paper, fill=fill, fonts=fonts, landscape=landscape, qr=qr)


def write_text(target: Path, text: str) -> None:
    """Write a page that is text, such as HTML. Raises PaperError, and then nothing was written."""
    from labels.ink.files import replacing

    with as_paper_error(), replacing(target) as (file, _):
        file.write(text.encode())


def refuse_target(target: Path, endings: Sequence[str]) -> None:
    """Raise PaperError for what cannot be written, before any work is done."""
    from labels.ink.files import refuse_to_replace

    if target.suffix.lower() not in endings:
        raise PaperError(
            N_("{file} was not written: its name must end in {endings}."),
            file=target.name,
            endings=", ".join(endings),
        )
    with as_paper_error():
        refuse_to_replace(target)


@contextmanager
def as_paper_error() -> Iterator[None]:
    """What `labels` refuses becomes an error of ours."""
    from labels.errors import LabelError

    try:
        yield
    except LabelError as error:
        raise PaperError(error.sentence, **error.values) from error
