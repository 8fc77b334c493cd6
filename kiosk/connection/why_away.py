"""Why the server of an error cannot be used, as the kiosk's sign is to say it."""

from db.answers.alone.away import Away
from db.errors import NewerStore, OlderStore, PasswordRefused, StoreLacks, StoreReadOnly, UnprovenServer
from db.store.server.postgresql import PostgresqlStore
from db.store.trouble import chain_of, is_full, is_lacking, is_read_only, trouble

_KINDS: dict[type[Exception], Away] = {
    PasswordRefused: Away.PASSWORD,
    StoreLacks: Away.LACKING,
    StoreReadOnly: Away.READ_ONLY,
    NewerStore: Away.NEWER,
    OlderStore: Away.OLDER,
    UnprovenServer: Away.UNPROVEN,
}


def away_by(error: Exception, server: PostgresqlStore) -> Away:
    """What has to be mended; the network, where nothing else is known."""
    explained = trouble(error, server)
    for one in (*([explained] if explained else []), *chain_of(error)):
        for kind, away in _KINDS.items():
            if isinstance(one, kind):
                return away
        if is_lacking(one):
            return Away.LACKING
        if is_read_only(one):
            return Away.READ_ONLY
        if is_full(one):
            return Away.FULL
    return Away.NETWORK
