"""What a person reads of the kinds and fields of export profiles."""

from db.marking import N_
from kiosk.sentences.columns import COLUMNS

KIND_WORDS = {
    "copies": N_("a copy"),
    "titles": N_("a title"),
    "readers": N_("a reader"),
    "loans": N_("a loan"),
    "year": N_("the figures of the year"),
}

FIELD_WORDS = {
    **COLUMNS,
    "currency": N_("currency"),
    "class_number": N_("class number"),
    "book_number": N_("book number"),
    "copy_number": N_("number of the copy"),
    "total": N_("total price"),
    "surname": N_("family name"),
    "first_name": N_("given name"),
    "accession": N_("accession number"),
    "came_on": N_("day of arrival"),
    "paid": N_("paid price"),
    "codes": N_("barcodes of all copies"),
    "in_a_year": N_("a year from today"),
    "library": N_("the library's name"),
    "day": N_("today"),
    "loans_of_year": N_("loans since September"),
    "added_in_year": N_("copies added since September"),
    "loans_per_reader": N_("loans per reader"),
    "copies_per_reader": N_("copies per reader"),
}
