"""Parts of the scorecard."""
