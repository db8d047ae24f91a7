"""Names: those on file, wherever they stand, and those with which people introduce themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.conversations.folding import fold

from .spans import Found, spans

_HAN = r"[\u3400-\u9fff]"
_COMPOUND = "欧阳|司马|上官|诸葛|司徒|夏侯|东方|皇甫|尉迟|公孙|令狐|慕容|长孙|宇文|端木"
# The commonest hundred and a half, which nine people of ten have.
_COMMON = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蔡蒋余于杜叶程苏魏吕丁"
    "任沈姚卢姜崔钟谭陆汪范金石廖贾韦夏付方白邹孟熊秦邱江尹薛阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔"
    "汤庞樊兰殷施洪翟安颜倪牛温芦季俞章鲁葛伍申尤毕聂柴焦齐梅辛管祝左涂包游欧舒鲍谷庄柯阮甘褚麦翁简詹"
)
_SURNAME = f"(?:{_COMPOUND}|[{_COMMON}])"
# What follows a name more often than it ends one.
_AFTER = "想要的是时我在问有没这那你能可和跟也就都不来打给请先了吗呢吧说欠还把被对从今昨"
_GIVEN = f"(?:(?![{_AFTER}]){_HAN}){{1,2}}"
_END = rf"(?=$|[^\u3400-\u9fff]|[{_AFTER}])"
_TITLE = "(?:先生|小姐(?!姐)|女士|太太|师傅|老师|经理|主任|同志)"
_SHORT_TITLE = f"[生太](?!{_HAN})"

_INTRODUCED = re.compile(
    rf"(?:我叫做?|叫我|姓名|我?名字?(?:叫|是|系)|户名)(?:是|系|:|：|\s)*"
    rf"(?P<told>(?:{_SURNAME}|[小阿老]){_GIVEN})"
)
_I_AM = re.compile(rf"(?:我是|我系|这是)(?P<told>{_SURNAME}{_GIVEN}){_END}")
_SURNAMED = re.compile(rf"(?:姓|免贵姓)(?P<told>{_SURNAME})")
_TITLED = re.compile(
    rf"(?P<told>(?<!谢)(?!谢谢){_SURNAME}{_HAN}{{0,2}}?)(?={_TITLE})|(?P<short>{_SURNAME})(?={_SHORT_TITLE})"
)

_NO_NAME = (
    "not|on|in|the|a|an|and|is|was|are|i|my|your|still|wrong|spelled|spelt|missing|with|for|to|at"
    "|of|but|so|or|here|there|from|no|it|that|this|being|been|has|had|please|can|how|why|what|different|already|also"
    "|about|who|said|says|will|would|wants?|you|he|she|they|we|because|never|now|calls?|called|when"
)
_WORD = rf"(?!(?:{_NO_NAME})\b)[^\W\d_][\w'’-]*"
_MY_NAME = re.compile(
    rf"\b(?:my (?:full |first |last |sur)?name(?:'s|’s| is)|account name(?: is)?|name:)\s+"
    rf"(?P<told>{_WORD}(?: {_WORD}){{0,2}})",
    re.IGNORECASE,
)
_CAPITAL = r"[A-Z][a-zà-ÿ'’-]+"
_THIS_IS = re.compile(
    r"\b(?:[Tt]his is|I am|I'm|I’m|[Ii]t's|[Ss]igned,?)\s+"
    rf"(?P<told>{_CAPITAL} {_CAPITAL}(?: {_CAPITAL})?|{_CAPITAL}(?= (?:here|speaking)\b))"
)
_CALL_ME = re.compile(rf"\b[Cc]all me (?P<told>{_CAPITAL})")
# "miss" is also what happens to a payment.
_MR = re.compile(
    rf"\b(?:(?i:mr|mrs|ms|mx|dr)\.?\s+(?P<told>(?i:{_WORD}(?: {_WORD})?))"
    rf"|[Mm]iss (?P<short>{_CAPITAL}))"
)
_SIGNED = re.compile(
    r"(?i:regards|sincerely|thanks|thank you|cheers),?\s*\n?\s*"
    rf"(?P<told>{_CAPITAL}(?: {_CAPITAL}){{0,2}})\s*$"
)

_ORDINARY = re.compile(
    "will|may|grant|mark|bill|hope|young|long|rose|an|so|do|can|you|he|she|it|day|pay|rich|max|jack"
    "|art|dean|guy|pat|ray|rob|sue|drew|chance|price|page|love|cash|june|april"
)
"""Parts of names that are words too: masked where they are written as names are."""
_SHORTEST = 2


def find_known_names(text: str, folded: str, names: Iterable[str]) -> Iterator[Found]:
    for name in names:
        yield from _whole(folded, name)
        yield from _parts(text, folded, name)


def _whole(folded: str, name: str) -> Iterator[Found]:
    words = [re.escape(word) for word in fold(name).split()]
    if words and len("".join(words)) >= _SHORTEST:
        yield from spans(re.compile(r"[\s.-]*".join(words)), folded, "name")


def _parts(text: str, folded: str, name: str) -> Iterator[Found]:
    if re.fullmatch(rf"{_HAN}{{3,4}}", name):
        given = fold(name)[1:] if len(name) == _SHORTEST + 1 else fold(name)[-2:]
        yield from spans(re.compile(given), folded, "name")
        return
    for part in re.findall(r"[^\W\d_][\w'’-]+", name):
        if re.search(_HAN, part):
            continue
        if _ORDINARY.fullmatch(part.lower()):
            yield from spans(re.compile(rf"\b(?:{part}|{part.upper()})\b"), text, "name")
        else:
            yield from spans(re.compile(rf"\b{re.escape(part)}\b", re.IGNORECASE), text, "name")


def find_names(text: str, folded: str) -> Iterator[Found]:
    for pattern in (_INTRODUCED, _I_AM, _SURNAMED):
        yield from spans(pattern, folded, "name", "told")
    for pattern in (_MY_NAME, _THIS_IS, _CALL_ME, _SIGNED):
        yield from spans(pattern, text, "name", "told")
    for pattern, read in ((_TITLED, folded), (_MR, text)):
        for match in pattern.finditer(read):
            yield Found(*match.span("told" if match["told"] else "short"), "name")
