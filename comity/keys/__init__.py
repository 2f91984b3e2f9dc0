"""Keys of bureaus: who signs, for whom is sealed, and who may unlock them.

Owns each bureau's signing and sealing keys, their generations, and their private halves, wrapped for its officers
alone. Promises that neither the database, nor a backup, nor the Secretariat holds anything a private key can be made
of, that every key names the one before it, and that who was removed reads nothing sealed afterwards.
"""
