"""The URL by which a store on a server is named."""

from urllib.parse import parse_qsl, unquote, urlsplit

from db.store.server.postgresql import PostgresqlStore
from db.store.server.refusals import unreadable_url

SCHEMES = ("postgresql", "postgres")


def postgresql_store(url: str) -> PostgresqlStore:
    """The store of a URL: `postgresql://USER@HOST:PORT/DATABASE`, what is special in it as %XX.

    Raises StoreError for one that cannot be read; it repeats nothing of it, which may be a password.
    """
    try:
        parts = urlsplit(url)
        options = parse_qsl(parts.query, strict_parsing=True) if parts.query else []
        port = parts.port
    except ValueError as error:
        raise unreadable_url() from error
    database = unquote(parts.path.removeprefix("/"))
    if not database or set(parts.path[1:]) & set("/@:") or parts.fragment or parts.netloc.count("@") > 1:
        raise unreadable_url()
    password = unquote(parts.password or "") or dict(options).get("password", "")
    return PostgresqlStore(
        database,
        unquote(parts.hostname or ""),
        port,
        unquote(parts.username or ""),
        password,
        tuple((name, value) for name, value in options if name != "password"),
    )
