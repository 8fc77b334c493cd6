"""The codes on spines that a camera reads on the shelf: which books bear one, which are too thin for it."""

from collections.abc import Iterator
from dataclasses import dataclass

from db.labelling.jobs import Job
from db.labelling.thickness import thicknesses
from db.marking import N_
from db.shelf.spine_codes import LADDER, MATRIX, short_codes
from db.stock.choosing import Shelved
from kiosk.words import Words
from labels.content.design import Design
from labels.content.spine_symbol import spine_block
from labels.errors import CodeError
from labels.ink.bars import Symbology

_NAMED = 20
"""Books that a sentence names."""


@dataclass(frozen=True)
class SpineFit:
    """How the books of a job and their spine codes go together.

    Attributes:
        too_thin: with how wide the symbol is, in mm.
        unknown: how many have no page count.
        without_code: how many have no label yet, and so nothing to stand on the spine.
    """

    too_thin: tuple[tuple[Shelved, float], ...]
    unknown: int
    without_code: int


def spine_codes_of(job: Job, design: Design) -> dict[str, str]:
    """What stands on the spine, for each label's code; nothing where no symbol is wanted."""
    if design.spine_symbol is None:
        return {}
    lengths = LADDER if design.spine_symbol is Symbology.LADDER else MATRIX
    return short_codes([copy.code for copy in job.copies if copy.code], lengths)


def fit_of(job: Job, design: Design) -> SpineFit:
    """Which books of a job are too thin for their spine code."""
    codes = spine_codes_of(job, design)
    thick = thicknesses([copy.copy_id for copy in job.copies])
    too_thin = []
    for copy in job.copies:
        if copy.code in codes and copy.copy_id in thick:
            try:
                needed = spine_block(codes[copy.code], design).narrowest
            except CodeError:  # told when it is printed
                continue
            if thick[copy.copy_id] < needed:
                too_thin.append((copy, needed))
    return SpineFit(
        tuple(too_thin),
        sum(copy.copy_id not in thick for copy in job.copies),
        sum(not copy.code for copy in job.copies),
    )


def spine_lines(fit: SpineFit, words: Words) -> Iterator[str]:
    """What there is to say of it."""
    if fit.too_thin:
        books = [
            words(
                "“{title}” {number}",
                title=copy.title,
                number=f"{copy.call_number or copy.code} ({needed:.1f} mm)",
            )
            for copy, needed in fit.too_thin[:_NAMED]
        ]
        if len(fit.too_thin) > _NAMED:
            books.append(words(N_("and {n} more"), n=len(fit.too_thin) - _NAMED))
        yield words(
            N_("Too thin, going by their pages, for a code on the spine: {n}: {books}"),
            n=len(fit.too_thin),
            books=words(", ").join(books),
        )
    if fit.unknown:
        yield words(N_("No page count, so it is not known whether they are too thin: {n}."), n=fit.unknown)
    if fit.without_code:
        yield words(N_("Without a label, and so without a code on the spine: {n}."), n=fit.without_code)
