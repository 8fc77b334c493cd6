"""Every command, in a year of a school, says and does the same on a file and on a server."""

import io
import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from busy_school import make_busy_school
from command_names import commands_of
from postgresql import Cluster, cluster
from school import NOW

from db.models import Barcode, Copy, Loan
from db.store.opening import connected, open_store, opened, store_at
from db.transfer.copying import copy
from db.transfer.portable import count_rows
from kiosk.cli import _parser, main
from kiosk.words import speak

ELSEWHERE = {
    *("kiosk run", "kiosk demo", "kiosk doctor", "kiosk install-service", "kiosk desk serve"),
    *("kiosk sip2 serve", "kiosk desk window"),
    *("kiosk store certificate", "kiosk handbook"),
    *("kiosk backup", "kiosk restore", "kiosk store copy", "kiosk desk serve"),
}
"""Commands that have other tests: test_server_safety.py, test_copying.py, test_postgresql_store.py."""
LISTS = {
    "none.csv": "title,author\nNever here,Nobody\n",
    "own.csv": "barcode,accession number\n{free[3]},9001\nNOBODY,1\n",
    "books.csv": "isbn,title,call_number,copies\n9780141439587,Emma,I561/1,2\n,三国演义,I242,3\n",
    "readers.csv": "number,name,class\n8001,Chen Xi,Year 4 Elm\n8002,王芳,Year 3 Oak\n",
    "first.csv": "number,name,class\n9001,新生一,Year 1 Oak\n9002,New Two,Year 1 Oak\n",
    "authors.csv": "name,number\nAusten,A933\n",
    "numbers.csv": "old number,new number\n8002,8003\n",
    "titles.csv": "title,author\nMomo,Michael Ende\n《童年》,高尔基\n",
    "scans.csv": "at,code\n2026-11-08T10:15:00,4201\n2026-11-08T10:15:04,{free[0]}\n",
}
YEAR = """
    status | loans | loans --overdue --csv | events | events --flagged
    class "Year 4 Oak" | lesson show --titles
    corner show | corner show 三年级1班 --log | relabel status --shelves | relabel list --state to_print
    import books books.csv --dry-run | import books books.csv | import books books.csv
    import readers readers.csv | readers find 王 | readers find "year 4" | books find 城 | books find I242
    readers mark 8001 suspended | readers mark 8001 active | books mark {free[1]} repair
    books marked | books marked repair | readers card 8002 --code 80020 | readers find 8002
    readers renumber numbers.csv --dry-run | readers renumber numbers.csv
    books renumber --range I242 --dry-run | books renumber --range I242 | books renumber --undo
    books add --isbn 9787544270878 --title Momo --copies 2 --paid 9.90 --source Gift --on 2026-09-01
    books add-copy 9787544270878 | books edit 9787544270878 --author "Michael Ende" | books show 9787544270878
    books intake --source Gift < 9780141439600\\n9787544270878 | books move 9 {free[6]} --new-place
    books add --title Momo2 | books merge 9787544270878 title:TITLE | books part EVENT
    books delete title:TITLE --title
    readers add 8100 --name Eve --class "Year 4 Elm" | readers edit 8100 --name Eva | readers show 8100
    lend 8100 {free[7]} | ! renew {free[7]} --reader 8100 | return {free[7]} | lend 8100 {free[7]}
    recall recall.pdf
    shelf start 3 B 4 I242 | shelf bay 3 --at 2 1 | shelf list | shelf plan
    shelf where 三国演义 | shelf where Emma
    shelf read < {free[6]}\\n{free[7]}\\n{free[8]} | shelf read --json < {free[8]}\\n{free[9]} | shelf returns
    shelf returns --scan < {free[9]} | shelf settle found {free[8]} | shelf undo EVENT
    ! shelf screen | labels shelves --out shelves.png | ! shelf photo shelves.png
    labels shelves --out shelves.pdf --no-proof | shelf remove 3
    export marc out.iso --encoding gb18030 | import marc out.iso --dry-run | import marc out.iso
    export marc out.xml --format marc21 --xml | import known books.csv | books classify 9780141439587
    books lookup
    import author-numbers authors.csv
    export books books.out.csv | export readers readers.out.xlsx | export loans loans.out.csv
    export learn books.csv ours | export by ours ours.csv | export by district d.xlsx | export profiles
    export change ours --order title --only language=eng | export forget ours
    answers by-letter | answers by-month | answers by-weekday | answers class-reading "Year 4 Elm"
    answers keenest-readers | answers late-by-class | answers most-read | answers never-borrowed --csv
    holds add 8001 9780141439587 | holds list | holds cancel 8001 9780141439587
    policy set pupil --loans 4 --days 10 | policy set guest --loans 1 --days 3
    policy remove guest | policy show
    calendar term "This year" 2026-11-10 2090-12-31 | calendar recall --yes | calendar remove-term "This year"
    calendar term Spring 2027-02-15 2027-07-02 | calendar close 2026-12-24 2026-12-31 --reason 放假
    calendar open 2026-12-24 | calendar weekdays mon tue wed thu fri sat sun | calendar remove-term Spring
    calendar propose 2026 --dry-run | calendar propose 2026 --yes
    calendar show | library set --name "Oak Lane" --number 7 --run F=FIC | library show
    staff pin < 271828 | staff add 0002 --role head | staff pin 0002 < 314159
    staff list | staff add 0003 --role teacher --class "Year 4 Elm" | staff remove 0003
    labels spine --all --out spine.pdf | labels barcode --without-label --out bar.pdf --no-proof
    labels combined --range I242 --out both.pdf --no-proof --again | labels cards --all --out cards.pdf
    labels commands --out commands.pdf | labels signs --out signs.pdf | labels check --out check.pdf
    labels calibrate --out test.pdf | labels calibrate --measured 15.8 14.9 195.9 281.6
    relabel print 5 --out again.pdf --no-proof | relabel scan < 9787544270878\\n{free[2]}\\nend
    relabel open --range I7 | relabel status | relabel end
    lesson target 8 | lesson timetable "Year 4 Elm" tue 09:00 09:40 | lesson timetable
    lesson start "Year 4 Elm" --minutes 40 | replay scans.csv | ! replay scans.csv | lesson show
    lesson end --pdf lesson.pdf | replay scans.csv --json --again
    class "Year 4 Elm" --slips slips.pdf --sheet sheet.pdf
    corner fill "Year 4 Elm" --cap 9 --manifest corner.pdf < {free[3]}\\n{free[4]}\\n{free[5]}
    corner librarian 4201 | corner librarian | corner lend "Year 4 Elm" < 4201\\n4202\\n{free[3]}
    corner ledger "Year 4 Elm" --print ledger.pdf | corner ledger "Year 4 Elm" < x
    corner swap "Year 4 Elm" 三年级1班 < {free[4]} | corner show "Year 4 Elm"
    ! corner close "Year 4 Elm" < {free[5]}
    year preview --new-pupils first.csv | year apply --new-pupils first.csv | year undo | ! year undo
    year transfer 8001 三年级1班 | readers find 8001 | privacy days 20 | privacy export 8001
    year rename 三年级1班 三甲 | readers add 8101 --name Solo --class Alone --new-class
    year merge Alone 三甲
    privacy erase 8001 --yes | privacy purge | privacy days | check | check --mend | status
    conflicts list | conflicts settle --all
    stock structure | stock structure --profile hebei --json | stock class-set {free[2]} | stock titles all
    reading new 2026 --kind bookseller --file books.csv | stock buy | stock buy --xlsx order.xlsx
    reading remove 2026 --all
    stock titles class-sets | stock titles surplus --file surplus.xlsx
    books damage {free[9]} torn --place desk | books repairs | stock states
    readers one-book 4201 --book {free[9]} --until 2099-01-01 | readers one-book 4201 --lift
    books mended {free[9]} mended
    periodicals subscribe 儿童时代 --issn 0317-8471 --code 4-202 --price 12 --year 2026 | periodicals list
    periodicals subscribe Paper --weekdays mon --from 2026-09-01 --to 2026-12-31 | periodicals cancel 2
    periodicals check-in < 977031784700101\\n977031784700102 | periodicals arrived 1 --on 2026-03-01
    periodicals take-back 1 3 | periodicals grid 2026-01 | periodicals claim --json | periodicals lost 1 4
    periodicals found 1 4 | periodicals bind 1 1 3 --without 3 | periodicals order 2026
    periodicals order 2026 --pdf order.pdf --xlsx order.xlsx | periodicals aid 3A Sums --copies 4 --price 9
    periodicals aids | periodicals aids --pdf sheets.pdf
    compliance show | compliance show --profile hebei --json | compliance hours 41 | compliance form 2026
    compliance form 2025 --xlsx form.xlsx
    registers fund 2026 Books 100 | registers fund 2026 Toys 9 | registers remove-fund 2026 Toys
    registers batch 1 --kind given --paid 900 --fund "2026 Books" | registers batch 1 | registers funds
    registers total | registers copies --to 9 | registers withdrawals --json | registers waiting
    registers total --pdf total.pdf --xlsx total.xlsx | registers enter
    ! registers numbers own.csv --dry-run | ! registers numbers own.csv | check
    stocktake open 2027 | stocktake cards --out cards.pdf | stocktake lists
    stocktake scan < %TAKE-2-1\\n{free[6]}\\n{free[7]}\\nNOBODY | stocktake board | stocktake settle unknown
    stocktake undo | stocktake lists --second-look look.pdf | stocktake settle missing {free[8]}
    reading shipped | reading take 快乐读书吧三年级上册 | reading new Holiday --grade 3-4 --file titles.csv
    reading add Holiday < {free[1]}\\n三国演义 | reading match Holiday | reading show Holiday
    reading since 快乐读书吧三年级上册 | reading lists --json | reading lists | reading rate Holiday --json
    reading rate Holiday | reading buy | reading buy --file buy.csv | reading remove Holiday --all
    reading poster Month --out poster.pdf | calendar term Present 2026-11-10 2090-12-31
    reading lesson "Year 4 Elm" --teacher Li --form free < 4201\\n{free[2]}
    reading lesson "Year 4 Elm" --present 20 | reading lessons | reading visit --room Hall < 4201
    reading visit --class "Year 4 Elm" --count 20 | reading visits
    reading activity Essay2 --kind essay --list Month | lend 4202 {free[10]} | return {free[10]}
    reading slip {free[10]} --out slip.pdf
    reading activity Essay2 --class "Year 4 Elm" --entries 3 --prizes Pens | ! reading slips < %REV-1-11
    reading activities | reading activity Essay2 --out sheet.pdf
    reading star 4201 --words Dragons | reading star | reading weights amount=40 | reading idle off
    reading first-steps off | reading passport 4201 --on | reading stages 4 5 10 20
    reading passport 4201 | reading stamp 4201 --as Li | reading passports "Year 4 Elm"
    reading passport 4201 --off | reading passports "Year 4 Elm" --on 4201 4202
    reading classes --term Present | reading classes --term Present --json
    reading classes --term Present --out wall.pdf
    report term Present | report term --json | report year 2026 | report month 2026-11 --json
    report list loans --month 2026-11 | report list stock --json | report words --json | report words
    report edit loans "{{loans}} lent" | report edit opening --leave-out | report edit loans --ours
    report template own.docx | report month --docx r.docx --xlsx r.xlsx --template own.docx
    report term --folder inspected | ! report term --folder inspected
    report sign --by Li | report term | report unsign | ! report unsign
    calendar remove-term Present
    weeding rules --unborrowed 1 | weeding propose | weeding open 2026 --disposal mill
    weeding scan --ground worn < {free[16]}\\n{free[17]} | weeding undo | weeding keep < {free[17]}
    weeding opinion Li Fine | weeding approve --as library | weeding cases | weeding show
    weeding approve --as school --person Zhao | weeding list 2026 --docx list.docx --xlsx list.xlsx
    weeding open again | weeding cancel
    reading new ministry --file books.csv | review gate on | review gate warn --all | review list
    review pass {free[12]} --basis reviewed --first Li --second Wang | review by-list ministry
    review refuse {free[13]} --ground content-8 --first Li --second Wang | review gate off
    review block books.csv --name bad | review found bad {free[14]} | review pick bad
    review done bad 2 --checked 9 | review done bad 3 --checked 9 | review settle bad {free[14]} cleared
    review block none.csv --name none | review done none 2 --checked 1 | review done none 3 --checked 1
    review close none | review report bad --docx report.docx --xlsx report.xlsx
    stocktake close --anyway | stocktake statement 2027 --out page.pdf
"""
"""One command after the other; after a `<` what is typed, before one that is refused a `!`.

`TITLE` and `EVENT` stand for the newest title and event.
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    with cluster() as made:
        yield made


def said(
    store: str, folder: Path, line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[int, str]:
    """What a command answers on this store; clock times, which pass, and the store's name are taken out."""
    with opened(store_at(store)) as database_:
        for table in ("title", "event"):
            ((last,),) = database_.execute_sql(f"SELECT MAX(id) FROM {table}").fetchall()
            line = line.replace(table.upper(), str(last))
    command, _, typed = line.removeprefix("! ").partition(" < ")
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed.replace("\\n", "\n") + "\n"))
    code = main(["--language", "en", "--store", store, *shlex.split(command)])
    shown = capsys.readouterr()
    text = re.sub(r"\d\d:\d\d(:\d\d)?(\.\d+)?", "HH:MM", shown.out + shown.err)
    text = re.sub(r"(?m)^\d+(?=  20\d\d-)", "N", text.replace(store, "STORE"))
    text = re.sub(r"(title:|\bpart |\bundo )\d+", r"\1N", text)  # a dry run uses up numbers on a server
    return code, re.sub(r"/\S*/", "FOLDER/", text)


def test_every_command_says_the_same_on_a_file_and_on_a_server(
    server: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stores = {"file": str(tmp_path / "school.db"), "server": server.create("school")}
    open_store(stores["file"])
    with connected():
        make_busy_school(NOW)
        on_loan = Loan.select(Loan.copy).where(Loan.returned_at.is_null())
        labels = Barcode.select(Barcode.code).join(Copy).where(Copy.id.not_in(on_loan)).order_by(Barcode.id)
        free = [barcode.code for barcode in labels.limit(20)]
    with opened(store_at(stores["file"])) as file, opened(store_at(stores["server"])) as database_:
        copy(file, database_)
    for kind in stores:
        (tmp_path / kind).mkdir()
        for name, content in LISTS.items():
            (tmp_path / kind / name).write_text(content.format(free=free), encoding="utf-8")
    done = [line.strip() for line in re.split(r"\||\n", YEAR.format(free=free)) if line.strip()]
    for line in done:
        on_file, on_server = (
            said(stores[kind], tmp_path / kind, line, monkeypatch, capsys) for kind in stores
        )
        assert on_server == on_file, line
        assert on_file[0] == line.startswith("! "), (line, on_file)
    with opened(store_at(stores["file"])) as file, opened(store_at(stores["server"])) as database_:
        assert count_rows(database_) == count_rows(file)
    commands = set(commands_of(_parser(speak("en")))) - ELSEWHERE
    assert {
        name
        for name in commands
        if not any(f"kiosk {line.removeprefix('! ')}".startswith(name) for line in done)
    } == set()
