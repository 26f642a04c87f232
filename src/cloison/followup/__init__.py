"""Social accompaniment: the tray, the notes, my files."""
