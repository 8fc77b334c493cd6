"""Lists that come with the program: titles and authors only, each with its source and its force."""
