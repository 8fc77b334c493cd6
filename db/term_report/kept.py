"""What a school makes of a report: its own words over ours, and the signature that freezes it."""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from db.errors import BadValue, NotFound
from db.events.record import Acting, record
from db.marking import N_
from db.models import ReportWords, SignedReport, database
from db.readers.in_words import names_a_pupil
from db.term_report.report import report
from db.term_report.shape import SHAPES, TEXTS, figure_of
from db.term_report.signed import Signature, as_text, key_of, signed_report
from db.term_report.values import Period, Report

_LONGEST, _LONGEST_NAME = 4000, 60
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Standing:
    """A report as it stands: as it is counted now, or as it was signed.

    Attributes:
        own: the school's own words by the name of the paragraph; empty ones leave it out.
        signature: None of a draft.
    """

    report: Report
    own: Mapping[str, str]
    signature: Signature | None = None


def standing(period: Period, today: date, profile: str = "") -> Standing:
    """The report of a period: as it was signed, else counted today. Raises BadValue for a profile."""
    key = key_of(period)
    own = {row.paragraph: row.words for row in ReportWords.select().where(ReportWords.period == key)}
    signed = signed_report(period)
    if signed is None:
        return Standing(report(period, today, profile), own)
    return Standing(signed[0], own, signed[1])


def write_words(period: Period, paragraph: str, words: str | None, acting: Acting) -> None:
    """Keep the school's own words for a paragraph; None goes back to ours, empty ones leave it out.

    Raises BadValue for a placeholder that is no figure, for what is too long, and once it is signed.
    """
    key = key_of(period)
    if words is not None:
        _check(words)
    with database.atomic():
        _must_be_draft(key)
        ReportWords.delete().where(ReportWords.period == key, ReportWords.paragraph == paragraph).execute()
        if words is not None:
            ReportWords.create(period=key, paragraph=paragraph, words=words.strip())
        record(acting, "report_worded", details={"report": key, "paragraph": paragraph})


def _check(words: str) -> None:
    if names_a_pupil(words):
        raise BadValue(N_("These words name a pupil. A report names no child: say it without the name."))
    if len(words) > _LONGEST:
        raise BadValue(N_("A paragraph has at most {most} characters."), most=_LONGEST)
    if set(_PLACEHOLDER.sub("", words)) & set("{}"):
        raise BadValue(N_("The braces do not match. Write a figure like {example}."), example="{loans}")
    for name in _PLACEHOLDER.findall(words):
        base, _kind = figure_of(name)
        if base not in SHAPES and name not in TEXTS:
            raise _no_figure(name, difflib.get_close_matches(base, SHAPES, 5, 0.5))


def _no_figure(name: str, near: list[str]) -> BadValue:
    value = f"{{{name}}}"
    if not near:
        return BadValue(
            N_("There is no figure {value}. The page of the report lists all figures below the text."),
            value=value,
        )
    known = ", ".join(f"{{{one}}}" for one in near)
    return BadValue(N_("There is no figure {value}. Did you mean: {known}?"), value=value, known=known)


def sign(period: Period, by: str, today: date, acting: Acting, profile: str = "") -> Standing:
    """Sign the report: from now on it stays as it is, whatever becomes of the loans.

    Raises BadValue for nobody, and for one that is signed.
    """
    key, name = key_of(period), " ".join(by.split())
    if not 0 < len(name) <= _LONGEST_NAME:
        raise BadValue(N_("Say who signs, in at most {most} characters."), most=_LONGEST_NAME)
    with database.atomic():
        _must_be_draft(key)
        content = as_text(report(period, today, profile))
        SignedReport.create(period=key, signed_at=acting.now, signed_by=name, content=content)
        record(acting, "report_signed", details={"report": key})
    return standing(period, today)


def unsign(period: Period, acting: Acting) -> None:
    """Take the signature back: it is a draft again, counted anew. Raises NotFound for a draft."""
    key = key_of(period)
    with database.atomic():
        if not SignedReport.delete().where(SignedReport.period == key).execute():
            raise NotFound(N_("This report is not signed."))
        record(acting, "report_unsigned", details={"report": key})


def _must_be_draft(key: str) -> None:
    if SignedReport.select().where(SignedReport.period == key).exists():
        raise BadValue(
            N_("This report is signed and stays as it is. To change it, undo the signature first: {command}"),
            command="kiosk report unsign",
        )
