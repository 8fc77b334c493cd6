"""The registers of the stock: what came in, each copy under its number, what went out, and the money."""
