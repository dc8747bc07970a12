"""What waits for each person: counted once, shown on a page and written as a file for a scheduler."""
