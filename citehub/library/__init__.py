"""A store and its index as one: look up, search, write."""
