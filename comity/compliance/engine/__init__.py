"""The rulebook: one pure function for each rule."""
