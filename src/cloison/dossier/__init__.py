"""The file's page: what each area holds of it, for those who read it."""
