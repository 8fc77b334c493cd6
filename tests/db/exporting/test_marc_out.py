"""The stock as MARC records: read by other programs, and out and in again changes nothing."""

import subprocess
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marc_files import HOLES, HORSE, POEMS, RIVER, iso
from pymarc import MARCReader
from pymarc.marcxml import parse_xml_to_array
from school import NOW, Library

from db.cataloguing.merging import merge_titles, part_titles
from db.cataloguing.titles import edit_title
from db.events.record import Acting
from db.exporting.lists import InStock, Standing
from db.exporting.marc.records import records_of
from db.exporting.marc.stock import write_stock
from db.exporting.marc.writing import Encoding, Iso2709, xml_head, xml_of
from db.lists.books import import_books
from db.lists.marc.holdings import held, shipped
from db.lists.marc.importing import import_marc
from db.lists.marc.reading import records_in
from db.lists.marc.record import Dialect
from db.lists.marc.rows import CELLS, rows_of
from db.models import Copy, Title, TitleRecord
from db.store.sql import rows

STAFF = Acting("office", NOW, "staff")
TODAY = date(2026, 11, 29)
FORMS: list[tuple[Dialect, Encoding, bool]] = [
    (dialect, encoding, xml)
    for dialect in ("cnmarc", "marc21")
    for encoding in ("utf-8", "gb18030")
    for xml in (False, True)
]  # type: ignore[misc]


def everything() -> list[list[tuple[object, ...]]]:
    tables = ("title", "copy", "barcode", "location", "event", "title_record")
    return [rows(f"SELECT * FROM {table} ORDER BY 1") for table in tables]


def out(dialect: Dialect = "cnmarc", encoding: Encoding = "utf-8", xml: bool = False) -> bytes:
    file = BytesIO()
    write_stock(file.write, dialect=dialect, encoding=encoding, xml=xml, today=TODAY)
    return file.getvalue()


def bring_in(folder: Path, content: bytes, name: str = "records.mrc") -> None:
    (folder / name).write_bytes(content)
    imported = import_marc(folder / name, acting=STAFF)
    assert imported.rejected == ()


@pytest.fixture
def stocked(library: Library, tmp_path: Path) -> Library:
    """Records of both kinds, and titles of a spreadsheet with all that is odd in one."""
    bring_in(tmp_path, iso(POEMS, "gb18030") + iso(RIVER) + iso(HORSE, "gb18030"), "cn.iso")
    bring_in(tmp_path, iso(HOLES, ending="4500", coding="a"), "us.mrc")
    lines = (
        "isbn,title,author,publisher,year,pages,price,subject,language,copies,call number,shelf,barcode",
        "1234,国旗下讲话指南.,,,98,,,a; b,,7,,,",
        ",What?: a story /,Sachar,,1999重印,14页,12.50,,中文,0,I712.84 ,12,",
        "9787532733415,夏洛的网,E.B.怀特,上海译文,2004,184页,17,x;y,chi,,I712/3=2(14),A 3,100-5;100-9;W/1",
        "9787532733415,夏洛的网,,,,,,,,2,,A 3,",
    )
    (tmp_path / "list.csv").write_text("\n".join(lines), encoding="utf-8")
    import_books(tmp_path / "list.csv", acting=STAFF)
    return library


@pytest.mark.store_in("file")
@pytest.mark.parametrize(("dialect", "encoding", "xml"), FORMS)
def test_out_and_in_again_changes_nothing(
    stocked: Library, tmp_path: Path, dialect: Dialect, encoding: Encoding, xml: bool
) -> None:
    before = everything()
    bring_in(tmp_path, out(dialect, encoding, xml))
    assert everything() == before


def test_other_programs_read_what_is_written(stocked: Library, tmp_path: Path) -> None:
    titles = Title.select().count()
    read = list(MARCReader(BytesIO(out("marc21"))))
    assert len(read) == titles and all(read)
    assert "Holes /" in {record["245"]["a"] for record in read if record}
    xml = parse_xml_to_array(BytesIO(out("cnmarc", "utf-8", xml=True)))
    assert "杜诗详注" in {record["200"]["a"] for record in xml}
    file = tmp_path / "old.iso"
    file.write_bytes(out("cnmarc", "gb18030"))
    try:
        told = subprocess.run(
            ["yaz-marcdump", "-f", "gb18030", "-t", "utf-8", str(file)],
            capture_output=True,
            check=True,
            timeout=60,
        )
    except FileNotFoundError:  # .ci/run installs it
        return
    text = told.stdout.decode()
    assert told.stderr == b"" and text.count("200 1  $a") == titles
    assert "200 1  $a 我的野生动物朋友㐀𠀀 $f (法)蒂皮·德格雷著" in text
    assert "905    $a 二楼 $b 20295403 $b 20295404 $b 20295405 $s I222.742/4 $f 3" in text
    assert "330    $a 本书收入杜诗一千四百余首。" in text  # no column of ours, and still there


def test_a_correction_goes_out_and_what_it_does_not_touch_stays(stocked: Library, tmp_path: Path) -> None:
    poems = Title.get(Title.title.startswith("杜诗"))
    edit_title(poems.id, {"title": "杜诗详注（修订本）", "year": "1999"}, STAFF)
    record = next(one.record for one in records_in(out(), "x") if "修订本" in str(one.record))
    assert record is not None
    assert [field.value() for field in record.get_fields("200", "210", "330")] == [
        "杜诗详注（修订本） (唐)杜甫著; (清)仇兆鳌注",
        "中华书局 1999",
        "本书收入杜诗一千四百余首。",
    ]
    before = everything()
    bring_in(tmp_path, out("cnmarc", "gb18030"))
    assert [part[:5] for part in everything()[:5]] == [part[:5] for part in before[:5]]


def test_the_record_goes_with_its_title_when_two_are_made_one(stocked: Library) -> None:
    poems = Title.get(Title.title.startswith("杜诗")).id
    web = Title.get(Title.title == "夏洛的网").id
    kept = TitleRecord.get(TitleRecord.title == poems)
    merged = merge_titles(web, poems, STAFF)
    assert TitleRecord.get(TitleRecord.title == web).content == kept.content
    part_titles(merged.event_id, STAFF)
    assert TitleRecord.get(TitleRecord.title == poems).source == "cn.iso"
    assert not TitleRecord.select().where(TitleRecord.title == web).exists()


@pytest.mark.store_in("file")
def test_a_title_of_more_copies_than_a_record_holds(library: Library, tmp_path: Path) -> None:
    lines = [f"9787532733415,夏洛的网,库,B{number:08}" for number in range(1200)]
    (tmp_path / "list.csv").write_text("isbn,title,shelf,barcode\n" + "\n".join(lines), encoding="utf-8")
    import_books(tmp_path / "list.csv", acting=STAFF)
    before = everything()
    for dialect, encoding, xml in FORMS[::3]:
        content = out(dialect, encoding, xml)
        assert xml or max(map(len, content.split(b"\x1d"))) < 99_999
        bring_in(tmp_path, content)
    assert everything() == before and Copy.select().count() == 1200


LINE = st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters="\ufffd"), max_size=12).map(
    lambda text: text.strip()
)
WORDS = st.lists(LINE, max_size=3).map(" ".join)
CELLS_OF_TITLE = st.fixed_dictionaries(
    {
        "isbn": st.sampled_from(["", "9787532733415", "1234", "CN-7"]),
        "title": WORDS.map("夏洛的网和小王子{}".format),
        "author": WORDS,
        "publisher": WORDS,
        "year": st.sampled_from([None, 2004, 98, 1999]),
        "pages": st.sampled_from([None, 1, 184]),
        "price": st.sampled_from(["", "CNY16.80", "3.00", "USD5.00"]),
        "subject": WORDS,
        "language": st.sampled_from(["", "chi", "eng", "中文"]),
        "call_number": st.sampled_from(
            ["", "I712", "I712/3", "I712.84/3=2(14)", "[Fic] SAC", "H319.4:I561 /5"]
        ),
    }
)
LABELS = st.lists(
    st.from_regex(r"[A-Z0-9]{1,4}-?[0-9]{1,3}", fullmatch=True), min_size=1, max_size=4, unique=True
)
PLACES = st.lists(
    st.one_of(
        st.builds(Standing, st.integers(1, 3), LINE, st.just(())),
        st.builds(lambda codes, name: Standing(len(codes), name, tuple(codes)), LABELS, LINE),
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda place: (place.name, bool(place.codes)),
)


@given(cells=CELLS_OF_TITLE, places=PLACES, form=st.sampled_from(FORMS))
def test_any_title_reads_as_it_was_written(
    cells: dict[str, object], places: list[Standing], form: tuple[Dialect, Encoding, bool]
) -> None:
    dialect, encoding, xml = form
    written = list(records_of(InStock(1, cells, places), None, dialect, TODAY))  # type: ignore[arg-type]
    if xml:
        content = xml_head(encoding) + b"".join(xml_of(one, encoding) for one in written) + b"</collection>"
    else:
        content = b"".join(Iso2709(encoding).of(one) for one in written)
    found = list(records_in(content, "x"))
    assert not any(one.mended or one.unreadable for one in found)
    (record,) = (one.record for one in found)
    assert record is not None
    for row in rows_of(record, shipped()):
        said = dict(zip(CELLS, row, strict=True))
        for field in ("title", "author", "publisher", "price", "language", "call_number"):
            assert " ".join(said[field].split()) == " ".join(str(cells[field] or "").split()), field
        assert said["year"] == str(cells["year"] or "") and said["pages"].strip("页") == str(
            cells["pages"] or ""
        )
    back = {(one.location, code) for one in held(record, shipped()) for code in one.barcodes}
    assert back == {(place.name, code) for place in places for code in place.codes}
    assert sum(one.copies or 0 for one in held(record, shipped())) == sum(place.copies for place in places)


def test_what_readers_are_told_goes_over_into_the_other_kind(library: Library, tmp_path: Path) -> None:
    """Found when the summaries of a bookseller's CNMARC were gone in MARC 21."""
    told = [("300", "  $a双语"), ("327", "0 $a上册. 下册"), ("330", "  $a一只猪和一只蜘蛛")]
    bring_in(tmp_path, iso(sorted([*RIVER, *told])), "cn.iso")
    (record,) = MARCReader(out("marc21"), to_unicode=True, force_utf8=True)
    notes = [record[tag]["a"] for tag in ("500", "505", "520")]
    assert notes == ["双语", "上册. 下册", "一只猪和一只蜘蛛"]
