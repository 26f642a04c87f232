"""Exports of older software, read as they really are: `reader` reads, `rows` decides, `rejects` writes back.

Nothing here knows the database or the walls; what is read is handed over as plain values (`rows.Visit`) for the
actions to record. The social-security number is removed before anything else looks at a row (see `nir`).
"""
