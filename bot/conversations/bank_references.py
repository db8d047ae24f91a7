"""A bank's number for a transfer, as people type it to show that they paid."""

from __future__ import annotations

import re

from .folding import fold

_NAMED = re.compile(
    r"(?:流水|交易|转账|转帐|汇款|凭证|回单|单据|收据|参考|订单|银行)(?:单|编|序|流水)?(?:号码?|编号|号)"
    r"|流水|单号|序号|末五码"
    r"|(?<![a-z])(?:ref(?:erence)?|transaction|txn|transfer|trace|receipt|confirmation|fps|utr)"
    r"(?![a-z])"
)
_NUMBER = re.compile(r"(?<![a-z0-9])(?=[a-z0-9-]*\d{4})[a-z0-9-]{5,40}(?![a-z0-9])")
_ALONE = re.compile(r"\W*(?=(?:\D*\d){8})[a-z0-9][a-z0-9-]{11,39}\W*")


def names_bank_reference(text: str) -> bool:
    """A number with a word for it, or alone where it is too long for anything else."""
    folded = fold(text)
    named = _NAMED.search(folded)
    if named is not None and _NUMBER.search(folded, named.end()):
        return True
    return _ALONE.fullmatch(folded) is not None
