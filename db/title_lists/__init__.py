"""Lists of titles from outside, and which of their titles the library has."""
