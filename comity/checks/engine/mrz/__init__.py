"""The machine-readable zone of travel documents: the five formats of ICAO Doc 9303 parts 3 to 7, read and written.

`reading.read` is the one reader, fast enough for the check path (about 15 microseconds for a passport).
"""

from comity.checks.engine.mrz.reading import Reading, read

__all__ = ["Reading", "read"]
