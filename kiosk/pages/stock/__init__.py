"""The life of the stock: what it consists of, what is bought, what goes, what is reviewed."""
