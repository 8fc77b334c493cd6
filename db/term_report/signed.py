"""Reports that were signed: all their figures as they were then, as JSON and back."""

import json
from dataclasses import asdict, dataclass
from datetime import date

from db.clock import local_day
from db.models import SignedReport
from db.term_report.values import Figure, Period, Report, Section, Table


@dataclass(frozen=True)
class Signature:
    """Who signed, and on which day."""

    by: str
    on: date


def key_of(period: Period) -> str:
    """What a period is kept under: terms by their name, which stays when their days change."""
    return f"{period.kind}:{period.name or period.first_day}"


def signed_report(period: Period) -> tuple[Report, Signature] | None:
    """The report of a period as it was signed; None of a draft."""
    found = SignedReport.get_or_none(SignedReport.period == key_of(period))
    if found is None:
        return None
    return _report(found.content), Signature(found.signed_by, local_day(found.signed_at))


def as_text(report: Report) -> str:
    """A report as it is kept."""
    return json.dumps(_dated(asdict(report)), ensure_ascii=False)


def _dated(value: object) -> object:
    """The same as JSON holds it: days are marked as such."""
    if isinstance(value, date):
        return {"day": str(value)}
    if isinstance(value, dict):
        return {name: _dated(one) for name, one in value.items()}
    return [_dated(one) for one in value] if isinstance(value, list | tuple) else value


def _undated(value: object) -> object:
    if isinstance(value, dict):
        if value.keys() == {"day"}:
            return date.fromisoformat(value["day"])
        return {name: _undated(one) for name, one in value.items()}
    return tuple(_undated(one) for one in value) if isinstance(value, list) else value


def _report(content: str) -> Report:
    told: dict[str, object] = _undated(json.loads(content))  # type: ignore[assignment]
    return Report(
        Period(**told["period"]),  # type: ignore[arg-type]
        told["counted_on"],  # type: ignore[arg-type]
        str(told["profile"]),
        tuple(
            Section(
                one["name"],
                tuple(Figure(**figure) for figure in one["figures"]),
                tuple(Table(**table) for table in one["tables"]),
            )
            for one in told["sections"]  # type: ignore[attr-defined]
        ),
    )
