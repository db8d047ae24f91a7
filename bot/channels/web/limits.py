"""How often one visitor may write."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass


@dataclass
class _Bucket:
    left: float
    at: float


class RateLimit:
    """A burst at once, then one more every ``every_seconds``; the longest silent are forgotten."""

    def __init__(
        self,
        *,
        burst: int,
        every_seconds: float,
        clock: Callable[[], float],
        remembered: int = 10_000,
    ) -> None:
        self._burst = burst
        self._every = every_seconds
        self._clock = clock
        self._remembered = remembered
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def wait_for(self, who: str) -> int:
        """Whole seconds until they may write; 0: now, and this time is counted."""
        now = self._clock()
        bucket = self._buckets.pop(who, None) or _Bucket(float(self._burst), now)
        bucket.left = min(self._burst, bucket.left + (now - bucket.at) / self._every)
        bucket.at = now
        self._buckets[who] = bucket
        if len(self._buckets) > self._remembered:
            self._buckets.popitem(last=False)
        if bucket.left >= 1:
            bucket.left -= 1
            return 0
        return math.ceil((1 - bucket.left) * self._every)
