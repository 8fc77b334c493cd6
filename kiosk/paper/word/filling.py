"""A Word template filled: ours or a school's own, which may be anything, so it runs in a box of its own."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from docx.opc.exceptions import PackageNotFoundError
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from db.clock import utc_now
from db.errors import LibraryError
from db.marking import N_
from db.plain_files import content_of
from kiosk.words import visible

_LARGEST = 50 * 1024 * 1024
"""The most bytes that a template may unpack to."""
_TAG = re.compile(r"\{[{%#].*?[}%#]\}", re.DOTALL)
_MOST_SHOWN = 80
_SIZES, _USUAL, _TO_THE_MM = 3, 160.0, 36000
"""How many sizes make the width of a text, what it is where they are not said, and their unit."""
_STRAY = (
    "//text()[normalize-space() and parent::w:* and not(parent::w:t or parent::w:instrText"
    " or parent::w:delText or parent::w:delInstrText)]"
)
"""Text where Word has none."""
_OF_A_TAG = (
    *(ArithmeticError, AttributeError, LookupError, NameError, RecursionError, TypeError, ValueError),
)
"""What goes wrong in what a tag asks for."""


class TemplateFault(LibraryError):
    """A template could not be read or filled."""


class Picture:
    """A picture in the text, and what is said to whom cannot see it.

    docxtpl's own knows the document and could save it anywhere; here a template reaches nothing of that.
    """

    def __init__(self, document: DocxTemplate, png: bytes, millimetres: float, said: str) -> None:
        self._picture = InlineImage(document, io.BytesIO(png), width=Mm(millimetres))
        self._said = visible(said)

    def __html__(self) -> str:
        self._picture.image_descriptor.seek(0)  # a template may show it twice
        before, tag, after = str(self._picture).partition("<wp:docPr ")
        return f"{before}{tag}descr={quoteattr(self._said)} {after}"

    def __str__(self) -> str:
        return self.__html__()


class Filling:
    """One template being filled. `name` is its file's, for the sentences about what is wrong with it."""

    def __init__(self, template: bytes, name: str) -> None:
        """Raises TemplateFault for what is no Word document, or a monstrous one."""
        self._name = name
        _refuse_monsters(template, name)
        self.document = _Told(io.BytesIO(template))
        try:
            self.document.init_docx()
        except (PackageNotFoundError, KeyError, ValueError, zipfile.BadZipFile, SyntaxError) as error:
            raise no_document(name) from error

    @property
    def page(self) -> float:
        """Millimetres between the margins of the template's first pages."""
        sections = self.document.docx.sections
        sizes = [
            size
            for one in sections[:1]
            for size in (one.page_width, one.left_margin, one.right_margin)
            if size is not None
        ]
        if len(sizes) != _SIZES:  # a template may leave them to the program that opens it
            return _USUAL
        width, left, right = sizes
        return float((width - left - right) / _TO_THE_MM)

    def picture(self, png: bytes, millimetres: float, said: str) -> Picture:
        """A picture for the context."""
        return Picture(self.document, png, millimetres, said)

    def fill(self, context: Mapping[str, Any], *, after: Callable[[Any], None] | None = None) -> bytes:
        """The finished document; `after` may still change it. Raises TemplateFault, which names the tag."""
        box = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
        box.globals = {"range": box.globals["range"]}
        try:
            self.document.render(dict(context), box)
        except TemplateError as error:
            raise self._tag_fault(error) from error
        except _OF_A_TAG as error:
            raise self._tag_fault(error) from error
        except SyntaxError as error:  # lxml's: what the tags made is no document
            raise self._tag_fault(error) from error
        self._refuse_stray_text()
        about = self.document.docx.core_properties
        about.created = about.modified = utc_now()
        if after:
            after(self.document.docx)
        made = io.BytesIO()
        self.document.docx.save(made)
        return made.getvalue()

    def _refuse_stray_text(self) -> None:
        """A tag such as `{{p title }}` puts plain text where Word has none, and could not open the file."""
        for stray in self.document.docx.element.xpath(_STRAY):
            raise TemplateFault(
                N_(
                    "The template {file} puts “{text}” outside of a paragraph: in its tag, write no p, tr, tc"
                    " or r after the brackets."
                ),
                file=self._name,
                text=visible(str(stray).strip()[:_MOST_SHOWN]),
            )

    def _tag_fault(self, error: BaseException) -> TemplateFault:
        tag = self.document.tag_at(_line(error))
        if tag:
            return TemplateFault(
                N_("The template {file} cannot be filled at the tag {tag}: {reason}."),
                file=self._name,
                tag=tag,
                reason=str(error).rstrip("."),
            )
        return TemplateFault(
            N_("The template {file} cannot be filled: {reason}."),
            file=self._name,
            reason=str(error).rstrip("."),
        )


class _Told(DocxTemplate):  # type: ignore[misc]  # docxtpl has no types
    """A template that knows which of its tags stands in a line."""

    _lines: list[str]

    def render_xml_part(self, src_xml: str, part: Any, context: Any, jinja_env: Any = None) -> Any:
        self._lines = re.sub(r"<w:p([ >])", r"\n<w:p\1", src_xml).splitlines()
        return super().render_xml_part(src_xml, part, context, jinja_env)

    def tag_at(self, line: int) -> str:
        """The tags in this line, counted from 1; empty where there are none."""
        lines = getattr(self, "_lines", [])
        if not 0 < line <= len(lines):
            return ""
        tags = _TAG.findall(lines[line - 1]) or [re.sub("<[^>]*>", "", lines[line - 1])]
        shown = " ".join(re.sub("<[^>]*>", "", tag).strip() for tag in tags).strip()
        return visible(shown[:_MOST_SHOWN])


def read_template(file: Path) -> bytes:
    """The bytes of a school's own template. Raises TemplateFault, and BadList for a device or a pipe."""
    try:
        return content_of(file, _LARGEST)
    except OSError as error:
        raise TemplateFault(
            N_("The template {file} cannot be read: {reason}."),
            file=file.name or file,
            reason=error.strerror or str(error),
        ) from error


def _line(error: BaseException) -> int:
    """Where in the template it went wrong: syntax errors say it, others are found by their traceback."""
    if isinstance(error, TemplateSyntaxError):
        return error.lineno
    found, trace = 0, error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == "<template>":
            found = trace.tb_lineno
        trace = trace.tb_next
    return found


def _refuse_monsters(template: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as packed:
            size = sum(one.file_size for one in packed.infolist())
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise no_document(name) from error
    if size > _LARGEST:
        raise TemplateFault(N_("The template {file} is too large."), file=name)


def no_document(name: str) -> TemplateFault:
    """What is said of a file that is no Word document, or so broken that nothing more can be said."""
    return TemplateFault(N_("{file} is not a Word document (.docx): save the template as one."), file=name)
