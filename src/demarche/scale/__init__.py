"""The same pipeline on many cores."""
