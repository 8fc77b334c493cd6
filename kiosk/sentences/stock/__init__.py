"""What is said of the stock as a whole: its registers, its periodicals, and what is asked of it."""
