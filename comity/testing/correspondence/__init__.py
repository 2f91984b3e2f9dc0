"""What bureaus have written each other in the demo before anybody signs in: a dozen threads, sealed and signed."""

from comity.testing.correspondence.sent import send

__all__ = ["send"]
