"""Content is reviewed before it is lent, and what a block list names is taken off the shelves."""
