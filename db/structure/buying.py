"""What to buy: how many copies of which class, and which titles of the kept lists those could be.

The copies that a group is short of go to its classes by how much they are read: each title's loans of the
year, divided by its age, so that what is read though it is new weighs most.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from db.callnumber.groups import GROUP_OF, letter_of
from db.structure.norms import Norm
from db.structure.report import Structure, structure
from db.structure.stock import StockTitle, stock
from db.title_lists.core import core_of
from db.title_lists.kept import KeptList, kept_lists, lines_of, settled_lines
from db.title_lists.lines import Line
from db.title_lists.matching import matches


@dataclass(frozen=True)
class ClassPlan:
    """How many copies of a class to buy; `gap` is its group's, `age` the mean of its copies in years."""

    letter: str
    group: str
    gap: int
    copies: int
    loans: int
    age: float | None
    to_buy: int


@dataclass(frozen=True)
class Offer:
    """A title to be bought: the lists that name it, and how many copies."""

    letter: str
    line: Line
    lists: tuple[str, ...]
    to_buy: int


@dataclass(frozen=True)
class Held:
    """A title of a list that the library has, or perhaps has; `how` as of `Match`, or by `hand`."""

    line: Line
    in_list: str
    title_id: int
    how: str


@dataclass(frozen=True)
class Buying:
    """The plan, the titles for it, those that are in stock, and those of which no list names the class."""

    found: Structure
    plan: tuple[ClassPlan, ...]
    offers: tuple[Offer, ...]
    held: tuple[Held, ...]
    unclassified: tuple[Offer, ...]
    lists: tuple[KeptList, ...]

    @property
    def spared(self) -> int:
        """How many copies of the plan have no title yet."""
        return sum(one.to_buy for one in self.plan) - sum(one.to_buy for one in self.offers)


def buying(norm: Norm, today: date) -> Buying:
    """What to buy today, against this profile, from the lists that are kept."""
    found = structure(norm, today)
    plan = _plan(found, stock(today), today)
    lists = tuple(one for one in kept_lists() if one.kind != "block")
    held: list[Held] = []
    wanted: dict[str, list[tuple[KeptList, Line]]] = defaultdict(list)
    for kept in lists:
        lines = lines_of(kept.list_id)
        by_number = {line.number: line for line in lines}
        settled = settled_lines(kept.list_id)
        have = {number for number, _title_id, _how in settled}
        held += [Held(by_number[number], kept.name, title_id, how) for number, title_id, how in settled]
        met = matches([line for line in lines if line.number not in have])
        have |= {one.line.number for one in met if one.how != "part"}
        held += [Held(one.line, kept.name, one.title_id, one.how) for one in met]
        for line in lines:
            if line.number not in have:
                wanted[line.isbn or f"{core_of(line.title)}/{line.author}"].append((kept, line))
    offers = sorted((_offer(named) for named in wanted.values()), key=_rank)
    left = Counter({one.letter: one.to_buy for one in plan})
    chosen: list[Offer] = []
    for offer in offers:
        copies = min(left[offer.letter], offer.to_buy) if offer.letter else 0
        if copies:
            left[offer.letter] -= copies
            chosen.append(Offer(offer.letter, offer.line, offer.lists, copies))
    return Buying(
        found, plan, tuple(chosen), tuple(held), tuple(one for one in offers if not one.letter), lists
    )


def _offer(named: Sequence[tuple[KeptList, Line]]) -> Offer:
    """One title of several lists: what one of them does not say, another may."""
    lines = [line for _kept, line in named]

    def said(field: str) -> object:
        return next((value for line in lines if (value := getattr(line, field)) not in (None, "")), None)

    text = {field: said(field) or "" for field in ("title", "author", "publisher", "isbn", "class_number")}
    number = {field: said(field) for field in ("year", "price", "copies")}
    line = Line(lines[0].number, **text, **number)  # type: ignore[arg-type]
    recommended = sorted(named, key=lambda one: one[0].kind == "bookseller")
    names = tuple(dict.fromkeys(kept.name for kept, _line in recommended))
    return Offer(letter_of(line.class_number), line, names, max(1, line.copies or 1))


def _rank(offer: Offer) -> tuple[object, ...]:
    """In most lists first, then the newest."""
    return (offer.letter, -len(offer.lists), -(offer.line.year or 0), offer.line.number, offer.line.title)


def _plan(found: Structure, titles: Sequence[StockTitle], today: date) -> tuple[ClassPlan, ...]:
    usual = round(found.median_year) if found.median_year is not None else today.year
    copies, loans, ages, weights = (
        Counter[str](),
        Counter[str](),
        Counter[str](),
        defaultdict[str, float](float),
    )
    for one in titles:
        age = max(1, today.year - (usual if one.year is None else one.year))
        copies[one.letter] += one.copies
        loans[one.letter] += one.loans
        ages[one.letter] += age * one.copies
        weights[one.letter] += one.loans / age
    plan = []
    for gap in found.groups:
        letters = [letter for letter, group in GROUP_OF.items() if group == gap.group]
        by = {letter: weights[letter] for letter in letters}
        if not any(by.values()):
            by = {letter: float(copies[letter]) for letter in letters}
        if not any(by.values()):
            by = dict.fromkeys(letters, 1.0)
        for letter, number in _shared(gap.to_add, by).items():
            held = copies[letter]
            age_of = ages[letter] / held if held else None
            plan.append(ClassPlan(letter, gap.group, gap.to_add, held, loans[letter], age_of, number))
    return tuple(one for one in plan if one.to_buy)


def _shared(number: int, weights: dict[str, float]) -> dict[str, int]:
    """The number in whole parts by these weights; the largest remainders get what is left."""
    whole = sum(weights.values())
    exact = {letter: number * weight / whole for letter, weight in weights.items()}
    parts = {letter: int(part) for letter, part in exact.items()}
    rest = sorted(exact, key=lambda letter: (parts[letter] - exact[letter], letter))
    for letter in rest[: number - sum(parts.values())]:
        parts[letter] += 1
    return parts
