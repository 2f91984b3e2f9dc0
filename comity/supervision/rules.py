"""The law of measures. Pure."""
