"""A report in words: headings, facts, sentences, tables. The school's own words go over ours."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from db.marking import N_
from db.term_report.kept import Standing
from db.term_report.values import Figure, Section
from kiosk.term_report.bound import Bound, Parts, day_said, library_said, period_said
from kiosk.term_report.document import Document, Paragraph, Part
from kiosk.term_report.labels import HEADINGS
from kiosk.term_report.problems import GROWING, PROBLEMS
from kiosk.term_report.sentence import Said
from kiosk.term_report.tables import facts, said_table
from kiosk.term_report.templates import NO_PROBLEM, OPENING, PARAGRAPHS, PLANS_OPEN, STANDING
from kiosk.words import Words

_ORDINALS = (
    *(N_("First, "), N_("Second, "), N_("Third, "), N_("Fourth, "), N_("Fifth, "), N_("Sixth, ")),
    *(N_("Seventh, "), N_("Eighth, "), N_("Ninth, "), N_("Tenth, "), N_("Eleventh, "), N_("Twelfth, ")),
)
_MORE = N_("Moreover, ")
_ENDS = ";.；。"


@dataclass(frozen=True)
class Wording:
    """A paragraph as it can be edited: placeholders in it, whether ours or the school's own."""

    part: str
    name: str
    text: str
    own: bool


def said(standing: Standing, words: Words) -> Document:
    """The whole report in this language."""
    return _Writer(standing, words).document()


def wordings(standing: Standing, words: Words) -> list[Wording]:
    """Every paragraph that there is, and one of the school's own for each part, as it can be edited."""
    return list(_Writer(standing, words).wordings())


class _Writer:
    def __init__(self, standing: Standing, words: Words) -> None:
        self.report, self.own, self.signature = standing.report, standing.own, standing.signature
        self.words, self.bound = words, Bound(standing.report, words)
        self.space = " " if words.language == "en" else ""
        self.full_stop, self.semicolon = (".", ";") if words.language == "en" else ("。", "；")

    def document(self) -> Document:
        _ = self.words
        return Document(
            _(
                N_("{library}: report for {period}"),
                library=library_said(_),
                period=period_said(self.report.period, _),
            ),
            self._paragraphs(self._texts_of("opening"), "opening"),
            tuple(part for part in map(self._part, self.report.sections) if part),
            self.signature is None,
            (self.signature.by, day_said(self.signature.on, _)) if self.signature else (),
        )

    def _part(self, section: Section) -> Part | None:
        listed = section.name in ("problems", "plans")
        part = Part(
            section.name,
            self.words(HEADINGS[section.name]),
            facts(section, self.words) if section.figures else None,
            self._paragraphs(self._texts_of(section.name), section.name, listed=listed),
            tuple(said_table(one, self.words) for one in section.tables),
        )
        return part if part.facts or part.paragraphs or part.tables else None

    def wordings(self) -> Iterator[Wording]:
        for part in ("opening", *(section.name for section in self.report.sections)):
            texts = {**self._texts_of(part), f"{part}_more": ""}
            for name, text in texts.items():
                yield Wording(part, name, self.own.get(name, text), name in self.own)

    def _texts_of(self, part: str) -> dict[str, str]:
        """Our paragraphs of a part by name, in this language, with their placeholders."""
        if part == "problems":
            return self._problems()
        if part == "plans":
            return self._plans()
        templates: Mapping[str, tuple[Said, ...]] = OPENING if part == "opening" else PARAGRAPHS[part]
        found = {name: self._sentences(some) for name, some in templates.items()}
        return {name: text for name, text in found.items() if text or name in self.own}

    def _sentences(self, some: tuple[Said, ...]) -> str:
        """Those that can be said, each in the fullest way in which it can."""
        told = []
        for one in some:
            figure = self.bound.figures.get(one.figure)
            if one.figure and (figure is None or figure.value <= 0):
                continue
            if one.where and (figure is None or self._standing_of(figure) != one.where):
                continue
            ways = map(self.words.term, one.ways)
            way = next((way for way in ways if self.bound.parts(way) is not None), None)
            told += [way] if way else []
        return self.space.join(told)

    def _standing_of(self, figure: Figure) -> str:
        """Where a figure stands to what is asked for."""
        if figure.norm is None:
            return "unasked"
        if figure.value >= figure.norm:
            return "met"
        return "running" if figure.name in GROWING and self.bound.is_running else "short"

    def _fired(self) -> dict[str, tuple[str, str]]:
        """What is amiss by name, with what is proposed."""
        found = {}
        for one in PROBLEMS:
            figure = self.bound.figures.get(one.figure)
            if self.bound.is_running and one.figure in GROWING:
                continue
            if figure and one.fires(figure, self.report.period.kind):
                problem, proposal = self.words.term(one.problem), self.words.term(one.proposal)
                if self.bound.parts(problem) is not None and self.bound.parts(proposal) is not None:
                    found[one.name] = problem, proposal
        return found

    def _problems(self) -> dict[str, str]:
        fired = {name: problem for name, (problem, _) in self._fired().items()}
        if fired or not any(figure.value for figure in self.bound.figures.values()):
            return fired  # of an empty library nobody can say that all is well
        return {"no_problem": self.words.term(NO_PROBLEM)}

    def _plans(self) -> dict[str, str]:
        of_problems = {f"plan_{name}": proposal for name, (_, proposal) in self._fired().items()}
        standing = {name: self.words.term(text) for name, text in STANDING.items()}
        return {"plans_open": self.words.term(PLANS_OPEN), **of_problems, **standing}

    def _paragraphs(
        self, texts: Mapping[str, str], part: str, *, listed: bool = False
    ) -> tuple[Paragraph, ...]:
        """The paragraphs of a part; what the school has emptied is left out."""
        chosen = {name: self.own.get(name, text) for name, text in (*texts.items(), (f"{part}_more", ""))}
        kept = {name: text for name, text in chosen.items() if text.strip()}
        counted = [
            name for name in kept if listed and name not in ("plans_open", "no_problem", f"{part}_more")
        ]
        made = []
        for name, text in kept.items():
            if name in counted:
                text = self._as_item(text, counted.index(name), last=name == counted[-1])
            made.append(Paragraph(name, self._bound(text, name in self.own), name in self.own))
        return tuple(made)

    def _as_item(self, text: str, place: int, *, last: bool) -> str:
        first = self.words.term(_ORDINALS[place] if place < len(_ORDINALS) else _MORE)
        return first + text.rstrip(_ENDS + " ") + (self.full_stop if last else self.semicolon)

    def _bound(self, text: str, own: bool) -> Parts:
        return self.bound.own_parts(text) if own else self.bound.parts(text) or (text,)
