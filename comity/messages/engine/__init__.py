"""The form of a message: its envelope, its content, its receipts; how one is made and how one is verified. Pure.

The client module of a national system uses these same functions: what is sealed here is sealed in one way only.
"""
