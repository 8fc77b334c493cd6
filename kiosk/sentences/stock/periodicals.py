"""The words of subscriptions and issues."""

from db.marking import N_

FREQUENCIES = {
    "weekdays": N_("on weekdays"),
    "ten_days": N_("every ten days"),
    "twice_monthly": N_("twice a month"),
    "monthly": N_("monthly"),
    "bimonthly": N_("every two months"),
    "quarterly": N_("quarterly"),
}
PAYERS = {"school": N_("school"), "class": N_("class fund"), "private": N_("private")}
"""Who pays for a subscription."""
FOR_WHOM = {"room": N_("reading room"), "staff": N_("teachers"), "class": N_("a class")}
"""Who reads it."""
ISSUE_STATES = {
    "arrived": N_("arrived"),
    "part": N_("not all copies"),
    "expected": N_("expected"),
    "late": N_("not come"),
    "claimed": N_("claimed"),
    "lost": N_("lost"),
    "bound": N_("bound"),
}
STATE_SIGNS = {
    "arrived": "✓",
    "part": "½",
    "expected": "·",
    "late": "!",
    "claimed": "?",
    "lost": "×",
    "bound": "■",
}
"""The same in one sign, where a month stands on one line."""
