"""Volumes and timings, as ratios within one run."""
