"""Classes at the desk: their lessons and timetable, what they read, their corners and names, the new year."""
