"""Records in, Rich tables out."""
