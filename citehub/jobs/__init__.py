"""Work on a whole library, without a command line."""
