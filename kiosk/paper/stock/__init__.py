"""Papers about the stock as a whole, as they are filed."""
