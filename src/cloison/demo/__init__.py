"""The fictional département and its cast."""
