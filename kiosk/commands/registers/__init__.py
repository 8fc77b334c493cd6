"""Commands about the stock as a whole: its registers and funds, its periodicals, what is asked of it."""
