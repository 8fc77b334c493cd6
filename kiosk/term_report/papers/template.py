"""Our own template of the report, made when it is wanted: no binary file is kept, and it can be given away.

A school that wants its own letterhead takes this file, changes it in Word or WPS, and names it instead.
"""

import io
from typing import Any

from kiosk.paper.word.layout import official, plain
from kiosk.words import Words

TAGS = (
    *("title", "library", "opening", "parts", "signed", "draft", "annex"),
    *("part.number", "part.heading", "part.facts", "part.paragraphs", "part.tables"),
    *("paragraph.runs", "paragraph.text", "table.title", "table.whole", "table.charts", "table.rows"),
)
"""What a template may name."""


def our_template(words: Words) -> bytes:
    """The template in this language: for Chinese as an official paper is set, else a plain one."""
    document = official() if words.language.startswith("zh") else plain()
    for style, text in _LINES:
        added = document.add_paragraph(text, style=style)
        if text.startswith("{{ annex.heading"):
            added.paragraph_format.page_break_before = True
        added.paragraph_format.keep_with_next = True if text in _WITH_THE_SIGNATURE else None
    _about(document)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


_TABLE = (
    ("Caption", "{{ table.title }}"),
    ("Body Text", "{{p table.whole }}"),
    ("Body Text", "{%p for chart in table.charts %}"),
    ("Chart", "{{ chart }}"),
    ("Body Text", "{%p endfor %}"),
)
_LINES = (
    ("Title", "{{ title }}"),
    ("Body Text", "{%p for paragraph in opening %}"),
    ("Body Text", "{{r paragraph.runs }}"),
    ("Body Text", "{%p endfor %}"),
    ("Body Text", "{%p for part in parts %}"),
    ("Heading 1", "{{ part.number }}{{ part.heading }}"),
    ("Body Text", "{%p for table in part.facts %}"),
    *_TABLE,
    ("Body Text", "{%p endfor %}"),
    ("Body Text", "{%p for paragraph in part.paragraphs %}"),
    ("Body Text", "{{r paragraph.runs }}"),
    ("Body Text", "{%p endfor %}"),
    ("Body Text", "{%p for table in part.tables %}"),
    *_TABLE,
    ("Body Text", "{%p endfor %}"),
    ("Body Text", "{%p endfor %}"),
    ("Body Text", "{%p if signed %}"),
    ("Body Text", ""),
    ("Body Text", "{{ annex.note }}"),
    ("Body Text", ""),
    ("Body Text", "{%p endif %}"),
    ("Body Text", "{%p for line in signed %}"),
    ("Signature", "{{ line }}"),
    ("Body Text", "{%p endfor %}"),
    ("Body Text", "{%p if annex.rows %}"),
    ("Heading 1", "{{ annex.heading }}"),
    ("Caption", "{{ annex.title }}"),
    ("Body Text", "{{p annex.whole }}"),
    ("Body Text", "{%p endif %}"),
)
"""The styles and the text of the template's paragraphs, in their order."""
_WITH_THE_SIGNATURE = ("", "{{ annex.note }}", "{{ line }}")
"""A signature is never alone on a page."""


def _about(document: Any) -> None:
    """A template says nothing of the program that made it, nor of when that was written."""
    properties = document.core_properties
    properties.author = properties.comments = properties.title = ""
