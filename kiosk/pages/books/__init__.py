"""The pages of one book: what is known of it, its copies, who has them, and all that is done with it."""
