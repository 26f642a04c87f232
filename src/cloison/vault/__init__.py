"""Keys and sealing: the fourth wall. Private keys are opened for a session only."""
