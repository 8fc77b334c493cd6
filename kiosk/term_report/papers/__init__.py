"""The report on paper: a Word document, the annex of its tables, the folder for an inspection."""
