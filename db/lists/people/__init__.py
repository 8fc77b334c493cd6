"""Lists of readers: rows as they are written, readers who are known, and bringing them in."""
