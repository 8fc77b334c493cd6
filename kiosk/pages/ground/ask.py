"""What somebody at the desk asks for: who they are, what they filled in, and the ways to answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from db.errors import BadValue
from db.events.record import Acting
from db.marking import N_, Sentence
from db.roles import ANYBODY, Act, Post
from kiosk.pages.ground.jobs import Job, Report
from kiosk.pages.ground.office import Office
from kiosk.pages.ground.visits import Message, Undo, Visit
from kiosk.typed import plain
from kiosk.words import LANGUAGES, Words, speak, visible

LANGUAGE_COOKIE = "language"
_MOST_CHARACTERS = 2000
_LARGEST = 2**31 - 1


class NotAllowed(Exception):
    """This visitor may not do that."""


@dataclass(frozen=True)
class Ask:
    """One click. `visit` is None for strangers; `ending` is `csv` or `xlsx` where a table is asked for."""

    request: Request
    office: Office
    words: Words
    visit: Visit | None = None
    post: Post = ANYBODY
    form: FormData = field(default_factory=FormData)
    ending: str = ""

    @property
    def now(self) -> datetime:
        """The moment, naive UTC."""
        return self.office.now()

    @property
    def address(self) -> str:
        """The path of the page that was asked for."""
        return str(self.request.url.path)

    @property
    def library_words(self) -> Words:
        """The library's own language, for what readers get, whatever the librarian's browser speaks."""
        return self.words.of_reader(self.office.settings.language)

    def acting(self) -> Acting:
        """Whoever is at the desk acts, now, at this machine."""
        return Acting(self.office.settings.name, self.now).by_staff(self.post.patron_id)

    def require(self, act: Act, class_id: int | None = None) -> None:
        """Raises NotAllowed unless they may do this, to this class."""
        if not self.post.may(act, class_id):
            raise NotAllowed

    def require_of(self, act: Act, class_id: int | None) -> None:
        """As `require`, for somebody of this class; who is in none is seen by those who see all."""
        own = self.classes(act)
        if own is not None and class_id not in own:
            raise NotAllowed

    def classes(self, act: Act) -> frozenset[int] | None:
        """The classes that this act of theirs may concern; None for all."""
        return self.post.classes_for(act)

    def text(self, name: str) -> str:
        """What was filled in or stands in the address, on one line and trimmed; empty where it is missing."""
        return visible(self.long_text(name).replace("\n", " ")).strip()

    def long_text(self, name: str) -> str:
        """As `text`, with its lines. Raises BadValue where it is endless."""
        values: Mapping[str, object] = (
            self.form if self.request.method == "POST" else self.request.query_params
        )
        value = values.get(name, "")
        if not isinstance(value, str):
            return ""
        if len(value) > _MOST_CHARACTERS:
            raise BadValue(
                N_("The text has {n} characters, which is too long: at most {most} are allowed."),
                n=len(value),
                most=_MOST_CHARACTERS,
            )
        lines = value.replace("\r\n", "\n").split("\n")
        return "\n".join(visible(line.encode("utf-8", "replace").decode()) for line in lines).strip()

    def whole(self, name: str, missing: int | None = None) -> int:
        """A whole number that was filled in, or `missing` where it was left empty. Raises BadValue."""
        text = plain(self.text(name))
        if not text and missing is not None:
            return missing
        digits = text.removeprefix("-")
        if not digits.isdecimal() or int(digits) > _LARGEST:
            raise BadValue(N_("{text} is not a whole number."), text=text)
        return int(text)

    def chosen(self, name: str) -> list[str]:
        """All values of a field that may be filled in more than once, such as ticks in a table."""
        values = self.form if self.request.method == "POST" else self.request.query_params
        return [visible(value) for value in values.getlist(name) if isinstance(value, str)]

    def row(self, name: str) -> int:
        """The number of a row that stands in the path as `{name:row}`."""
        return int(self.request.path_params[name])

    def file(self, name: str) -> UploadFile:
        """A file that was sent along. Raises BadValue where none was chosen."""
        found = self.form.get(name)
        if not isinstance(found, UploadFile) or not found.filename:
            raise BadValue(N_("Choose a file first."))
        return found

    def say(self, sentence: Sentence, *, undo: Undo | None = None, is_trouble: bool = False) -> None:
        """Let the next page say this at its top, and offer to take it back."""
        if self.visit:
            self.visit.messages.append(Message(sentence, undo, is_trouble))

    def done(
        self,
        address: str,
        sentence: Sentence | None = None,
        *,
        undo: Undo | None = None,
        is_trouble: bool = False,
    ) -> Response:
        """It is done, or with `is_trouble` it was not: go to this page, which says so."""
        if sentence:
            self.say(sentence, undo=undo, is_trouble=is_trouble)
        return RedirectResponse(address, 303)

    def begin(self, name: Sentence, work: Callable[[Report], object], *, then: str = "") -> Response:
        """Do what takes long in the desk's other thread, and go to the page that shows how far it is."""
        job = self.office.jobs.begin(name, work, owner=self.post.patron_id, then=then)
        return RedirectResponse(f"/jobs/{job.id}", 303)

    def job(self, job_id: str) -> Job | None:
        """A job of this visitor's own."""
        return self.office.jobs.find(job_id, self.post.patron_id)


def words_of(request: Request, office: Office) -> Words:
    """The language that was chosen in this browser, else the one that it asks for, else the machine's."""
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    if chosen in LANGUAGES:
        return speak(chosen)
    asked_for = _first_language(request.headers.get("accept-language", ""))
    return speak(asked_for or office.settings.language or "en")


def _first_language(wanted: str) -> str:
    """The first of ours among those that a browser asks for, in its order: RFC 9110, 12.5.4."""
    for named in wanted.split(","):
        tag = named.partition(";")[0].strip().lower()
        for language in LANGUAGES:
            if tag.partition("-")[0] == language.partition("_")[0]:
                return language
    return ""


def local_path(text: str) -> str:
    """An address of ours to go back to; the first page for any other."""
    parts = urlsplit(text)
    is_ours = text.startswith("/") and not text.startswith(("//", "/\\")) and not parts.netloc
    return text if is_ours and text.isprintable() and "\\" not in text else "/"
