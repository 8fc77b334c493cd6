"""A report in words: figures bound, thresholds, the school's own words, both languages."""

import re
from dataclasses import replace
from datetime import date

import pytest
from school import Library

from db.term_report.kept import Signature, Standing
from db.term_report.lists import listed
from db.term_report.periods import month_period
from db.term_report.shape import SECTIONS, SHAPES, TEXTS
from db.term_report.values import Figure, Period, Report, Section, Table
from kiosk.term_report.bound import PLACEHOLDER, Bound, with_names
from kiosk.term_report.document import Document, Reference
from kiosk.term_report.labels import COLUMNS, FIGURES, PARTS_OF_FORMULAS, TABLES
from kiosk.term_report.papers.written import sources_of
from kiosk.term_report.problems import NORM, PROBLEMS, Problem
from kiosk.term_report.rendered import lines_of, text_of
from kiosk.term_report.said import said, wordings
from kiosk.term_report.tables import said_list
from kiosk.term_report.templates import NO_PROBLEM, OPENING, PARAGRAPHS, PLANS_OPEN, STANDING
from kiosk.words import Words, speak

pytestmark = pytest.mark.store_in("file")
ENGLISH, CHINESE = speak("en"), speak("zh_CN")
AUTUMN = Period("term", "2026年秋季学期", date(2026, 9, 1), date(2027, 1, 20))


def report_of(*figures: Figure, period: Period = AUTUMN, tables: tuple[Table, ...] = ()) -> Report:
    """A report with these figures where they belong."""
    by_name = {one.name: one for one in figures}
    return Report(
        period,
        date(2027, 1, 18),
        "national",
        tuple(
            Section(
                name,
                tuple(by_name[shape.name] for shape in shapes if shape.name in by_name),
                tables if name == "lending" else (),
            )
            for name, shapes in SECTIONS.items()
        ),
    )


def figure(name: str, value: float, **more: float) -> Figure:
    return Figure(name, value, formula=SHAPES[name].formula, opens=SHAPES[name].opens, **more)  # type: ignore[arg-type]


def paragraphs(found: Document, part: str) -> dict[str, str]:
    parts = {one.name: one.paragraphs for one in found.parts}
    return {one.name: text_of(one) for one in parts.get(part, ())}


def written(report: Report, words: Words = ENGLISH, **own: str) -> Document:
    return said(Standing(report, own), words)


def test_every_placeholder_of_every_sentence_can_be_bound() -> None:
    texts = [
        *(
            way
            for some in (OPENING, *PARAGRAPHS.values())
            for one in some.values()
            for s in one
            for way in s.ways
        ),
        *(text for one in PROBLEMS for text in (one.problem, one.proposal)),
        *(NO_PROBLEM, PLANS_OPEN, *STANDING.values()),
    ]
    known = {*SHAPES, *TEXTS}
    for text in texts:
        for words in (ENGLISH, CHINESE):
            for name in PLACEHOLDER.findall(words.term(text)):
                assert {name, re.sub("_(year_)?(change|before)$|_norm$", "", name)} & known, (name, text)


def test_everything_that_a_report_has_is_called_something() -> None:
    assert set(FIGURES) == set(SHAPES)
    parts = {name for one in SHAPES.values() for name in re.findall("[a-z_]+", one.formula)}
    assert parts <= {*FIGURES, *PARTS_OF_FORMULAS}
    assert all(
        CHINESE.term(text) != text for text in (*FIGURES.values(), *TABLES.values(), *COLUMNS.values())
    )


def test_a_number_leads_to_its_list_and_says_how_it_changed(library: Library) -> None:
    found = written(report_of(figure("loans", 1200, before=1000, year_before=1500)), CHINESE)
    (loans,) = (one for part in found.parts for one in part.paragraphs if one.name == "loans")
    assert text_of(loans) == "本学期共借出图书1200册次，较上学期增加20.0%，较上年同一学期减少20.0%。"
    assert [part.said for part in loans.parts if isinstance(part, Reference)] == [
        "1200",
        "增加20.0%",
        "减少20.0%",
    ]
    english = written(report_of(figure("loans", 1200, before=1200)))
    assert paragraphs(english, "lending")["loans"] == (
        "This term, 1,200 books were lent, no more and no fewer than last term."
    )
    assert found.title == "学校图书馆2026年秋季学期工作总结" and found.draft and found.signed == ()


def test_facts_leave_out_what_nobody_knows_and_print_both_circulations(library: Library) -> None:
    found = written(report_of(figure("turnover_stock", 29.94), figure("turnover_readers", 8.916)), CHINESE)
    (lending,) = (one for one in found.parts if one.name == "lending")
    assert lending.facts and lending.facts.columns == ("指标", "本期", "计算方法")
    assert [row[0] for row in lending.facts.rows] == ["流通率（册次/馆藏，%）", "流通率（册次/读者）"]
    assert [row[2] for row in lending.facts.rows] == [
        "借出图书（册次） ÷ 馆藏图书（册） × 100",
        "借出图书（册次） ÷ 读者总数（人）",
    ]
    assert [str(row[1].said) for row in lending.facts.rows if isinstance(row[1], Reference)] == [
        "29.9",
        "8.92",
    ]


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda one: one.name)
def test_a_problem_is_told_only_past_its_threshold(problem: Problem) -> None:
    kind = problem.kinds[0]
    at = 50 if problem.below == NORM else problem.above if problem.above is not None else problem.below
    assert isinstance(at, int | float)
    step = 1 if problem.above is not None else -1

    def fires(value: float) -> bool:
        made = figure(problem.figure, value, norm=50)
        if problem.of == "year_change":
            made = figure(problem.figure, 1000 + 10 * value, year_before=1000)
        return problem.fires(made, kind)

    assert fires(at + step) and not fires(at) and not fires(at - step)
    assert not problem.fires(figure(problem.figure, at + step, norm=50), "day")
    if problem.below == NORM:
        assert not problem.fires(figure(problem.figure, 0), kind)


def test_problems_and_proposals_are_told_in_order_with_their_figures(library: Library) -> None:
    bad = (
        *(figure("lost", 30), figure("loss_rate", 1.5), figure("on_loan", 40), figure("overdue", 10)),
        *(figure("overdue_rate", 25.0), figure("loans", 2000)),
    )
    found = written(report_of(*bad), CHINESE)
    assert list(paragraphs(found, "problems").values()) == [
        "一是图书遗失偏多，共遗失30册，丢失率为1.50%；",
        "二是图书超期较多，在借的40册图书中有10册超期，占25.0%。",
    ]
    plans = list(paragraphs(found, "plans"))
    assert plans[:3] == ["plans_open", "plan_losses", "plan_overdue"]
    none = written(report_of(figure("loans", 2000)), CHINESE)
    assert list(paragraphs(none, "problems")) == ["no_problem"]
    assert list(paragraphs(none, "plans")) == ["plans_open", "plan_daily", "plan_reading"]


@pytest.mark.parametrize(
    ("counted_on", "norm", "told", "is_problem"),
    [
        (date(2027, 1, 18), 6.0, "未达到每学期人均6册的目标", True),
        (date(2026, 11, 2), 6.0, "目前人均4.00册（本学期目标为人均6册）", False),
        (date(2026, 11, 2), 3.0, "达到每学期人均3册的目标", False),
        (date(2027, 1, 18), None, "人均4.00册。", False),
    ],
)
def test_nothing_is_made_of_what_may_grow_until_the_period_is_over(
    library: Library, counted_on: date, norm: float | None, told: str, is_problem: bool
) -> None:
    report = replace(
        report_of(
            *(figure("loans", 500, before=1000, year_before=1000), figure("pupil_loans", 400)),
            Figure("loans_per_pupil", 4.0, norm=norm),
        ),
        counted_on=counted_on,
    )
    found = written(report, CHINESE)
    assert told in paragraphs(found, "lending")["loans"]
    assert ("low_target" in paragraphs(found, "problems")) is is_problem
    assert ("减少50.0%" in paragraphs(found, "lending")["loans"]) is (counted_on > date(2027, 1, 1))


def test_of_days_of_which_nothing_is_known_nothing_is_said(library: Library) -> None:
    assert [part.name for part in written(report_of(), CHINESE).parts] == ["plans"]


def test_of_an_empty_library_it_is_not_said_that_all_is_well(library: Library) -> None:
    empty = report_of(figure("readers", 0), figure("stock", 0), figure("titles", 0))
    found = {part.name: part for part in written(empty, CHINESE).parts}
    assert "problems" not in found and not found["stock"].paragraphs


def test_a_list_says_what_its_numbers_are_and_the_annex_which_list_it_is(library: Library) -> None:
    library.patron("9001", category="teacher", class_name="Staff room")
    today = date(2026, 9, 7)
    month = month_period(today)
    readers, staff = (said_list(listed(name, month, today), CHINESE) for name in ("readers", "staff_readers"))
    assert readers.columns == ("班级", "读者", "借书证")
    assert (staff.columns, staff.rows) == (("读者类别", "读者"), (("老师", "1"),))
    sources = sources_of(report_of(figure("structure_short", 3)), CHINESE)
    assert sources["structure_short"].list_name == "五大部类图书构成"


def test_own_words_keep_their_figures_and_stand_in_their_place(library: Library) -> None:
    own = with_names("借了{借出图书（册次）}册，{loans_before}，{ corners }")
    assert own == "借了{loans}册，{loans_before}，{corners}"
    assert with_names("{图书利用率}%，{流通率}") == "{use_rate}%，{流通率}", "two figures begin so"
    for value in (7, 8):
        found = written(report_of(figure("loans", value)), CHINESE, loans=own, lending_more="另有好事。")
        lending = paragraphs(found, "lending")
        assert next(iter(lending.items())) == ("loans", f"借了{value}册，–，–")
        assert lending["lending_more"] == "另有好事。"
    gone = written(report_of(figure("loans", 7)), CHINESE, loans="", no_problem="甚好")
    assert "loans" not in paragraphs(gone, "lending") and paragraphs(gone, "problems") == {
        "no_problem": "甚好"
    }
    (problem,) = (one for part in gone.parts for one in part.paragraphs if one.name == "no_problem")
    assert problem.own
    shown = {
        one.name: one for one in wordings(Standing(report_of(figure("loans", 7)), {"stock": "x"}), CHINESE)
    }
    assert shown["loans"].text == "{this_capital}共借出图书{loans}册次。" and not shown["loans"].own
    assert (shown["stock"].text, shown["stock"].own) == ("x", True)


def test_a_signed_report_is_no_draft(library: Library) -> None:
    standing = Standing(report_of(figure("loans", 7)), {}, Signature("李老师", date(2027, 1, 19)))
    found = said(standing, CHINESE)
    assert not found.draft and found.signed == ("李老师", "2027年1月19日")
    lines = list(lines_of(found, CHINESE))
    assert lines[0] == found.title and "三、借阅服务" not in lines and "一、借阅服务" in lines
    assert next(lines_of(said(replace(standing, signature=None), CHINESE), CHINESE)) == "【草稿】"


def test_a_chart_is_told_in_a_sentence_and_words_stand_in_cells(library: Library) -> None:
    months = Table(
        "loans_by_month",
        ("month", "loans", "renewals"),
        ((date(2026, 9, 1), 30, 0), (date(2026, 10, 1), 12, 1)),
        ("loans",),
    )
    damage = Table("damage", ("damage", "copies"), (("torn", 3),))
    found = written(report_of(figure("loans", 42), tables=(months, damage)), CHINESE)
    (lending,) = (one for one in found.parts if one.name == "lending")
    by_month, of_damage = lending.tables
    assert by_month.described == "各月借阅情况：最高为2026年9月（30），最低为2026年10月（12）。"
    assert (by_month.drawn, by_month.numbers, of_damage.rows) == ((1,), (1, 2), (("撕破", "3"),))
    one = replace(months, rows=months.rows[:1])
    (alone,) = written(report_of(figure("loans", 30), tables=(one,)), CHINESE).parts[0].tables
    assert (alone.drawn, alone.described) == ((), "")


@pytest.mark.parametrize(
    ("period", "english", "chinese"),
    [
        (Period("year", "", date(2026, 9, 1), date(2027, 8, 31)), "school year 2026–2027", "2026—2027学年"),
        (Period("month", "", date(2026, 10, 1), date(2026, 10, 31)), "October 2026", "2026年10月"),
    ],
)
def test_a_period_is_named_in_both_languages(
    library: Library, period: Period, english: str, chinese: str
) -> None:
    for words, name in ((ENGLISH, english), (CHINESE, chinese)):
        assert Bound(report_of(period=period), words).texts["period"] == name


def test_a_count_of_one_is_said_of_one() -> None:
    of = Bound(report_of(figure("loans", 1), figure("pupils", 2), figure("lost", 1)), speak("en"))

    def said(text: str) -> str:
        return "".join(one if isinstance(one, str) else one.said for one in of.parts(text) or ())

    assert said("{loans} books were lent to {pupils} pupils.") == "1 book was lent to 2 pupils."
    assert said("{lost} copies were lost, the loss") == "1 copy was lost, the loss"
