"""`kiosk sip2`: the library's side of SIP2, for self-check machines, gates and city systems."""

import argparse
import asyncio
from pathlib import Path

from db.errors import StoreInTrouble
from db.marking import N_
from kiosk.commands.parsing import Commands, add_listening
from kiosk.console import Console
from kiosk.machine.network import is_here, listening, written
from kiosk.settings import Sip2Settings
from kiosk.settings_file import BadSettings


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
        purpose=N_("answer them until stopped"),
        example="kiosk sip2 serve --host 192.168.1.20 --port 6001",
        needs_store=False,
    )
    add_listening(serve, _, port=Sip2Settings().port)
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
        if not is_here(host):
            console.warn(
                N_("SIP2 is not encrypted: everybody in this network can read what the machines send.")
            )

        def ready() -> None:
            console.say(N_("SIP2 is answered at {address}"), address=written(host, at))
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
