"""How many books for how long, the library's name and number, the kiosk's screen, this machine's settings."""

from dataclasses import dataclass
from typing import Literal

from starlette.responses import Response

from db.callnumber.scheme import Scheme
from db.errors import BadValue, StoreError
from db.library import first_steps
from db.library.identity import identity, set_name, set_number
from db.library.policies import clear_own_limits, own_limits, policies, remove_policy, set_policy
from db.lists.cells import people
from db.marking import N_, Sentence
from db.reading import idle
from db.roles import Act
from db.stock.filing import set_scheme
from db.stock.repairs import ask_for_money, asks_for_money
from db.store.opening import store_at
from kiosk.machine.folders import backup_folder
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.forms.typed import corrected
from kiosk.pages.ground.place import Page
from kiosk.pages.ground.rendering import page
from kiosk.settings import Settings

Kind = Literal["clc", "dewey", "lc"]
SCHEMES: tuple[tuple[Kind, str], ...] = (
    ("clc", N_("Chinese Library Classification")),
    ("dewey", N_("Dewey Decimal Classification")),
    ("lc", N_("Library of Congress Classification")),
)
_LIMITS = {
    "loan_days": "loan_days",
    "most_loans": "most_loans",
    "most_renewals": "most_renewals",
    "block_days": "overdue_block_days",
    "renews": "renews_by_default",
}
"""The fields of the form of a kind of reader, and what they are of its policy."""
_SCREEN = {
    "idle": (idle.is_on, idle.turn),
    "pinyin": (idle.has_pinyin, idle.set_pinyin),
    "first_steps": (first_steps.is_on, first_steps.turn),
}
"""What the kiosk's screen shows beside lending, by its field: whether it does, and the verb to turn it."""
_CHANGED = Sentence(N_("The rules have been changed. They apply from the next scan on."))


@dataclass(frozen=True)
class Rule:
    """One kind of reader, and how many of them have a limit of their own."""

    category: str
    name: str
    loan_days: int
    most_loans: int
    most_renewals: int
    block_days: str
    renews_by_default: bool
    own_limits: int
    is_needed: bool


def show_rules(ask: Ask) -> Response:
    """All of it on one page."""
    now = identity()
    return page(
        ask,
        "rules.html",
        rules=_rules(ask),
        library=now,
        schemes=[(own, ask.words(name)) for own, name in SCHEMES],
        apart=_runs(now.scheme),
        asks_for_money=asks_for_money(),
        settings=list(_settings(ask.office.settings)),
        shows={name: holds() for name, (holds, _turn) in _SCREEN.items()},
    )


def change_policy(ask: Ask) -> Response:
    """Change what a kind of reader may do, or make a new kind."""
    typed = ask.text("category")
    if not typed or len(typed) > 32:
        raise BadValue(
            N_("Say what the new kind of reader is called, in at most {most} characters."), most=32
        )
    category = people.category(typed) or typed
    now = {rule.category: _shown(rule) for rule in _rules(ask)}.get(category, {})
    typed_anew = corrected(ask, _LIMITS, now)
    changes: dict[str, int | bool | None] = {
        _LIMITS[name]: None if name == "block_days" and not text else ask.whole(name)
        for name, text in typed_anew.items()
        if name != "renews"
    }
    if "renews" in typed_anew or "renews" not in ask.form:
        changes["renews_by_default"] = ask.text("renews") == "yes"
    set_policy(category, ask.acting(), **changes)
    if ask.text("for_all") == "yes":
        n = clear_own_limits(category, ask.acting())
        return ask.done(
            "/rules", Sentence(N_("The rules have been changed. Personal limits removed: {n}"), {"n": n})
        )
    return ask.done("/rules", _CHANGED)


def drop_policy(ask: Ask) -> Response:
    """Forget a kind of reader that nobody belongs to."""
    remove_policy(ask.text("category"), ask.acting())
    return ask.done("/rules", _CHANGED)


def change_library(ask: Ask) -> Response:
    """Name and number the library, and say how it files; only what differs is changed."""
    now, acting = identity(), ask.acting()
    shown = {"name": now.name, "number": str(now.number), "scheme": now.scheme.kind}
    typed = corrected(ask, shown, shown)
    name, scheme = typed.get("name", now.name), typed.get("scheme", now.scheme.kind)
    number = ask.whole("number") if "number" in typed else now.number
    if scheme not in dict(SCHEMES):
        raise BadValue(N_("Choose one of the classifications."))
    runs = ask.long_text("apart").split("\n")
    runs = [run.strip() for run in runs if run.strip()]
    money = ask.text("damage_price") == "on"
    if money != asks_for_money():
        ask_for_money(money, acting)
    if name != now.name:
        set_name(name, acting)
    if number != now.number:
        set_number(number, acting)
    moved, as_before = 0, runs == _runs(now.scheme)
    if scheme != now.scheme.kind or not as_before:
        moved = set_scheme(scheme, None if as_before or not runs else runs, acting)
    sentence = N_("The library's details have been changed. Titles with a new place on the shelf: {n}.")
    return ask.done("/rules", Sentence(sentence, {"n": moved}))


def change_screen(ask: Ask) -> Response:
    """Say what the kiosk shows beside lending; only what differs is changed."""
    for name, (holds, turn) in _SCREEN.items():
        wanted = bool(ask.text(name))
        if wanted != holds():
            turn(wanted, ask.acting())
    return ask.done("/rules", Sentence(N_("Saved.")))


def _rules(ask: Ask) -> list[Rule]:
    return [
        Rule(
            row.category,
            ask.words.term(row.category),
            row.loan_days,
            row.most_loans,
            row.most_renewals,
            "" if row.overdue_block_days is None else str(row.overdue_block_days),
            bool(row.renews_by_default),
            own_limits(row.category),
            row.category in ("pupil", "teacher"),
        )
        for row in policies()
    ]


def _shown(rule: Rule) -> dict[str, str]:
    """As the fields of its form show it."""
    return {
        "loan_days": str(rule.loan_days),
        "most_loans": str(rule.most_loans),
        "most_renewals": str(rule.most_renewals),
        "block_days": rule.block_days,
        "renews": "yes" if rule.renews_by_default else "no",
    }


def _runs(scheme: Scheme) -> list[str]:
    return ["=".join(spelling or "-" for spelling in run) for run in scheme.runs]


def _settings(settings: Settings) -> tuple[tuple[str, str, object], ...]:
    """What the machine's file says: the word in the file, what it is, and what holds."""
    scanner, camera = settings.scanner, settings.camera
    try:
        store: object = store_at(settings.store)
    except StoreError as error:
        store = error.sentence
    none = Sentence(N_("none"))
    return (
        ("name", N_("this machine's name"), settings.name),
        ("store", N_("where the library's data is"), store),
        (
            "language",
            N_("language before a card is scanned"),
            settings.language or Sentence(N_("the system's")),
        ),
        ("scanner.serial", N_("scanner on a serial port"), scanner.serial or none),
        ("scanner.event", N_("scanner for the kiosk alone"), scanner.event or none),
        ("camera.device", N_("camera"), none if camera.device == "" else camera.device),
        ("backup.folder", N_("where backups go"), backup_folder(settings)),
        ("backup.key", N_("backups are encrypted"), _is_so(bool(settings.backup.key))),
        ("paper.printer", N_("printer of pages"), settings.paper.printer or none),
        ("paper.lessons", N_("the end of a lesson is printed"), _is_so(settings.paper.lessons)),
        ("receipts.printer", N_("printer of slips"), settings.receipts.printer or none),
        ("offers.slips", N_("a review slip is offered after a return"), _is_so(settings.offers.slips)),
        ("sound.tones", N_("sounds"), _is_so(settings.sound.tones)),
        ("sound.speech", N_("what the screen says is spoken"), _is_so(settings.sound.speech)),
    )


def _is_so(holds: bool) -> Sentence:
    return Sentence(N_("yes") if holds else N_("no"))


PAGES = (
    Page("/rules", show_rules, Act.RULES),
    Page("/rules/policy", change_policy, Act.RULES, "POST"),
    Page("/rules/policy/remove", drop_policy, Act.RULES, "POST"),
    Page("/rules/library", change_library, Act.RULES, "POST"),
    Page("/rules/screen", change_screen, Act.RULES, "POST"),
)
