"""What every page stands on: who is there, what they may do, how it is answered."""
