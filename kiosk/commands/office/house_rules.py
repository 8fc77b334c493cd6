"""`kiosk policy`: what each kind of reader may do; `kiosk calendar` is added with it."""

import argparse

from db.errors import BadValue
from db.library import policies
from db.lists.cells import people
from db.marking import N_
from kiosk.commands.office import calendar
from kiosk.commands.parsing import Commands, one_of, whole_number
from kiosk.console import Console
from kiosk.sentences.catalogue import YES_OR_NO
from kiosk.typed import choice

_MOST_DIGITS = 9


def add(commands: Commands) -> None:
    """Add both groups of commands."""
    _ = commands.words
    policy = commands.group("policy", run=show_policies, purpose=N_("what each kind of reader may do"))
    policy.add("show", show_policies, purpose=N_("show the policies"))
    change = policy.add(
        "set",
        set_policy,
        purpose=N_("change a policy, or make one for a new kind of reader"),
        example=N_("kiosk policy set pupil --loans 3 --days 14"),
    )
    change.add_argument("category", metavar=_("CATEGORY"), help=_("pupil, teacher, or a new word"))
    change.add_argument(
        "--days", type=whole_number(_), metavar="N", help=_("for how many days a book is lent")
    )
    change.add_argument(
        "--loans", type=whole_number(_), metavar="N", help=_("how many books one may hold at once")
    )
    change.add_argument(
        "--renewals", type=whole_number(_), metavar="N", help=_("how often a loan may be renewed")
    )
    change.add_argument(
        "--block-days",
        metavar="N",
        help=_("stop lending when a book is late by more than N days; 'never' switches this off"),
    )
    change.add_argument(
        "--renew-by-default",
        **one_of(_, YES_OR_NO),
        help=_("scanning one's own book renews it instead of returning it"),
    )
    change.add_argument(
        "--for-all",
        action="store_true",
        help=_("apply it to readers with a personal limit too, and drop that limit"),
    )
    remove = policy.add(
        "remove", remove_policy, purpose=N_("remove a kind of reader that no reader belongs to")
    )
    remove.add_argument("category", metavar=_("CATEGORY"))
    calendar.add_to(commands)


def show_policies(console: Console, _arguments: argparse.Namespace) -> int:
    """Print all policies as a table."""
    _ = console.words
    console.table(
        (_("category"), _("days"), _("loans"), _("renewals"), _("blocked when late by"), _("own book")),
        (
            (
                console.words.term(row.category),
                row.loan_days,
                row.most_loans,
                row.most_renewals,
                _("never") if row.overdue_block_days is None else f"> {row.overdue_block_days}",
                _("renewed") if row.renews_by_default else _("returned"),
            )
            for row in policies.policies()
        ),
    )
    return 0


def set_policy(console: Console, arguments: argparse.Namespace) -> int:
    """Change what was named, then show all policies."""
    changes: dict[str, int | bool | None] = {
        "loan_days": arguments.days,
        "most_loans": arguments.loans,
        "most_renewals": arguments.renewals,
    }
    changes = {name: value for name, value in changes.items() if value is not None}
    if arguments.block_days is not None:
        changes["overdue_block_days"] = _block_days(arguments.block_days)
    if arguments.renew_by_default:
        changes["renews_by_default"] = arguments.renew_by_default == "yes"
    if not changes and not arguments.for_all:
        raise BadValue(N_("Say what to change: see kiosk policy set --help."))
    category = _category(arguments.category)
    known = [row.category for row in policies.policies()]
    policies.set_policy(category, console.acting(), **changes)
    if category not in known:
        console.warn(
            N_("{category} is a new kind of reader; no reader belongs to it yet."), category=category
        )
    if arguments.for_all:
        cleared = policies.clear_own_limits(category, console.acting())
        console.warn(N_("Personal limits dropped: {n}"), n=cleared)
    elif arguments.loans is not None and policies.own_limits(category):
        console.warn(
            N_("Readers who keep a personal limit: {n}. To drop those limits too, add --for-all."),
            n=policies.own_limits(category),
        )
    return show_policies(console, arguments)


def remove_policy(console: Console, arguments: argparse.Namespace) -> int:
    """Remove a kind of reader."""
    policies.remove_policy(_category(arguments.category), console.acting())
    return show_policies(console, arguments)


def _category(text: str) -> str:
    return people.category(text) or text


def _block_days(text: str) -> int | None:
    if choice(text, {"never": N_("never")}):
        return None
    if not text.isdecimal() or len(text) > _MOST_DIGITS:
        raise BadValue(N_("{text} is neither a number of days nor 'never'."), text=text)
    return int(text)
