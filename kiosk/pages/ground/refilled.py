"""A form as somebody filled it in, after it was refused: nothing has to be typed twice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser

from db.marking import Sentence

_TYPED = ("text", "search", "number", "date", "time", "tel")
_TICKED = ("checkbox", "radio")
SEEN = "seen."
"""Before the name of a field: a hidden field with what stood in it when the form was opened."""


@dataclass(frozen=True)
class Refused:
    """What was sent and refused: from the page at `back`, to the `action` of one of its forms.

    Attributes:
        fields: the values of each field by its name; no file, and no PIN.
        sentence: why it was refused.
    """

    back: str
    action: str
    fields: Mapping[str, Sequence[str]]
    sentence: Sentence


def refilled(html: str, refused: Refused) -> str:
    """The page with what was typed in the form that was refused; hidden fields and PINs stay as they are."""
    forms = _Forms(refused)
    forms.feed(html)
    forms.close()
    filling = _Filling(refused, forms.found())
    filling.feed(html)
    filling.close()
    return "".join(filling.out)


class _Forms(HTMLParser):
    """Which of a page's forms it was: by its address and its hidden fields, for rows have forms alike."""

    def __init__(self, refused: Refused) -> None:
        super().__init__()
        self._refused = refused
        self._are_it: list[bool] = []

    def found(self) -> int | None:
        """The place of the form on the page, from 0; None where it is not there any more."""
        return self._are_it.index(True) if True in self._are_it else None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag == "form":
            self._are_it.append(known.get("action") == self._refused.action)
        elif tag == "input" and known.get("type") == "hidden" and self._are_it:
            name, value = known.get("name") or "", known.get("value") or ""
            if not name.startswith(SEEN) and value not in self._refused.fields.get(name, ()):
                self._are_it[-1] = False


class _Filling(HTMLParser):
    """The page written once more, tag by tag; only those of one form's fields differ."""

    def __init__(self, refused: Refused, place: int | None) -> None:
        super().__init__(convert_charrefs=False)
        self.out: list[str] = []
        self._refused = refused
        self._place = place
        self._forms = 0
        self._is_in_form = False
        self._select: str | None = None
        self._is_text_dropped = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        text, known = self.get_starttag_text() or "", dict(attrs)
        if tag == "form":
            self._is_in_form = self._forms == self._place
            self._forms += 1
        typed = self._refused.fields.get(known.get("name") or "") if self._is_in_form else None
        kind = known.get("type") or "text"
        if tag == "input" and typed is not None and kind in _TYPED:
            text = _tag(tag, {**known, "value": typed[0]})
        elif tag == "input" and self._is_in_form and kind in _TICKED:
            ticked = {name: value for name, value in known.items() if name != "checked"}
            if (known.get("value") or "on") in self._refused.fields.get(known.get("name") or "", ()):
                ticked["checked"] = None
            text = _tag(tag, ticked)
        elif tag == "select" and typed is not None:
            self._select = known.get("name")
        elif tag == "option" and self._select is not None:
            chosen = {name: value for name, value in known.items() if name != "selected"}
            if known.get("value") in self._refused.fields[self._select]:
                chosen["selected"] = None
            text = _tag(tag, chosen)
        self.out.append(text)
        if tag == "textarea" and typed is not None:
            self.out.append(escape(typed[0]))
            self._is_text_dropped = True

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.out.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._is_in_form = False
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._is_text_dropped = False
        self.out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self._is_text_dropped:
            self.out.append(data)

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")

    def handle_decl(self, decl: str) -> None:
        self.out.append(f"<!{decl}>")

    def handle_comment(self, data: str) -> None:
        self.out.append(f"<!--{data}-->")


def _tag(name: str, attributes: Mapping[str, str | None]) -> str:
    shown = (f" {own}" if value is None else f' {own}="{escape(value)}"' for own, value in attributes.items())
    return f"<{name}{''.join(shown)}>"
