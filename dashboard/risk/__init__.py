"""Parts of the page of contract and contractor risk."""
