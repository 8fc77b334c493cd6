"""The pages that everybody at the desk sees: the way in, today, the search, the handbook."""
