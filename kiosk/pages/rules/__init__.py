"""What the library itself decides: how much is lent and for how long, its days, its staff, its name."""
