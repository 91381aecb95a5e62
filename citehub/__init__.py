"""Index who cites a work, and what those papers do, from saved hub pages."""

__version__ = "0.1.0"
