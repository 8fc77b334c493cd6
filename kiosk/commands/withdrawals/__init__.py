"""The commands for books that leave the stock, and for the review of what is lent."""
