"""Lists of readers into a real store."""

from pathlib import Path

import pytest
from school import NOW, Library

from db.circulation.found import FoundPatron
from db.circulation.lookup import find_barcode
from db.errors import BadValue, NotFound
from db.events.record import Acting
from db.lists.people.readers import import_readers
from db.lists.report import Imported
from db.models import Barcode, Patron, SchoolClass
from db.privacy.forgetting import forget
from db.readers.numbering import renumber
from db.readers.readers import mark_reader
from db.registering.readers import edit_reader
from db.store.sql import rows

STAFF = Acting("office", NOW, "staff")
HEADER = "借书号,姓名,单位,借书权限,借书额度"


def run(folder: Path, *lines: str, header: str = HEADER, **options: object) -> Imported:
    path = folder / "list.csv"
    path.write_text("\n".join([header, *lines]), encoding="utf-8")
    return import_readers(path, acting=STAFF, **options)  # type: ignore[arg-type]


def reader(number: str) -> dict[str, object]:
    patron = Patron.get(Patron.number == number)
    return {
        "name": patron.name,
        "given": patron.given_name,
        "class": patron.school_class and patron.school_class.name,
        "category": patron.category_id,
        "status": patron.status,
        "quota": patron.quota,
    }


def everything() -> list[list[tuple[object, ...]]]:
    return [
        rows(f"SELECT * FROM {table} ORDER BY 1") for table in ("patron", "barcode", "school_class", "event")
    ]


PUPIL = "6101,胡小满,六甲,开通,2"
TEACHER = "0001,欧阳文,教师,开通,5"


def test_a_row_becomes_a_reader_with_a_card(library: Library, tmp_path: Path) -> None:
    imported = run(tmp_path, PUPIL, TEACHER, "６１０２,王 芳,六甲,丢失,")
    assert (imported.added, imported.classes) == (3, 1)
    assert reader("6101") == {
        "name": "胡小满", "given": "小满", "class": "六甲",
        "category": "pupil", "status": "active", "quota": 2,
    }  # fmt: skip
    assert reader("0001") == {
        "name": "欧阳文", "given": "欧阳老师", "class": None,
        "category": "teacher", "status": "active", "quota": 5,
    }  # fmt: skip
    assert (reader("6102")["status"], reader("6102")["quota"]) == ("card_lost", None)
    assert isinstance(find_barcode("6101"), FoundPatron)
    assert [school_class.name for school_class in SchoolClass.select()] == ["六甲"]


def test_the_same_list_twice_changes_nothing(library: Library, tmp_path: Path) -> None:
    run(tmp_path, PUPIL, TEACHER)
    before = everything()
    again = run(tmp_path, PUPIL, TEACHER)
    assert (again.added, again.changed, again.same) == (0, 0, 2)
    assert everything() == before


def test_a_changed_row_updates_and_a_blank_cell_leaves_what_is_known(
    library: Library, tmp_path: Path
) -> None:
    run(tmp_path, PUPIL, "6102,王芳,六甲,暂停,3")
    Patron.update(given_name="满满").where(Patron.number == "6101").execute()
    lines = ("6101,胡小满,六乙,,", "6102,王小芳,,开通,", "6103,于文,六乙,,")
    imported = run(tmp_path, *lines, confirmed=True)
    assert (imported.added, imported.changed, imported.same) == (1, 2, 0)
    assert (reader("6101")["class"], reader("6101")["given"], reader("6101")["quota"]) == ("六乙", "满满", 2)
    assert reader("6102") == {
        "name": "王小芳", "given": "小芳", "class": "六甲",
        "category": "pupil", "status": "active", "quota": 3,
    }  # fmt: skip


def test_the_same_list_again_mends_what_earlier_versions_called_a_reader(
    library: Library, tmp_path: Path
) -> None:
    lines = ("6101,张伟,六甲,,", "9001,Ms Green,教师,,")
    run(tmp_path, *lines)
    for number, given in (("6101", "伟"), ("9001", "Ms")):
        Patron.update(given_name=given).where(Patron.number == number).execute()
    assert run(tmp_path, *lines).changed == 2
    assert (reader("6101")["given"], reader("9001")["given"]) == ("张伟", "Ms Green")


def test_a_new_card_is_added_and_the_old_one_still_names_its_owner(library: Library, tmp_path: Path) -> None:
    header = "number,name,barcode"
    run(tmp_path, "1,Ada Lovelace,21000000000001", header=header)
    imported = run(tmp_path, "1,Ada Lovelace,21000000000002", header=header)
    assert imported.changed == 1
    assert sorted(label.code for label in Barcode.select()) == ["21000000000001", "21000000000002"]
    assert reader("1")["given"] == "Ada"


def test_names_classes_and_categories_in_parts(library: Library, tmp_path: Path) -> None:
    library.policy("guest")
    run(
        tmp_path,
        "7,Lovelace,Ada,Year 4,Oak,Student",
        "8,胡,小满,三年级,2班,",
        "9,Babbage,Charles,,,staff",
        "10,Guest,Any,,,guest",
        header="student number,last name,first name,grade,class,category",
    )
    assert [
        (reader(n)["name"], reader(n)["given"], reader(n)["class"], reader(n)["category"])
        for n in ("7", "8", "9", "10")
    ] == [
        ("Ada Lovelace", "Ada", "Year 4 Oak", "pupil"),
        ("胡小满", "小满", "三年级2班", "pupil"),
        ("Charles Babbage", "Charles", None, "teacher"),
        ("Any Guest", "Any", None, "guest"),
    ]


def test_bad_rows_are_rejected_with_the_reason_and_good_ones_go_in(library: Library, tmp_path: Path) -> None:
    library.copy("6105")
    library.patron("6106")
    imported = run(
        tmp_path,
        PUPIL,
        PUPIL,
        "6101,另一人,六甲,开通,2",
        ",无号,六甲,开通,2",
        "6103,,六甲,开通,2",
        "6104,于文,六甲,也许,2",
        "6105,于文,六甲,开通,2",
        "6107,于文,六甲,开通,很多",
        f"6108,{'长' * 121},六甲,开通,2",
    )
    told = [(rejected.line, rejected.field, str(rejected.reason)) for rejected in imported.rejected]
    assert [line[:2] for line in told] == [
        (4, "number"), (5, "number"), (6, "name"), (7, "status"), (8, "barcode"), (9, "quota"), (10, "name"),
    ]  # fmt: skip
    assert told[0][2] == "line 2 has this number"
    assert "开通" in told[3][2]
    assert (imported.rows, imported.accepted, imported.added, imported.repeated) == (9, 2, 1, 1)


def test_two_readers_never_share_a_card(library: Library, tmp_path: Path) -> None:
    library.patron("1")
    imported = run(tmp_path, "2,Ada,1", "3,Grace,X9", "4,Edith,X9", "5,Mary,", header="number,name,barcode")
    assert [rejected.line for rejected in imported.rejected] == [2, 4]
    assert {patron.number for patron in Patron.select()} == {"1", "3", "5"}


def test_an_unknown_category_is_rejected_with_those_that_there_are(library: Library, tmp_path: Path) -> None:
    imported = run(tmp_path, "1,Ada,wizard", header="number,name,category")
    assert "pupil, teacher" in str(imported.rejected[0].reason)


def test_a_rehearsal_leaves_no_trace(library: Library, tmp_path: Path) -> None:
    before = everything()
    assert run(tmp_path, PUPIL, TEACHER, dry_run=True).added == 2
    assert everything() == before


@pytest.mark.parametrize("column", ["性别", "身份证号", "电话", "家庭住址"])
def test_what_a_library_need_not_know_of_a_child_is_not_taken(
    library: Library, tmp_path: Path, column: str
) -> None:
    imported = run(tmp_path, "6101,胡小满,六甲,秘密", header=f"学号,姓名,班级,{column}")
    assert imported.unused == (column,)
    assert "秘密" not in str(everything())


def test_a_number_that_finds_a_book_is_no_readers(library: Library, tmp_path: Path) -> None:
    library.title("国旗下讲话指南", identifier="1234")
    library.title("夏洛的网", isbn="9787532733415")
    library.copy("B1")
    imported = run(
        tmp_path,
        "1234,朱晓明,六甲,开通,2",
        "7532733416,于文,六甲,开通,2",
        "9780141439587,王芳,六甲,开通,2",
        "B1,张伟,六甲,开通,2",
        "1235,李娜,六甲,开通,2",
    )
    told = [(rejected.line, rejected.field, str(rejected.reason)) for rejected in imported.rejected]
    assert told == [(line, "barcode", "this code is a book's") for line in (2, 3, 4, 5)]
    assert [patron.number for patron in Patron.select()] == ["1235"]


def test_nobody_comes_to_stand_in_the_row_of_a_forgotten_reader(library: Library, tmp_path: Path) -> None:
    gone = library.patron("6101", name="Ann Lee")
    library.patron("6102", name="Ben Moss")
    forget("6101", STAFF)
    left = f"({gone.id})"
    imported = run(tmp_path, f"{left},王芳,六甲,开通,", "（9）,胡小满,六甲,开通,")
    assert (imported.added, imported.changed, len(imported.rejected)) == (0, 0, 2)
    for change in (
        lambda: edit_reader(left, {"name": "Cy"}, STAFF),
        lambda: mark_reader(left, "active", STAFF),
        lambda: forget(left, STAFF),
    ):
        with pytest.raises(NotFound):
            change()
    for numbers in ({left: "6109"}, {"6102": "(9)"}):
        with pytest.raises(BadValue):
            renumber(numbers, STAFF)
    assert rows("SELECT number, name, status, found_by FROM patron WHERE id = ?", gone.id) == [
        (left, "", "left", "")
    ]
