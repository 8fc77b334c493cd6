"""What is sent to a page: fields, files, and what is asked before it is done."""
