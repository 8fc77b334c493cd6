"""What the conversation says that the reader holds is what the store says, after each scan of a turn."""

from datetime import datetime, timedelta

from school import Library

from db.circulation.standing import loan_lines
from db.models import Copy, Location, Patron
from kiosk.service.desks import Desks

NOW = datetime(2026, 9, 7, 2, 0)


def test_what_the_reader_holds_is_known_without_asking_again(library: Library, desks: Desks) -> None:
    ada, ben = library.patron("6101", quota=9), library.patron("6102")
    for code in ("B1", "B2", "B3"):
        library.copy(code)
    copies = dict(zip(("B1", "B2", "B3"), Copy.select(), strict=True))
    Copy.update(location=Location.create(name="Shelf 7", kind="shelf")).where(
        Copy.id == copies["B2"].id
    ).execute()
    library.lend(copies["B3"], ben, days_ago=3)
    reader = Patron.get(Patron.number == ada.number)
    now, words = NOW, []
    for code in ("6101", "B1", "B2", "B3", "6101", "6101", "B2", "%UNDO", "B1", "B1"):
        now += timedelta(seconds=4)
        words.append(desks.serve(code, now).word)
        turn = desks.conversation.turn
        assert turn is None or turn.reader.loans == loan_lines(reader.id), code
    assert words[1:7] == ["lent", "lent", "settled", "turn_ended", "turn_opened", "returned"]
    assert {line.book.shelf for line in loan_lines(reader.id)} >= {"Shelf 7"}
