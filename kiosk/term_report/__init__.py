"""The report of a term in words: said, written as a document, an annex and a folder."""
