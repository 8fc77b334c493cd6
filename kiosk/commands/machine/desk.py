"""`kiosk desk`: the librarian's desk in a browser, on this machine or for the school's network.

What it needs is imported when it runs: no other command waits for it.
"""

import argparse
import os
import secrets
import signal
import sys
import tempfile
import threading
import webbrowser
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from db.clock import utc_now
from db.errors import BadValue
from db.marking import N_
from kiosk.commands.parsing import Commands, add_listening
from kiosk.console import Console
from kiosk.machine import folders
from kiosk.machine.desk_notice import noted
from kiosk.machine.network import LOOPBACK, is_free, is_here, listening, own_addresses, own_names, written

if TYPE_CHECKING:
    from kiosk.pages.ground.office import Window
    from kiosk.pages.serving.certificate import Certificate

PORT = 8600
OWN_PORT = 8601
"""Of the desk that is opened for this machine alone: a bookmark, and a page left open, find it again."""


def add(commands: Commands) -> None:
    """Add the command."""
    _ = commands.words
    desk = commands.group(
        "desk",
        purpose=N_("the librarian's desk: pages in the browser of this machine"),
        example="kiosk desk",
        run=open_desk,
        needs_store=False,
    )
    serve = desk.add(
        "serve",
        serve_desk,
        purpose=N_("serve the pages, also to other machines"),
        example="kiosk desk serve --lan",
        needs_store=False,
    )
    window = desk.add(
        "window",
        open_in_window,
        purpose=N_("open the desk in a window of its own, and end with it"),
        example="kiosk desk window",
        needs_store=False,
    )
    window.add_argument("--over-kiosk", action="store_true", help=argparse.SUPPRESS)
    add_listening(serve, _, port=PORT)
    serve.add_argument("--lan", action="store_true", help=_("let all machines of the network in, over TLS"))
    serve.add_argument(
        "--plain-http",
        action="store_true",
        help=_("without TLS: PINs then cross the network as they are typed"),
    )
    serve.add_argument(
        "--name",
        action="append",
        default=[],
        metavar=_("NAME"),
        help=_("another name that browsers call it by"),
    )


def open_desk(console: Console, _arguments: argparse.Namespace) -> int:
    """Serve the desk to this machine alone, and open it in the browser.

    While the library has no PIN, the page that opens lets whoever started this choose the first one. Its
    address is said as well, for where no browser opens.
    """
    _open_store(console)
    port = OWN_PORT if is_free(LOOPBACK, OWN_PORT) else 0
    return _run(console, LOOPBACK, port, opens=True, first_key=secrets.token_urlsafe(16))


def open_in_window(console: Console, arguments: argparse.Namespace) -> int:
    """Serve the desk to one window, until that is closed, or nobody uses it any more.

    A kiosk that opens it says on the standard input who has given their PIN, then what its scanner reads.
    """
    from kiosk.office.window import window_browser
    from kiosk.pages.ground.office import Window
    from kiosk.scene.desk_window import CLOSING, SHOWN, tell

    browser = window_browser()
    if not browser:
        raise BadValue(N_("The desk cannot open a window here: it needs Chromium and a graphical screen."))
    _open_store(console)
    key = secrets.token_urlsafe(16)
    window, way = Window(), f"first/{key}"
    if arguments.over_kiosk:
        patron_id = int(text) if (text := sys.stdin.readline().strip()) else None
        shown, closing = partial(tell, SHOWN), partial(tell, CLOSING)
        window = Window(key, patron_id, when_shown=shown, when_closed=closing)
        way = f"window/from/{key}"
        threading.Thread(target=_hear_the_kiosk, args=(window,), name="kiosk", daemon=True).start()
    return _run(console, LOOPBACK, 0, browser=browser, window=window, way=way, first_key=key)


def _hear_the_kiosk(window: "Window") -> None:
    """Until the kiosk ends, and the window with it."""
    for line in sys.stdin:
        window.hear(line.rstrip("\n"))
    window.close()


def serve_desk(console: Console, arguments: argparse.Namespace) -> int:
    """Serve the desk until it is ended."""
    _open_store(console)
    host = arguments.host or ("0.0.0.0" if arguments.lan else LOOPBACK)
    return _run(
        console,
        host,
        PORT if arguments.port is None else arguments.port,
        names=frozenset(name.lower() for name in arguments.name),
        is_plain=arguments.plain_http,
    )


def show_demo(console: Console) -> int:
    """Serve the desk of a sample school, and say who may come in. Nothing of it is kept."""
    from db.store.opening import connected, open_store
    from kiosk.demo.school import make_school, sample_librarian

    with tempfile.TemporaryDirectory(prefix="kiosk-demo-") as folder:
        store = Path(folder) / "sample.db"
        open_store(store)
        with connected():
            make_school(utc_now(), console.words("Sample term"))
            number, pin = sample_librarian(utc_now())
        settings = msgspec.structs.replace(
            console.settings,
            store=str(store),
            name="demo",
            backup=msgspec.structs.replace(console.settings.backup, folder=""),
        )
        demo = replace(console, settings=settings)
        demo.say(N_("Card {number}, PIN {pin}: a librarian of the sample school."), number=number, pin=pin)
        return _run(demo, LOOPBACK, 0, opens=True)


def _run(
    console: Console,
    host: str,
    port: int,
    *,
    names: frozenset[str] = frozenset(),
    is_plain: bool = False,
    opens: bool = False,
    browser: str = "",
    window: "Window | None" = None,
    way: str = "",
    first_key: str = "",
) -> int:
    from kiosk.office.window import while_wanted
    from kiosk.pages.ground.office import Office
    from kiosk.pages.serving.certificate import certificate_for
    from kiosk.pages.serving.server import serve

    with listening(host, port) as listener:
        at = listener.getsockname()[1]
        is_local = is_here(host)
        certificate: Certificate | None = None
        if not is_local:
            names |= own_names()
            if is_plain:
                console.warn(N_("Without TLS everybody in the network can read the PINs that are typed."))
            else:
                certificate = certificate_for(
                    {*names, *own_addresses(), *_named(host), "localhost", LOOPBACK}, folders.desk_folder()
                )
        scheme = "https" if certificate else "http"
        shown = own_addresses() if host in ("0.0.0.0", "::") else (host,)
        office = Office(
            console.settings,
            folders.log_path(),
            names=names,
            first_key=first_key,
            window=window,
            certificate=certificate.file if certificate else None,
        )

        went: list[bool] = []
        addresses = tuple(f"{scheme}://{written(one, at)}/" for one in shown)

        def ready() -> None:
            for address in addresses:
                console.say(N_("The desk is at {address}"), address=address)
            if certificate:
                console.say(N_("Fingerprint (SHA-256): {fingerprint}"), fingerprint=certificate.fingerprint)
            console.out.flush()
            if opens:
                first = f"http://{written(host, at)}/{f'first/{first_key}' if first_key else ''}"
                if first_key and _has_no_pin():
                    console.say(N_("No PIN is set yet. Choose the first one at {address}"), address=first)
                    console.out.flush()
                webbrowser.open(first)
            if window:
                address = f"http://{written(host, at)}/{way}"
                spoken = console.settings.language or "en"
                while_wanted(
                    browser, address, spoken, partial(_is_wanted, window), partial(_ended, window, went)
                )

        fingerprint = certificate.fingerprint if certificate else ""
        with nullcontext() if is_local else noted(addresses, fingerprint):
            serve(office, listener, certificate, ready)
    return 0 if all(went) else 1


def _is_wanted(window: "Window") -> bool:
    if window.is_done_with:  # the kiosk is told before the browser goes: it takes the scans again
        window.close()
    return not window.is_done_with


def _ended(window: "Window", went: list[bool], is_well: bool) -> None:
    """The browser has ended: end this process as a signal from outside would."""
    went.append(is_well)
    window.close()
    os.kill(os.getpid(), signal.SIGTERM)


def _has_no_pin() -> bool:
    from db.answers.counter.pin import PinAsked
    from db.staff.pins import pin_asked
    from db.store.opening import connected

    with connected():
        return pin_asked() is PinAsked.WORD


def _named(host: str) -> set[str]:
    return set() if host in ("0.0.0.0", "::") else {host}


def _open_store(console: Console) -> None:
    from db.store.opening import open_store, store_at
    from kiosk.connection.machine_memory import note_seen, was_seen

    store = store_at(console.settings.store)
    open_store(store, may_make=not was_seen(store))
    note_seen(store)
