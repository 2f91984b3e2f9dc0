"""The heavy, pure part of checks: read what was scanned, look it up, compose the answer. No Django, no database."""
