"""The proof: a sheet is drawn as the printer would draw it, and every label is read back by real decoders.

Pages are shared out to the processor's cores; of each only the picture of one label at a time is kept.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from itertools import chain, islice
from math import ceil
from os import cpu_count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from labels.errors import N_, ProofError
from labels.ink.bars import Symbology
from labels.ink.marks import Page
from labels.ink.readers import ReaderLost, Readers

if TYPE_CHECKING:
    from PIL.Image import Image

_WORTH_A_PROCESS = 4
"""Pages from which on starting another process is quicker than going on alone."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What one label must read: its place on the page in mm, and the codes on it."""

    name: str
    row: int
    column: int
    box: tuple[float, float, float, float]
    codes: tuple[tuple[Symbology, str], ...]


@dataclass(frozen=True, slots=True)
class ExpectedPage:
    """All that the proof of one page needs to know."""

    number: int
    labels: tuple[Expected, ...]


@dataclass(frozen=True, slots=True)
class Misread:
    """A label that would not scan, and what the decoders read instead (nothing, often)."""

    page: int
    label: Expected
    read: tuple[str, ...]


def expected(page: Page) -> ExpectedPage:
    """What a scanner must read on this page."""
    return ExpectedPage(
        page.number,
        tuple(
            Expected(
                placed.label.name,
                placed.row,
                placed.column,
                (placed.x, placed.y, placed.label.width, placed.label.height),
                placed.label.codes,
            )
            for placed in page.placed
            if placed.label.codes
        ),
    )


def prove(pdf: Path, pages: Iterable[ExpectedPage], dpi: int) -> Iterator[tuple[int, list[Misread]]]:
    """Read back every page of the file at this resolution; of each its number, and what reads wrongly.

    Pages come back in order. Raises ProofError when the computer cannot do it.
    """
    try:
        yield from _each(pdf, pages, dpi)
    except ReaderLost as problem:
        raise ProofError(
            N_(
                "The labels could not all be checked: the computer stopped one of the processes. "
                "Nothing was written."
            )
        ) from problem


def read_page(pdf: Path, page: ExpectedPage, dpi: int) -> tuple[int, list[Misread]]:
    """The labels of one page that do not read as asked."""
    if not page.labels:  # spines and signs without a code
        return page.number, []
    sheet = rasterise(pdf, page.number, dpi)
    dots = dpi / 25.4
    wrong = []
    for label in page.labels:
        x, y, width, height = label.box
        left, top = max(0, round(x * dots)), max(0, round(y * dots))
        right, bottom = round((x + width) * dots), round((y + height) * dots)
        picture = sheet.crop((left, top, min(right, sheet.width), min(bottom, sheet.height)))
        for symbology, code in label.codes:
            # zbar reads bars both ways, those of a spine and those of its barcode.
            others = {other for kind, other in label.codes if kind is not symbology}
            answers = [
                [text for text in texts if text not in others or text == code]
                for texts in decode(_as_looked_at(picture, symbology, dpi), symbology)
            ]
            if any(texts != [_as_scanned(code, symbology)] for texts in answers):
                read = tuple(dict.fromkeys(text for texts in answers for text in texts))
                wrong.append(Misread(page.number, label, read))
    return page.number, wrong


def rasterise(pdf: Path, number: int, dpi: int, *, smooth: bool = False) -> "Image":
    """The page with this number (from 1) as grey dots, every one of the page's dots one of the picture.

    Bars are not made `smooth` unless for the eye: a printer has ink or no ink.
    """
    import pypdfium2
    from pypdfium2 import raw

    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[number - 1]
        width, height = (ceil(side * dpi / 72) for side in page.get_size())
        bitmap = pypdfium2.PdfBitmap.new_native(width, height, raw.FPDFBitmap_Gray)
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
        scale = dpi / 72
        raw.FPDF_RenderPageBitmapWithMatrix(
            bitmap,
            page,
            raw.FS_MATRIX(scale, 0, 0, scale, 0, 0),
            raw.FS_RECTF(0, 0, width, height),
            raw.FPDF_PRINTING | raw.FPDF_GRAYSCALE | (0 if smooth else raw.FPDF_RENDER_NO_SMOOTHPATH),
        )
        picture: Image = bitmap.to_pil().copy()
        return picture
    finally:
        document.close()


def _as_looked_at(picture: "Image", symbology: Symbology, dpi: int) -> "Image":
    """Squares as they are; bars upright, a ladder's first one on the left."""
    if symbology in (Symbology.QR, Symbology.DATA_MATRIX):
        return picture
    if symbology is Symbology.LADDER:
        from PIL.Image import Transpose

        picture = picture.transpose(Transpose.ROTATE_90)  # against the clock
    return _fewer_rows(picture, dpi)


def _fewer_rows(picture: "Image", dpi: int) -> "Image":
    """Bars are read across: 150 rows an inch are enough, of their width every dot counts."""
    height = max(1, picture.height * 150 // dpi)
    return picture.resize((picture.width, height), resample=0) if dpi > 150 else picture


def decode(picture: "Image", symbology: Symbology) -> list[list[str]]:
    """What each decoder at hand reads in a grey picture: zxing-cpp, and zbar where its library is installed.

    Codabar comes without its start and stop letters, as most scanners send it.
    """
    import zxingcpp

    formats = zxingcpp.BarcodeFormat
    wanted: Any = {
        Symbology.CODE_128: formats.Code128,
        Symbology.CODE_39: formats.Code39Std,
        Symbology.CODABAR: formats.Codabar,
        Symbology.EAN_13: formats.EAN13,
        Symbology.QR: formats.QRCode,
        Symbology.LADDER: formats.Code128,
        Symbology.DATA_MATRIX: formats.DataMatrix,
    }[symbology]
    # The picture is upright, black on white, and of the right size: the decoder gets no help with that.
    found = zxingcpp.read_barcodes(picture, wanted, try_rotate=False, try_downscale=False, try_invert=False)
    answers = [[code.text for code in found]]
    if (zbar := _zbar()) is not None and symbology in zbar[1]:
        pyzbar, symbols = zbar
        grey = (picture.tobytes(), *picture.size)
        answers.append([found.data.decode() for found in pyzbar.decode(grey, [symbols[symbology]])])
    return [[_as_scanned(text, symbology) for text in texts] for texts in answers]


def _as_scanned(text: str, symbology: Symbology) -> str:
    return text.strip("ABCD") if symbology is Symbology.CODABAR else text


@cache
def _zbar() -> tuple[Any, dict[Symbology, Any]] | None:
    with suppress(ImportError):  # the Python package is there, the library libzbar0 may not be
        from pyzbar import pyzbar
        from pyzbar.wrapper import ZBarSymbol

        return pyzbar, {
            Symbology.CODE_128: ZBarSymbol.CODE128,
            Symbology.CODE_39: ZBarSymbol.CODE39,
            Symbology.CODABAR: ZBarSymbol.CODABAR,
            Symbology.EAN_13: ZBarSymbol.EAN13,
            Symbology.QR: ZBarSymbol.QRCODE,
            Symbology.LADDER: ZBarSymbol.CODE128,
        }
    return None


def _each(pdf: Path, pages: Iterable[ExpectedPage], dpi: int) -> Iterator[tuple[int, list[Misread]]]:
    some = iter(pages)
    first = list(islice(some, _WORTH_A_PROCESS))
    cores = cpu_count() or 1
    if len(first) < _WORTH_A_PROCESS or cores == 1:
        yield from (read_page(pdf, page, dpi) for page in (*first, *some))
        return
    with Readers(pdf, dpi, cores) as readers:
        yield from readers.read(chain(first, some))


def refusal(wrong: Misread) -> ProofError:
    """Why a file with this label is not written."""
    label = wrong.label
    return ProofError(
        N_(
            "{name} (sheet {sheet}, row {row}, column {column}) would not scan: "
            "{read} was read instead of {code}. Nothing was written."
        ),
        sheet=wrong.page,
        row=label.row,
        column=label.column,
        **_values(wrong),
    )


def reason(wrong: Misread) -> ProofError:
    """Why this label is left out."""
    return ProofError(
        N_("{name} would not scan: {read} was read instead of {code}."),
        **_values(wrong),
    )


def _values(wrong: Misread) -> dict[str, object]:
    code = " ".join(code for _, code in wrong.label.codes)
    return {"name": wrong.label.name, "read": " ".join(wrong.read) or "—", "code": code}
