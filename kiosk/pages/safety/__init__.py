"""What keeps the library's data safe: backups, the check, what happened, conflicts, children's data."""
