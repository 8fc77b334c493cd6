"""Records into a real store: what a title is made of, where its copies stand, what is refused."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marc_files import HOLES, HORSE, POEMS, RIVER, iso
from school import NOW, Library

from db.errors import BadList, BadValue
from db.events.record import Acting
from db.lists.marc.holdings import in_range, profile_of
from db.lists.marc.importing import import_marc
from db.lists.marc.reading import records_in
from db.lists.report import Imported
from db.models import Barcode, Copy, Title, TitleRecord
from db.registers.entries import entries
from kiosk.cli import main

STAFF = Acting("office", NOW, "staff")
EVIL = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<record><controlfield tag="001">&b;</controlfield></record>"""
FETCHING = """<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>
<record><controlfield tag="001">&a;</controlfield></record>"""
ENDLESS = f"<record><controlfield tag='001'>{'y' * 300_000}</controlfield></record>"


def run(folder: Path, content: bytes, **options: object) -> Imported:
    (folder / "records.mrc").write_bytes(content)
    return import_marc(folder / "records.mrc", acting=STAFF, **options)  # type: ignore[arg-type]


def test_records_become_titles_and_copies(library: Library, tmp_path: Path) -> None:
    imported = run(tmp_path, iso(POEMS, "gb18030") + iso(RIVER) + iso(HOLES, ending="4500", coding="a"))
    assert (imported.added, imported.copies_added, imported.rejected) == (3, 6, ())
    poems, river, holes = Title.select().order_by(Title.id)
    assert (poems.title, poems.author) == ("杜诗详注. 第一册", "(唐)杜甫著; (清)仇兆鳌注")
    assert (poems.isbn, poems.publisher, poems.year) == ("9787101000016", "中华书局", 1979)
    assert (poems.pages, poems.price, poems.currency, poems.language) == (420, 2800, "CNY", "chi")
    assert (poems.call_number, poems.subject) == ("I222.742/4", "杜诗--注释")
    assert (river.title, river.call_number) == ("红楼梦", "I242.4/7")
    assert (holes.title, holes.author, holes.year) == ("Holes", "Sachar, Louis", 1998)
    assert (holes.isbn, holes.publisher) == ("9780374332655", "Farrar, Straus and Giroux")
    assert (holes.price, holes.currency, holes.pages, holes.subject) == (1695, "USD", 233, "Buried treasure")
    assert [row.code for row in Barcode.select().order_by(Barcode.id)] == [
        *("20295403", "20295404", "20295405", "HL001", "HL002", "30001")  # 30002 is withdrawn there
    ]
    assert {copy.location.name for copy in Copy.select().where(Copy.title == poems)} == {"二楼"}
    kept = TitleRecord.get(TitleRecord.title == poems)
    assert (kept.source, kept.series) == ("records.mrc", "中国古典文学基本丛书")
    assert kept.taken_on == NOW.date()
    again = run(tmp_path, iso(POEMS, "gb18030") + iso(RIVER) + iso(HOLES, ending="4500", coding="a"))
    assert (again.same, again.copies_added, again.changes) == (3, 0, ())


@pytest.mark.store_in("file")
def test_a_rehearsal_keeps_nothing_and_a_damaged_piece_is_a_row_refused(
    library: Library, tmp_path: Path
) -> None:
    content = iso(RIVER, "gb18030") + b"no record\x1eat all\x1d" + iso(HORSE, "gb18030")
    rehearsed = run(tmp_path, content, dry_run=True)
    assert Title.select().count() == TitleRecord.select().count() == 0
    done = run(tmp_path, content)
    for imported in (rehearsed, done):
        assert (imported.rows, imported.added) == (3, 2)
        (refused,) = imported.rejected
        assert (refused.where, refused.value) == (2, "no record at all")
    assert Title.select().count() == 2


XML = """<collection xmlns="http://www.loc.gov/MARC21/slim"><record><leader>00000nam0 2200000   450 </leader>
<datafield tag="200" ind1="1" ind2=" "><subfield code="a">三国演义 &amp; 水浒</subfield></datafield></record>
<record><datafield tag="245" ind1="0" ind2="0"><subfield code="a">Emma</subfield></datafield></record>"""


@pytest.mark.store_in("file")
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "gb2312", "utf-16"])
def test_marc_xml_in_any_encoding(library: Library, tmp_path: Path, encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding.upper()}"?>\n{XML}</collection>'
    assert run(tmp_path, text.encode(encoding)).added == 2
    assert [title.title for title in Title.select().order_by(Title.id)] == ["三国演义 & 水浒", "Emma"]


@pytest.mark.store_in("file")
def test_xml_that_breaks_off_keeps_what_stands_before(library: Library, tmp_path: Path) -> None:
    imported = run(tmp_path, f"{XML}<record><data".encode())
    assert imported.added == 2 and len(imported.rejected) == 1


@pytest.mark.parametrize("content", [EVIL, FETCHING, ENDLESS, "<a>" * 1000])
def test_no_entity_is_expanded_and_nothing_is_endless(content: str) -> None:
    with pytest.raises(BadList, match=r"evil\.xml"):
        list(records_in(content.encode(), "evil.xml"))


@pytest.mark.store_in("file")
def test_a_profile_of_the_schools_own(library: Library, tmp_path: Path) -> None:
    profile = tmp_path / "my.toml"
    profile.write_text('[[copies]]\ntag = "906"\nbarcode = ["h"]\nlocation = ["a"]\nranges = true\n')
    books = [("200", "1#$aA"), ("906", "##$hD040394-5$a3"), ("905", "##$bX1")]
    run(tmp_path, iso(books), places=profile_of(profile))
    assert [row.code for row in Barcode.select().order_by(Barcode.id)] == ["D040394", "D040395"]
    for wrong in ("", "x = 1", '[[copies]]\ntag = "9066"', '[[copies]]\ntag="905"\nshelf=["a"]', "[[copies"):
        profile.write_text(wrong)
        with pytest.raises(BadValue, match=r"my\.toml does not say in which fields"):
            profile_of(profile)


@pytest.mark.store_in("file")
def test_the_number_of_the_schools_own_register_comes_with_the_copy(library: Library, tmp_path: Path) -> None:
    fields = [("200", "1#$aA"), ("985", "##$aB1$bHall$h2001$aB2$bHall$h1900")]
    assert run(tmp_path, iso(fields)).numbers_given == 2
    assert run(tmp_path, iso(fields)).numbers_given == 0
    numbers = {entry.code: entry.number for entry in entries()}
    assert numbers == {"B1": 2001, "B2": 1900}


FIELDS = {
    "koha": (("952", "##$aM$cFIC$oI1/2$p1"), ("952", "##$aM$cFIC$oI1/2")),
    "unimarc": (("995", "##$fB1$cHall$kI1/2"),),
    "several in one field": (("985", "##$aB1$bHall$aB2$bHall$d9.00"),),
    "982": (("982", "##$bB1-3"),),
    "852": (("852", "8#$bMain$cHall$hI1$i2$pB1"),),
    "counted": (("905", "##$dI1$e2$f4"),),
}
COPIES = {"koha": 2, "unimarc": 1, "several in one field": 2, "982": 3, "852": 1, "counted": 4}


@pytest.mark.store_in("file")
def test_copies_of_every_system(library: Library, tmp_path: Path) -> None:
    for name, copies in FIELDS.items():
        dialect = {"ending": "4500", "coding": "a"} if name in ("koha", "852") else {}
        title = ("245", f"00$a{name}") if dialect else ("200", f"1#$a{name}")
        Barcode.delete().execute()
        imported = run(tmp_path, iso([title, *copies], **dialect))  # type: ignore[arg-type]
        assert (imported.rejected, imported.copies_added) == ((), COPIES[name]), name
        if name not in ("several in one field", "982"):
            assert Title.get(Title.title == name).call_number == "I1/2"


@given(st.integers(1, 99_999_999), st.integers(0, 40), st.sampled_from(["", "D", "AB-"]))
def test_a_range_says_each_of_its_labels(first: int, more: int, front: str) -> None:
    width = len(str(first + more))
    start, end = f"{first:0{width}}", f"{first + more:0{width}}"
    tail = next((end[-n:] for n in range(1, width + 1) if start[: width - n] + end[-n:] == end), end)
    expected = [f"{front}{number:0{width}}" for number in range(first, first + more + 1)]
    assert in_range(f"{front}{start}-{tail}") == (expected if more else [f"{front}{start}-{tail}"])


def test_what_is_no_range_is_one_label() -> None:
    for label in ("B1", "2015-001", "1-99999", "AB-12-X", "7-3"):
        assert in_range(label) == [label]


@pytest.mark.store_in("file")
def test_as_a_librarian_types_it(
    library: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "stock.iso"
    file.write_bytes(iso(POEMS, "gb18030") + iso(RIVER, "gb18030"))
    assert main(["--language", "en", "import", "marc", str(file)]) == 0
    assert "Titles: 2 added, 0 changed, 0 unchanged" in capsys.readouterr().out
    out = tmp_path / "out.iso"
    typed = ["--language", "en", "export", "marc", str(out), "--format", "cnmarc", "--encoding", "gb18030"]
    assert main(typed) == 0
    assert capsys.readouterr().out == f"Written: {out}, records: 2.\n"
    assert "杜诗详注".encode("gb18030") in out.read_bytes()
    assert main(["--language", "en", "import", "marc", str(out), "--dry-run"]) == 0
    assert "Titles: 0 added, 0 changed, 2 unchanged" in capsys.readouterr().out
    assert main(["--language", "en", "import", "marc", str(tmp_path / "none.iso")]) == 1
    file.write_text("title\nEmma\n")
    assert main(["--language", "en", "import", "marc", str(file)]) == 1
    assert "holds no MARC records" in capsys.readouterr().err
