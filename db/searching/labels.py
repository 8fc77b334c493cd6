"""Titles by the labels on their copies: conditions on the `title_id` of a statement."""

from db.models.stock.holdings import ENDING
from db.searching.typed import Condition, literally, within

_LABELLED = """
    title_id IN (SELECT copy.title_id FROM barcode JOIN copy ON copy.id = barcode.copy_id WHERE {})
"""
_IS_IT = "barcode.code = ?"
_ENDS_SO = """
    barcode.code LIKE ? ESCAPE '!' AND substr(barcode.code, length(barcode.code) - 3) = ?
    AND barcode.copy_id IS NOT NULL
"""
_HOLDS_IT = "barcode.id IN (SELECT id FROM barcode WHERE code LIKE ? ESCAPE '!')"
"""By the index of codes alone; they are kept cleaned, so in capitals as the word's own."""


def by_ending(code: str) -> Condition:
    """That a copy has a label with this code, or with one that ends so: found by an index."""
    if len(code) < ENDING:
        return _LABELLED.format(_IS_IT), [code]
    return _LABELLED.format(_ENDS_SO), [f"%{literally(code)}", code[-ENDING:]]


def by_part(code: str) -> Condition:
    """That a copy has a label that holds this anywhere, for which all labels are looked through."""
    return _LABELLED.format(_HOLDS_IT), [within(code)]
