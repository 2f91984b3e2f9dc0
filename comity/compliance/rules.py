"""The law of reviews. Pure."""
