"""The report of a term at the desk: read, edited, signed, taken away as documents."""
