"""A store of an earlier version: its two kinds of lists are one, and nothing that was counted is lost."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from postgresql import cluster
from school import Library

from db.answers.classes.reading_list import Rate
from db.reading.figures import list_figures
from db.store import migrating
from db.store.opening import connected, open_store
from db.store.sql import rows
from db.title_lists.kept import find_list, kept_lists, lines_of

OLD = (
    "INSERT INTO school_class (id, name) VALUES (1, '3A')",
    "INSERT INTO patron (id, number, name, given_name, school_class_id, category, status)"
    " VALUES (1, '6101', 'Ada', 'Ada', 1, 'pupil', 'active')",
    "INSERT INTO title_list (id, name, kind, source, read_at) VALUES"
    " (5, 'Month', 'recommended', 'MoE', '2026-09-07 01:00:00'), (6, 'bad', 'block', '', '2026-09-07')",
    "INSERT INTO title_list_line (id, title_list_id, number, title, isbn, price)"
    " VALUES (50, 5, 1, 'Emma', '', 1200), (60, 6, 1, 'Evil', '', NULL)",
    "INSERT INTO blocked_copy (title_list_id, line_id, copy_id, how, was, place, frozen, found_at)"
    " VALUES (6, 60, 1, 'part', 'available', 'library', FALSE, '2026-09-07')",
    "INSERT INTO reading_list (id, name, kind, force, source, grades, starts_on, ends_on, shown_on)"
    " VALUES (5, 'Month', 'month', 'guide', 'us', '3', '2026-09-01', '2026-12-31', '2026-09-28')",
    "INSERT INTO reading_list_row (id, reading_list_id, title, author, isbn, also)"
    " VALUES (50, 5, 'Emma', 'Jane', '', ''), (51, 5, '水浒', '', '', '水浒传')",
    "INSERT INTO reading_list_title VALUES (50, 1, 'hand'), (51, 2, 'title')",
    "INSERT INTO reading_list_reader VALUES (5, 1, TRUE, 2)",
    "INSERT INTO activity (id, name, kind, starts_on, ends_on, results, prizes, photographs, reading_list_id)"
    " VALUES (1, 'Essay', 'essay', '2026-09-01', '2026-09-30', '', '', '', 5),"
    " (2, 'Story', 'story', '2026-09-01', '2026-09-30', '', '', '', NULL)",
    "INSERT INTO activity_class VALUES (1, '3A', 4)",
)


@pytest.fixture(params=["file", "server"])
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a store can be made that has no tables yet."""
    if request.param == "file":
        yield str(tmp_path / "library.db")
        return
    with cluster() as server:
        yield server.create("older")


def test_both_kinds_of_lists_of_an_older_store_are_one(
    fresh: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    earlier = tmp_path / "earlier"
    earlier.mkdir()
    for file in migrating.MIGRATIONS.glob("00[0-2]*.py"):
        shutil.copy(file, earlier)
    with monkeypatch.context() as patched:
        patched.setattr(migrating, "MIGRATIONS", earlier)
        open_store(fresh)
        with connected():
            library = Library(tmp_path)
            library.policy("pupil")
            library.copy("B1", title=library.title("Emma", author="Jane"))
            library.title("水浒传", author="施耐庵")
            for statement in OLD:
                rows(statement)
    open_store(fresh)
    with connected():
        kinds = {one.name: (one.kind, one.titles) for one in kept_lists()}
        assert kinds == {"Month": ("recommended", 1), "bad": ("block", 1), "Month (2)": ("month", 2)}
        month, read = find_list("Month (2)"), find_list("Month")
        assert (month.force, month.grades, month.shown_on) == ("guide", "3", date(2026, 9, 28))
        assert (read.starts_on, read.ends_on) == (date(2026, 9, 7), date(2027, 3, 8))
        assert [(one.title, one.price) for one in lines_of(read.id)] == [("Emma", 1200)]
        assert [line.also for line in lines_of(month.id)] == ["", "水浒传"]
        figures = list_figures(month)
        assert [[title[1:] for title in row.titles] for row in figures.titles] == [
            [("Emma", "hand")],
            [("水浒传", "title")],
        ]
        assert figures.total == Rate(1, 1, 0, 1), "who borrowed since it was shown is counted still"
        assert list_figures(read).held == 1, "what it names is found in the stock"
        assert rows(
            "SELECT activity.id, title_list.name FROM activity"
            " LEFT JOIN title_list ON title_list.id = title_list_id ORDER BY 1"
        ) == [(1, "Month (2)"), (2, None)]
        assert rows("SELECT title_list_id, line_id FROM blocked_copy") == [(6, 60)]
        with pytest.raises(Exception, match=r"(?i)constraint|violates"):
            rows("UPDATE title_list SET kind = 'nonsense'")
