"""Comity: an open platform for international police cooperation. A house of rooms; see ARCHITECTURE.md."""
