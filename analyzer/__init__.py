"""git -> patches -> ledger -> tables: everything that reads a repository and writes the database."""

__version__ = "0.1.0"
