"""A realistic day, replayed on a running demo: who asks and writes what, when, by local time; and the sending of it."""
