"""Keys of persons, cases and facts in which nothing can be read. Pure."""
