"""What a server elsewhere has to prove before it is given a password: else any machine could ask for it.

It shows that it knows the password without learning it, and from the first meeting on that it has still the
same certificate, which this machine keeps.
"""

import hashlib
import os
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

_OPEN = ("disable", "allow", "prefer")
"""Ways to connect, by the URL's own words, for which nothing need be encrypted."""
_REFUSED = (
    "channel binding",
    "does not support ssl",
    "authentication method requirement",
    "certificate verify failed",
    "root certificate",
    "server certificate for",
)
"""Parts of libpq's sentences about a server that proved nothing."""
_PATIENCE = 1.5
"""Seconds that the server may take to show its certificate."""


def proof_wanted(host: str, given: Mapping[str, str]) -> dict[str, str]:
    """The words of libpq by which a server elsewhere proves itself; what the URL has `given` goes over them.

    Everything is encrypted, and the server shows that it knows the password (SCRAM, bound to this very
    connection) without learning it. A certificate that the URL names is the only one that counts.
    """
    if _is_here(host, given):
        return {}
    pinned = given.get("sslrootcert")
    words = {"sslmode": "verify-full" if pinned == "system" else "verify-ca" if pinned else "require"}
    if given.get("sslmode") in _OPEN:
        return words | {"require_auth": "scram-sha-256"}
    if given.keys() & {"require_auth", "sslcert"}:
        return words
    return words | {"channel_binding": "require"}


_TLS_WANTED = (8).to_bytes(4) + (80877103).to_bytes(4)
"""PostgreSQL's SSLRequest; a server that speaks TLS answers S."""
_NOT_AFTER = "not after "


@dataclass(frozen=True)
class Certificate:
    """A server's certificate.

    `ends_at` is when it runs out, in seconds since 1970; 0 where it does not vouch for itself.
    """

    pem: str
    ends_at: float

    @property
    def sha256(self) -> str:
        """Its fingerprint, as `openssl x509 -fingerprint -sha256` shows it."""
        digest = hashlib.sha256(ssl.PEM_cert_to_DER_cert(self.pem)).hexdigest().upper()
        return ":".join(digest[start : start + 2] for start in range(0, 64, 2))

    @property
    def holds(self) -> bool:
        """Whether it can be asked for at a connection: not where an authority of elsewhere has signed it, and
        not when it has run out. Then the password alone is the proof.
        """
        return self.ends_at > time.time()


def may_be_kept(host: str, given: Mapping[str, str]) -> bool:
    """Whether the certificate of the server is to be kept: not where the URL or libpq's files choose another
    proof, nor for several servers.
    """
    chosen = {"sslrootcert", "sslcert", "service", "require_auth"} & given.keys()
    named = "PGSSLROOTCERT" in os.environ or Path("~/.postgresql/root.crt").expanduser().exists()
    open_or_own = given.get("sslmode", "require") != "require" or given.get("channel_binding") == "disable"
    return not (chosen or named or open_or_own or "," in host or _is_here(host, given))


def certificate_of(host: str, port: int | None, given: Mapping[str, str]) -> Certificate | None:
    """What the server shows to anybody who asks, without a password; None where it cannot be had."""
    pem = _shown(host, port, given, "")
    if pem is None:
        return None
    vouched = _shown(host, port, given, pem)
    return Certificate(pem, float(vouched) if vouched else 0)


def kept_certificate(file: Path) -> Certificate | None:
    """The one that `keep_certificate` wrote there; None without one, or where it cannot be read."""
    try:
        first, pem = file.read_text(encoding="ascii").split("\n", 1)
        found = Certificate(pem, float(first.removeprefix(_NOT_AFTER)))
        return found if found.sha256 else None
    except (OSError, ValueError):
        return None


def wanted(file: Path, certificate: Certificate) -> dict[str, str]:
    """The words of libpq by which only a server with the certificate in this file counts."""
    return {"sslrootcert": str(file), "sslmode": "verify-ca"} if certificate.holds else {}


def keep_certificate(file: Path, certificate: Certificate) -> None:
    """Write it where libpq reads it from then on; there whole or not at all. Raises OSError."""
    made = file.with_name(f"{file.name}.{os.getpid()}")
    made.touch(0o600)
    made.write_text(f"{_NOT_AFTER}{certificate.ends_at}\n{certificate.pem}", encoding="ascii")
    made.replace(file)


def _shown(host: str, port: int | None, given: Mapping[str, str], vouching: str) -> str | None:
    """The certificate that the server shows; with one that vouches, when the shown one runs out.

    None where the server does not speak TLS, cannot be reached, or shows what that one does not vouch for.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_REQUIRED if vouching else ssl.CERT_NONE
    where = given.get("hostaddr") or given.get("host") or host, int(given.get("port") or port or 5432)
    try:
        if vouching:
            context.load_verify_locations(cadata=vouching)
        with socket.create_connection(where, _PATIENCE) as line:
            line.sendall(_TLS_WANTED)
            if line.recv(1) != b"S":
                return None
            with context.wrap_socket(line) as secured:
                if vouching:
                    return str(ssl.cert_time_to_seconds(str((secured.getpeercert() or {})["notAfter"])))
                return ssl.DER_cert_to_PEM_cert(secured.getpeercert(binary_form=True) or b"")
    except (OSError, ValueError, KeyError):  # ssl.SSLError is an OSError
        return None


def is_unproven(reason: str) -> bool:
    """Whether libpq's sentence means that the server did not prove itself."""
    return any(part in reason.lower() for part in _REFUSED)


def _is_here(host: str, given: Mapping[str, str]) -> bool:
    """Whether the server can only be on this machine: by its socket, or by an address that leads here."""
    if "service" in given or "PGSERVICE" in os.environ:
        return False
    named = [given.get("host") or host or os.environ.get("PGHOST", "")]
    named.append(given.get("hostaddr") or os.environ.get("PGHOSTADDR", ""))
    return all(_leads_here(one) for names in named for one in names.split(","))


def _leads_here(host: str) -> bool:
    if not host or host == "localhost" or host.startswith(("/", "@")):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
