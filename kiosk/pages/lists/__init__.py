"""Whole lists: brought in after a rehearsal, and given out."""
