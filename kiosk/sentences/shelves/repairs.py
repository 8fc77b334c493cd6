"""Damaged books in words: what is wrong, and how it was settled."""

from db.marking import N_

DAMAGES = {
    "torn": N_("torn"),
    "loose": N_("loose"),
    "wet": N_("wet"),
    "drawn": N_("drawn on"),
    "label": N_("label damaged"),
    "other": N_("other damage"),
}
OUTCOMES = {
    "mended_by_pupil": N_("mended by the pupil"),
    "mended": N_("mended"),
    "same_book": N_("the same book brought"),
    "helped": N_("helped in the library"),
    "waived": N_("waived"),
    "other_book": N_("another book agreed"),
    "worn_out": N_("worn out"),
}
DEGREES = {1: N_("slight"), 2: N_("can be mended"), 3: N_("hardly to be mended")}
