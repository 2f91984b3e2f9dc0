"""Who is on the network: members, bureaus, entities, partners, officers, systems; and who is restricted from what.

Owns identity, posts, tokens and restrictions. Promises that a bureau's people and systems are authorised by that bureau
alone. Never suspends or expels a member: there is no such verb.
"""
