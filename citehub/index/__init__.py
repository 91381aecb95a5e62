"""The SQLite index beside a store: derived from it, and safe to delete."""
