"""The structure of the stock: the figures of a real school to the copy, and rules that hold for any stock."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from school import NOW, Library
from school_lists import DATA

from db.callnumber.groups import GROUP_OF, GROUPS, letter_of
from db.cataloguing.merging import merge_titles, part_titles
from db.errors import BadValue, NotFound
from db.events.record import Acting
from db.lists.books import import_books
from db.lists.people.readers import import_readers
from db.models import Accession, Title
from db.registers.entering import Acquired, enter
from db.stock.copy_status import mark_copy
from db.structure.class_sets import set_class_set
from db.structure.groups import gaps
from db.structure.lists import titles_behind
from db.structure.norms import norm_called, norms, shares_of
from db.structure.report import Structure, structure

ACTING = Acting("office", NOW, "command")
TODAY = date(2026, 9, 7)
NATIONAL = norm_called("")
counts = st.fixed_dictionaries({group: st.integers(0, 20_000) for group in GROUPS})
profiles = st.sampled_from([norm for norm in norms().values() if norm.shares])


def now(profile: str = "") -> Structure:
    return structure(norm_called(profile), TODAY)


@pytest.mark.skipif(not DATA.is_dir(), reason="needs ../shared/data")
@pytest.mark.store_in("file")
def test_the_real_stock_gives_the_known_figures_to_the_copy(library: Library) -> None:
    import_books(DATA / "school-books.csv", acting=ACTING)
    import_readers(DATA / "school-readers.csv", acting=ACTING)
    found = now()
    assert (found.copies, found.titles, found.pupils) == (9945, 2662, 313)
    assert found.per_pupil is not None and f"{found.per_pupil:.1f}" == "31.8"
    assert (found.unclassified, found.unclassified_titles, found.classed) == (655, 172, 9290)
    assert [round(100 * gap.copies / found.classed, 1) for gap in found.groups] == [0.2, 5.4, 71.0, 20.9, 2.6]
    assert [round(100 * gap.copies / found.copies, 1) for gap in found.groups] == [0.2, 5.1, 66.3, 19.5, 2.4]
    largest = sorted(found.classes, key=lambda line: -line.copies)[:7]
    assert [(line.letter, line.copies) for line in largest] == [
        *(("I", 3910), ("K", 917), ("G", 868), ("", 655), ("B", 506), ("Q", 391), ("P", 380))
    ]
    assert found.mean_year is not None
    assert (found.median_year, f"{found.mean_year:.1f}", found.newest_year) == (2010, "2009.3", 2018)
    assert (found.without_year, found.value, found.without_price) == (200, 26_347_744, 102)
    by_group = {gap.group: gap for gap in found.groups}
    assert found.measure == "C-K"
    assert [by_group[group].to_add for group in ("N-X", "Z", "A", "B")] == [948, 277, 139, 0]
    assert [by_group[group].of_all for group in ("N-X", "Z", "A")] == [848, 259, 133]
    assert [by_group[group].of_classed for group in ("N-X", "Z", "A")] == [664, 227, 123]
    assert (found.surplus.titles, found.surplus.copies) == (116, 583)
    for of, value, copies in (
        *(
            ("group", "C-K", 6593),
            ("class", "I", 3910),
            ("unclassified", "", 655),
            ("without-price", "", 102),
        ),
        *(("without-year", "", 200), ("surplus", "", 583), ("all", "", 9945), ("never-lent", "", 9945)),
        *(("decade", str(decade), copies) for decade, copies in found.decades.items()),
    ):
        assert sum(one.copies for one in titles_behind(of, value, NATIONAL, TODAY)) == copies, (of, value)
    most = max(titles_behind("surplus", "", NATIONAL, TODAY), key=lambda one: one.copies)
    assert most.copies == 35  # 40 of one title: a class set
    set_class_set(most.title_id, True, ACTING)
    after = now().surplus
    assert (after.titles, after.copies, after.class_sets) == (115, 548, 1)
    assert shares_of(norm_called("hebei")) is NATIONAL and now("jiangsu-1").shares is NATIONAL


@given(counts, st.integers(0, 5000), profiles)
def test_bought_by_the_gaps_every_group_has_its_share(counted, unclassified, norm) -> None:  # type: ignore[no-untyped-def]
    found, measure = gaps(counted, unclassified, norm.shares)
    classed = sum(counted.values())
    assert (measure == "") == (classed == 0)
    after = {gap.group: gap.copies + gap.to_add for gap in found}
    grown = sum(after.values())
    for gap in found:
        assert gap.to_add >= 0 and gap.copies == counted[gap.group]
        # what is bought brings no group more than half a copy beside its share of the whole
        over = any(counted[other.group] * 1000 > other.norm * grown + 1000 for other in found)
        if not over and classed:
            assert abs(1000 * after[gap.group] - gap.norm * grown) <= 5000
    if classed:
        short = [gap for gap in found if gap.of_classed > 0]
        assert all(gap.to_add > 0 for gap in short)
        assert abs(sum(gap.of_classed for gap in found)) <= len(GROUPS) // 2 + 1


@pytest.mark.parametrize(
    ("call_number", "letter"),
    [
        ("I287.45/12", "I"),
        (" ｉ287", "I"),
        ("", ""),
        ("813.54", ""),
        ("L1", ""),
        ("绘本/1", ""),
        ("Z228.1", "Z"),
    ],
)
def test_the_class_is_the_first_letter_of_the_classification(call_number: str, letter: str) -> None:
    assert letter_of(call_number) == letter
    assert len(GROUP_OF) == 22


def test_use_surplus_and_what_was_never_lent(library: Library) -> None:
    story, science = library.title("Momo", call_number="I516/1"), library.title("Stars", call_number="P1/1")
    reader = library.patron("6101")
    for number in range(8):
        library.copy(f"I{number}", title=story)
    for number in range(2):
        library.lend(library.copy(f"P{number}", title=science), reader, days_ago=400 * number + 3)
    library.copy("gone", title=library.title("Gone", call_number="I1"), status="withdrawn")
    found = now()
    lines = {line.letter: line for line in found.classes}
    assert (lines["P"].loans, lines["P"].use) == (1, pytest.approx(5.0)) and lines["I"].use == 0
    assert (lines["I"].never_lent, lines["P"].never_lent, found.titles) == (1, 0, 2)
    assert (found.surplus.titles, found.surplus.copies) == (1, 3)
    set_class_set(story.id, True, ACTING)
    assert now().surplus.copies == 0 and now("shandong").surplus.class_sets == 1
    assert [one.title for one in titles_behind("class-sets", "", NATIONAL, TODAY)] == ["Momo"]
    with pytest.raises(NotFound):
        set_class_set(999, True, ACTING)


def test_growth_by_school_years_is_net_of_what_was_withdrawn(library: Library) -> None:
    library.patron("6101")
    days = (date(2026, 8, 31), date(2026, 9, 1), date(2025, 9, 1), date(2020, 1, 1))
    copies = [library.copy(f"B{number}").id for number in range(5)]
    Accession.delete().execute()
    for copy_id, on in zip(copies, days, strict=False):
        enter([copy_id], ACTING, Acquired(on))
    enter(copies[4:], ACTING, Acquired(kind="stock"))
    mark_copy("B3", "withdrawn", ACTING)
    found = now()
    assert [(year.begins, year.new, year.withdrawn, year.net) for year in found.years] == [
        *((2026, 1, 1, 0), (2025, 2, 0, 2), (2024, 0, 0, 0))
    ]
    assert found.without_day == 1
    for of, value, copies in (("new", "2025", 2), ("withdrawn", "2026", 1), ("without-day", "", 1)):
        assert sum(one.copies for one in titles_behind(of, value, NATIONAL, TODAY)) == copies
    mark_copy("B3", "available", ACTING.at(NOW + timedelta(hours=1)))
    assert now().years[0].withdrawn == 0


def test_a_class_set_stays_one_when_titles_are_merged_and_parted(library: Library) -> None:
    kept, gone = library.title("Momo"), library.title("Momo again", class_set=True)
    event = merge_titles(kept.id, gone.id, ACTING).event_id
    assert Title.get_by_id(kept.id).class_set
    part_titles(event, ACTING)
    assert not Title.get_by_id(kept.id).class_set and Title.get_by_id(gone.id).class_set


def test_every_profile_names_its_source_and_what_is_not_there_is_refused(library: Library) -> None:
    assert next(iter(norms())) == "national" and len(norms()) == 7
    for norm in norms().values():
        assert norm.source and set(norm.names) == {"en", "zh_CN"}
        assert not norm.shares or sum(norm.shares.values()) == 1000
    assert norm_called("shandong").most_copies == 5 and now("shandong").groups[4].norm == 100
    with pytest.raises(BadValue, match="no profile mars"):
        norm_called("mars")
    for of, value in (("nonsense", ""), ("group", "Q")):
        with pytest.raises(NotFound):
            titles_behind(of, value, NATIONAL, TODAY)
    empty = now()
    assert (empty.copies, empty.measure, empty.per_pupil, empty.median_year) == (0, "", None, None)
