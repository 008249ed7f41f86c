"""The commands, one idea a module; each imports what it needs when it is called."""
