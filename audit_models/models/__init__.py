"""Risk models: scikit-learn pipelines over documented features. A score is a lead, never a verdict."""
