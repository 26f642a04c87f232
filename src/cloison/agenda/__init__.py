"""Professionals' time: free, occupied. To everybody else an appointment is "occupé", nothing more."""
