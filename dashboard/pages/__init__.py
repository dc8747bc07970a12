"""One module a page; the folder is the list."""
