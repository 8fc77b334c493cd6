"""Several kiosks serve children at once on one store: what was confirmed is there, and there once."""

from collections import Counter

from many_kiosks import school_of, serve, what_is_wrong
from school import NOW

from db.events.record import Acting, record
from db.models import Event
from db.store.opening import connected

KIOSKS, TURNS = 3, 40


def test_what_several_kiosks_confirm_at_once_is_there_once(
    store_url: str,
) -> None:
    school = school_of(store_url, readers=12, books=40)
    served = serve(store_url, school, kiosks=KIOSKS, turns=TURNS)
    assert what_is_wrong(store_url, served) == []
    words = Counter(one.word for one in served.told)
    assert words.keys() >= {"turn_opened", "lent", "returned", "settled"} and "fault" not in words
    assert served.loans() > KIOSKS * TURNS / 2

    lost = next(one.events[0] for one in served.told if one.events)  # the judge is not blind
    with connected():
        Event.update(verb="lost", loan=None).where(Event.id == lost).execute()
        record(Acting("k", NOW), "lent", loan_id=1)
    assert len(what_is_wrong(store_url, served)) >= 2
