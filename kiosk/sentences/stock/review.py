"""The words for the review of content: modes, bases, results, and where a book was met."""

from db.marking import N_

MODES = {
    "off": N_("off: nothing is asked"),
    "warn": N_("warn: lent, and flagged for the librarian"),
    "on": N_("on: not lent before it is reviewed"),
}
BASES = {
    "reviewed": N_("read by two people"),
    "listed": N_("on a recommended list that is kept here"),
    "district": N_("bought through the district's list"),
    "donated": N_("given, from a known source, read by two people"),
}
RESULTS = {
    "illegal": N_("illegal: handed in"),
    "unsuitable": N_("unsuitable: stored apart, not lent"),
    "poor": N_("in poor condition"),
    "cleared": N_("nothing wrong: lent again"),
    "not_it": N_("another book: lent again"),
    "not_found": N_("not to be found"),
}
WHERE = {"library": N_("in the library"), "corner": N_("in a class corner"), "loan": N_("on loan")}
HOW = {
    "isbn": N_("by its ISBN"),
    "title": N_("by its title"),
    "part": N_("perhaps: a longer title"),
    "shelf": N_("found at the shelf"),
}
PASSES = {
    1: N_("first pass: by the catalogue"),
    2: N_("second pass: book by book, corners too"),
    3: N_("third pass: everything found is looked at once more"),
}
