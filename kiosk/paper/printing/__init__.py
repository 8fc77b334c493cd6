"""Printers that take whole pages, and sending them there."""
