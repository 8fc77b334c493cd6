"""The desk's pages about the stock as a whole: registers, funds, periodicals, what is asked of it."""
