"""What a rule asks of a school library, read from the data files in `profiles`, each with its source."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from db.errors import BadValue
from db.marking import N_

FOLDER = Path(__file__).with_name("profiles")
USUAL = "national"
"""The profile that is meant where none is named; whose shares hold where another names none."""
SURPLUS_FROM = "shandong"
"""Whose number of copies a title holds where a profile names none: the only one that is known."""


@dataclass(frozen=True)
class Norm:
    """A profile.

    Attributes:
        name: the word of the command, which is its file's.
        names: what it is called, by language.
        source: the rule, as it is quoted on every page.
        shares: of each of the five groups, in thousandths of the copies; empty where the rule names none.
        books_per_pupil, periodicals, reference, opening_hours: the least; None where the rule is silent.
        new_per_pupil: books a year.
        spent_per_pupil: yuan a year.
        most_copies: of one title.
    """

    name: str
    names: Mapping[str, str]
    source: str
    shares: Mapping[str, int]
    books_per_pupil: int | None = None
    new_per_pupil: float | None = None
    periodicals: int | None = None
    reference: int | None = None
    opening_hours: int | None = None
    spent_per_pupil: int | None = None
    most_copies: int | None = None


@cache
def norms() -> Mapping[str, Norm]:
    """All profiles by name, the usual one first."""
    files = sorted(FOLDER.glob("*.toml"), key=lambda file: (file.stem != USUAL, file.stem))
    return {file.stem: _norm(file) for file in files}


def norm_called(name: str) -> Norm:
    """The profile of this name, or the usual one for an empty name. Raises BadValue."""
    found = norms().get(name or USUAL)
    if found is None:
        raise BadValue(
            N_("There is no profile {name}. The profiles are: {known}."), name=name, known=", ".join(norms())
        )
    return found


def shares_of(norm: Norm) -> Norm:
    """The profile whose shares hold: its own, or the national one's where it names none."""
    return norm if norm.shares else norms()[USUAL]


def most_copies_of(norm: Norm) -> tuple[int, Norm]:
    """How many copies a title should have at most, and the profile that says so."""
    says = norm if norm.most_copies else norms()[SURPLUS_FROM]
    assert says.most_copies is not None
    return says.most_copies, says


def _norm(file: Path) -> Norm:
    read = tomllib.loads(file.read_text(encoding="utf-8"))
    shares = {group: round(10 * share) for group, share in read.pop("shares", {}).items()}
    return Norm(name=file.stem, names=read.pop("name"), shares=shares, **read)
