"""`kiosk sip2 serve` as a command: what it says, how it ends, what it refuses to begin with."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest
from machines import Machine
from school import Library

from kiosk.cli import main
from kiosk.handbook.topics import topic
from kiosk.settings import PeerSettings
from kiosk.settings_file import read_settings

PEER = '[[sip2.peers]]\nlogin = "self"\npassword = "check"\n'


@pytest.mark.store_in("file")
def test_it_takes_a_free_port_says_which_and_ends_when_it_is_told_to(
    library: Library, tmp_path: Path
) -> None:
    library.policy("pupil")
    settings = tmp_path / "kiosk.toml"
    settings.write_text(f'language = "en"\n{PEER}')
    serve = ["sip2", "serve", "--port", "0", "--settings", str(settings)]
    command = [sys.executable, "-m", "kiosk", *serve]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ}) as served:
        assert served.stdout
        said = served.stdout.readline()
        port = re.fullmatch(r"SIP2 is answered at 127\.0\.0\.1:(\d+)\n", said)
        assert port, said
        with Machine(int(port[1])).log_in() as machine:
            assert machine.ask("9900302.00").startswith("98YYYY")
            served.send_signal(signal.SIGTERM)
            assert served.wait(20) == 0


@pytest.mark.store_in("file")
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "No machine may log in."),
        (PEER + PEER, "have the login self"),
        (PEER + 'ends = "CRCR"\n', "ends"),
        (PEER + "colour = 1\n", "colour"),
        ('[[sip2.peers]]\nlogin = ""\npassword = "x"\n', "login"),
        (f"[sip2]\nport = 70000\n{PEER}", "port"),
    ],
)
def test_where_it_is_not_certain_who_may_come_it_does_not_begin(
    library: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    settings = tmp_path / "kiosk.toml"
    settings.write_text(text)
    assert main(["--language", "en", "--settings", str(settings), "sip2", "serve", "--port", "0"]) == 2
    told = capsys.readouterr()
    assert said in told.err and "Traceback" not in told.err and told.out == ""


@pytest.mark.store_in("file")
def test_an_address_that_is_not_ours_or_no_port_is_a_sentence(
    library: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = tmp_path / "kiosk.toml"
    settings.write_text(PEER)
    serve = ["--language", "en", "--settings", str(settings), "sip2", "serve"]
    for wrong in (("--port", "65536"), ("--port", "-1"), ("--host", "192.0.2.77", "--port", "0")):
        assert main([*serve, *wrong]) in (1, 2)
        assert capsys.readouterr().err.count("\n") <= 2


@pytest.mark.store_in("file")
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_settings_that_the_handbook_shows_can_be_read(
    library: Library, tmp_path: Path, language: str
) -> None:
    (shown,) = re.findall(r"```toml\n(.*?)```", topic(language, "sip2").text, re.DOTALL)
    file = tmp_path / "kiosk.toml"
    file.write_text(dedent(shown), encoding="utf-8")
    (peer,) = read_settings(file).sip2.peers
    assert peer.name == "hall" and {*shown.split()} >= {*PeerSettings.__struct_fields__}
