"""Which report is meant: `term:NAME`, `year:2025` or `month:2026-10`, as it stands in an address."""

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from db.clock import local_day
from db.errors import BadValue
from db.library.terms import terms
from db.marking import N_
from db.structure.growth import school_year
from db.term_report.kept import Standing, standing
from db.term_report.periods import month_period, term_period, year_period
from db.term_report.values import Period
from kiosk.pages.ground.ask import Ask
from kiosk.term_report.bound import period_said
from kiosk.typed import day
from kiosk.words import Words

HERE = "/report"
_A_DAY = timedelta(days=1)
_YEARS, _MONTHS = 3, 12
"""How many are offered."""


@dataclass(frozen=True)
class Asked:
    """The report that an address asks for, as it stands."""

    period: Period
    profile: str
    standing: Standing

    def to(self, page: str = "", **fields: str) -> str:
        """The address of a page about the same report."""
        chosen = {"of": key_of(self.period), "profile": self.profile, **fields}
        return f"{HERE}{page}?{urlencode({name: text for name, text in chosen.items() if text})}"


def asked(ask: Ask) -> Asked:
    """What the address asks for; the present term where it says nothing. Raises NotFound and BadValue."""
    today, profile = local_day(ask.now), ask.text("profile")
    period = _period(ask.text("of"), today)
    return Asked(period, profile, standing(period, today, profile))


def key_of(period: Period) -> str:
    """How a period stands in an address."""
    if period.kind == "term":
        return f"term:{period.name}"
    return f"{period.kind}:{period.first_day:{'%Y' if period.kind == 'year' else '%Y-%m'}}"


def offered(today: date, words: Words) -> list[tuple[str, list[tuple[str, str]]]]:
    """The reports to choose from, in groups, the newest first."""
    known = [term_period(one.name, today) for one in reversed(terms()) if one.starts_on <= today]
    year = school_year(today)
    years = [year_period(year - back, today) for back in range(_YEARS)]
    months, first = [], today.replace(day=1)
    for _month in range(_MONTHS):
        months.append(month_period(first))
        first = (first - _A_DAY).replace(day=1)
    groups = ((N_("Terms"), known), (N_("School years"), years), (N_("Months"), months))
    return [
        (words(name), [(key_of(one), period_said(one, words)) for one in some])
        for name, some in groups
        if some
    ]


def _period(text: str, today: date) -> Period:
    kind, _colon, name = text.partition(":")
    if kind in ("", "term"):
        return term_period(name, today)
    if kind == "year" and name.isdecimal() and len(name) == 4:
        return year_period(int(name), today)
    if kind == "month":
        return month_period(day(f"{name}-01"))
    raise BadValue(N_("{value} is not a period of a report."), value=text)
