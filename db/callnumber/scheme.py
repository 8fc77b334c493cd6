"""How one library files its books: its classification and its shelf runs."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Field: TypeAlias = int | str | tuple[str, ...]


Fields: TypeAlias = tuple[Field, ...]


@dataclass(frozen=True)
class Scheme:
    """How one library files its books.

    Attributes:
        kind: the classification.
        runs: shelf runs of their own in shelf order, each with the spellings of its prefix
            (`(("E",), ("F", "FIC"))`, `(("绘本",),)`). The run `("",)` says where call numbers without a
            prefix stand; left out, they come first.
        running_numbers_first: (Chinese) running numbers (种次号) stand before author numbers (著者号).
        short_suffixes_first: (Chinese) `Z763Y` before `Z763AA`.
        author_digits_are_decimals: (Chinese) the digits of an author number count as a fraction
            (`A10` before `A9`), as with Cutter numbers.
    """

    kind: Literal["clc", "dewey", "lc"]
    runs: tuple[tuple[str, ...], ...] = ()
    running_numbers_first: bool = True
    short_suffixes_first: bool = True
    author_digits_are_decimals: bool = False


CLC = Scheme("clc")


DEWEY = Scheme("dewey", runs=(("",), ("E",), ("F", "FIC"), ("SC",), ("B", "BIO"), ("REF",), ("PRO",)))


LC = Scheme("lc")
