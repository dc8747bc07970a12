"""What stands around every page: rail, top bar, search, keys."""
