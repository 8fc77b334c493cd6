"""SIP2 on the wire: checksums as others reckon them, frames as the network and other programs make them."""

import random
from datetime import UTC, datetime

import pysip2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.sip2.dialect import LONGEST_VALUE, Dialect, checksum, hear, value_of, written
from kiosk.sip2.message import read
from kiosk.sip2.stream import LONGEST, Stream

VECTORS = (
    "9300CNOV|COOV|CPWES|AY1AZF86B",
    "941AY1AZFDFC",
    "9900302.00AY2AZFCA4",
    "98YYYYNY99999920240417    0830582.00AF|AG|AM|AN|AO25404|BXYYYYYYYYNYYNNNYY|AY2AZEA1A",
    "97AZFEF5",
    "96AZFEF6",
    "9900302.00AY1AZFCA5",
    "9300CNterm1|COterm1|CPKiosk|AY0AZF4D2",
    "941AY0AZFDFD",
    "6301920260901    081400Y         AOSCHOOL|AA21234000000125|AC|AD|AY2AZF055",
    "11YN20260901    08150020260915    235900AOSCHOOL|AA21234000000125|AB31234000001238|AC|AY3AZEBC1",
    "09N20260908    08150020260908    081500APKIOSK|AOSCHOOL|AB31234000001238|AC|AY4AZED32",
    "3520260901    081700AOSCHOOL|AA21234000000125|AY5AZF464",
    "1720260901    081700AOSCHOOL|AB31234000001238|AC|AY6AZF35B",
    "29NN20260901    08150020260915    235900AOSCHOOL|AA21234000000125|AB31234000001238|AC|AY7AZEBBF",
)
"""Published frames (Libki 351, the standard's own) and some of the same kind, reckoned apart from this."""
DP2 = (
    "20020201215    103531ABB001|AJ剪面包的男孩|AY4AZ75E2",
    "20020201215    103556ABB001|AJ剪面包的男孩|AY4AZ75DB",
    "20020201215    103608ABB001|AJ剪面包的男孩|AY4AZ75DD",
)
"""Answers of a dp2 server, as its log shows them (DigitalPlatform/dp2, issue 765)."""


@pytest.mark.parametrize("frame", VECTORS)
def test_a_published_frame_is_sound_and_is_written_again_byte_by_byte(frame: str) -> None:
    heard = hear(frame.encode(), Dialect(checksum="strict"))
    assert heard.is_sound
    assert written(heard.text, Dialect(), heard.sequence, is_checked=True) == frame.encode() + b"\r"
    assert pysip2.verify_checksum(frame.encode())


@pytest.mark.parametrize("frame", VECTORS)
def test_one_bit_more_or_less_is_noticed(frame: str) -> None:
    for place in range(2, len(frame)):
        wrong = frame[:place] + chr(ord(frame[place]) ^ 1) + frame[place + 1 :]
        heard = hear(wrong.encode(), Dialect(checksum="strict"))
        assert not heard.is_sound, wrong


@pytest.mark.parametrize("frame", DP2)
def test_the_sum_of_a_dp2_server_is_the_one_in_its_log(frame: str) -> None:
    dialect = Dialect(checksum="dp2")
    heard = hear(frame.encode(), dialect)
    assert heard.is_sound and not hear(frame.encode(), Dialect(checksum="auto")).is_sound
    assert written(heard.text, dialect) == frame.encode() + b"\r"


def test_a_machine_that_counts_nothing_is_answered_without_a_sum_unless_it_must_have_one() -> None:
    plain = hear(b"9900302.00", Dialect())
    assert (plain.sequence, plain.is_checked, plain.is_sound) == ("", False, True)
    assert written("941", Dialect(), is_checked=False) == b"941\r"
    assert written("941", Dialect(checksum="off"), "3", is_checked=True) == b"941\r"
    assert not hear(b"9900302.00", Dialect(checksum="strict")).is_sound
    assert hear(b"9900302.00AY1AZ0000", Dialect(checksum="off")).is_sound
    for ends, sign in (("CR", b"\r"), ("LF", b"\n"), ("CRLF", b"\r\n")):
        assert written("941", Dialect(ends=ends)) == b"941" + sign  # type: ignore[arg-type]


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


@given(texts, st.sampled_from(["utf-8", "gb18030"]))
def test_a_value_has_at_most_255_bytes_in_whole_characters(text: str, encoding: str) -> None:
    cut = value_of(text, encoding)
    assert len(cut.encode(encoding)) <= LONGEST_VALUE
    assert "|" not in cut and "\r" not in cut and "\n" not in cut and "\0" not in cut
    shown = "".join("｜" if sign == "|" else sign for sign in text if sign.isprintable())
    assert shown.startswith(cut)
    if cut != shown:  # not one character more would have gone in
        assert len(shown[: len(cut) + 1].encode(encoding)) > LONGEST_VALUE


def random_request(chance: random.Random) -> pysip2.models.SIPRequest:
    """Any request that pysip2 can write."""
    at = datetime.fromtimestamp(chance.randrange(10**9, 2 * 10**9), UTC).strftime("%Y%m%d    %H%M%S")
    said = [
        "".join(chance.choices("AZY|09赵𠮷é '^"[:3] + "09赵𠮷é '^", k=chance.randrange(1, 30)))
        for _ in "1234"
    ]
    said = [text.replace("|", "").strip() or "x" for text in said]
    return chance.choice(
        (
            pysip2.LoginRequest(
                uid_algorithm="0", pwd_algorithm="0", login_user_id=said[0], login_password=said[1]
            ),
            pysip2.PatronInformationRequest(
                language="019", transaction_date=at, summary=" " * 10,
                institution_id=said[0], patron_identifier=said[1], terminal_password=said[2],
            ),
            pysip2.EndPatronSessionRequest(
                transaction_date=at, institution_id=said[0], patron_identifier=said[1]
            ),
            pysip2.ItemInformationRequest(
                transaction_date=at, institution_id=said[0], item_identifier=said[1]
            ),
        )
    )  # fmt: skip


def test_ten_thousand_frames_of_another_program_are_read_however_the_network_cuts_them() -> None:
    """pysip2 writes them, with its own sums; they come joined, split anywhere, and ended in each way."""
    chance = random.Random(2)
    wanted: list[tuple[str, str, bytes]] = []
    sent = bytearray()
    for number in range(10_000):
        encoding = chance.choice(("utf-8", "gb18030"))
        frame = pysip2.encode_message(
            random_request(chance), encoding=encoding, sequence_number=number % 10, checksum=True
        )
        assert frame.endswith(b"\r") and checksum(frame[:-5]) == frame[-5:-1].decode()
        wanted.append((encoding, str(number % 10), frame[:-1]))
        sent += frame[:-1] + chance.choice((b"\r", b"\n", b"\r\n"))
    stream, came, at = Stream(), [], 0
    while at < len(sent):
        size = chance.choice((1, 2, 7, 64, 1500, 4096))
        came += stream.take(bytes(sent[at : at + size]))
        at += size
    assert came == [frame for _, _, frame in wanted]
    for encoding, sequence, frame in wanted:
        dialect = Dialect(encoding, checksum="strict")  # type: ignore[arg-type]
        heard = hear(frame, dialect)
        assert heard.is_sound and heard.sequence == sequence
        theirs = pysip2.decode_message(frame + b"\r", encoding=encoding).message
        ours = read(heard.text)
        named = {"CN": "login_user_id", "AA": "patron_identifier", "AB": "item_identifier"}
        for name, theirs_name in named.items():
            assert ours[name] == (getattr(theirs, theirs_name, "") or "").strip()


@given(st.lists(st.binary(max_size=60), max_size=30))
def test_whatever_bytes_come_nothing_is_lost_twice_or_kept_for_ever(pieces: list[bytes]) -> None:
    at_once, piece_by_piece = Stream(), Stream()
    whole = at_once.take(b"".join(pieces))
    assert [frame for piece in pieces for frame in piece_by_piece.take(piece)] == whole
    for frame in whole:
        assert frame is not None
        read(hear(frame, Dialect()).text)
        read(hear(frame, Dialect("gb18030", checksum="dp2")).text)


def test_a_message_without_end_takes_no_memory_and_what_follows_it_is_read() -> None:
    stream = Stream()
    for _ in range(1000):
        assert stream.take(b"9" * 4096) == []
    assert stream.take(b"9\r9900302.00\r") == [None, b"9900302.00"]
    assert stream.take(b"9" * LONGEST + b"\r") == [b"9" * LONGEST]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("11YN20260901    081500" + " " * 18 + "AOS|AAR|ABB|", {"AO": "S", "AA": "R", "AB": "B"}),
        ("11YN20260901    081500AOA school with a long name|ABB|AAR|", {"AA": "R", "AB": "B"}),
        ("11ABB|AAR", {"AA": "R", "AB": "B"}),
        ("11  " + " " * 36 + "AC|ABB|AB other|AA R |zzz|", {"AC": "", "AA": "R", "AB": "B"}),
        ("0920260901    081500ABB|", {"AB": "B"}),
        ("93CNuser|COpass|", {"CN": "user", "CO": "pass"}),
        ("9900302.0E|", {}),
        ("63", {}),
        ("1720260901   Z081500aBb|", {"AB": "b"}),
    ],
)
def test_fields_are_found_in_any_order_whatever_is_missing_before_them(
    text: str, named: dict[str, str]
) -> None:
    request = read(text)
    assert {name: request[name] for name in named} == named


def test_a_gb18030_character_whose_second_byte_is_the_sign_between_fields_stays_whole() -> None:
    """`|` is 0x7C, which is also the second byte of 126 characters of GBK, 䕘 and 攟 among them."""
    title = bytes.fromhex("8a7c").decode("gb18030") * 3
    frame = f"17{' ' * 18}ABB1|AJ{title}|AC|".encode("gb18030")
    request = read(hear(frame, Dialect("gb18030")).text)
    assert (request["AB"], request["AJ"], request["AC"]) == ("B1", title, "")
