"""Reading at the desk: lists of titles and what became of them."""
