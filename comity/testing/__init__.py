"""The made-up cast, and the made-up world of the demo. No real person is in it."""
