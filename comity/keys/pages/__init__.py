"""Pages of keys: unlocking and one's own passphrase, the bureau's own keys, and those of others."""
