"""Everything that is not a screen: contract, intake, snapshots, definitions and their evaluation."""

__version__ = "0.1.0"
