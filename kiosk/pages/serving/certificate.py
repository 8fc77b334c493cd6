"""The desk's own certificate, so that a PIN crosses the school's network unread: made once, by openssl."""

import os
import subprocess
from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from db.errors import LibraryError
from db.marking import N_
from kiosk.pages.ground.guard import is_address

DAYS = 825
"""How long it holds: the longest that browsers trust."""
_RENEWED_BEFORE = 30 * 24 * 3600


@dataclass(frozen=True)
class Certificate:
    """Where it is, its key, and its SHA-256 fingerprint as browsers show it."""

    file: Path
    key: Path
    fingerprint: str


def certificate_for(names: Collection[str], folder: Path) -> Certificate:
    """The certificate in this folder, for these names and addresses; made where there is none that fits.

    Another one has to be trusted again in every browser: it is only made when the old one ends, or when the
    machine is called by a name that it does not have. Raises LibraryError where openssl is missing or fails.
    """
    file, key = folder / "desk.crt", folder / "desk.key"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not (key.exists() and _holds(file, names)):
        _make(file, key, sorted(names))
    told = _openssl("x509", "-in", str(file), "-noout", "-fingerprint", "-sha256")
    return Certificate(file, key, told.strip().partition("=")[2])


def _holds(file: Path, names: Collection[str]) -> bool:
    if not file.exists():
        return False
    try:
        _openssl("x509", "-in", str(file), "-noout", "-checkend", str(_RENEWED_BEFORE))
        told = _openssl("x509", "-in", str(file), "-noout", "-ext", "subjectAltName")
    except LibraryError:
        return False
    held = {part.strip().partition(":")[2] for line in told.splitlines() for part in line.split(",")}
    return {_spelled(name) for name in names} <= {_spelled(name) for name in held}


def _make(file: Path, key: Path, names: list[str]) -> None:
    alternatives = ",".join(f"{'IP' if is_address(name) else 'DNS'}:{name}" for name in names)
    fresh, fresh_key = file.with_suffix(".new"), key.with_suffix(".newkey")
    with os.fdopen(os.open(fresh_key, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w"):
        pass  # nobody else may ever have read it
    _openssl(
        *("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-sha256"),
        *("-days", str(DAYS), "-subj", "/CN=Library desk", "-keyout", str(fresh_key), "-out", str(fresh)),
        *("-addext", f"subjectAltName={alternatives}", "-addext", "extendedKeyUsage=serverAuth"),
    )
    fresh_key.replace(key)
    fresh.replace(file)


def _openssl(*arguments: str) -> str:
    try:
        done = subprocess.run(
            ["openssl", *arguments],
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
            stdin=subprocess.DEVNULL,
        )
    except FileNotFoundError as error:
        raise LibraryError(
            N_(
                "The program openssl is missing, so the desk cannot use TLS. Install it "
                "(apt install openssl), or use --plain-http: PINs then cross the network unencrypted."
            )
        ) from error
    except subprocess.SubprocessError as error:
        raise LibraryError(
            N_("openssl could not make the desk's certificate. Is its folder writable?")
        ) from error
    return done.stdout


def _spelled(name: str) -> str:
    return str(ip_address(name)) if is_address(name) else name.lower()
