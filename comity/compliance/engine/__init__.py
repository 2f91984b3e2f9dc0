"""The rulebook of compliance as pure functions: a request and what the house knows in, findings out."""
