"""Parts of the page of ties."""
