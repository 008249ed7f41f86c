"""Source text -> smells: one file per provider, and what turns their figures into findings."""
