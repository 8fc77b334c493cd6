"""Finished pages into a file: as PDF or as ZPL, read back before the file gets its name."""

import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryFile
from typing import IO, Any

from labels.errors import N_, LabelError, ProofError
from labels.ink.files import replacing
from labels.ink.marks import Page
from labels.ink.pdf.document import PdfFile
from labels.ink.proof import Misread, expected, prove, rasterise, refusal
from labels.ink.typeface import Typeface
from labels.ink.zpl import commands, only_text

Progress = Callable[[str, int], None]
"""Called with `drawn` or `proved`, and how many pages so far."""


class Misprinted(ProofError):
    """Labels would not scan; the sentence names the first. `wrong`: all of them."""

    def __init__(self, wrong: Sequence[Misread]) -> None:
        first = refusal(wrong[0])
        super().__init__(first.sentence, **first.values)
        self.wrong = wrong


def write_pages(
    target: Path,
    sheets: Iterable[Page],
    typeface: Typeface,
    dpi: int,
    *,
    proof: bool = True,
    zpl: bool = False,
    progress: Progress | None = None,
) -> None:
    """Write these pages, proved as `write` does: for what is no job (check sheet, test page).

    Raises LabelError, also when there are none.
    """
    tell = progress or (lambda stage, page: None)
    with (
        replacing(target) as (file, path),
        TemporaryFile() as spool,
        NamedTemporaryFile(suffix=".pdf") as other,
    ):
        # What is proved is always the PDF; of a ZPL job it has the same marks and is thrown away.
        drawn, drawn_path = (other, Path(other.name)) if zpl else (file, path)
        pdf = PdfFile(drawn, typeface, dpi)
        with _Roll(typeface, dpi) if zpl else nullcontext() as roll:
            for page in sheets:
                pdf.add(page)
                if roll:
                    roll.add(page)
                if proof:
                    pickle.dump(expected(page), spool)
                tell("drawn", page.number)
            if not pdf.pages:
                raise LabelError(N_("There is nothing to print."))
            pdf.finish()
            if roll:
                for written in roll.commands():
                    file.write(written)
        if proof:
            drawn.flush()
            spool.seek(0)
            misread: list[Misread] = []
            for number, wrong in prove(drawn_path, _spooled(spool), dpi):
                misread += wrong
                tell("proved", number)
            if misread:
                raise Misprinted(misread)


class _Roll:
    """The pages of a ZPL job, put aside until all letters are drawn. To be used as a context."""

    def __init__(self, typeface: Typeface, dpi: int) -> None:
        self._dpi = dpi
        self._letters = NamedTemporaryFile(suffix=".pdf")  # noqa: SIM115 - closed by `__exit__`
        self._pages = TemporaryFile()  # noqa: SIM115
        self._pdf = PdfFile(self._letters, typeface, dpi)

    def __enter__(self) -> "_Roll":
        return self

    def __exit__(self, *_: object) -> None:
        self._letters.close()
        self._pages.close()

    def add(self, page: Page) -> None:
        self._pdf.add(only_text(page))
        pickle.dump(page, self._pages)

    def commands(self) -> Iterator[bytes]:
        self._pdf.finish()
        self._letters.flush()
        self._pages.seek(0)
        for page in _spooled(self._pages):
            letters = rasterise(Path(self._letters.name), page.number, self._dpi)
            yield commands(page, letters, self._dpi)


def _spooled(spool: IO[bytes]) -> Iterator[Any]:
    """What was put aside while drawing: it is not kept in memory, however many sheets there are."""
    while True:
        try:
            yield pickle.load(spool)
        except EOFError:
            return
