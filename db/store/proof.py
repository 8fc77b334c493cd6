"""What a server elsewhere has to prove before it is given a password: else any machine could ask for it."""

import os
from collections.abc import Mapping
from ipaddress import ip_address

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
