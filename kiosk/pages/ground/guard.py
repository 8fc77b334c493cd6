"""What stands round every answer: called by our own name, from our own pages, and kept by no browser."""

from collections.abc import Awaitable, Callable, MutableMapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

_HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
_READING = ("GET", "HEAD")
_LOOPBACK = frozenset(("localhost", "127.0.0.1", "::1"))


class Guard:
    """Lets in what is addressed to us and, where it would change something, comes from our own pages."""

    def __init__(self, app: Application, names: frozenset[str] = frozenset()) -> None:
        self._app = app
        self._names = names | _LOOPBACK

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
                headers.setdefault("cache-control", "no-store")
            await send(message)

        headers = Headers(scope=scope)
        if not self._is_ours(headers.get("host", ""), scope):
            refusal = PlainTextResponse("This is not the name of this machine.", 400)
            await refusal(scope, receive, with_headers)
        elif scope["method"] not in _READING and not _is_from_ours(headers, scope):
            refusal = PlainTextResponse("This did not come from a page of the desk.", 403)
            await refusal(scope, receive, with_headers)
        else:
            await self._app(scope, receive, with_headers)

    def _is_ours(self, host: str, scope: Scope) -> bool:
        """A name that others may point at us (DNS rebinding) is not ours."""
        name = _host_name(host)
        return name in self._names or (is_address(name) and name == _reached_at(scope))


def _is_from_ours(headers: Headers, scope: Scope) -> bool:
    """Browsers say where a request comes from; on plain http in a network only by `Origin`."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin", "")
    return bool(origin) and origin == f"{scope['scheme']}://{headers.get('host', '')}"


def _host_name(host: str) -> str:
    try:
        return (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def is_address(name: str) -> bool:
    """Whether a host is named by its IP address."""
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _reached_at(scope: Scope) -> str:
    """The address of ours that the connection came to."""
    server = scope.get("server")
    return str(server[0]) if server else ""
