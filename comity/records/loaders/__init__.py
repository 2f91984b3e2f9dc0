"""Readers of whole files: each yields one Row per record, streaming, and a bad line never spoils the good. Pure."""
