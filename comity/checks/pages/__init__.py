"""The pages of the checks room: ask, hits, the live stream, looks."""
