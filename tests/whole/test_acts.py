"""Every command that changes the library's data leaves an event with whose command it was."""

import io
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from command_names import commands_of
from marc_files import POEMS, iso
from new_store import new_store
from peewee import fn
from school import NOW, Library

from db.answers.alone.conflict import Kind
from db.clock import local_day, utc_now
from db.corners.filling import open_corner, place
from db.events.conflicts import file_conflict
from db.events.record import Acting, record
from db.models import Event
from db.periodicals.subscribing import Wanted, subscribe
from db.review.blocking import begin_block, done_pass
from db.staff.members import appoint
from db.store.opening import connected
from db.title_lists.lines import Line
from db.title_lists.making import Plan, make_list
from kiosk.cli import _parser, main
from kiosk.console import account
from kiosk.sentences.events import VERBS
from kiosk.words import speak

ISBN = "9780141439587"
LOOK = (
    "run,demo,recall,export books,export readers,export loans,export marc,answers class-reading,"
    "answers never-borrowed,"
    "answers most-read,answers keenest-readers,answers by-letter,answers by-month,answers by-weekday,"
    "answers late-by-class,status,loans,readers find,books find,books marked,books show,"
    "books classify,books lookup,"
    "holds list,"
    "readers show,staff list,policy show,"
    "calendar show,library show,labels commands,labels signs,labels check,relabel status,relabel list,"
    "report term,report year,report month,report list,report words,report template,"
    "reading lists,reading rate,reading show,reading shipped,reading buy,reading poster,"
    "reading lessons,reading visits,reading activities,reading classes,reading passports,"
    "labels shelves,shelf read,shelf photo,shelf where,shelf list,shelf plan,"
    "periodicals list,periodicals grid,periodicals order,periodicals aids,compliance show,"
    "compliance form,"
    "shelf screen,books repairs,stock structure,stock states,stock titles,stock buy,"
    "stocktake cards,"
    "shelf screen,books repairs,stock structure,stock titles,stock buy,stocktake cards,"
    "shelf screen,books repairs,stock structure,stock states,stock titles,stock buy,stocktake cards,"
    "weeding propose,weeding cases,weeding show,weeding list,review list,review pick,review report,"
    "stocktake board,stocktake statement,registers total,registers copies,"
    "registers withdrawals,registers waiting,registers funds,"
    "class,lesson show,corner show,year preview,conflicts list,store copy,store certificate,backup,check,"
    "install-service,doctor,desk serve,desk window,sip2 serve,handbook,export by,export profiles"
)
"""Commands that change nothing of the library's: a backup is a copy, a full screen has events of its own."""

LEND = "lending goes on in turns of its own: see tests/test_corners.py"
COUNTS = "a scan of a stocktake is a row of its own, with station and person"
ACTS: dict[str, tuple[str, str, str]] = {
    "export learn": ("export learn {folder}/books.csv ours", "", "library"),
    "export change": ("export change district --order title", "", "library"),
    "export forget": ("export forget ours", "", "library"),
    "import books": ("import books {folder}/books.csv", "", "import"),
    "import readers": ("import readers {folder}/readers.csv", "", "import"),
    "events": ("events --seen", "", "events_seen"),
    "readers mark": ("readers mark 6101 suspended", "", "reader_marked"),
    "readers card": ("readers card 6101", "", "card_replaced"),
    "books mark": ("books mark B1 repair", "", "copy_marked"),
    "books add": (
        "books add --title Nim --copies 2 --paid 9.90 --source Gift --on 2026-09-01",
        "",
        "title_added",
    ),
    "books intake": ("books intake --source Gift", "9780141439600\n", "title_added"),
    "books edit": ("books edit B1 --title Löcher", "", "title_changed"),
    "books add-copy": ("books add-copy B2 --copies 2", "", "copies_added"),
    "books move": ("books move 9 B1 --new-place", "", "copies_moved"),
    "stock class-set": ("stock class-set B2", "", "title_changed"),
    "books merge": ("books merge B1 title:9", "", "titles_merged"),
    "books part": ("books part {event}", "", "undone"),
    "books delete": ("books delete title:9 --title", "", "title_deleted"),
    "readers add": ("readers add 6140 --name Eve --class 3A", "", "reader_added"),
    "readers one-book": ("readers one-book 6101 --until 2099-01-01", "", "one_book"),
    "readers edit": ("readers edit 6140 --name Eva --class 3B", "", "reader_changed"),
    "books damage": ("books damage B1 torn", "", "copy_marked"),
    "books mended": ("books mended B1 mended", "", "copy_marked"),
    "books renumber": ("books renumber --range I", "", "renumbered"),
    "compliance hours": ("compliance hours 40", "", "library"),
    "registers fund": ("registers fund 2026 Books 100", "", "fund_set"),
    "registers remove-fund": ("registers remove-fund 2026 Books", "", "fund_removed"),
    "registers batch": ("registers batch 1 --kind given", "", "batch_changed"),
    "registers numbers": ("registers numbers {folder}/own.csv", "", "numbers_given"),
    "registers enter": ("registers enter", "", "copies_entered"),
    "periodicals subscribe": (
        "periodicals subscribe Kids --issn 0317-8471 --from 2026-01-05 --to 2026-12-31",
        "",
        "subscribed",
    ),
    "periodicals check-in": ("periodicals check-in", "977031784700101\n977031784700102\n", "issue_arrived"),
    "periodicals arrived": ("periodicals arrived 2 --on 2026-04-01", "", "issue_arrived"),
    "periodicals take-back": ("periodicals take-back 2 3", "", "issue_taken_back"),
    "periodicals cancel": ("periodicals cancel 1", "", "subscription_cancelled"),
    "periodicals claim": ("periodicals claim", "", "issues_claimed"),
    "periodicals lost": ("periodicals lost 2 4", "", "issue_lost"),
    "periodicals found": ("periodicals found 2 4", "", "issue_lost"),
    "periodicals bind": ("periodicals bind 2 1 2", "", "issues_bound"),
    "periodicals aid": ("periodicals aid 3A Sums --copies 40", "", "aid_set"),
    "lend": ("lend 6102 B2", "", "lent"),
    "renew": ("renew B9", "", "renewed"),
    "return": ("return B2", "", "returned"),
    "holds add": (f"holds add 6102 {ISBN}", "", "hold_placed"),
    "holds cancel": (f"holds cancel 6102 {ISBN}", "", "hold_cancelled"),
    "staff add": ("staff add 9001 --role librarian", "", "staff_changed"),
    "staff pin": ("staff pin 9001", "271828\n", "pin_changed"),
    "staff remove": ("staff remove 9002", "", "staff_changed"),
    "policy set": ("policy set pupil --days 9", "", "policy"),
    "policy remove": ("policy remove guest", "", "policy"),
    "calendar term": ("calendar term Autumn {last_month} {next_month}", "", "calendar"),
    "calendar recall": ("calendar recall --yes", "", "recalled"),
    "calendar remove-term": ("calendar remove-term Autumn", "", "calendar"),
    "calendar close": ("calendar close 2026-10-01", "", "calendar"),
    "calendar propose": ("calendar propose 2026 --yes", "", "calendar"),
    "calendar open": ("calendar open 2026-10-01", "", "calendar"),
    "calendar weekdays": ("calendar weekdays mon tue", "", "calendar"),
    "library set": ("library set --name School", "", "library"),
    "labels spine": ("labels spine --all --stock L7160 --out {folder}/a.pdf", "", "print_job"),
    "labels barcode": ("labels barcode --all --stock L7160 --out {folder}/b.pdf", "", "print_job"),
    "labels combined": ("labels combined --all --stock L7160 --out {folder}/c.pdf", "", "print_job"),
    "labels cards": ("labels cards --all --out {folder}/d.pdf", "", "print_job"),
    "labels calibrate": ("labels calibrate --stock L7160 --measured 15.8 14.9 195.9 281.6", "", "printer"),
    "relabel open": ("relabel open", "", "relabel_opened"),
    "relabel print": ("relabel print --stock L7160 --out {folder}/e.pdf", "", "print_job"),
    "relabel scan": ("relabel scan", f"{ISBN}\nlabel\n", "label_queued"),
    "relabel end": ("relabel end", "", "relabel_ended"),
    "shelf start": ("shelf start 3 B 4 I287.45", "", "shelves"),
    "shelf bay": ("shelf bay 3 --at 2 1", "", "shelves"),
    "shelf remove": ("shelf remove 3", "", "shelves"),
    "shelf returns": ("shelf returns --scan", "B1\n", "shelved"),
    "reading new": ("reading new Month", "Momo\n", "title_list"),
    "reading take": ("reading take 语文课程标准举例", "", "title_list"),
    "reading add": ("reading add Month", "Emma\n", "title_list"),
    "reading match": ("reading match Month 1 B1", "", "title_list"),
    "reading since": ("reading since Month", "", "title_list"),
    "reading lesson": ("reading lesson 3A --present 3", "", "reading_lesson"),
    "reading visit": ("reading visit --class 3A --count 3", "", "visits"),
    "reading activity": ("reading activity Essay --kind essay", "", "activity"),
    "reading slip": ("reading slip B2 --out {folder}/slip.pdf", "", "review_slip"),
    "reading slips": ("reading slips", "%REV-3-89\n", "review_slip"),
    "reading weights": ("reading weights amount=40", "", "class_score"),
    "reading passport": ("reading passport 6104 --on", "", "passport"),
    "reading stamp": ("reading stamp 6104 --as Li", "", "passport"),
    "reading stages": ("reading stages 1-2 5 10 20", "", "passport"),
    "reading idle": ("reading idle off", "", "library"),
    "report edit": ("report edit opening --leave-out --month 2026-09", "", "report_worded"),
    "report sign": ("report sign --by Li --month 2026-09", "", "report_signed"),
    "report unsign": ("report unsign --month 2026-09", "", "report_unsigned"),
    "reading first-steps": ("reading first-steps off", "", "library"),
    "reading star": ("reading star 6101", "", "star"),
    "reading remove": ("reading remove Month 1", "", "title_list"),
    "stocktake open": ("stocktake open all", "", "stocktake_opened"),
    "stocktake scan": ("stocktake scan", "XYZ\n", COUNTS),
    "stocktake lists": ("stocktake lists --second-look {folder}/look.pdf", "", "stocktake_looked"),
    "stocktake settle": ("stocktake settle unknown", "", "stocktake_settled"),
    "stocktake undo": ("stocktake undo", "", "stocktake_settled"),
    "stocktake close": ("stocktake close --anyway", "", "stocktake_closed"),
    "weeding rules": ("weeding rules --copies 5", "", "library"),
    "weeding open": ("weeding open 2026", "", "withdrawal"),
    "weeding scan": ("weeding scan --ground worn", "B1\nB2\n", "copy_marked"),
    "weeding undo": ("weeding undo", "", "copy_marked"),
    "weeding keep": ("weeding keep", "B2\n", "withdrawal"),
    "weeding opinion": ("weeding opinion Li Fine", "", "withdrawal"),
    "weeding approve": ("weeding approve --as library", "", "withdrawal"),
    "weeding cancel": ("weeding cancel", "", "withdrawal"),
    "review gate": ("review gate warn", "", "review"),
    "review pass": ("review pass B2 --basis district --source list", "", "review"),
    "review refuse": ("review refuse B9 --ground content-8 --first Li --second Wu", "", "review"),
    "review by-list": ("review by-list ministry", "", "review"),
    "review block": ("review block {folder}/books.csv --name more", "", "block_list"),
    "review found": ("review found bad B2", "", "copy_marked"),
    "review done": ("review done bad 3 --checked 9", "", "block_list"),
    "review settle": ("review settle bad B2 cleared", "", "block_list"),
    "review close": ("review close bad", "", "block_list"),
    "shelf settle": ("shelf settle found B5", "", "shelf_found"),
    "shelf undo": ("shelf undo {last}", "", "undone"),
    "lesson start": ("lesson start 3A", "", "lesson_opened"),
    "lesson end": ("lesson end", "", "lesson_closed"),
    "lesson timetable": ("lesson timetable 3A mon 10:15 10:55", "", "timetable"),
    "lesson target": ("lesson target 8", "", "term_target"),
    "corner fill": ("corner fill 3A", "B2\n", "corner_filled"),
    "corner librarian": ("corner librarian 6101", "", "class_librarian"),
    "corner lend": ("corner lend 3A", "", LEND),
    "corner ledger": ("corner ledger 3A", "%DAY-20260907\n6101\nB2\n", "lent"),
    "corner swap": ("corner swap 3A 3B", "", "corner_swapped"),
    "corner close": ("corner close 3A", "B3\n", "corner_back"),
    "year apply": ("year apply", "", "year_begun"),
    "year undo": ("year undo", "", "undone"),
    "year rename": ("year rename 3B 3C", "", "class_renamed"),
    "year merge": ("year merge 3C 3A", "", "classes_merged"),
    "readers renumber": ("readers renumber {folder}/numbers.csv", "", "readers_renumbered"),
    "year transfer": ("year transfer 6102 3A", "", "transferred"),
    "conflicts settle": ("conflicts settle --all", "", "conflict_settled"),
    "replay": ("replay {folder}/scans.csv", "", "replayed"),
    "import marc": ("import marc {folder}/records.mrc", "", "import"),
    "import known": ("import known {folder}/records.mrc", "", "import"),
    "import author-numbers": ("import author-numbers {folder}/authors.csv", "", "import"),
    "privacy days": ("privacy days 20", "", "privacy"),
    "privacy export": ("privacy export 6102", "", "privacy"),
    "privacy purge": ("privacy purge", "", "privacy"),
    "privacy erase": ("privacy erase 6102 --yes", "", "privacy"),
    "restore": ("restore {backup} --yes", "", "restored"),
}
"""A day at the office, in an order in which each is possible: command, what is typed, the event it leaves."""


MONTH = timedelta(days=30)


def today() -> date:
    return local_day(utc_now())


def test_every_command_is_told_apart() -> None:
    names = {name.removeprefix("kiosk ") for name in commands_of(_parser(speak("en")))}
    assert names == set(ACTS) | set(LOOK.split(","))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store that nobody has open, as a restore wants it, and the lists that are brought in."""
    (tmp_path / "authors.csv").write_text("name,number\nDickens,D54\n")
    (tmp_path / "records.mrc").write_bytes(iso(POEMS))
    (tmp_path / "books.csv").write_text("title,ISBN,copies\nHeidi,9780141322568,1\n")
    (tmp_path / "own.csv").write_text("barcode,accession number\nB2,2001\n")
    (tmp_path / "readers.csv").write_text("number,name,class\n6103,Cleo Wang,3B\n")
    (tmp_path / "numbers.csv").write_text("old number,new number\n9001,9003\n")
    (tmp_path / "scans.csv").write_text("2026-09-07T10:00:00,B1\n")
    path = new_store(tmp_path / "library.db")
    monkeypatch.setenv("KIOSK_STORE", str(path))
    acting = Acting("office", NOW)
    with connected():
        library = Library(path)
        for category in ("pupil", "teacher", "guest"):
            library.policy(category)
        ada = library.patron("6101", name="Ada Lovelace")
        record(Acting("office", datetime(2020, 1, 1)), "turn_opened", patron_id=ada.id)  # to be purged
        make_list(Plan("ministry"), [Line(1, "Emma")], acting)
        begin_block("bad", "", (Line(1, "Never here"),), acting)
        done_pass("bad", 2, 9, "Li", acting)
        ben = library.patron("6102", name="Ben Smith", class_name="3B")
        for number in ("9001", "9002"):
            library.patron(number, category="teacher", class_name="Staff room")
        library.copy(title=library.title("Emma", isbn=ISBN, call_number="I561"))
        library.copy("B1", title=library.title("Holes", call_number="I712/1"))
        library.copy("B2", title=library.title("Momo", call_number="I516/1"))
        open_corner(ben.school_class.id, acting)
        kim = library.copy("B3", title=library.title("Kim", call_number="I561/9"))
        place(ben.school_class.id, kim.id, acting)
        library.copy("B5", title=library.title("Una"), status="lost")
        dan = library.patron("6104", name="Dan Reed", class_name="3B")
        lent = {"lent_at": utc_now(), "lent_on": today(), "due_on": today() + 2 * MONTH}
        library.lend(library.copy("B4", title=library.title("Ida")), dan, **lent)
        recent = {**lent, "lent_at": utc_now() - timedelta(days=3), "due_on": today() + timedelta(days=2)}
        library.lend(library.copy("B9"), dan, **recent)
        subscribe(Wanted("Other", 2026), acting)
        appoint("9002", "librarian", (), acting)
        file_conflict(Kind.NOT_DONE, acting, "lent", patron_id=None, copy_id=kim.id)
    return tmp_path


def test_every_act_at_the_command_line_is_an_event_of_this_account(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seen: set[str] = set()
    days = {"last_month": today() - MONTH, "next_month": today() + MONTH}
    for name, (command, typed, verb) in ACTS.items():
        if name == "restore":
            assert main(["backup"]) == 0
        backup = next(iter((folder / "backups").glob("*.gz")), "")
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        with connected():
            event = Event.select(fn.MAX(Event.id)).scalar()
        filled = command.format(folder=folder, backup=backup, event=event, last=event, **days)
        code = main(["--language", "en", *filled.split()])
        told = capsys.readouterr()
        assert code == 0 or name == "corner close", (name, told)
        with connected():
            fresh = [event for event in Event.select().order_by(Event.id) if event.uuid not in seen]
        seen |= {event.uuid for event in fresh}
        left = {(event.verb, event.actor, event.account, event.staff_id) for event in fresh}
        assert verb in (LEND, COUNTS) or (verb, "command", account(), None) in left, (name, left, told)
        assert verb in (LEND, COUNTS) or verb in VERBS
        details = " ".join(event.details for event in fresh)
        assert not [who for who in ("Ada", "Ben", "Cleo", "271828") if who in details], name
