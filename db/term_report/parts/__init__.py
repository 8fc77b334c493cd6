"""The parts of a report, each counted from data of its own."""
