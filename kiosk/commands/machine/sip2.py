"""`kiosk sip2`: the library's side of SIP2, for self-check machines, gates and city systems."""

import argparse
import asyncio
from pathlib import Path

from db.errors import StoreInTrouble
from db.marking import N_
from kiosk.commands.parsing import Commands, whole_number
from kiosk.console import Console
from kiosk.settings_file import BadSettings

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def add(commands: Commands) -> None:
    """Add the command."""
    _ = commands.words
    sip2 = commands.group(
        "sip2",
        purpose=N_("answer machines that speak SIP2: a self-check, a gate, a city's system"),
        example="kiosk sip2 serve",
        needs_store=False,
    )
    serve = sip2.add(
        "serve",
        serve_sip2,
        purpose=N_("answer them until this is ended"),
        example="kiosk sip2 serve --host 192.168.1.20 --port 6001",
        needs_store=False,
    )
    serve.add_argument(
        "--host", default="", metavar=_("ADDRESS"), help=_("the address to listen at (127.0.0.1)")
    )
    serve.add_argument(
        "--port",
        type=whole_number(_),
        default=None,
        metavar="N",
        help=_("the port (6001); 0 takes a free one and says which"),
    )
    serve.add_argument(
        "--settings",
        type=Path,
        default=argparse.SUPPRESS,
        metavar=_("FILE"),
        help=_("this machine's settings (TOML)"),
    )


def serve_sip2(console: Console, arguments: argparse.Namespace) -> int:
    """Answer the machines that the settings name, until a signal comes."""
    from db.store.opening import open_store, store_at
    from kiosk.connection.machine_memory import note_seen, was_seen
    from kiosk.pages.serving.network import listening
    from kiosk.sip2.server import Server

    settings = console.settings
    peers = settings.sip2.peers
    _refuse_unclear(console)
    store = store_at(settings.store)
    try:
        open_store(store, may_make=not was_seen(store))
        note_seen(store)
    except StoreInTrouble as error:  # it may come back; until then returns are noted
        console.warn(error.sentence)
    host = arguments.host or settings.sip2.host
    port = settings.sip2.port if arguments.port is None else arguments.port
    with listening(host, port) as listener:
        at = listener.getsockname()[1]
        if host not in _LOOPBACK:
            console.warn(
                N_("SIP2 is not encrypted: everybody in this network can read what the machines send.")
            )

        def ready() -> None:
            where = f"[{host}]" if ":" in host else host
            console.say(N_("SIP2 is answered at {address}"), address=f"{where}:{at}")
            console.out.flush()

        asyncio.run(Server(store, settings.name, settings.language, peers).run(listener, ready))
    return 0


def _refuse_unclear(console: Console) -> None:
    """Raises BadSettings where it is not certain who may come."""
    for slip in console.slips:
        if slip.part == "sip2":
            raise BadSettings(slip.why.text, **slip.why.details)
    logins = [peer.login for peer in console.settings.sip2.peers]
    if not logins:
        raise BadSettings(
            N_(
                "No machine may log in. Name each in the settings file, below [[sip2.peers]]: "
                'login = "...", password = "...".'
            )
        )
    twice = next((login for login in logins if logins.count(login) > 1), None)
    if twice is not None:
        raise BadSettings(N_("Two machines below [[sip2.peers]] have the login {login}."), login=twice)
