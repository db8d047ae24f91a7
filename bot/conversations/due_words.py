"""Whether somebody means what is due by name: "everything overdue", "逾期的钱", "過咗期嗰啲"."""

from __future__ import annotations

import re

_DUE = re.compile(
    r"逾期|过期的|過期的|过了期的|過咗期|到期的|应还的|應繳的|應還的|拖欠的"
    r"|\b(?:overdue|past due|arrears|what(?:'s| is) due|amount due|behind on)\b",
    re.IGNORECASE,
)


def names_what_is_due(text: str) -> bool:
    return _DUE.search(text) is not None
