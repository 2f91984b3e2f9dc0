"""The pages of the network: signing in, one's account, a bureau's administration, the directory."""
