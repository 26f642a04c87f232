"""Handing a demand over: a small circle of its own, of the one who hands over and the one who receives."""
