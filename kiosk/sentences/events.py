"""What the librarian reads of an event: what happened, who did it, and why it was refused or flagged."""

from collections.abc import Mapping
from typing import Any

from db.answers.counter.overriding import WHY, Why
from db.answers.counter.refusals import Reason
from db.answers.flag import Flag
from db.marking import N_
from kiosk.sentences.catalogue import COPY_STATUSES, READER_STATUSES
from kiosk.sentences.counter.scans import for_librarian
from kiosk.words import Words

VERBS = {
    "lent": N_("lent"),
    "returned": N_("returned"),
    "renewed": N_("renewed"),
    "undone": N_("undone"),
    "refused": N_("refused"),
    "turn_opened": N_("card scanned"),
    "language": N_("language changed"),
    "events_seen": N_("flagged events looked at"),
    "policy": N_("policy changed"),
    "calendar": N_("calendar changed"),
    "reader_marked": N_("reader marked"),
    "card_replaced": N_("new card"),
    "copy_marked": N_("copy marked"),
    "one_book": N_("one book at a time agreed"),
    "import": N_("list imported"),
    "hold_placed": N_("hold placed"),
    "hold_cancelled": N_("hold cancelled"),
    "timetable": N_("timetable changed"),
    "lesson_opened": N_("lesson begun"),
    "corner_opened": N_("corner opened"),
    "corner_changed": N_("corner changed"),
    "corner_filled": N_("put into a corner"),
    "corner_taken_out": N_("taken out of a corner"),
    "corner_back": N_("back from a corner"),
    "corner_not_ours": N_("in a corner by mistake"),
    "corner_still_lent": N_("on loan when its corner closed"),
    "corner_missing": N_("missing when its corner closed"),
    "corner_swapped": N_("swapped between corners"),
    "corner_closed": N_("corner closed"),
    "class_librarian": N_("class librarian changed"),
    "year_begun": N_("new school year"),
    "transferred": N_("class changed"),
    "class_renamed": N_("class renamed"),
    "class_pinyin": N_("pinyin of a class changed"),
    "classes_merged": N_("classes merged"),
    "readers_renumbered": N_("readers got other numbers"),
    "due_dates_moved": N_("due dates moved"),
    "recalled": N_("due dates brought forward"),
    "term_target": N_("target of a term changed"),
    "lesson_closed": N_("lesson ended"),
    "library": N_("library changed"),
    "print_job": N_("labels printed"),
    "printer": N_("printer measured"),
    "renumbered": N_("titles numbered"),
    "relabel_opened": N_("relabelling opened"),
    "relabel_ended": N_("relabelling ended"),
    "relabel_undone": N_("relabelling undone"),
    "label_closed": N_("new label scanned"),
    "loan_moved": N_("loan by ISBN moved to its copy"),
    "label_queued": N_("label requested"),
    "not_found": N_("book not found"),
    "reader_left": N_("reader has left"),
    "privacy": N_("children's data"),
    "return_unclear": N_("return unclear"),
    "return_clear": N_("return cleared up"),
    "copy_added": N_("copy added"),
    "copies_added": N_("copies added"),
    "copies_moved": N_("copies moved"),
    "copies_entered": N_("copies entered in the register"),
    "numbers_given": N_("numbers of the school's own register imported"),
    "batch_changed": N_("batch of the register corrected"),
    "fund_set": N_("fund saved"),
    "subscribed": N_("periodical subscribed to"),
    "subscription_cancelled": N_("subscription cancelled"),
    "issue_arrived": N_("issue arrived"),
    "issue_taken_back": N_("arrival of an issue undone"),
    "issue_lost": N_("issue lost or found again"),
    "issues_claimed": N_("issues claimed"),
    "issues_bound": N_("issues bound"),
    "aid_set": N_("order sheet changed"),
    "aid_removed": N_("order sheet: line taken off"),
    "fund_removed": N_("fund deleted"),
    "copy_deleted": N_("copy deleted"),
    "title_added": N_("title added"),
    "title_changed": N_("title corrected"),
    "title_deleted": N_("title deleted"),
    "titles_merged": N_("titles merged"),
    "reader_added": N_("reader added"),
    "reader_changed": N_("reader corrected"),
    "which_copy": N_("one copy more than the list says"),
    "has_two": N_("has two of one title"),
    "day_confirmed": N_("clock confirmed"),
    "shown": N_("shown"),
    "turn_lost": N_("turn broken off: what was scanned next may not have been lent"),
    "conflict": N_("conflict"),
    "conflict_settled": N_("settled"),
    "overridden": N_("lent anyway"),
    "staff_mode": N_("staff mode opened"),
    "staff_changed": N_("staff changed"),
    "pin_changed": N_("PIN changed"),
    "pin_wrong": N_("wrong PIN"),
    "kiosk_closed": N_("kiosk closed"),
    "stick_named": N_("a stick chosen for the backups"),
    "kiosk_opened": N_("kiosk opened again"),
    "kiosk_left": N_("full screen left"),
    "copy_damaged": N_("a kiosk's own copy was damaged"),
    "clock_differs": N_("a kiosk's clock is wrong"),
    "restored": N_("backup restored"),
    "backup_taken": N_("backup downloaded"),
    "replayed": N_("scans read in from a file"),
    "shelves": N_("shelves changed"),
    "shelf_found": N_("found on the shelf"),
    "shelf_moved": N_("moved to another shelf"),
    "shelved": N_("put back on the shelf"),
    "shelf_missing": N_("missing after a second look"),
    "stocktake_opened": N_("stocktake opened"),
    "stocktake_looked": N_("second look of a stocktake"),
    "stocktake_settled": N_("list of a stocktake settled"),
    "stocktake_closed": N_("stocktake closed"),
    "title_list": N_("list of titles changed"),
    "reading_lesson": N_("reading lesson logged"),
    "visits": N_("visits counted"),
    "activity": N_("activity changed"),
    "review_slip": N_("review slip"),
    "class_score": N_("weights of the class score changed"),
    "star": N_("star of the month named"),
    "passport": N_("reading passport begun, ended or stamped"),
    "reading_list": N_("list of titles changed"),
    "report_worded": N_("text of a report changed"),
    "report_signed": N_("report signed"),
    "report_unsigned": N_("signature of a report undone"),
    "withdrawal": N_("withdrawal case"),
    "review": N_("content reviewed"),
    "block_list": N_("block list"),
    "unreviewed": N_("lent without a review"),
}


def verb_of(verb: str, details: Mapping[str, Any]) -> str:
    """What happened, as a marked text: readers' cards are printed by the same verb as labels."""
    if verb == "print_job" and details.get("kind") == "cards":
        return N_("readers' cards printed")
    return VERBS.get(verb, verb)


ACTORS = {"reader": N_("reader"), "staff": N_("staff"), "command": N_("command"), "system": N_("system")}


_FLAGS = {
    Flag.SETTLED: N_("It was still on another reader's record: returned there, then scanned here."),
    Flag.FOUND: N_("It had been marked as lost."),
    Flag.WANTED: N_("Somebody is waiting for this title."),
    Flag.CONFLICT: N_("See: {command}"),
}

_OF_VERBS = {
    "corner_missing": N_("It did not come back when the corner closed."),
    "not_found": N_("Its label was left over, and the book was not on its shelf."),
    "pin_wrong": N_("A wrong PIN several times in a row."),
    "undone": N_("The return was undone, so the reader has more books than the limit."),
    "return_unclear": N_("A book was scanned without a card: it may be on loan, or one from the shelf."),
    "which_copy": N_("More books of this title are here than the list says."),
    "unreviewed": N_("It was lent, though nobody has reviewed it yet."),
    "has_two": N_("A pupil borrowed another copy of a title that they have."),
}
"""Why events of these verbs are flagged, where they are."""

STATUSES = {**READER_STATUSES, **COPY_STATUSES}


def why_of(verb: str, details: Mapping[str, Any], flag: Flag | None, words: Words) -> str:
    """Why it was refused, in the librarian's words, and why it was done anyway; why it is flagged; as what
    somebody or something was marked. `flag` is why it was flagged, None where it was not.
    """
    found = [reason for reason in Reason if reason.value == details.get("reason")]
    known = {key: value for key, value in details.items() if key != "reason"}
    try:
        said = [for_librarian(reason, known, words) for reason in found]
    except KeyError:  # an older event, which kept only the reason
        said = [found[0].value]
    own = str(details.get("words", ""))  # these stand for themselves, without the menu's word for them
    said += [words(WHY[why]) for why in Why if why.value == details.get("why") and not own]
    if verb == "clock_differs":
        minutes = round(int(details.get("seconds", 0)) / 60)
        said.append(words(N_("It differs from the server's by {minutes} min."), minutes=minutes))
    if verb == "copy_damaged":
        said.append(words(N_("Recovered from it: {told}. Others may be lost."), told=details.get("told", "")))
    if verb in ("copy_marked", "reader_marked"):
        said.append(words.term(STATUSES.get(str(details.get("status")), "")))
    if flag in _FLAGS:
        said.append(words(_FLAGS[flag], command="kiosk conflicts list"))
    elif flag is not None and not any(said):
        said.append(words.term(_OF_VERBS.get(verb, "")))
    return " ".join([*said, own]).strip()
