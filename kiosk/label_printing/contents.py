"""What stands on the labels of a print job, and how it is laid out."""

from collections.abc import Callable
from typing import Any

from db.labelling.jobs import Job, JobKind
from kiosk.label_printing.spines import spine_codes_of
from labels.content.cards import ReaderCard, reader_card
from labels.content.design import Design
from labels.content.layout import Book, barcode_label, combined_label, spine_label
from labels.ink.marks import Label
from labels.job import Layout


def contents_of(job: Job, design: Design) -> tuple[list[Any], Layout[Any]]:
    """What is printed for a job, and how it is laid out."""
    if job.kind == "cards":
        return [
            ReaderCard(reader.code, reader.name, reader.class_name) for reader in job.readers
        ], reader_card
    coded = job.kind != "spine"
    spines = spine_codes_of(job, design)
    books = [
        Book(copy.code if coded else "", copy.call_number, copy.title, spines.get(copy.code, ""))
        for copy in job.copies
    ]
    layouts: dict[JobKind, Layout[Book]] = {
        "spine": spine_label,
        "barcode": barcode_label,
        "combined": _combined_where_possible,
    }
    return books, layouts[job.kind]


def _combined_where_possible(book: Book, design: Design, width: float, height: float) -> Label:
    """A book without a call number gets its barcode all the same."""
    chosen: Callable[..., Label] = combined_label if book.call_number.strip() else barcode_label
    return chosen(book, design, width, height)
