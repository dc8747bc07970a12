"""Parts of the register of rules and of a rule's page."""
