"""The desk as a process: its addresses, its certificate, silent connections, and a clean end."""

import re
import signal
import socket
import ssl
import time
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from school import Library
from served import running
from visiting import ACTING, PIN

from db.staff.members import appoint
from db.staff.pins import set_pin
from kiosk.cli import main
from kiosk.commands.machine import desk as desk_command
from kiosk.machine.desk_notice import desk_notice
from kiosk.machine.network import is_free, listening
from kiosk.pages.serving.certificate import certificate_for

pytestmark = pytest.mark.store_in("file")


def got(address: str, **how: object) -> str:
    with urlopen(Request(address), timeout=20, **how) as answer:  # type: ignore[call-overload]
        return str(answer.read().decode())


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_says_which_port_it_took_and_ends_cleanly(library: Library, number: signal.Signals) -> None:
    with running("desk", "serve", "--port", "0") as (desk, address):
        assert address.startswith("http://127.0.0.1:") and not address.endswith(":0")
        assert "Library desk" in got(f"{address}/login")
        desk.send_signal(number)
        out, err = desk.communicate(timeout=20)
    assert (desk.returncode, out, err) == (0, "", "")


def test_where_no_browser_opens_the_first_pin_is_chosen_at_the_address_that_is_said(library: Library) -> None:
    with running("desk", browser="false") as (desk, address):
        assert desk.stdout
        said = desk.stdout.readline().removeprefix("No PIN is set yet. Choose the first one at ").strip()
        assert said.startswith(f"{address}/first/") and 'name="again"' in got(said)
        assert "kiosk staff pin" in got(f"{address}/login")
        desk.terminate()
        desk.wait()
    set_pin(PIN, ACTING)
    with running("desk", browser="false") as (desk, address):
        assert "kiosk staff pin" not in got(f"{address}/login")
        desk.terminate()
        assert desk.communicate(timeout=20)[0] == ""


def test_a_page_does_not_wait_for_the_browser_to_say_that_it_has_the_head(library: Library) -> None:
    with (
        running("desk", "serve", "--port", "0") as (_desk, address),
        closing(HTTPConnection(address.removeprefix("http://"), timeout=20)) as line,
    ):
        taken = []
        for _ in range(20):
            began = time.monotonic()
            line.request("GET", "/login")
            line.getresponse().read()
            taken.append(time.monotonic() - began)
    assert sorted(taken)[5] < 0.035  # a delayed acknowledgement takes 40 ms at least


def test_hundreds_of_silent_connections_keep_nobody_out(library: Library) -> None:
    with running("desk", "serve", "--port", "0") as (_desk, address):
        port = int(address.rpartition(":")[2])
        silent = [socket.create_connection(("127.0.0.1", port)) for _ in range(90)]
        for one in silent[:30]:
            one.sendall(b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\ncard=")
        began = time.monotonic()
        assert "Library desk" in got(f"{address}/login")
        assert time.monotonic() - began < 5
        for one in silent:
            one.close()


def test_on_a_lan_it_speaks_tls_and_one_silent_connection_keeps_nobody_out(
    library: Library, tmp_path: Path
) -> None:
    appoint_librarian(library)
    with running("desk", "serve", "--lan", "--port", "0") as (_desk, address):
        port = int(address.rpartition(":")[2])
        assert address.startswith("https://")
        trusted = ssl.create_default_context(cafile=str(certificate_file(tmp_path)))
        with socket.create_connection(("127.0.0.1", port)):
            assert "Library desk" in got(f"https://localhost:{port}/login", context=trusted)
            assert "BEGIN CERTIFICATE" in got(f"https://localhost:{port}/certificate.crt", context=trusted)
        assert certificate_file(tmp_path).with_suffix(".key").stat().st_mode & 0o077 == 0


def appoint_librarian(library: Library) -> None:
    library.policy("librarian")
    library.patron("S1", category="librarian")
    appoint("S1", "librarian", (), ACTING)
    set_pin(PIN, ACTING, "S1")


def certificate_file(home: Path) -> Path:
    (found,) = home.glob("**/desk.crt")
    return found


@pytest.mark.parametrize(("options", "is_plain"), [((), False), (("--plain-http",), True)])
def test_the_kiosk_beside_it_and_the_doctor_know_of_it(
    library: Library, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], is_plain: bool
) -> None:
    with running("desk", "serve", "--lan", "--port", "0", *options) as (desk, at):
        notice = desk_notice()
        assert notice and notice.process == desk.pid and notice.is_plain == is_plain
        assert any(at in address for address in notice.addresses)
        main(["--language", "en", "doctor"])
        assert ("is served without TLS" in capsys.readouterr().out) == is_plain
        desk.terminate()
        desk.wait()
    assert desk_notice() is None


def test_a_certificate_is_kept_until_a_name_is_missing_from_it(tmp_path: Path) -> None:
    first = certificate_for({"library.local", "10.0.0.7"}, tmp_path / "desk")
    assert re.fullmatch("([0-9A-F]{2}:){31}[0-9A-F]{2}", first.fingerprint)
    assert certificate_for({"10.0.0.7"}, tmp_path / "desk") == first
    assert certificate_for({"10.0.0.8", "library.local"}, tmp_path / "desk").fingerprint != first.fingerprint
    first.file.write_text("no certificate")
    assert certificate_for({"10.0.0.7"}, tmp_path / "desk").fingerprint != first.fingerprint


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--host", "192.0.2.77"], 2, "192.0.2.77 is not an address of this machine."),
        (["--host", "no such name"], 2, "no such name is not an address of this machine."),
        (["--port", "70000"], 2, "There is no port 70000"),
        (["--port", "-1"], 2, "There is no port -1"),
    ],
)
def test_where_it_cannot_listen_it_says_why(
    library: Library, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, said: str
) -> None:
    assert main(["desk", "serve", *arguments, "--plain-http"]) == code
    assert said in capsys.readouterr().err


def test_the_desk_of_this_machine_is_where_it_was_and_moves_where_that_is_taken(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    with listening("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        assert not is_free("127.0.0.1", port)
        asked: list[int] = []
        monkeypatch.setattr(desk_command, "OWN_PORT", port)
        monkeypatch.setattr(desk_command, "_run", lambda _console, _host, at, **_: asked.append(at) or 0)
        assert main(["--store", str(library.where), "desk"]) == 0
    assert is_free("127.0.0.1", port)
    assert main(["--store", str(library.where), "desk"]) == 0
    assert asked == [0, port]


def test_a_port_that_is_taken_is_said(library: Library, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert main(["desk", "serve", "--port", port]) == 1
    assert f"Port {port} is taken" in capsys.readouterr().err


def test_the_sample_school_lets_its_librarian_in(tmp_path: Path) -> None:
    with running("demo", "--desk") as (desk, address):
        assert "Library desk" in got(f"{address}/login")
        desk.send_signal(signal.SIGINT)
        desk.communicate(timeout=20)
    assert desk.returncode == 0
