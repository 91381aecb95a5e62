"""The user's file of hubs: the only place where it is read and written."""
