"""Demonstration data: a whole province that never existed, with irregularities planted in it.

Persons, companies and amounts are invented and recognisably artificial. The same seed gives the same
bytes; what was planted is written beside the tables, in `truth/`, which no import reads.
"""

from audit_models.demo.generate import Scale, write_demonstration

__all__ = ["Scale", "write_demonstration"]
