"""The report of a term, a school year or a month: what the scanner saw, as figures that open their lists."""
