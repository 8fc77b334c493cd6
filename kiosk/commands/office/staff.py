"""`kiosk staff`: who works at the library, what they are, and their PINs, which no command line bears."""

import argparse
import getpass
import sys

from db.errors import BadValue
from db.marking import N_
from db.staff import members, pins
from kiosk.commands.parsing import Commands, one_of
from kiosk.console import Console

ROLES = {"teacher": N_("teacher"), "librarian": N_("librarian"), "head": N_("head")}
_ALSO = {
    **dict.fromkeys(("教师", "班主任"), "teacher"),
    **dict.fromkeys(("馆员", "管理员", "图书管理员"), "librarian"),
    **dict.fromkeys(("校长", "领导", "负责人"), "head"),
}


def add(commands: Commands) -> None:
    """Add the group."""
    _ = commands.words
    group = commands.group("staff", run=list_staff, purpose=N_("who works at the library, and their PINs"))
    group.add("list", list_staff, purpose=N_("show all staff, the head first"))
    one = group.add(
        "add",
        add_member,
        purpose=N_("give a reader a role (teacher of their own classes, librarian or head), or change it"),
        example=N_("kiosk staff add 9001 --role teacher --class 3A --class 3B"),
    )
    one.add_argument("number", metavar=_("NUMBER"))
    one.add_argument("--role", required=True, **one_of(_, ROLES, _ALSO.get), help=_("their role"))
    one.add_argument(
        "--class",
        dest="classes",
        action="append",
        default=[],
        metavar=_("CLASS"),
        help=_("a class of the teacher's own; repeat it for each further class"),
    )
    gone = group.add(
        "remove",
        remove_member,
        purpose=N_("take a role and its PIN away; the reader stays"),
        example="kiosk staff remove 9001",
    )
    gone.add_argument("number", metavar=_("NUMBER"))
    pin = group.add(
        "pin",
        ask_pin,
        purpose=N_(
            "set the PIN of a member of staff, or the one that all share until a librarian has their "
            "own; it is asked for without being shown, or read from standard input"
        ),
        example="kiosk staff pin 9001",
    )
    pin.add_argument("number", metavar=_("NUMBER"), nargs="?")


def list_staff(console: Console, _arguments: argparse.Namespace) -> int:
    """Print all staff."""
    _ = console.words
    found = members.members()
    if not found:
        console.say(N_("Nobody is staff yet: see kiosk staff add --help."))
        return 0
    console.table(
        (_("number"), _("name"), _("role"), _("classes"), "PIN"),
        (
            (
                row.number,
                row.name,
                _(ROLES[row.role]),
                " ".join(row.classes),
                _("yes") if row.has_pin else _("none yet"),
            )
            for row in found
        ),
    )
    return 0


def add_member(console: Console, arguments: argparse.Namespace) -> int:
    """Give a role, then show all staff."""
    if arguments.classes and arguments.role != "teacher":
        raise BadValue(N_("Only a teacher has classes of their own; leave --class out."))
    members.appoint(arguments.number, arguments.role, tuple(arguments.classes), console.acting())
    return list_staff(console, arguments)


def remove_member(console: Console, arguments: argparse.Namespace) -> int:
    """Take a role away, then show all staff."""
    had_head = _has_head()
    members.dismiss(arguments.number, console.acting())
    if had_head and not _has_head():
        console.say(N_("There is no head now."))
    return list_staff(console, arguments)


def _has_head() -> bool:
    return any(member.role == "head" for member in members.members())


def ask_pin(console: Console, arguments: argparse.Namespace) -> int:
    """Ask for a new PIN twice, unseen; or take it from standard input when that is no terminal."""
    _ = console.words
    number = arguments.number
    pins.check_pin_of(number)
    if sys.stdin.isatty():
        pin = getpass.getpass(_("New staff PIN (4 to 12 digits): "))
        pins.check_new_pin(pin, number)
        if getpass.getpass(_("The same PIN again: ")) != pin:
            raise BadValue(N_("The two PINs differ; nothing was changed."))
    else:
        pin = sys.stdin.readline().strip()
    pins.set_pin(pin, console.acting(), number)
    if number is None:
        console.say(N_("The staff PIN is set."))
    else:
        console.say(N_("The PIN of reader {number} is set."), number=number)
    return 0
