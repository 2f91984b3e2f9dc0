"""The mathematics of keys: sealing, signing, wrapping. Pure, so that a bureau's own machine runs the same code."""
