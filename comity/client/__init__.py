"""What a national system needs to speak I-24/7: seals and signs on its own side, sends, lists, fetches, acknowledges.

No Django, no database: an address, a token and the bureau's own keys. The Secretariat never sees a private key of a
bureau that uses it.
"""
