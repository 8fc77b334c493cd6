"""Labels for books: what goes where on the barcode label, the spine label, and both in one."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

from labels.content.design import LINE, NO_HEIGHT, Design, FittedCode
from labels.content.spine import Scheme, lines, pieces, wrap
from labels.content.spine_symbol import spine_block
from labels.errors import N_, FitError
from labels.ink.marks import Area, Bars, Label, Mark
from labels.ink.typeface import Typeface

NO_ROOM_FOR_TITLE = N_("There is no room for the title on this stock.")
NO_ROOM_FOR_LIBRARY = N_("There is no room for the library's name on this stock.")
NO_LETTERS = N_("Some characters are in none of the fonts here: they are printed as 〓.")

_UNBROKEN = 3.0
"""Em in mm down to which a call number is rather made smaller than broken."""

_LARGEST = 7.0
_NARROWEST_SPINE = 15.0


@dataclass(frozen=True)
class Book:
    """What is printed for one copy; `code` may be empty on a spine label.

    `spine_code` stands under the call number where the design has a symbol for it.
    """

    code: str = ""
    call_number: str = ""
    title: str = ""
    spine_code: str = ""

    @cached_property
    def name(self) -> str:
        """What a sentence about this label calls it."""
        title = "".join(character for character in self.title if character.isprintable())
        title = title if len(title) <= 24 else title[:23] + "…"
        return " ".join(part for part in (self.code or self.call_number, title) if part) or "?"


def barcode_label(book: Book, design: Design, width: float, height: float) -> Label:
    """Title, bars, the code in letters, the library's name. Raises FitError and CodeError."""
    fitted = design.fit(book.code, width, book.name)
    marks, warnings = _barcode(book, design, fitted, 0.0, 0.0, width, height)
    return finish(book.name, design, width, height, marks, (book.code,), warnings)


def spine_label(book: Book, design: Design, width: float, height: float) -> Label:
    """The call number, as large as it fits. Raises FitError when it would be smaller than may be printed."""
    inset = design.inset
    marks = _spine(book, design, inset, inset, width - 2 * inset, height - 2 * inset)
    return finish(book.name, design, width, height, marks, spine_code=book.spine_code)


def combined_label(book: Book, design: Design, width: float, height: float) -> Label:
    """Spine and barcode in one: side by side with cutting marks between, else one above the other.

    Raises FitError and CodeError.
    """
    fitted = design.fit(book.code, width, book.name)
    inset = design.inset
    if width - fitted.width >= _NARROWEST_SPINE:
        split = min(width - fitted.width, 0.45 * width)
        marks = _spine(book, design, inset, inset, split - 2 * inset, height - 2 * inset)
        marks += [Area(split, 0.0, 0.1, 2.0), Area(split, height - 2.0, 0.1, 2.0)]
        right, warnings = _barcode(book, design, fitted, split, 0.0, width - split, height)
        return finish(
            book.name, design, width, height, marks + right, (book.code,), warnings, book.spine_code
        )
    if design.spine_symbol and book.spine_code:
        raise _no_room(book, fitted.width + _NARROWEST_SPINE, width)
    text = ("/" if design.scheme == "clc" else " ").join(_call_number_lines(book, design))
    size = min(max(design.smallest, 0.13 * height), 4.0)
    units = design.typeface.width(text)
    size = min(size, (width - 2 * inset) / units)
    if size < design.smallest:
        raise _no_room(book, units * design.smallest + 2 * inset, width)
    head = design.line(text, size, inset, inset, width - 2 * inset, bold=True)
    below = inset + LINE * size
    marks, warnings = _barcode(book, design, fitted, 0.0, below - inset, width, height - below + inset)
    return finish(book.name, design, width, height, [head, *marks], (book.code,), warnings)


def finish(
    name: str,
    design: Design,
    width: float,
    height: float,
    marks: list[Mark],
    codes: tuple[str, ...] = (),
    warnings: tuple[str, ...] = (),
    spine_code: str = "",
) -> Label:
    """The label, warning when a character of its text is in no font."""
    if design.typeface.missing:
        texts = "".join([mark.text for mark in marks if not isinstance(mark, Bars | Area)])
        if not design.typeface.missing.isdisjoint(texts):
            warnings = (*warnings, NO_LETTERS)
    expected = tuple([(design.symbology, code) for code in codes])
    if design.spine_symbol and spine_code:
        expected += ((design.spine_symbol, spine_code),)
    return Label(name, width, height, tuple(marks), expected, warnings)


def _barcode(
    book: Book, design: Design, fitted: FittedCode, x: float, y: float, width: float, height: float
) -> tuple[list[Mark], tuple[str, ...]]:
    """The bars first; title and library in what height is left. The quiet zones may reach the edge."""
    inset = design.inset
    size = min(max(design.smallest, 0.075 * height), 2.6)
    text_x, text_width = x + inset, width - 2 * inset
    # A QR code is fitted again to the height that is left for it, which should be 10 mm.
    least = 10.0 if fitted.symbol.is_matrix else fitted.least_height
    spare = height - 2 * inset - least - LINE * design.small(least)
    warnings: tuple[str, ...] = ()
    titles: list[str] = []
    if title := " ".join(book.title.split()):
        room = int(spare / (LINE * size))
        if room < 1:
            warnings += (NO_ROOM_FOR_TITLE,)
        else:
            nearly = design.typeface.width(title) * 0.85 * size <= text_width
            fold = design.fold(title, text_width / size, 2 if room >= 3 else 1)
            titles = [title] if nearly else fold
    spare -= len(titles) * LINE * size
    with_library = bool(design.library) and spare >= LINE * size
    if design.library and not with_library:
        warnings += (NO_ROOM_FOR_LIBRARY,)
    top = y + inset
    marks: list[Mark] = []
    for line in titles:
        marks.append(design.line(line, size, text_x, top, text_width))
        top += LINE * size
    bottom = y + height - inset
    if with_library:
        bottom -= LINE * size
        marks.append(design.line(design.library, size, text_x, bottom + 0.15 * size, text_width))
    block = design.code_block(book.code, book.name, x, top, width, bottom - top, fitted=fitted)
    return marks + block, warnings


def _spine(book: Book, design: Design, x: float, y: float, width: float, height: float) -> list[Mark]:
    _call_number_lines(book, design)
    symbol: list[Mark] = []
    if design.spine_symbol and book.spine_code:
        block = spine_block(book.spine_code, design)
        if height - block.height < LINE * design.smallest:
            raise FitError(
                NO_HEIGHT,
                name=book.name,
                code=book.spine_code,
                needed=block.height + LINE * design.smallest + 2 * design.inset,
                height=height + 2 * design.inset,
            )
        height -= block.height
        symbol.append(block.bars(x, y + height, width))
    fitted = _fit_spine(book.call_number, design.scheme, design.typeface, design.smallest, width, height)
    if fitted is None:
        raise _spine_too_small(book, design, width, height)
    size, wrapped = fitted
    top = y + (height - len(wrapped) * LINE * size) / 2
    return symbol + [
        design.line(line, size, x, top + number * LINE * size, width, bold=True)
        for number, line in enumerate(wrapped)
    ]


@lru_cache(maxsize=512)
def _fit_spine(
    call_number: str, scheme: Scheme, typeface: Typeface, smallest: float, width: float, height: float
) -> tuple[float, tuple[str, ...]] | None:
    """The largest size at which the call number fits, and its lines.

    Cached, since many copies share a call number.
    """
    whole = lines(call_number, scheme)
    size = min(_LARGEST, width / max(map(typeface.width, whole)), height / (LINE * len(whole)))
    if size >= _UNBROKEN:
        return size, whole
    for step in range(max(0, round((_UNBROKEN - smallest) * 10)), -1, -1):
        size = smallest + step / 10
        wrapped = _wrap_at(size, call_number, scheme, typeface, width)
        if wrapped and len(wrapped) * LINE * size <= height:
            return size, tuple(wrapped)
    return None


def _wrap_at(
    size: float, call_number: str, scheme: Scheme, typeface: Typeface, width: float
) -> list[str] | None:
    return wrap(call_number, scheme, lambda line: typeface.width(line) * size <= width)


def _spine_too_small(book: Book, design: Design, width: float, height: float) -> FitError:
    size = design.smallest
    wrapped = _wrap_at(size, book.call_number, design.scheme, design.typeface, width)
    if wrapped is None:
        parts = [p for line in _call_number_lines(book, design) for p in pieces(line, design.scheme)]
        needed = max(map(design.typeface.width, parts)) * size
        return _no_room(book, needed + 2 * design.inset, width + 2 * design.inset)
    return FitError(
        N_(
            "{name}: the call number {call_number} needs {needed:.1f} mm of height; there are only "
            "{height:.1f} mm."
        ),
        name=book.name,
        call_number=book.call_number.strip(),
        needed=len(wrapped) * LINE * size + 2 * design.inset,
        height=height + 2 * design.inset,
    )


def _call_number_lines(book: Book, design: Design) -> tuple[str, ...]:
    found = lines(book.call_number, design.scheme)
    if not found:
        raise FitError(N_("{name}: there is no call number to print."), name=book.name)
    return found


def _no_room(book: Book, needed: float, width: float) -> FitError:
    return FitError(
        N_(
            "{name}: the call number {call_number} needs {needed:.1f} mm; the label is only {width:.1f} "
            "mm wide."
        ),
        name=book.name,
        call_number=book.call_number.strip(),
        needed=needed,
        width=width,
    )
