"""The folder for an inspection: every register that the library can give, numbered, and no child named."""
