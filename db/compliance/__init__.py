"""What a rule asks of the library, what there is, and the figures of the yearly statistical form."""
