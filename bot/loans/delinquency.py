"""Bands of days past due."""

from __future__ import annotations

from enum import Enum

_BAND = 30


class DelinquencyBucket(str, Enum):
    """Upper bounds included."""

    CURRENT = "current"
    D1_30 = "d1_30"
    D31_60 = "d31_60"
    D61_90 = "d61_90"
    D91_PLUS = "d91_plus"


ALL_BUCKETS = tuple(DelinquencyBucket)


def bucket_of(days_past_due: int) -> DelinquencyBucket:
    if days_past_due <= 0:
        return DelinquencyBucket.CURRENT
    place = min((days_past_due - 1) // _BAND + 1, len(ALL_BUCKETS) - 1)
    return ALL_BUCKETS[place]
