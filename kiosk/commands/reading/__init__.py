"""`kiosk reading`: lists of titles, classes compared, what is done about reading."""
