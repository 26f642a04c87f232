"""What the person was told, agreed to or refused. Three things that are never merged into one flag."""
