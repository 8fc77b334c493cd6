"""What the stock consists of against a norm, how it is used, and what to buy."""
