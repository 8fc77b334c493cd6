"""How this machine is called and reached, and where what it serves listens: the desk, and SIP2."""

import errno
import socket
from contextlib import closing, suppress

from db.errors import BadValue, LibraryError
from db.marking import N_

LOOPBACK = "127.0.0.1"
"""Where only programs of this machine reach what listens."""

_ELSEWHERE = (("192.0.2.1", socket.AF_INET), ("2001:db8::1", socket.AF_INET6))
"""Addresses that nobody has (RFC 5737, RFC 3849): the way to them starts at an address of ours."""


def own_names() -> frozenset[str]:
    """The names by which others in a network may call this machine."""
    name = socket.gethostname().lower()
    short = name.partition(".")[0]
    return frozenset({name, short, f"{short}.local"} - {""})


def own_addresses() -> tuple[str, ...]:
    """The addresses at which this machine is reached from the network; nothing is sent to find them."""
    found = []
    for address, family in _ELSEWHERE:
        with suppress(OSError), closing(socket.socket(family, socket.SOCK_DGRAM)) as one:
            one.connect((address, 9))
            found.append(str(one.getsockname()[0]).partition("%")[0])
    return tuple(address for address in found if not address.startswith(("127.", "::1", "fe80")))


def is_here(host: str) -> bool:
    """Whether what listens there is reached from this machine alone."""
    return host in (LOOPBACK, "localhost", "::1")


def written(host: str, port: int) -> str:
    """An address as it is written in a URL: an IPv6 one stands in brackets (RFC 3986)."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def is_free(host: str, port: int) -> bool:
    """Whether nobody listens at this port of this machine just now."""
    try:
        listening(host, port).close()
    except LibraryError:
        return False
    return True


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens there; port 0 takes a free one. Raises BadValue and LibraryError."""
    if not 0 <= port <= 65535:
        raise BadValue(
            N_("There is no port {port}: choose one from 1024 to 65535, or 0 for a free one."), port=port
        )
    try:
        ((family, _, _, _, address), *_) = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise BadValue(N_("{host} is not an address of this machine."), host=host) from error
    try:
        is_both = family == socket.AF_INET6 and host == "::" and socket.has_dualstack_ipv6()
        return socket.create_server(
            address[:2], family=family, backlog=512, reuse_port=False, dualstack_ipv6=is_both
        )
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise LibraryError(
                N_(
                    "Port {port} is taken: is this running already? Choose another with --port, or 0 for any."
                ),
                port=port,
            ) from error
        if error.errno == errno.EACCES:
            raise LibraryError(
                N_("This user may not use port {port}: choose one above 1023."), port=port
            ) from error
        raise BadValue(N_("{host} is not an address of this machine."), host=host) from error
