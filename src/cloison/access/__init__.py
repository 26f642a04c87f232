"""Compartments, circles and their ledger, files, and the door through which all reading goes."""
