"""Keyword rules: the pattern language, the rule set, and the YAML that both are read from."""
