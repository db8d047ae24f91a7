"""Figures that are no entity, found so that no entity takes them for its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .mentions import OTHER, Mention
from .numbered_text import ANY, NumberedText

_IN_FIGURES = re.compile(
    r"\+?(?<![0-9])[0-9]{8,}(?:x|(?![0-9.,]))"  # telephone, card, order numbers
    r"|(?<![0-9a-z])[a-z]{1,3}[0-9]{6,}(?:\([0-9a]\))?"  # identity cards
    r"|(?<![0-9])[0-9*x]{4}(?:[ -][0-9*x]{4}){2,4}(?![0-9])"  # payment cards
    r"|\+[0-9]{1,3}[ -]?(?:[0-9(][0-9() -]{5,16}[0-9])"
    r"|(?<![0-9])1[3-9][0-9][ -][0-9]{4}[ -][0-9]{4}(?![0-9])"
    r"|(?<![0-9])[5-9][0-9]{3} [0-9]{4}(?![0-9])"
    r"|(?<![0-9])0[0-9]{1,4}[ -][0-9]{3,8}(?:[ -][0-9]{3,4}){0,2}(?![0-9])"
    r"|(?<![0-9])[0-9]{1,2}:[0-9]{2}(?: ?[ap]\.?m\.?)?"
    r"|(?<![0-9])(?:19|20)[0-9]{2}年?(?:的|以前|之前|之后|以来|至今|开始)?(?<=[年的前后来今始])"
    r"|(?<![0-9])(?:24/7|12378|12345|12315|12363|18222)(?![0-9])"
    r"|一个?(?:月|星期|礼拜|周)(?=[就也才我]?要[0-9零一二两三四五六七八九十几]|[就也才我]?(?:只能?|只可以|可以|最多|顶多|至多|大概|"
    r"差不多|能)?(?:拿出来?)?"
    r"(?:[还付交供俾畀挣赚掏挤0-9零一二两三四五六七八九]|收入|工资|薪水)(?![不清完]))"
    r"|证(?:号码?)?的?[末后尾][四4]位(?:是|:)? ?[0-9x]{4}"
    r"|(?<=[百千万半])一个?(?:月|星期|礼拜|周)(?![底末尾初头])"
    r"|(?<=[百千万][一二三四五六七八九])一个(?:月|星期|礼拜)(?![底末尾初头])"
    r"|(?<=[0-9]{2})一个?(?:月|星期|礼拜|周)(?![底末尾初头])"
    r"|一[天日](?=就?[要罚收花赚挣扣涨]|[零一二三四五六七八九十两几百千0-9]+(?![天日号]))"
    r"|(?:左右|样子|上下|[吧啊]) ?一个?(?:月|星期|礼拜)(?=$|[ ;,.!?])"
    r"|(?:客服|电话|热线|打|拨)(?:是|:)? ?(?:95|10|12|96)[0-9]{3}(?![0-9.,万千百块元])"
    r"|一天(?:比一天|没一天|到晚)|有一天没一天|(?<=多少|几多|几钱|多钱)一?[天日个]月?"
    r"|(?:(?:社保|身份|证件|护照|账号|帐号|户口)号?码?)的?(?:[末尾后][四4](?:位|码)?|尾[号数])"
    r"(?:是|系|:)? ?[0-9x]{3,6}"
    r"|(?<![a-z])(?:ssn|social(?: security)?|sin|nino?|national insurance|passport|id|phone|mobile|"
    r"cell|number)(?: (?:number|no|card))? (?:is |that )?(?:end(?:s|ing)(?: (?:in|with))?|"
    r"last (?:4|four)(?: (?:is|are|digits(?: are)?))?):? ?[0-9]{3,6}"
    r"|(?:(?<=[蚊元块钱圆])|(?<=每))一?个?(?:月|星期|礼拜|周)(?![底末尾初头])"
)
_CHINESE = re.compile(
    rf"{ANY}点(?:半|钟|{ANY}分?|(?![数几]))"
    rf"|{ANY}年[次级生]|{ANY}年{ANY}月|第 ?{ANY}(?:期|次|个月|年|天|步|页)"
    rf"|{ANY}个?(?:岁|人|名|楼|层|室|次|遍|通|倍|条|公里|斤|孩子|小孩|娃)"
    r"|(?:房|号楼|单元|门牌|错误码?|代码|验证码|工号|单号|编号) ?(?:是|:|#)? ?[0-9#=]+"
    rf"|每(?:隔)?(?:{ANY})?个?(?:月|年|周|星期|礼拜|天|日)"
    rf"|{ANY}天(?=#|打|给我打|发|涨|扣|赚|挣)|(?<![0-9#=])165(?=可|专|反|查|报|问)"
)
_ENGLISH = re.compile(
    rf"{ANY} ?(?:[ap]\.?m(?![a-z])(?! i(?![a-z]))|o'?clock)"
    r"|(?<![a-z])year #=*"
    r"|(?<![a-z])(?:in|since|of|during|before|from|until|its|it's|is) #===(?![#=0-9])(?= |$|[,.;])"
    rf"|{ANY} ?(?:km|kg|years? old|yo|y/o)(?![a-z])"
    r"|(?<![a-z])(?:room|flat|unit|no\.?|number|error|code|ref(?:erence)?) ?(?:is |#|:)? ?[#=0-9]+"
    r"|(?:(?<![a-z])(?:per|each|every)|(?:(?<=[#=] )|(?<=quid )|(?<=unds )|(?<=lars )|"
    rf"(?<=ucks )|(?<=cent )|(?<=% )|(?<=pct ))an?) (?:{ANY} )?(?:months?|weeks?|"
    r"fortnights?|years?|"
    r"days?|hours?)(?![a-z])"
)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}$")


def find_other_numbers(text: NumberedText) -> Iterator[Mention]:
    """Telephone and card numbers, times of day, rates, ages, years and ordinals."""
    for match in _IN_FIGURES.finditer(text.folded):
        yield Mention(OTHER, "", *match.span())
    if text.has_chinese:
        for match in _CHINESE.finditer(text.shape):
            yield Mention(OTHER, "", *match.span())
    for match in _ENGLISH.finditer(text.shape):
        if "#===" not in match[0] or _is_other(text.folded[match.start() : match.end()]):
            yield Mention(OTHER, "", *match.span())


def _is_other(written: str) -> bool:
    preposition = written.startswith(
        ("in", "since", "of", "during", "before", "from", "until", "is", "it")
    )
    return not preposition or bool(_YEAR.search(written))
