"""The structure of the stock as people read it: the same lines at a terminal and on a page."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from db.answers.table import Cell, Table
from db.marking import N_
from db.structure.lists import ListedTitle
from db.structure.norms import Norm
from db.structure.report import Structure
from kiosk.words import Words
from labels.charts import Bar

GROUP_NAMES = {
    "A": N_("Marxism, Leninism, Mao Zedong, Deng Xiaoping"),
    "B": N_("philosophy, religion"),
    "C-K": N_("social sciences"),
    "N-X": N_("natural sciences"),
    "Z": N_("general works"),
}
LIST_NAMES = {
    "all": N_("all titles in stock"),
    "group": N_("titles of the group {value}"),
    "class": N_("titles of the class {value}"),
    "unclassified": N_("titles without a class: to be classified first"),
    "decade": N_("titles of the ten years from {value}"),
    "without-year": N_("titles without a year"),
    "without-price": N_("titles without a price"),
    "never-lent": N_("titles that were never lent"),
    "class-sets": N_("class sets"),
    "surplus": N_("titles with more copies than they should have"),
    "new": N_("copies that came in the school year from {value}"),
    "withdrawn": N_("copies withdrawn in the school year from {value}"),
    "without-day": N_("copies with no known day of arrival"),
}
"""The lists behind the figures; `{value}` is the group, class, decade or year."""
COLUMNS = (
    *(N_("call number"), N_("title"), N_("author"), N_("publisher"), N_("year"), N_("ISBN")),
    *(N_("copies"), N_("loans in a year")),
)
BUY, WEED = 1.0, 0.3
"""The use from which a class is asked for more than it has, and below which it stands mostly unread."""


@dataclass(frozen=True)
class Figure:
    """One figure in words, and what its list is of: empty where it has none."""

    name: str
    value: str
    of: str = ""
    of_value: str = ""


def name_of(norm: Norm, words: Words) -> str:
    """What a profile is called."""
    return norm.names.get(words.language, norm.names["en"])


def said_list(of: str, value: str, words: Words) -> str:
    """The heading of a list."""
    return words(LIST_NAMES[of], value=value or words("no class"))


def figures(found: Structure, words: Words) -> list[Figure]:
    """What stands above the tables."""
    _ = words
    norm, surplus = found.norm, found.surplus
    known = [
        Figure(_("copies"), str(found.copies), "all"),
        Figure(_("titles"), str(found.titles), "all"),
        Figure(_("copies without a class"), str(found.unclassified), "unclassified"),
        Figure(_("pupils"), str(found.pupils)),
        Figure(
            _("copies for each pupil"),
            _per_pupil(found, words),
            "all",
        ),
        Figure(_("median year"), _number(found.median_year), "without-year" if found.without_year else ""),
        Figure(_("mean year"), _number(found.mean_year)),
        Figure(_("newest year"), str(found.newest_year or "–")),
        Figure(_("copies without a year"), str(found.without_year), "without-year"),
        Figure(_("value at list price"), f"{found.value / 100:,.2f}", "all"),
        *(
            Figure(_("of which in {currency}", currency=currency), f"{value / 100:,.2f}")
            for currency, value in found.foreign.items()
        ),
        Figure(_("copies without a price"), str(found.without_price), "without-price"),
        Figure(
            _("copies over {most} of one title", most=surplus.most),
            _("{copies}, of {titles} titles", copies=surplus.copies, titles=surplus.titles),
            "surplus",
        ),
        Figure(_("class sets, which are no surplus"), str(surplus.class_sets), "class-sets"),
        Figure(
            _("titles that were never lent"),
            str(sum(line.never_lent for line in found.classes)),
            "never-lent",
        ),
        Figure(_("copies with no known day of arrival"), str(found.without_day), "without-day"),
    ]
    if norm.most_copies is None:
        known.append(
            Figure(_("where the {most} is from", most=surplus.most), name_of(surplus.says, words)),
        )
    return known


def group_table(found: Structure, words: Words) -> Table:
    """The five groups: share asked for and share there, by both denominators, and the gaps in copies."""
    _ = words
    head = (
        *(_("group"), _("in words"), _("copies"), _("should be %"), _("is, of classed %"), _("is, of all %")),
        *(_("short within all"), _("short within classed"), _("to add if nothing goes")),
    )
    lines: list[tuple[Cell, ...]] = [
        (
            *(gap.group, _(GROUP_NAMES[gap.group]), gap.copies, f"{gap.norm / 10:g}"),
            *(_percent(gap.copies, found.classed), _percent(gap.copies, found.copies)),
            *(gap.of_all, gap.of_classed, gap.to_add),
        )
        for gap in found.groups
    ]
    return Table(head, tuple(lines))


def denominators(found: Structure, words: Words) -> str:
    """What both shares are of."""
    return words(
        N_(
            "Copies with a class: {classed}, of {all} in all. “Short within”: while books are only "
            "exchanged and the stock keeps its size; below 0 there are too many. “To add”: if "
            "nothing goes, measured by {measure}."
        ),
        classed=found.classed,
        all=found.copies,
        measure=found.measure or "–",
    )


def class_table(found: Structure, words: Words) -> Table:
    """The letters: stock, age, use, what was never lent."""
    _ = words
    head = (
        *(_("CLC class"), _("titles"), _("copies"), _("of classed %"), _("median year"), _("without year")),
        *(_("loans in a year"), _("use"), _("never lent"), _("advice")),
    )
    lines: list[tuple[Cell, ...]] = [
        (
            *(line.letter or _("no class"), line.titles, line.copies),
            _percent(line.copies, found.classed) if line.letter else "–",
            *(_number(line.median_year), line.without_year, line.loans),
            *("–" if line.use is None else f"{line.use:.2f}", line.never_lent),
            meaning(line.use, words) if found.is_use_telling else "",
        )
        for line in found.classes
    ]
    return Table(head, tuple(lines))


def meaning(use: float | None, words: Words) -> str:
    """What a class's use asks for."""
    if use is None or WEED <= use <= BUY:
        return ""
    return words(N_("buy more")) if use > BUY else words(N_("weed or promote"))


def year_table(found: Structure, words: Words) -> Table:
    """The last school years: what came, what went, and what that is for each pupil."""
    _ = words
    head = (_("school year"), _("came"), _("withdrawn"), _("net"), _("net for each pupil"), _("asked for"))
    asked_for = found.norm.new_per_pupil
    lines: list[tuple[Cell, ...]] = [
        (
            *(f"{year.begins}–{year.begins + 1}", year.new, year.withdrawn, year.net),
            f"{year.net / found.pupils:.2f}" if found.pupils else "–",
            "–" if asked_for is None else f"{asked_for:g}",
        )
        for year in found.years
    ]
    return Table(head, tuple(lines))


def bars(of: str, found: Structure, words: Words) -> Sequence[Bar]:
    """The charts: shares beside what they should be, copies by decade, use by class."""
    if of == "shares":
        return [
            bar
            for gap in found.groups
            for share, name in (
                (100 * gap.copies / found.classed if found.classed else 0.0, gap.group),
                (gap.norm / 10, words(N_("{group} should be"), group=gap.group)),
            )
            for bar in (Bar(name, share, f"{share:.1f} %"),)
        ]
    if of == "age":
        named = [(f"{decade}–{decade + 9}", copies) for decade, copies in found.decades.items()]
        named.append((words(N_("no year")), found.without_year))
        return [Bar(name, copies, str(copies)) for name, copies in named]
    return [
        Bar(line.letter or "–", line.use, f"{line.use:.2f}") for line in found.classes if line.use is not None
    ]


def list_row(one: ListedTitle) -> tuple[Cell, ...]:
    """A title under `COLUMNS`."""
    return (
        *(one.call_number, one.title, one.author, one.publisher, one.year, one.isbn, one.copies, one.loans),
    )


def as_data(found: Structure) -> dict[str, object]:
    """All of it for another program."""
    told = asdict(found)
    told["decades"] = {str(decade): copies for decade, copies in found.decades.items()}
    for gap, of_gap in zip(told["groups"], found.groups, strict=True):
        gap["norm_percent"] = of_gap.norm / 10
        gap["percent_of_classed"] = _share(of_gap.copies, found.classed)
        gap["percent_of_all"] = _share(of_gap.copies, found.copies)
        del gap["norm"]
    for part in (told["norm"], told["shares"], told["surplus"]["says"]):
        part["shares"] = {group: share / 10 for group, share in part["shares"].items()}
    for year, of_year in zip(told["years"], found.years, strict=True):
        year["net"] = of_year.net
    per_pupil = None if found.per_pupil is None else round(found.per_pupil, 2)
    return {**told, "classed": found.classed, "per_pupil": per_pupil}


def _per_pupil(found: Structure, words: Words) -> str:
    if found.per_pupil is None:
        return "–"
    least = found.norm.books_per_pupil
    ours = f"{found.per_pupil:.1f}"
    return ours if least is None else words(N_("{ours}, asked for {least}"), ours=ours, least=least)


def _percent(part: int, of: int) -> str:
    share = _share(part, of)
    return "–" if share is None else f"{share:.1f}"


def _share(part: int, of: int) -> float | None:
    return round(100 * part / of, 1) if of else None


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}".removesuffix(".0")
