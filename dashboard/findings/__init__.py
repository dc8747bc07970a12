"""Parts of the workspace of findings and of the page of one."""
