"""The report as a Word document: the page of an official paper, references, charts; and wrong templates."""

import io
import os
import re
import shutil
import subprocess
import zipfile
from contextlib import closing
from pathlib import Path

import docx
import pypdfium2
import pytest
from docx.shared import Pt

from db.errors import BadList
from kiosk.paper.word.apart import apart
from kiosk.paper.word.filling import Filling, TemplateFault
from kiosk.term_report.document import Document, Paragraph, Part, Reference, SaidTable
from kiosk.term_report.papers.sources import Source
from kiosk.term_report.papers.template import our_template
from kiosk.term_report.papers.word import ReportWriter
from kiosk.words import speak
from labels.ink.typeface import find_typeface

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SOURCES = {
    "stock": Source("馆藏", "", "馆藏图书清单"),
    "stock_per_pupil": Source("生均册数", "馆藏 ÷ 学生数"),
}
LIBRARY = "实验小学图书馆"


def report(*, draft: bool = True) -> Document:
    facts = SaidTable(
        "facts",
        "馆藏主要数据",
        ("指标", "本学期", "上学期"),
        (
            ("馆藏（册）", Reference("stock", "12,345"), "12,001"),
            ("生均", Reference("stock_per_pupil", "24.7"), ""),
        ),
        (1, 2),
    )
    classes = SaidTable(
        "loans_by_class",
        "各班借阅 <i>",
        ("班级", "人均册次"),
        tuple((f"{name}年级", f"{8 + number}.5") for number, name in enumerate("一二三四五六")),
        (1,),
        (1,),
        "柱形图：六年级最高 & 一年级最低",
    )
    stock = Paragraph("stock", ("馆藏图书", Reference("stock", "12,345"), "册；A < B & “引号” {{ 7 }}"))
    return Document(
        f"{LIBRARY}2026—2027学年第一学期工作总结",
        (Paragraph("opening", ("本学期，图书馆依照规程开展工作。",)),),
        (
            Part("stock", "馆藏建设", facts, (stock,)),
            Part("lending", "借阅服务", None, (Paragraph("lending", ("情况如下。",)),), (classes,)),
        ),
        draft,
        () if draft else ("王老师", "2027年1月15日"),
    )


def made(folder: Path, *, draft: bool = True, language: str = "zh_CN", template: Path | None = None) -> Path:
    file = folder / f"report-{language}.docx"
    writer = ReportWriter(LIBRARY, speak(language), find_typeface(()))
    writer.write(file, report(draft=draft), SOURCES, template)
    return file


def test_in_chinese_it_is_set_as_an_official_paper(tmp_path: Path) -> None:
    document = docx.Document(str(made(tmp_path)))
    section = document.sections[0]
    edges = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [edge.mm for edge in edges] == pytest.approx([37, 35, 28, 26], abs=0.1)
    assert (section.page_width.mm, section.page_height.mm) == pytest.approx((210, 297), abs=0.1)
    looks = {}
    for paragraph in document.paragraphs:
        if paragraph.text.strip():
            style = paragraph.style.element
            looks[paragraph.style.name] = (
                style.find(f".//{W}rFonts").get(f"{W}eastAsia"),
                style.find(f".//{W}rFonts").get(f"{W}ascii"),
                int(style.find(f".//{W}sz").get(f"{W}val")) / 2,
                style.find(f".//{W}ind").get(f"{W}firstLineChars"),
                style.find(f".//{W}jc").get(f"{W}val"),
                paragraph.style.paragraph_format.line_spacing,
            )
    latin = "Times New Roman"
    assert looks["Title"] == ("方正小标宋简体", latin, 22, "0", "center", Pt(36))
    assert looks["Heading 1"] == ("黑体", latin, 16, "200", "both", Pt(28))
    assert looks["Body Text"] == ("仿宋", latin, 16, "200", "both", Pt(28))
    heads = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    assert heads == ["一、馆藏建设", "二、借阅服务", "附件"]
    with zipfile.ZipFile(tmp_path / "report-zh_CN.docx") as packed:
        names = packed.namelist()
        assert "仿宋_GB2312" in packed.read("word/fontTable.xml").decode(), "beside the name, others"
        assert not [name for name in names if "fonts/" in name or name.endswith(".odttf")], "none embedded"
        feet = [packed.read(name).decode() for name in names if name.startswith("word/footer")]
    assert sorted(re.findall(r'<w:jc w:val="(\w+)"', "".join(feet))) == ["left", "right"]
    assert all("— " in foot and "PAGE" in foot for foot in feet)


def test_every_number_leads_to_its_list_and_every_chart_says_what_it_shows(tmp_path: Path) -> None:
    document = docx.Document(str(made(tmp_path)))
    body = document.element.body
    links = {link.get(f"{W}anchor"): link for link in body.iter(f"{W}hyperlink")}
    places = {place.get(f"{W}name") for place in body.iter(f"{W}bookmarkStart")} - {"_GoBack"}
    assert set(links) == places == {"figure_stock", "figure_stock_per_pupil"}
    assert [cell.text for cell in document.tables[-1].rows[1].cells] == ["1", "馆藏", "", "馆藏图书清单"]
    assert [cell.text for cell in document.tables[-1].rows[2].cells][1:3] == ["生均册数", "馆藏 ÷ 学生数"]
    assert not document.part.rels or all(not rel.is_external for rel in document.part.rels.values())
    text = [one.text for one in document.paragraphs]
    assert "馆藏图书12,345册；A < B & “引号” {{ 7 }}" in text and "表2　各班借阅 <i>" in text
    (described,) = (one.get("descr") for one in body.iter() if one.tag.endswith("}docPr"))
    assert described == "柱形图：六年级最高 & 一年级最低"


def test_a_draft_says_so_on_every_page_and_a_signed_one_who_signed(tmp_path: Path) -> None:
    section = docx.Document(str(made(tmp_path))).sections[0]
    assert [section.header.paragraphs[0].text, section.even_page_header.paragraphs[0].text] == ["草稿"] * 2
    document = docx.Document(str(made(tmp_path, draft=False)))
    assert not any(one.text for one in document.sections[0].header.paragraphs)
    signed = [one for one in document.paragraphs if one.style.name == "Signature"]
    assert [one.text for one in signed] == ["王老师", "2027年1月15日"]
    assert "附件：数据出处" in [one.text for one in document.paragraphs]
    indent = signed[0].style.element.find(f".//{W}ind")
    assert (
        indent.get(f"{W}rightChars") == "400"
        and signed[0].style.element.find(f".//{W}jc").get(f"{W}val") == "right"
    )


def of_text(folder: Path, *lines: str) -> Path:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    file = folder / "school.docx"
    document.save(str(file))
    return file


def test_the_schools_own_file_is_a_template_and_its_draft_is_marked_too(tmp_path: Path) -> None:
    own = of_text(
        tmp_path, "{{ library }}", "{%p for part in parts %}", "{{ part.paragraphs[0] }}", "{%p endfor %}"
    )
    document = docx.Document(str(made(tmp_path, template=own)))
    assert [one.text for one in document.paragraphs][:2] == [
        LIBRARY,
        "馆藏图书12,345册；A < B & “引号” {{ 7 }}",
    ]
    assert document.sections[0].header.paragraphs[0].text == "草稿"


@pytest.mark.parametrize(
    ("line", "tag"),
    [
        ("{{ titel }}", "{{ titel }}"),
        ("{{ ''.__class__.__mro__[1].__subclasses__() }}", "__subclasses__"),
        ("{% for part in parts %}", "for"),
        ("{{ title | nothing }}", "{{ title | nothing }}"),
        ("{{ parts[1].tables[0].charts[0].tpl.docx.save('x.docx') }}", "charts[0].tpl"),
        ("{{ parts[1].tables[0].charts[0]._picture.tpl }}", "charts[0]._picture"),
        ("{% if %}", "{% if %}"),
        ("{{p library }}", "outside of a paragraph"),
        ("{{ 1 // 0 }}", "{{ 1 // 0 }}"),
        ("{{ range(10000000) | list }}", "range"),
        ("{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}", "recursion"),
        ("{{ (1e308 * 10) | int }}", "inf"),
        ("{{ 'a'.ljust(10 ** 12) }}", "more time or memory"),
        ("{{ [1] | batch(10 ** 11, 'a') | list }}", "more time or memory"),
    ],
)
def test_a_spoiled_template_says_which_tag(line: str, tag: str, tmp_path: Path) -> None:
    own = of_text(tmp_path, "{{ library }}", line)
    (tmp_path / "report-en.docx").write_bytes(b"PK\x03\x04 as it was")
    with pytest.raises(TemplateFault) as fault:
        made(tmp_path, language="en", template=own)
    said = speak("en")(fault.value.sentence)
    assert "school.docx" in said and tag in said, said
    assert (tmp_path / "report-en.docx").read_bytes() == b"PK\x03\x04 as it was"


def test_what_is_no_word_file_is_refused(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.docx"
    with zipfile.ZipFile(wrong, "w") as packed:
        packed.writestr("hello.txt", "hello")
    other = tmp_path / "other.docx"
    other.write_bytes(b"\xd0\xcf\x11\xe0 an old .doc")
    for file in (wrong, other, tmp_path / "missing.docx", tmp_path):
        with pytest.raises(TemplateFault, match=file.name):
            made(tmp_path, template=file)
    bomb = tmp_path / "bomb.docx"
    bomb.write_bytes(our_template(speak("en")))
    with zipfile.ZipFile(bomb, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/x.xml", b"0" * (60 * 1024 * 1024))
    with pytest.raises(TemplateFault, match="too large"):
        made(tmp_path, template=bomb)


def test_what_only_looks_like_words_file_is_refused_too(tmp_path: Path) -> None:
    """Its own reader breaks over each of these in another way."""
    ours = our_template(speak("en"))
    for name, content in (
        ("word/document.xml", b"<a/>"),
        ("word/styles.xml", b"<a/>"),
        ("[Content_Types].xml", b"<a/>"),
        ("_rels/.rels", b"<a/>"),
    ):
        with zipfile.ZipFile(io.BytesIO(ours)) as whole, zipfile.ZipFile(tmp_path / "odd.docx", "w") as odd:
            for entry in whole.infolist():
                odd.writestr(entry, content if entry.filename == name else whole.read(entry))
        with pytest.raises(TemplateFault, match=r"odd\.docx"):
            made(tmp_path, template=tmp_path / "odd.docx")
    encrypted, method, place = bytearray(ours), bytearray(ours), 0
    while (place := ours.find(b"PK\x01\x02", place)) >= 0:
        encrypted[place + 8] |= 1
        method[place + 10] = 99
        place += 4
    spoiled = bytearray(ours)
    spoiled[60:90] = b"\xff" * 30
    for content in (encrypted, method, spoiled):
        (tmp_path / "odd.docx").write_bytes(content)
        with pytest.raises(TemplateFault, match=r"odd\.docx"):
            made(tmp_path, template=tmp_path / "odd.docx")


def test_a_template_that_never_ends_is_ended(tmp_path: Path) -> None:
    never = "{% for x in range(99999) %}{% for y in range(99999) %}{% endfor %}{% endfor %}"
    content = of_text(tmp_path, never).read_bytes()
    with pytest.raises(TemplateFault, match=r"school\.docx"):
        apart("school.docx", lambda: Filling(content, "school.docx").fill({}), seconds=0.2)


def test_a_pipe_is_no_template(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.docx")
    with pytest.raises(BadList, match="pipe"):
        made(tmp_path, template=tmp_path / "pipe.docx")


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not here")
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_libreoffice_opens_it(language: str, tmp_path: Path) -> None:
    file = made(tmp_path, language=language)
    profile = f"-env:UserInstallation=file://{tmp_path / 'office'}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    with closing(pypdfium2.PdfDocument(io.BytesIO(file.with_suffix(".pdf").read_bytes()))) as pages:
        texts = [page.get_textpage().get_text_bounded() for page in pages]
        assert 2 <= len(texts) <= 3
        first = pages[0].get_size()
    assert first == pytest.approx((595.3, 841.9), abs=1)
    draft = speak(language)("Draft")
    assert all(draft in text for text in texts)
    if language == "zh_CN":
        assert "— 1 —" in texts[0] and "— 2 —" in texts[1]
    assert "12,345" in texts[0] and "24.7" in texts[0]
