"""What is answered where nothing is done: each request has a form of its own for that."""

from datetime import datetime

from db.marking import N_
from kiosk.sip2.message import Reply, Request, fields
from kiosk.sip2.peers import now_as_written
from kiosk.words import Words

LOGIN_FIRST = N_("Log in first.")
READ_ONLY = N_("This machine may only look things up.")
NO_MONEY = N_("The library takes no payments here.")
NOT_HERE = N_("This can only be done at the desk. Please ask the librarian.")
AWAY = N_("The library cannot be reached just now. Please try again later.")

NOBODY = "YYYY" + " " * 10
"""The standing of a reader who is not known: nothing is allowed."""


def refused(request: Request, at: datetime, words: Words, why: str, institution: str = "") -> Reply:
    """The refusal of this request; `why` is shown at the machine. What has no form is asked again."""
    then, said = now_as_written(at), words(why)
    here, reader, item = ("AO", institution), ("AA", request["AA"]), ("AB", request["AB"])
    nothing = ("AJ", request["AJ"])
    match request.code:
        case "93":
            return Reply("940")
        case "99":
            return status(at, said, institution, may=())
        case "23" | "01" | "25":
            head = f"{'26' if request.code == '25' else '24'}{NOBODY}000{then}"
            return Reply(head, fields(here, reader, ("AE", ""), BL="N", CQ="N", AF=said))
        case "63":
            head = f"64{NOBODY}000{then}{'0000' * 6}"
            return Reply(head, fields(here, reader, ("AE", ""), BL="N", CQ="N", AF=said))
        case "11" | "29":
            head = f"{'12' if request.code == '11' else '30'}0NUN{then}"
            return Reply(head, fields(here, reader, item, nothing, ("AH", ""), AF=said))
        case "09":
            return Reply(f"100NUY{then}", fields(here, item, ("AQ", ""), CV="99", AF=said))
        case "17":
            return Reply(f"18010101{then}", fields(item, nothing, AF=said))
        case "19":
            return Reply(f"200{then}", fields(item, AF=said))
        case "35":
            return Reply(f"36Y{then}", fields(here, reader, AF=said))
        case "37":
            return Reply(f"38N{then}", fields(here, reader, AF=said))
        case "15":
            return Reply(f"160N{then}", fields(here, reader, AF=said))
        case "65":
            return Reply(f"66000000000{then}", fields(here, AF=said))
    return Reply("96")


_MESSAGES = ("23", "11", "09", "01", "99", "97", "93", "63", "35", "37", "17", "19", "25", "15", "29", "65")
"""In the order of BX: what is answered with more than a refusal says Y there."""


def status(
    at: datetime, said: str, institution: str, *, may: tuple[str, ...], is_online: bool = True, name: str = ""
) -> Reply:
    """The answer to 99: whether the library is there, and which requests it serves, `may`."""
    flags = (
        is_online,
        "09" in may,
        "11" in may,
        "29" in may,
        False,  # a reader's status is changed at the desk
        False,  # what was lent elsewhere meanwhile is not taken in later
    )
    head = "98" + "".join("Y" if flag else "N" for flag in flags) + f"100003{now_as_written(at)}2.00"
    supported = "".join("Y" if code in may else "N" for code in _MESSAGES)
    return Reply(head, fields(("AO", institution), AM=name, BX=supported, AF=said))
