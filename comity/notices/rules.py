"""The law of the notices room. Pure."""
