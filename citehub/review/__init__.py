"""Labels by hand, one paper after the other: what to ask, what was answered, nothing lost."""
