"""The time of the office: China has one, all the year."""

from datetime import timedelta, timezone

CHINA = timezone(timedelta(hours=8))
