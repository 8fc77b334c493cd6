"""Reading: lists of titles, classes compared, lessons in the reading room, visits, activities."""
