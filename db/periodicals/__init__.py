"""Periodicals: what is subscribed to, what came and what did not, what is bound; teaching aids by class."""
