"""Books that leave the stock: proposed by rules, decided at the shelf, approved, written off."""
