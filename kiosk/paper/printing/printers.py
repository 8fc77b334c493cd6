"""Handing finished files to a printer: through CUPS with its own commands, or straight to it."""

import os
import re
import socket
import subprocess
import time
from pathlib import Path

from db.errors import LibraryError
from db.marking import N_

ZPL_PORT = 9100
"""Where label printers listen for raw data (HP JetDirect's port, as all do)."""

_CONNECTING = 5.0
"""Seconds in which a printer on the school's own network answers."""

_POLL = 0.5


class PrinterError(LibraryError):
    """The printer took nothing; what was to be printed can be printed again."""


def send_to_cups(file: Path, printer: str, title: str, medium: str, patience: float) -> str:
    """Print a file and return CUPS' name of the job, once the printer has taken all of it.

    `medium`: the paper, as `labels.stock.medium_of` names it.

    CUPS accepts a job also for a printer that is off. Where it still waits after `patience` seconds it is
    withdrawn, so that it does not come out later beside its repetition. Raises PrinterError.
    """
    options = ("-o", f"media={medium}", "-o", "print-scaling=none")
    said = _run("lp", "-d", printer, "-t", title, *options, str(file.resolve()))
    found = re.search(r"request id is (\S+)", said)
    if found is None:
        raise PrinterError(
            N_("The printer {printer} did not accept the print: {reason}."), printer=printer, reason=said
        )
    job = found[1]
    until = time.monotonic() + patience
    while job in _run("lpstat", "-W", "not-completed", "-o", printer).split():
        if time.monotonic() > until:
            _run("cancel", job)
            raise PrinterError(
                N_(
                    "The printer {printer} has not printed within {seconds} seconds: is it on, and "
                    "does it have paper? The print was cancelled."
                ),
                printer=printer,
                seconds=round(patience),
            )
        time.sleep(_POLL)
    return job


def send_raw(content: bytes, address: str) -> None:
    """Send commands to a label printer, `HOST` or `HOST:PORT`. Raises PrinterError."""
    host, _, port = address.partition(":")
    if port and not port.isdecimal():
        raise PrinterError(
            N_("{address} is not a printer's address. Write HOST or HOST:9100."), address=address
        )
    try:
        with socket.create_connection((host, int(port or ZPL_PORT)), timeout=_CONNECTING) as connection:
            connection.sendall(content)
            connection.shutdown(socket.SHUT_WR)
    except (OSError, OverflowError, UnicodeError) as error:
        raise PrinterError(
            N_("The printer at {address} cannot be reached: {reason}. Is it on?"),
            address=address,
            reason=getattr(error, "strerror", None) or error,
        ) from error


def queues() -> tuple[str, ...]:
    """The printers that CUPS has; none where there is no CUPS, or where it does not answer."""
    try:
        return tuple(line.split()[0] for line in _run("lpstat", "-e").splitlines() if line.strip())
    except PrinterError:
        return ()


def _run(*command: str) -> str:
    """What a command of CUPS says. Raises PrinterError when it is missing or fails."""
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
            env={**os.environ, "LC_ALL": "C"},
        )
    except FileNotFoundError as error:
        raise PrinterError(
            N_("{command} is not installed here. Install the Debian package cups-client."), command=command[0]
        ) from error
    except subprocess.TimeoutExpired as error:
        raise PrinterError(
            N_("The print service does not answer ({command})."), command=command[0]
        ) from error
    if done.returncode:
        reason = done.stderr.strip().removeprefix(f"{command[0]}: ").rstrip(".") or str(done.returncode)
        raise PrinterError(N_("The print service refuses: {reason}."), reason=reason)
    return done.stdout
