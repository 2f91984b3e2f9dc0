"""The law of the diffusions room. Pure."""
