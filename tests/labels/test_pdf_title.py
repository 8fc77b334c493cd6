"""The title that a browser writes on the tab of a PDF."""

from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdf_text import pages_of

from labels.content.blocks import Line
from labels.content.page import write_blocks
from labels.ink.pdf.title import titled


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    file = tmp_path_factory.mktemp("title") / "page.pdf"
    write_blocks(file, [Line("小王子 and Momo")])
    return file.read_bytes()


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=60))
def test_any_title_is_read_back_and_the_page_is_as_it_was(written: bytes, title: str) -> None:
    document = pypdfium2.PdfDocument(titled(written, title))
    assert document.get_metadata_value("Title") == title and len(document) == 1
    assert "Momo" in document[0].get_textpage().get_text_range()


def test_other_readers_find_the_text_too_and_a_second_title_is_refused(
    written: bytes, tmp_path: Path
) -> None:
    file = tmp_path / "titled.pdf"
    file.write_bytes(titled(written, "借阅单"))
    assert "小王子" in "".join(pages_of(file))
    with pytest.raises(ValueError, match="has a title"):
        titled(file.read_bytes(), "again")
