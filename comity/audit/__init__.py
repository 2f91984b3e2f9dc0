"""The ledger: every verb, every look, every refusal, in order, sealed. It knows nobody and stores verbs and ids.

Owns entries, seals and proofs. Promises that a changed, removed or inserted entry is found, whoever made the change.
Never holds personal data, because it can never be erased.
"""
