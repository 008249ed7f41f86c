"""tables -> views -> verdicts: everything that asks the database."""
