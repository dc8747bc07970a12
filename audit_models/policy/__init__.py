"""What the office decides, as dated data in `data/policy`: legal ground, limits, ceilings, targets."""
