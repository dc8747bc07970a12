"""Parts of the page of special inspections."""
