"""Text and texts as data: compared, cut into words, made safe, read as JSON and YAML."""
