"""What is on loan and who waits: looked through, renewed, returned, called back on paper."""
