"""Judgements: an officer has found that the holder of a document is not the person of a record, and it is remembered.

Owns judgements. Promises that each ends by its date, holds only for the bureau that made it, only for that document and
only while the record says what it said, and is found from an answer that it concerns and in no list. Never tells anyone
outside that bureau, the source of the record least of all (docs/decisions/0012-judgements.md).
"""
