"""What can be read on the pages of a PDF."""

from contextlib import closing
from pathlib import Path

import pypdfium2


def pages_of(file: Path) -> list[str]:
    """The text of each page."""
    with closing(pypdfium2.PdfDocument(file)) as document:
        return [page.get_textpage().get_text_bounded() for page in document]
