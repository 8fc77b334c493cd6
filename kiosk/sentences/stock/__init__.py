"""What is said of books that leave the stock, and of reviews."""
