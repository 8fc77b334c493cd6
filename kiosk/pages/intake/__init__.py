"""New books taken in: ISBN after ISBN from the scanner, a file of them, and their labels at the end."""
