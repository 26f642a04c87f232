"""Home, navigation, error pages."""
