"""The mathematics of the ledger: Merkle trees as in RFC 6962. Pure, and knows nothing of entries."""
