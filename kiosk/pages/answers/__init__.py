"""Answers to the questions of a librarian's year."""
