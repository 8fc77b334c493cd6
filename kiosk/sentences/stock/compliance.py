"""The words of what a rule asks for."""

from db.marking import N_

ASKED = {
    "books_per_pupil": N_("books for each pupil"),
    "new_per_pupil": N_("new books for each pupil in the last twelve months"),
    "periodicals": N_("periodicals, different titles"),
    "reference": N_("reference works, different titles"),
    "opening_hours": N_("hours a week in which the library is open"),
    "spent_per_pupil": N_("spent for each pupil in the last twelve months"),
    "share": N_("copies in the classes {group}, per cent of the copies that have a class"),
    "most_copies": N_("most copies of a title, class sets left out; titles with more"),
}
MET = {True: N_("met"), False: N_("not met"), None: N_("not filled in")}
FORM = {
    "stock": N_("stock at the end"),
    "before": N_("stock at the beginning"),
    "new": N_("came in"),
    "withdrawn": N_("written off in the year"),
}
"""The sums of the yearly form."""
