"""What every room stands on: ids, the clock, refusals, levels, purposes, databases, and the change log.

Owns the change log. Promises that its order is the order of commits. Never knows a room above it.
"""
