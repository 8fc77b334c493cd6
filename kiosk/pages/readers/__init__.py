"""Readers at the desk: found, added, corrected, given cards, lent to, shown to their families, forgotten."""
