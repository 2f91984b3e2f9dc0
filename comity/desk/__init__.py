"""The Command and Coordination Centre: one queue over everything that needs a human now, shifts and incidents.

Owns items of the queue, shifts, hand-over notes and incidents. Promises that what a room below needs a human for is on
the desk within seconds, in an order that explains itself, and that no shift ends before its notes are accepted. It
shows no content that the duty officer could not see where it comes from.
"""
