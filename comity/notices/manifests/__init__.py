"""One manifest for each colour."""
