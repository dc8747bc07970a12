"""Parts of the pages of the three administrators."""
