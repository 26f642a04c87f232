"""The design system: how every screen looks, speaks and takes an answer. Knows nothing of the trades above it."""
