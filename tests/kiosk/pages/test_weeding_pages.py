"""A case of withdrawal at the desk and by command, to the signed list, read back from Word and Excel."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from desk_pages import said, text_of, then_undo
from openpyxl import load_workbook
from school import Library
from starlette.testclient import TestClient

from db.models import Copy, WithdrawalCase
from kiosk.cli import main

Visitor = Callable[..., TestClient]
HERE = "/stock/weeding"


@pytest.fixture
def stocked(library: Library) -> Library:
    """Seven copies of one title with a price, one book without."""
    title = library.title("Momo <i>", call_number="I516/1", price=1680, author="Ende")
    for number in range(7):
        library.copy(f"B{number}", title=title)
    library.copy("X1", title=library.title("Bare"))
    return library


@pytest.mark.store_in("file")
def test_from_proposal_to_the_signed_list_at_the_desk(stocked: Library, visitor: Visitor) -> None:
    desk = visitor()
    page = desk.get(HERE).text
    assert "one of 7 copies" in page and "<i>" not in page.partition("<main")[2]
    assert "is open" in said(desk, f"{HERE}/open", name="2026", disposal="paper mill")
    ticks = re.findall(r'name="chosen" value="(\d+)"', page)
    assert len(ticks) == 2
    assert "To be withdrawn: 2" in said(desk, f"{HERE}/take", case="2026", chosen=ticks)
    here = f"{HERE}/{WithdrawalCase.get().id}"
    assert "To be withdrawn: “Bare”" in said(desk, f"{here}/scan", code="x1", ground="content-10")
    assert "Kept: “Momo" in said(desk, f"{here}/scan", code="B0", keep="1")
    assert "Taken out of the case" in then_undo(desk, f"{here}/scan", code="B1", ground="worn")
    again = desk.post(f"{here}/scan", data={"code": "X1", "ground": "worn"}, follow_redirects=True)
    assert "take it out of the case first" in text_of(again.text), "said where the next book is scanned"
    assert 'name="code"' in again.text and '<option value="worn" selected>' in again.text
    said(desk, f"{here}/opinion", person="Li", words="Fine.")
    assert "no longer approved" in then_undo(desk, f"{here}/approve", role="library", person="Wang")
    said(desk, f"{here}/approve", role="library", person="Wang")
    assert desk.post(f"{here}/approve", data={"role": "school", "person": "Wang"}).status_code == 403
    head = visitor("head")
    assert "written off" in said(head, f"{here}/approve", role="school", person="Zhao")
    assert Copy.select().where(Copy.status == "withdrawn").count() == 3
    shown = text_of(desk.get(here).text)
    assert "Copies: 3; amount at list price: 33.60" in shown and "Opinion of Li: Fine." in shown
    assert "/scan" not in desk.get(here).text and desk.post(f"{here}/cancel").status_code == 400
    assert visitor("teacher", "Staff room").get(HERE).status_code == 403
    book = load_workbook(io.BytesIO(desk.get(f"{here}/list.xlsx").content))
    assert len(book.sheetnames) == 7
    rows = list(book.worksheets[1].values)
    assert rows[1][3] == "Momo <i>" and rows[1][8:12] == (16.8, 1, 16.8, "too many copies")
    assert list(book.worksheets[-1].values)[1][3] == "Bare", "apart: nobody knows its price"
    document = docx.Document(io.BytesIO(desk.get(f"{here}/list.docx").content))
    assert len(document.tables) == 8, "the list, two sums, what has no price: twice"
    template, own = docx.Document(), io.BytesIO()
    for line in ("{%p for paper in papers %}", "Ours: {{ paper.heading }}", "{%p endfor %}"):
        template.add_paragraph(line)
    template.save(own)
    sent = desk.post(f"{here}/list.docx", files={"template": ("own.docx", own.getvalue())})
    assert [one.text[:6] for one in docx.Document(io.BytesIO(sent.content)).paragraphs] == ["Ours: "] * 2
    assert desk.post(f"{here}/list.docx", files={"template": ("own.docx", b"x")}).status_code == 400
    assert desk.get(f"{HERE}/999").status_code == 404


def test_the_document_in_chinese_has_every_column_sum_and_line_to_sign(
    stocked: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(command: str, typed: str = "", code: int = 0) -> str:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        assert main(["--language", "en", "weeding", *command.split()]) == code, command
        told = capsys.readouterr()
        return told.out + told.err

    assert "Proposed to be withdrawn: 2" in run("propose --class I")
    assert run(f"propose --ground worn --file {tmp_path / 'p.xlsx'}").startswith("Written")
    run("open 2026 --disposal Mill")
    assert "The rules say nothing about B6" in run("scan", "B1\nB2\nB6\n", 1).replace("B1", "B6")
    assert "To be withdrawn" in run("scan --ground worn", "X1\nB3\n") and "Kept" in run("keep", "B0\n")
    assert "on loan" not in run("undo") and "Fine" in run("opinion Li Fine") + run("show")
    assert run("keep", "nobody\n", 1) and "2026" in run("cases") and "TP" in run("rules --class TP --age 4")
    run("approve --as library --person Wang")
    assert "written off" in run("approve --as school --person Zhao")
    file = tmp_path / "list.docx"
    arguments = ["weeding", "list", "2026", "--docx", str(file), "--xlsx", str(tmp_path / "list.xlsx")]
    assert main(["--language", "zh_CN", *arguments]) == 0
    document = docx.Document(str(file))
    head = [cell.text for cell in document.tables[0].rows[0].cells]
    assert head == [
        *("序号", "登记号", "条码", "书名", "作者", "出版社", "出版年", "索书号", "单价", "册数", "金额"),
        *("剔除原因", "处理方式", "备注"),
    ]
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    signing = ("经办人：", "馆长：", "总务：", "财务：", "校长：", "盖章")
    for part in ("第一份", "第二份", "剔旧（注销）清册", *signing):
        assert part in text, part
    used = {paragraph.style.element for paragraph in document.paragraphs if paragraph.text}
    fonts = {one.get(f"{{{one.nsmap['w']}}}eastAsia") for style in used for one in style.iter(_FONTS)}
    assert fonts == {"宋体", "黑体"}
    template = docx.Document()
    for line in ("{%p for paper in papers %}", "{{ paper.heading }} {{ paper.before[0] }}", "{%p endfor %}"):
        template.add_paragraph(line)
    template.save(str(tmp_path / "ours.docx"))
    assert "Written: " in run(f"list 2026 --docx {file} --template {tmp_path / 'ours.docx'}")
    assert [one.text.rpartition(" ")[2] for one in docx.Document(str(file)).paragraphs] == ["it", "it"]
    run("open again")
    run("scan --ground worn", "B5\n")
    assert "1" in run("cancel again")


_FONTS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}rFonts"
