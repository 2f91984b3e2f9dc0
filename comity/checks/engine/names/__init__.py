"""Names of persons in any script: read into tokens, spelt in Latin letters, compared with reasons. Pure."""
