"""The recall: one PDF with every class's list, then the slips."""
