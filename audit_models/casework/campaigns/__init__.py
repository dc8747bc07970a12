"""Special inspections: plan, self-check, frozen sample, on-site outcomes, and what follows until archived."""
