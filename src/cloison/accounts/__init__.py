"""Organisations, teams, posts, and the session: who is here, and for how long."""
