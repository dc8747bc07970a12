"""Parts of the page of the connection process."""
