"""The title of a PDF: what a browser writes on its tab, where it would show a part of the address."""

import re

_END = re.compile(rb"trailer\n<</Size (\d+)/Root (\d+ 0 R)>>\nstartxref\n(\d+)\n%%EOF\n\Z")
_LONGEST_END = 200
"""Bytes in which the end of a file fits."""


def titled(pdf: bytes, title: str) -> bytes:
    """A file of `PdfFile` with this title, which is added behind its end, as PDF allows for changes."""
    end = _END.search(pdf[-_LONGEST_END:])
    if end is None:
        raise ValueError("This is no file of PdfFile, or it has a title.")
    number, root, before = int(end[1]), end[2], int(end[3])
    text = title.encode("utf-16-be").hex().encode()
    info = b"%d 0 obj\n<</Title <feff%b>>>\nendobj\n" % (number, text)
    table = b"xref\n%d 1\n%010d 00000 n \n" % (number, len(pdf))
    trailer = b"trailer\n<</Size %d/Root %b/Info %d 0 R/Prev %d>>\n" % (number + 1, root, number, before)
    return pdf + info + table + trailer + b"startxref\n%d\n%%%%EOF\n" % (len(pdf) + len(info))
