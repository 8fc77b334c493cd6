"""Look-ups of new books, against a server of the test's own: off by default, slow on purpose, kept."""

import io
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from school import NOW, Library

from db.cataloguing.intake import take_in, unnamed_titles
from db.cataloguing.page import book_page
from db.events.record import Acting
from db.known.books import known_books
from db.models import KnownBook
from kiosk.cli import main
from kiosk.lookups.looking import ASKED_AGAIN, Pace, look_up
from kiosk.settings import LookupSettings

STAFF = Acting("office", NOW, "staff")
WEB, MOMO, EMMA = "9787532733415", "9787544270878", "9780141439587"
SRU = """<?xml version="1.0"?><searchRetrieveResponse xmlns="http://www.loc.gov/zing/srw/"><records><record>
<recordData><record xmlns="http://www.loc.gov/MARC21/slim"><leader>00000nam0 2200000   450 </leader>
<datafield tag="010" ind1=" " ind2=" "><subfield code="a">978-7-5327-3341-5</subfield>
<subfield code="d">CNY17.00</subfield></datafield>
<datafield tag="200" ind1="1" ind2=" "><subfield code="a">夏洛的网</subfield>
<subfield code="f">E.B.怀特</subfield></datafield>
<datafield tag="690" ind1=" " ind2=" "><subfield code="a">I712.84</subfield></datafield></record>
</recordData></record></records></searchRetrieveResponse>"""
NOBODY = '<searchRetrieveResponse xmlns="http://www.loc.gov/zing/srw/"><records/></searchRetrieveResponse>'
OPEN = json.dumps(
    {
        f"ISBN:{MOMO}": {
            "title": "Momo",
            "authors": [{"name": "Michael Ende"}],
            "publishers": [{"name": "Thienemann"}],
            "publish_date": "1973",
            "number_of_pages": 272,
        }
    }
)


@dataclass
class Sources:
    """A server that has one book in each format; `asked` are the paths, in order."""

    port: int = 0
    asked: list[str] = field(default_factory=list)
    answers: dict[str, tuple[int, bytes]] = field(default_factory=dict)

    def sru(self) -> LookupSettings:
        return LookupSettings("Library of the test", f"http://127.0.0.1:{self.port}/sru?q={{isbn}}")

    def open(self) -> LookupSettings:
        url = f"http://127.0.0.1:{self.port}/json?q={{isbn}}"
        return LookupSettings("Open test", url, "json", "ISBN:{isbn}")


@pytest.fixture
def sources() -> Iterator[Sources]:
    made = Sources()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked.append(self.path)
            usual = {f"/sru?q={WEB}": SRU, f"/json?q={MOMO}": OPEN}.get(self.path)
            code, content = made.answers.get(
                self.path, (200, (usual or (NOBODY if "sru" in self.path else "{}")).encode())
            )
            self.send_response(code)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        made.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield made
        server.shutdown()
        thread.join()


@pytest.fixture
def quick() -> Pace:
    return Pace(wait=lambda seconds: None)


def test_what_waits_is_named_with_source_and_day_and_asked_once(
    library: Library, sources: Sources, quick: Pace
) -> None:
    web, momo, emma = (take_in(isbn, STAFF).title_id for isbn in (WEB, MOMO, EMMA))
    both = [sources.sru(), sources.open()]
    came = look_up([WEB, MOMO, EMMA], both, STAFF, pace=quick)
    assert (came.asked, [one.title for one in came.named], came.troubles) == (3, ["Momo", "夏洛的网"], ())
    assert len(sources.asked) == 5  # the second source only where the first knew nothing
    book = book_page(web)
    assert (book.fields["author"], book.fields["price"], book.fields["call_number"]) == (
        *("E.B.怀特", "CNY17.00", "I712.84"),
    )
    assert (book.source, book.taken_on) == ("Library of the test", NOW.date())
    other = book_page(momo)
    assert (other.fields["author"], other.fields["year"], other.fields["pages"]) == (
        "Michael Ende",
        "1973",
        "272",
    )
    assert [one.title_id for one in unnamed_titles()] == [emma]
    again = look_up([WEB, MOMO, EMMA], both, STAFF, pace=quick)
    assert (again.asked, len(sources.asked)) == (0, 5)
    later = Acting("office", NOW + ASKED_AGAIN, "staff")
    assert look_up([EMMA], both, later, pace=quick).asked == 1


@pytest.mark.store_in("file")
def test_one_request_a_second(library: Library, sources: Sources) -> None:
    waited: list[float] = []
    now = [0.0]

    def wait(seconds: float) -> None:
        waited.append(seconds)
        now[0] += seconds

    look_up([WEB, MOMO, EMMA], [sources.sru()], STAFF, pace=Pace(wait, lambda: now[0]))
    assert waited == [1.0, 1.0]


BAD = {
    "an error": (500, b"no"),
    "no XML": (200, b"\xff\xfe\x00"),
    "entities": (200, b'<!DOCTYPE x [<!ENTITY a "b">]><record>&a;</record>'),
    "endless": (200, b"<record>" + b" " * 1_100_000),
}


@pytest.mark.store_in("file")
@pytest.mark.parametrize("kind", BAD)
def test_a_source_in_trouble_is_told_and_left_alone(
    library: Library, sources: Sources, quick: Pace, kind: str
) -> None:
    take_in(WEB, STAFF)
    sources.answers[f"/sru?q={WEB}"] = BAD[kind]
    came = look_up([WEB, MOMO], [sources.sru()], STAFF, pace=quick)
    assert came.named == () and len(came.troubles) == 1 and len(sources.asked) == 1
    assert "Library of the test gave no answer" in str(came.troubles[0])
    assert known_books([WEB]) == {}  # so that it is asked again
    away = LookupSettings("Gone", "http://127.0.0.1:9/{isbn}")
    assert len(look_up([WEB], [away], STAFF, pace=quick).troubles) == 1


@pytest.mark.store_in("file")
def test_nothing_is_asked_unless_the_settings_name_a_source(
    library: Library,
    sources: Sources,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{WEB}\n"))
    assert main(["--language", "en", "books", "intake"]) == 0
    assert main(["--language", "en", "books", "lookup"]) == 0
    assert "No source is named in the settings" in capsys.readouterr().out
    assert sources.asked == [] and KnownBook.select().count() == 0
    file = tmp_path / "kiosk.toml"
    file.write_text(f'[[lookups]]\nname = "Test"\nurl = "http://127.0.0.1:{sources.port}/sru?q={{isbn}}"\n')
    monkeypatch.setenv("KIOSK_SETTINGS", str(file))
    assert main(["--language", "en", "books", "lookup"]) == 0
    said = capsys.readouterr().out
    assert f"{WEB}: “夏洛的网”, from Test" in said and "ISBNs asked for: 1. Titles found: 1." in said
    assert len(sources.asked) == 1
