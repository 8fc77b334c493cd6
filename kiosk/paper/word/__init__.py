"""Word documents: pages as an office wants them, and the filling of a template, ours or a school's own."""
