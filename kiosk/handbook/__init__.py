"""The handbook: one Markdown page a task, in each language."""
