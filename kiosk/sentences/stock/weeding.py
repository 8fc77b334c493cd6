"""The words for grounds, states and approvals of withdrawals."""

from db.marking import N_
from kiosk.words import Words

GROUNDS = {
    "outdated": N_("outdated"),
    "unborrowed": N_("long unborrowed"),
    "surplus": N_("too many copies"),
    "duplicate": N_("duplicate content"),
    "ordered": N_("ordered out of circulation"),
    "worn": N_("too worn to mend"),
    "content-1": N_("content 1: Party line, leaders, heroes, history"),
    "content-2": N_("content 2: national honour"),
    "content-3": N_("content 3: secrets, security"),
    "content-4": N_("content 4: unity, territory"),
    "content-5": N_("content 5: religion"),
    "content-6": N_("content 6: ethnic matters"),
    "content-7": N_("content 7: wrong ideologies"),
    "content-8": N_("content 8: vulgarity, superstition, violence, gambling, drugs"),
    "content-9": N_("content 9: insult, libel"),
    "content-10": N_("content 10: scientific errors"),
    "content-11": N_("content 11: advertising, false recommendations"),
    "content-12": N_("content 12: other breaches of morals or law"),
    "lost": N_("lost for good"),
}
"""Why a book goes: the six grounds of schools, the twelve of 教材〔2021〕2号 in key words, and loss."""
STATES = {
    "open": N_("under way"),
    "library": N_("approved by the library"),
    "school": N_("approved by the school: written off"),
}
ROLES = {"library": N_("head of the library"), "school": N_("headteacher")}


def ground_name(ground: str, words: Words) -> str:
    """A ground as people read it."""
    return words.term(GROUNDS.get(ground, ground))
