"""I-24/7: sealed, signed messages between bureaus, with receipts, clocks and threads.

Owns threads, envelopes, sealed contents, deliveries, receipts and drafts. Promises that only the sender and those named
in the envelope can read a message, that nothing accepted is lost or delivered twice, and that what cannot be delivered
is told to its sender with the reason. What a message says, it never knows.
"""
