"""The rules by which books are proposed to be withdrawn: a data file, and over it what the school has set."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from db.callnumber.groups import letter_of
from db.errors import BadValue, within
from db.events.record import Acting, record
from db.marking import N_
from db.models import database
from db.store.kept import keep, kept

FILE = Path(__file__).with_name("rules.toml")
_KEY = "weeding_rules"
_MOST_YEARS = 200


@dataclass(frozen=True)
class Rules:
    """From when on a copy is proposed; 0 for a rule that is not used.

    Attributes:
        copies: more of one title are too many; class sets may have any number.
        repairs: with so many it is worn.
        unborrowed: years in which nobody borrowed it.
        age: years since it was published, by the beginning of the class.
    """

    copies: int
    repairs: int
    unborrowed: int
    age: Mapping[str, int]

    def age_of(self, call_number: str) -> int:
        """The years after which a book of this class is too old: the longest beginning counts. 0: never."""
        bare = call_number.strip().upper()
        fitting = [begin for begin in self.age if bare.startswith(begin)]
        return self.age[max(fitting, key=len)] if fitting else 0


def rules() -> Rules:
    """The rules that hold."""
    told = kept(_KEY)
    return Rules(**(json.loads(told) if told else tomllib.loads(FILE.read_text(encoding="utf-8"))))


def set_rules(
    acting: Acting,
    *,
    copies: int | None = None,
    repairs: int | None = None,
    unborrowed: int | None = None,
    age: tuple[str, int] | None = None,
) -> Rules:
    """Set what is given; 0 turns a rule off. `age` is a class and its years. Raises BadValue."""
    with database.atomic():
        set_ = rules()
        for value in (copies, repairs, unborrowed):
            within(value or 0, 0, _MOST_YEARS)
        set_ = replace(
            set_,
            copies=set_.copies if copies is None else copies,
            repairs=set_.repairs if repairs is None else repairs,
            unborrowed=set_.unborrowed if unborrowed is None else unborrowed,
        )
        if age is not None:
            begin, years = age[0].strip().upper(), age[1]
            within(years, 0, _MOST_YEARS)
            if not letter_of(begin):
                raise BadValue(N_("{value} is not a class number of the classification."), value=age[0])
            ages = {**set_.age, begin: years}
            set_ = replace(set_, age={name: ages[name] for name in sorted(ages) if ages[name]})
        keep(_KEY, json.dumps(asdict(set_)))
        record(acting, "library", details={_KEY: asdict(set_)})
        return set_
