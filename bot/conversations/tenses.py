"""Whether a clause speaks of what has happened: "I paid on Friday" is not the Friday to come."""

from __future__ import annotations

import re

_WINDOW = 60
_CLAUSE_END = re.compile(r"[;、,.!?\n]")
_PAST = re.compile(
    r"已经| 的?那笔| 嘅?嗰笔|收到(?:没|未|冇)|到[帐账](?:没|了|未)|入[帐账](?:没|了)|去世|过世|"
    r"过身|走了|死了|上次|已(?![经逾])|前(?:几|两)天"
    r"|[还付转交扣打存汇借缴入供找过俾畀寄结清](?:款|钱|数|过钱|错|多|清)?[了过咗](?!年|几|"
    r"两)|[还付转交扣打存汇结清]的(?!话|時|时|钱)"
    r"|(?<![a-z])(?<!get )(?<!gets )(?<!getting )(?<!got )(?<!be )(?<!am )(?<!is )"
    r"(?:paid|sent|transferred|deposited|cleared|settled|died|passed|"
    r"buried|fell|broke|burn(?:ed|t)|flooded|crashed|stolen|ended|separated|laid off|redundant|"
    r"fired|sacked|took|taken|came|"
    r"called|phoned|rang"
    r"|missed|went|made (?:a|the|my) (?:[a-z]+ ){0,2}payment|was|were|did|had|left|lost|started|"
    r"happened|since"
    r"|charged|debited|bounced|failed|received|arrived|borrowed)(?![a-z])"
)
_FUTURE = re.compile(
    r"要|会|能(?!查|看|见)|想(?!查|问|确认)|再|先|等|打算|准备|应该|凑|实(?=还|俾|畀|找)|"
    r"可以|行吗|得唔得|好吗"
    r"|(?<![a-z])(?:will|(?:i|you|we|he|she|they|it|that)'?ll|can|could|going to|gonna|"
    r"would|want|need|let me|shall|next|"
    r"until|till?|by|if|may|i'?d)(?![a-z])"
)


def speaks_of_past(text: str, start: int, end: int, *, anywhere: bool = False) -> bool:
    """Whether the clause around a date in folded text tells of the past and not of the future.

    `anywhere` looks at the clauses beside it too.
    """
    if anywhere:
        around = text[max(0, start - _WINDOW) : start] + " " + text[end : end + _WINDOW]
        return bool(_PAST.search(around)) and not _FUTURE.search(around)
    first, last = max(0, start - _WINDOW), end + _WINDOW
    before = max((m.end() for m in _CLAUSE_END.finditer(text, first, start)), default=first)
    after = _CLAUSE_END.search(text, end, last)
    clause = text[before:start] + " " + text[end : after.start() if after else last]
    return bool(_PAST.search(clause)) and not _FUTURE.search(clause)
