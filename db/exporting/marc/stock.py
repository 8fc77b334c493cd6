"""The whole stock as MARC records, as `kiosk import marc` reads it: out and in again changes nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from db.exporting.lists import InStock, stock
from db.exporting.marc.records import records_of
from db.exporting.marc.writing import XML_TAIL, Encoding, Iso2709, xml_head, xml_of
from db.lists.marc.kept import kept_of
from db.lists.marc.record import Dialect
from db.store.batches import batches

Write = Callable[[bytes], object]


@dataclass(frozen=True)
class Written:
    """What was written: `shortened` fields were longer than ISO 2709 can hold, and were cut."""

    titles: int
    records: int
    shortened: int


def write_stock(write: Write, *, dialect: Dialect, encoding: Encoding, xml: bool, today: date) -> Written:
    """Write a record for each title in shelf order, by calling `write` with the bytes."""
    writer, titles, records = Iso2709(encoding), 0, 0
    if xml:
        write(xml_head(encoding))
    some: list[InStock]
    for some in batches(stock()):
        kept = kept_of(title.title_id for title in some)
        for title in some:
            titles += 1
            for record in records_of(title, kept.get(title.title_id), dialect, today):
                records += 1
                write(xml_of(record, encoding) if xml else writer.of(record))
    if xml:
        write(XML_TAIL)
    return Written(titles, records, writer.shortened)
