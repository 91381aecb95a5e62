"""The SQLite index of a store: derived from it, and safe to delete."""
