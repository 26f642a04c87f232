"""The counter: a visit in seconds, no name needed."""
