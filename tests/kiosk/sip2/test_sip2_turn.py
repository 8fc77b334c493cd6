"""A machine's whole turn, as a public client and another program's codec see it, and what the store says."""

import itertools
from datetime import date, timedelta
from pathlib import Path

import pysip2
import pytest
from machines import DAY, NO_DAY, SELF, Machine, answering, field
from school import NOW, Library
from Sip2.sip2 import Sip2

from db.models import Copy, Event, Hold, Loan
from db.store.sql import rows
from kiosk.settings import PeerSettings

DP2 = PeerSettings("dp2", "check", encoding="gb18030", ends="CRLF", checksum="dp2", mask_names=False)
LOOKS = PeerSettings("gate", "check", read_only=True)
STRICT = PeerSettings("strict", "check", checksum="strict", institution="SCHOOL")


@pytest.fixture
def school(library: Library) -> Library:
    library.policy("pupil", most_loans=3)
    library.patron("6101", name="王小明", given_name="小明")
    library.patron("6102", name="Ada Wong", given_name="Ada")
    library.patron("7001", name="李老师", given_name="李老师", category="teacher")
    title = library.title("窗边的小豆豆", isbn="9787544222396", call_number="I313.45/12")
    library.copy("L1", title=title, location=library.shelf("A1"))
    for number in range(1, 5):
        library.copy(f"B{number}")
    return library


def events() -> list[tuple[str, str]]:
    return [(event.verb, event.kiosk) for event in Event.select().order_by(Event.id)]


def test_a_public_client_has_its_whole_turn(
    school: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Login, status, card, three loans, a renewal, a return, a loan that is refused in Chinese, the end."""
    times = itertools.count()
    with answering(school.where, now=lambda: NOW + timedelta(minutes=3 * next(times))) as port:
        client = Sip2()
        client.hostName, client.hostPort, client.tlsEnable = "127.0.0.1", port, False
        client.logfile_path = str(tmp_path)
        client.connect()
        ask = client.get_response
        try:
            said = client.sip_login_response(ask(client.sip_login_request("self", "check")))
            assert said["fixed"]["Ok"] == "1"
            said = client.sip_sc_status_response(ask(client.sip_sc_status_request()))
            assert (said["fixed"]["OnlineStatus"], said["fixed"]["CheckoutOk"]) == ("Y", "Y")
            client.patron = "6101"
            said = client.sip_patron_information_response(
                ask(client.sip_patron_information_request("charged"))
            )
            assert said["variable"]["AE"] == ["小*"] and said["variable"]["BL"] == ["Y"]
            for code, title in (("L1", "窗边的小豆豆"), ("B1", "Book B1"), ("B2", "Book B2")):
                said = client.sip_checkout_response(ask(client.sip_checkout_request(code)))
                assert said["fixed"]["Ok"] == "1" and said["variable"]["AJ"] == [title]
                assert said["variable"]["AH"] == ["2026-09-22"]
            refused = client.sip_checkout_response(ask(client.sip_checkout_request("B3")))
            assert refused["fixed"]["Ok"] == "0"
            assert refused["variable"]["AF"] == ["你已经借了 3 本，最多 3 本。先还一本，再来借这本吧。"]
            Loan.update(due_on=date(2026, 9, 10)).where(Loan.copy == Copy.get(Copy.id == 1)).execute()
            said = client.sip_renew_response(ask(client.sip_renew_request("L1")))
            assert said["fixed"]["Ok"] == "1" and said["variable"]["AH"] == ["2026-09-22"]
            said = client.sip_checkin_response(ask(client.sip_checkin_request("B1")))
            assert said["fixed"]["Ok"] == "1" and said["variable"]["AJ"] == ["Book B1"]
            said = client.sip_end_patron_session_response(ask(client.sip_end_patron_session_request()))
            assert said["fixed"]["EndSession"] == "Y"
        finally:
            client.disconnect()
    done = [verb for verb, kiosk in events() if kiosk == "self"]
    assert done == ["turn_opened", "lent", "lent", "lent", "refused", "renewed", "returned"]
    assert rows("SELECT COUNT(*) FROM loan WHERE returned_at IS NULL") == [(2,)]


REQUESTS = (
    "9900302.00",
    f"23019{DAY}AO|AA6101|AC|AD|",
    f"23019{DAY}AO|AA9999|AC|AD|",
    f"63019{DAY}  Y       AO|AA6101|",
    f"63001{DAY}          AO|AA|",
    f"11NN{DAY}{NO_DAY}AO|AA6101|ABB1|AC|",
    f"11NN{DAY}{NO_DAY}AO|AA6101|ABX|AC|",
    f"11YN{DAY}{NO_DAY}AO|AA9999|ABB1|AC|",
    f"29NN{DAY}{NO_DAY}AO|AA6101|ABB1|",
    f"65{DAY}AO|AA6101|",
    f"65{DAY}AO|AA9999|",
    f"09N{DAY}{DAY}AP|AO|ABB1|AC|",
    f"09N{DAY}{DAY}AP|AO|ABX|AC|",
    f"17{DAY}AO|ABL1|",
    f"17{DAY}AO|ABX|",
    f"19{DAY}AO|ABL1|CH|",
    f"19{DAY}AO|ABL1|CH|APA1|",
    f"15+{DAY}AO|AA6102|ABB2|",
    f"15-{DAY}AO|AA6102|ABB2|",
    f"15*{DAY}AO|AA6102|ABB2|",
    f"37{DAY}0400CNYBV1.00|AO|AA6101|",
    f"01N{DAY}AO|ALlost|AA6101|AC|",
    f"25{DAY}AO|AA6101|AC|AD|",
    f"35{DAY}AO|AA6101|",
    "97",
    "77unheard of",
    "9300CNself|COwrong|",
)


@pytest.mark.store_in("file")
def test_every_answer_is_well_formed_to_another_programs_codec(school: Library) -> None:
    """pysip2 insists on each field that the standard requires, on its width, and on the checksum."""
    with answering(school.where, SELF, STRICT, LOOKS, now=lambda: NOW) as port:
        for peer in (None, SELF, STRICT, LOOKS):
            with Machine(port) as machine:
                if peer:
                    log_in = pysip2.encode_message(
                        pysip2.LoginRequest(
                            uid_algorithm="0",
                            pwd_algorithm="0",
                            login_user_id=peer.login,
                            login_password=peer.password,
                        ),
                        sequence_number=0,
                        checksum=True,
                    )
                    machine.send(log_in)
                    assert machine.heard().startswith(b"941")
                for number, text in enumerate(REQUESTS):
                    told = f"{text}AY{number % 10}AZ" if text != "97" else "97AZ"
                    machine.send(f"{told}{pysip2.calculate_checksum(told.encode())}\r".encode())
                    answer = machine.heard()
                    read = pysip2.decode_message(answer + b"\r", encoding="utf-8")
                    assert read.checksum and pysip2.verify_checksum(answer)
                    if text[:2] not in ("97", "77"):
                        assert read.sequence_number == number % 10
                        assert int(answer[:2]) - int(text[:2]) in (1, -1, 23)


def test_a_machine_of_dp2_gets_gb18030_its_own_sum_and_its_own_end(school: Library) -> None:
    with answering(school.where, DP2, now=lambda: NOW) as port, Machine(port, "gb18030", b"\r\n") as machine:
        assert machine.ask("9300CNdp2|COcheck|CP|") == "941AY4AZFF62"
        lent = machine.ask(f"11YN{DAY}{NO_DAY}AOschool|AA6101|ABL1|AC|BON|")
        assert lent.startswith("121NUY") and "AJ窗边的小豆豆|" in lent and "AY4AZ" in lent
        assert field(machine.ask(f"63019{DAY}          AO|AA6101|"), "AE") == "小明"


def test_before_login_nothing_is_done_and_nothing_is_said_of_anybody(school: Library) -> None:
    with answering(school.where, now=lambda: NOW) as port, Machine(port) as machine:
        for text in REQUESTS[:-4]:
            answer = machine.ask(text)
            assert "Ada" not in answer and "小" not in answer.replace("小豆豆", "") and "Book" not in answer
            assert answer[:3] not in ("121", "101", "301", "161", "201", "661")
    assert events() == [] and rows("SELECT COUNT(*) FROM loan") == [(0,)]


@pytest.mark.store_in("file")
def test_a_wrong_login_is_slow_and_the_third_is_the_last(school: Library) -> None:
    with answering(school.where, now=lambda: NOW) as port, Machine(port) as machine:
        for wrong in ("9300CNself|CO|", "9310CNself|COcheck|", "9300CN|CO\0|"):
            assert machine.ask(wrong) == "940"
        with pytest.raises(ConnectionError):
            machine.ask("9300CNself|COcheck|")


@pytest.mark.store_in("file")
def test_who_may_only_look_changes_nothing(school: Library) -> None:
    school.lend(Copy.get_by_id(2), school.patron("6105"))
    with answering(school.where, LOOKS, now=lambda: NOW) as port, Machine(port) as machine:
        machine.log_in(LOOKS)
        for text in REQUESTS[:-3]:
            machine.ask(text)
        assert machine.ask("9900302.00")[:8] == "98YNNNNN"
    assert events() == [] and rows("SELECT COUNT(*) FROM loan WHERE returned_at IS NULL") == [(1,)]


@pytest.mark.store_in("file")
def test_the_same_message_once_more_is_answered_as_before_and_done_once(school: Library) -> None:
    lend = f"11YN{DAY}{NO_DAY}AO|AA6101|ABB1|AC|AY1AZ"
    lend += pysip2.calculate_checksum(lend.encode())
    back = f"09N{DAY}{DAY}AP|AO|ABB1|AC|"
    with answering(school.where, now=lambda: NOW) as port:
        with Machine(port).log_in() as machine:
            first = machine.ask(lend)
            assert first[:3] == "121" and machine.ask(lend) == first
            resent = machine.ask("97AZFEF5")
            assert "AY" not in resent and resent[:-6] == first[:-9]
        with Machine(port).log_in() as machine:  # the line broke, and the machine has no answer
            assert machine.ask(lend) == first
            returned = machine.ask(back)
            assert returned[:3] == "101" and machine.ask(back) == returned
    verbs = [verb for verb, _ in events() if verb != "turn_opened"]
    assert verbs == ["lent", "returned"]


@pytest.mark.store_in("file")
def test_a_message_that_was_torn_is_asked_for_again_but_not_for_ever(school: Library) -> None:
    with answering(school.where, now=lambda: NOW) as port, Machine(port).log_in() as machine:
        torn = f"11YN{DAY}{NO_DAY}AO|AA6101|ABB1|AC|AY1AZ0000"
        assert machine.ask(torn) == "96AZFEF6"
        assert rows("SELECT COUNT(*) FROM loan") == [(0,)]
        for _ in range(9):
            machine.ask(torn)
        with pytest.raises(ConnectionError):
            machine.ask(torn)


def test_a_return_is_never_refused_whoever_brings_it_and_never_says_who_had_it(school: Library) -> None:
    ada, book = school.patron("6110", given_name="Eve", status="suspended"), Copy.get_by_id(2)
    school.lend(book, ada, days_ago=40)
    Copy.update(status="withdrawn").where(Copy.id == book.id).execute()
    with answering(school.where, now=lambda: NOW) as port, Machine(port).log_in() as machine:
        returned = machine.ask(f"09N{DAY}{DAY}AP|AO|ABB1|AC|")
        assert returned[:6] == "101YUY" and field(returned, "CV") == "99"
        assert "6110" not in returned and "Eve" not in returned
        assert machine.ask(f"09N{DAY}{DAY}AP|AO|ABB2|AC|")[:3] == "101"  # it was not on loan
    assert rows("SELECT COUNT(*) FROM loan WHERE returned_at IS NULL") == [(0,)]


def test_an_isbn_that_is_brought_back_ends_the_only_loan_and_no_other_by_a_guess(school: Library) -> None:
    title = school.title("Two of these", isbn="9780306406157")
    copies = [school.copy(title=title) for _ in range(3)]
    school.lend(copies[0], school.patron("6120"))
    back = f"09N{DAY}{DAY}AP|AO|AB9780306406157|AC|"
    with answering(school.where, now=lambda: NOW) as port, Machine(port).log_in() as machine:
        assert machine.ask(back)[:6] == "101YUN"
        school.lend(copies[0], school.patron("6121"))
        school.lend(copies[1], school.patron("6122"))
        unclear = machine.ask(back.replace("AP|", "APdoor|"))
        assert unclear[:6] == "101YUY"
    assert rows("SELECT COUNT(*) FROM loan WHERE returned_at IS NULL") == [(2,)]
    assert ("return_unclear", "self") in events()


@pytest.mark.store_in("file")
def test_holds_shelves_and_places_are_the_counters_own(school: Library) -> None:
    school.shelf("B9")
    with answering(school.where, now=lambda: NOW) as port, Machine(port).log_in() as machine:
        assert machine.ask(f"15+{DAY}AO|AA6102|ABL1|")[:3] == "161"
        assert machine.ask(f"15+{DAY}AO|AA6102|ABL1|AC|")[:3] == "160"
        assert machine.ask(f"11NN{DAY}{NO_DAY}AO|AA6101|ABL1|AC|")[:3] == "120"
        about = machine.ask(f"17{DAY}AO|ABL1|")
        assert about[:4] == "1808" and field(about, "CS") == "I313.45/12" and field(about, "CF") == "1"
        assert field(machine.ask(f"63019{DAY}Y         AO|AA6102|"), "AS") == "L1"
        assert machine.ask(f"19{DAY}AO|ABL1|CH|APB9|")[:3] == "201"
        assert field(machine.ask(f"17{DAY}AO|ABL1|AC|"), "AQ") == "B9"
    assert Hold.select().count() == 1 and Copy.get_by_id(1).location.name == "B9"


@pytest.mark.store_in("file")
def test_a_list_is_given_from_the_first_to_the_last_that_is_asked_for(school: Library) -> None:
    reader = school.patron("6130")
    for number in range(12):
        school.lend(school.copy(f"C{number:02}"), reader)
    ask = f"63001{DAY}  Y       AO|AA6130|BP{{}}|BQ{{}}|"
    with answering(school.where, now=lambda: NOW) as port, Machine(port).log_in() as machine:

        def listed(first: str, last: str) -> int:
            return machine.ask(ask.format(first, last)).count("|AU")

        assert [listed("1", "5"), listed("11", "99"), listed("5", "1"), listed("x", "-3")] == [5, 2, 0, 12]
        assert listed("0", "99999999999999999999") == 12
        assert machine.ask(ask.format("", ""))[37:61] == "000000000012000000000000"


@pytest.mark.store_in("file")
def test_what_breaks_in_a_rule_keeps_nobody_waiting_and_no_return_is_lost(
    school: Library, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from kiosk.sip2 import worker

    school.lend(Copy.get_by_id(2), school.patron("6140", name="Zhao Secret"))

    def broken(*_asked: object) -> None:
        raise KeyError("Zhao Secret 6140")

    with answering(school.where, now=lambda: NOW) as port, Machine(port).log_in() as machine:
        monkeypatch.setitem(worker._ANSWERS, "09", broken)
        monkeypatch.setitem(worker._ANSWERS, "63", broken)
        assert machine.ask(f"63001{DAY}          AO|AA6140|")[:2] == "64"
        assert machine.ask(f"09N{DAY}{DAY}AP|AO|ABB1|AC|")[:3] == "101"
        monkeypatch.undo()
    assert "Secret" not in caplog.text and "6140" not in caplog.text
    with answering(school.where, now=lambda: NOW + timedelta(minutes=1)) as port, Machine(port) as machine:
        machine.log_in().ask("9900302.00")
    assert rows("SELECT COUNT(*) FROM loan WHERE returned_at IS NULL") == [(0,)]


@pytest.mark.store_in("file")
def test_while_the_store_is_away_returns_are_noted_and_all_else_is_a_well_formed_refusal(
    school: Library, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    school.lend(Copy.get_by_id(2), school.patron("6150"))
    away = school.path.with_name("away")
    with answering(school.where, now=lambda: NOW) as port, Machine(port).log_in() as machine:
        assert machine.ask("9900302.00")[:5] == "98YYY"
        school.path.rename(away)
        assert machine.ask("9900302.0 ")[:5] == "98YYN"
        for text in REQUESTS[1:-3]:
            answer = machine.ask(text)
            pysip2.decode_message(answer.encode() + b"\r", encoding="utf-8")
            assert answer[:3] not in ("121", "301", "161", "201")
        assert machine.ask(f"09N{DAY}{NO_DAY}AP|AO|ABB1|AC|")[:6] == "101YUY"
        away.rename(school.path)
        assert machine.ask("99 0302.00")[:5] == "98YYY"
    assert rows("SELECT COUNT(*) FROM loan WHERE returned_at IS NULL") == [(0,)]
