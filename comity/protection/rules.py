"""The law of the protection room. Pure."""
