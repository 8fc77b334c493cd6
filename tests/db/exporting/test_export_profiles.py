"""Lists as other systems want them: a profile made from a sample of theirs, and what comes out of it."""

import io
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from school import NOW, Library

from db.errors import BadList, BadValue, NotFound
from db.events.record import Acting
from db.exporting.profiles.profile import (
    SHIPPED,
    Column,
    Profile,
    all_profiles,
    cells_of,
    drop_profile,
    keep_profile,
    profile_named,
    written,
)
from db.exporting.profiles.sample import learn_profile, with_fields
from kiosk.cli import main
from kiosk.lists.profiles.profile_file import file_of

ACTING = Acting("desk", NOW, "staff")


@pytest.fixture
def school(library: Library) -> Library:
    ada = library.patron("6101", name="王小明", given_name="小明", class_name="三(1)班")
    title = library.title(
        "窗边的小豆豆", author="黑柳彻子", publisher="南海出版公司", year=2003, isbn="9787544222396",
        price=2500, currency="CNY", call_number="I313.45/12",
    )  # fmt: skip
    copy = library.copy("31234000001238", title=title, location=library.shelf("A1"))
    library.copy("31234000001246", title=title, status="withdrawn")
    library.copy("B2", title=library.title('=SUM(A1), "引号"\n第二行', price=1280, currency="CNY"))
    library.lend(copy, ada)
    return library


CITY = "馆代码;条码;题名;作者;ISBN;出版年;单价;索书号;备注\r\n"
THEIRS = f"{CITY}SCHOOL7;00000001;样例;某人;9787020002207;1996;￥12.50;I247/1;\r\n"
ODD = '"=SUM(A1), ""引号"" 第二行"'
OURS = (
    f"{CITY}SCHOOL7;31234000001238;窗边的小豆豆;黑柳彻子;9787544222396;2003;￥25.00;I313.45/12;\r\n"
    f"SCHOOL7;B2;{ODD};;;;￥12.80;;\r\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.store_in("file")
def test_what_comes_out_is_as_their_sample_is_byte_by_byte(school: Library, encoding: str) -> None:
    profile = learn_profile(THEIRS.encode(encoding), "city", is_workbook=False)
    profile = with_fields(profile, {"馆代码": "=SCHOOL7"})
    keep_profile(profile, ACTING)
    assert file_of(profile_named("city"), NOW) == OURS.encode(encoding)


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("a,title\nx,y", f"a,title\n,窗边的小豆豆\n,{ODD}"),
        (
            '"title","barcode"\n"x","y"\n',
            f'"title","barcode"\n"窗边的小豆豆","31234000001238"\n{ODD},"B2"\n',
        ),
        ("某市图书馆\t\n题名\t册数\n", f"某市图书馆\t\n题名\t册数\n窗边的小豆豆\t1\n{ODD}\t1\n"),
    ],
)  # fmt: skip
@pytest.mark.store_in("file")
def test_signs_ends_and_what_stands_above_are_theirs(school: Library, theirs: str, ours: str) -> None:
    profile = learn_profile(theirs.encode(), "x", is_workbook=False)
    assert file_of(profile, NOW).decode() == ours


@pytest.mark.store_in("file")
def test_loans_and_readers_are_known_by_their_headers_and_days_are_written_as_there(school: Library) -> None:
    theirs = "读者证号,姓名,单位,文献条码,借出日期,归还日期,状态\n1,甲,一班,2,2026/01/02,,借出\n"
    profile = learn_profile(theirs.encode(), "loans", is_workbook=False)
    assert profile.kind == "loans"
    assert file_of(profile, NOW).decode().splitlines()[1] == (
        "6101,王小明,三(1)班,31234000001238,2026/09/04,,on_loan"
    )
    readers = learn_profile("学号,姓名,班级\n".encode(), "readers", is_workbook=False)
    assert (
        readers.kind == "readers" and file_of(readers, NOW).decode().splitlines()[1] == "6101,王小明,三(1)班"
    )


@pytest.mark.store_in("file")
def test_a_workbook_is_filled_below_their_own_headers(school: Library) -> None:
    book = Workbook()
    page = book.worksheets[0]
    page.title = "馆藏"
    page.append(["某省中小学图书馆", None, None])
    page.append(["题名", "册数", "合计"])
    content = io.BytesIO()
    book.save(content)
    profile = learn_profile(content.getvalue(), "省", is_workbook=True)
    out = load_workbook(io.BytesIO(file_of(profile, NOW)))
    assert out.sheetnames == ["馆藏"]
    rows = [[cell or "" for cell in row] for row in out.worksheets[0].values]
    assert rows[:2] == [["某省中小学图书馆", "", ""], ["题名", "册数", "合计"]]
    assert rows[2] == ["窗边的小豆豆", "1", "25.00"]
    assert out.worksheets[0]["A4"].data_type == "s" and str(rows[3][0]).startswith("=SUM")


def test_each_profile_that_comes_with_the_program_gives_a_list_on_both_stores(school: Library) -> None:
    for profile in SHIPPED:
        keep_profile(profile, ACTING)
        assert len(file_of(profile_named(profile.name), NOW)) > 20
    assert [one.name for one in all_profiles()] == sorted(one.name for one in SHIPPED)


@pytest.mark.store_in("file")
def test_rows_are_chosen_and_put_in_order(school: Library) -> None:
    columns = (Column("t", "title"), Column("p", "price", form="0"))
    profile = Profile("x", "copies", columns, order="price", only={"status": "available"}, ends="\n")
    keep_profile(profile, ACTING)
    lines = file_of(profile, NOW).decode().splitlines()
    assert [line.rpartition(",")[2] for line in lines] == ["p", "13", "25"]
    drop_profile("x", ACTING)
    with pytest.raises(NotFound):
        profile_named("x")
    for wrong in (
        Profile("x", "copies", (Column("t"),)),
        Profile("x", "copies", (Column("t", "number"),)),
        Profile("", "copies", columns),
        Profile("x", "books", columns),
        Profile("x", "copies", columns, order="nothing"),
    ):
        with pytest.raises(BadValue):
            keep_profile(wrong, ACTING)


def test_what_other_systems_ask_of_their_own_columns(school: Library) -> None:
    """Koha refuses a reader without a family name; SLiMS takes 18 columns by place, parts in brackets."""
    school.patron("6102", name="Ada", given_name="Ada")
    shipped = {one.name: one for one in SHIPPED}
    names = [row[1:3] for row in cells_of(shipped["koha-readers"], NOW)]
    assert names == [["王", "小明"], ["Ada", ""]]
    for row in cells_of(shipped["slims-readers"], NOW):
        assert len(row) == 18 and row[13:16] == ["2026-09-07", "2026-09-07", "2027-09-07"]
    (totto,) = (row for row in cells_of(shipped["slims-titles"], NOW) if row[0] == "窗边的小豆豆")
    assert len(totto) == 18 and totto[15:] == ["<黑柳彻子>", "", "<31234000001238>"]
    assert written("a; b ；c", "<{}>") == "<a><b><c>" and written(("1", "2")) == "1;2"
    headers = "登记号,题名,入藏日期,实价\n7,样例,2026/09/01,12.50\n"
    learnt = learn_profile(headers.encode(), "register", is_workbook=False)
    assert [(one.field, one.form) for one in learnt.columns][2:] == [
        ("came_on", "%Y/%m/%d"),
        ("paid", "0.00"),
    ]
    assert [row[0] for row in cells_of(learnt, NOW)] == ["1", "3"], "the withdrawn one is number 2"


@pytest.mark.parametrize(
    "content", [b"", b"one\ntwo\n", b"\xff\xff\xff,\xff\n", b"PK\x03\x04broken", b"\0" * 99]
)
def test_a_sample_that_is_no_list_is_a_sentence(content: bytes) -> None:
    for is_workbook in (True, False):
        with pytest.raises(BadList):
            learn_profile(content, "x", is_workbook=is_workbook)


def test_prices_and_days_are_written_in_each_form() -> None:
    forms = {"0.00": "12.50", "CNY0.00": "CNY12.50", "￥0.0": "￥12.5", "0": "12", "元0": "元12"}
    assert {form: written(1250, form) for form in forms} == forms
    assert written(date(2026, 9, 1), "%Y.%m.%d") == "2026.09.01" and written(None, "0.00") == ""


@pytest.mark.store_in("file")
def test_the_commands_learn_list_write_and_forget(
    school: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sample, out = tmp_path / "sample.csv", tmp_path / "out.csv"
    sample.write_bytes(THEIRS.encode("gb18030"))
    export = ["--language", "en", "export"]
    assert main([*export, "learn", str(sample), "city", "--map", "馆代码==SCHOOL7"]) == 0
    assert "=SCHOOL7" in capsys.readouterr().out
    assert main([*export, "by", "city", str(out)]) == 0 and out.read_bytes() == OURS.encode("gb18030")
    assert main([*export, "change", "city", "--order", "price", "--only", "price=12.80"]) == 0
    assert "price" in capsys.readouterr().out
    assert main([*export, "by", "city", str(out)]) == 0
    assert out.read_bytes() == "".join(OURS.splitlines(keepends=True)[::2]).encode("gb18030")
    assert main([*export, "change", "city", "--order", "", "--only", "price="]) == 0
    assert main([*export, "by", "city", str(out)]) == 0 and out.read_bytes() == OURS.encode("gb18030")
    assert main([*export, "change", "city", "--only", "colour=red"]) == 2
    assert main([*export, "profiles"]) == 0 and "city" in capsys.readouterr().out
    assert main([*export, "learn", str(sample), "city", "--map", "没有=title"]) == 2
    assert main([*export, "forget", "district"]) == 2 and main([*export, "forget", "city"]) == 0
    assert main([*export, "by", "city", str(out)]) == 1
