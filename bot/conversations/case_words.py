"""What a dispute, a complaint or a request about data is about, by the words for it.

The intent says that there is one; these words say which. Text is folded first, so Simplified and
lower case stand for all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from .folding import fold
from .relatives import CHINESE_RELATIVE, ENGLISH_RELATIVE

_DISPUTES = {
    "fraud": (
        r"用(?:咗|了)?我个?(?:名|身份)|冒名|冒用|盗用|盗刷|诈骗|诈欺|欺诈|被骗|骗贷|伪造|假冒|身份证丢|偷.{0,4}身份|偷用|呃.{0,3}贷"
        r"|fraud|identity theft|stolen identity|stole my|scam|in my name|forged|fake signature"
        r"|impersonat|hacked"
    ),
    "not_mine": (
        r"不是我(?:借|贷|的|本人|开|签|申请|办)|没(?:有)?(?:借过|贷过|申请过|办过|开过|签过|借|贷款)"
        r"|唔系我(?:借|嘅|贷|签|申请)|冇(?:借过|贷过|申请过|借)|从(?:来|未)(?:没|未|冇)?.{0,3}(?:借|贷|申请)"
        r"|(?:not|n't) my (?:loan|debt|account|card)|isn'?t mine|is not mine|never (?:took|had"
        r"|borrowed|applied|signed|opened)"
        r"|did(?:n'?t| not) (?:take|borrow|apply|sign|open)|don'?t have a loan|no loan with you"
    ),
    "wrong_charge": (
        r"(?:费|利息|罚息|违约金|手续费|滞纳金).{0,8}(?:不对|错|多收|乱|不该|唔啱|有问题|没道理|不合理|不应该)"
        r"|(?:多收|乱收|不该收|不应该收|错收).{0,6}(?:费|利息|罚息|违约金|钱)?"
        r"|(?:charge|charged|fee|fees|interest|penalty).{0,24}(?:wrong|incorrect|mistake"
        r"|shouldn'?t|should not"
        r"|not owe|never agreed|unfair)|overcharg|(?:wrong|incorrect|wrongly"
        r"|unfair) .{0,12}(?:charge|charged|fee|fees|interest|penalty)"
    ),
    "wrong_amount": (
        r"(?:金额|数目|数字|欠款|余额|账单|帐单|钱数|银码|总额|数额|条数|笔数).{0,8}(?:不对|错|对不上|不符|唔啱|多了|有误|有问题)"
        r"|算错|计错|多算|计多咗|没欠(?:这么|那么)多|冇爭咁多|冇欠咁多|不欠(?:这么|那么)多"
        r"|(?:amount|balance|figure|sum|number|total|bill).{0,24}(?:wrong|incorrect|mistake"
        r"|not right|isn'?t right|off|don'?t match)"
        r"|(?:wrong|incorrect) (?:amount|balance|figure|sum|total)|owe (?:that|this|so) much"
        r"|owe less"
    ),
}
_HARASSMENT = (
    r"骚扰|威胁|恐吓|辱骂|骂我|骂人|吓我|爆.{0,2}通讯录|半夜|深夜|凌晨|不停(?:地)?(?:打|call)|一天打|狂打|疯狂打|狂call|爆粗|粗口"
    r"|(?:打|找|联系|联络|通知|打去|打俾|打给|烦)(?:到|给|了|过|我|咗)*.{0,3}(?:家人|屋企|爸|妈|父母|老婆|老公|同事|公司|单位|朋友|亲戚"
    r"|邻居|老板|领导)"
    r"|上门|泼漆|淋红油|催收.{0,10}(?:骂|吓|吼|凶|态度|暴力)|暴力催收"
    r"|harass|threat|abus|intimidat|swore|swear|shout|bully|scar(?:ed|ing) me"
    r"|in the middle of the night|at night|midnight"
    r"|(?:call|called|calling|phone|phoned|rang|ring|contact|contacted|told|text|texted|messag)\w*"
    r".{0,14}my (?:mum|mom|mother|father|dad|wife|husband|family|parents|boss|work|workplace"
    r"|office|employer|colleague|friend|neighbou?r|sister|brother|son|daughter|relatives)"
    r"|(?:call|ring|phon)\w* (?:me )?(?:\w+ )?(?:\d+|ten|twenty|dozens of|so many) times"
    r"|non-?stop|came to my (?:house|home|door|work)"
)
_INCAPACITY = (
    r"昏迷|植物人|不省人事|失去意识|没有意识|意识不清|失智|痴呆|认知障碍|脑死|脑梗|中风|重症监护|icu|加护病房|深切治疗|失能|丧失行为能力|精神病院"
    r"|coma|unconscious|incapacit|dementia|alzheimer|life support|intensive care|stroke"
    r"|brain (?:injury|damage)"
    r"|lost capacity|can(?:'?t|not) (?:speak|make decisions)|power of attorney|sectioned"
)
_DIED = re.compile(
    r"死|去世|过世|过身|离世|身故|往生|逝世|病故|走了|不在了|遗产|葬礼|丧|die[ds]?\b|dead|death|passed|deceased|funeral"
    r"|lost my|estate|gone"
)
_OWN_HARDSHIP = re.compile(
    r"我(?:们|而家|现在|真的|实在|都|就|也|这边|目前)*(?:没钱|没有钱|还不|还唔|交不|付不|缴不|冇钱|冇能力|没能力|没法|无法|付唔|畀唔)"
    r"|(?:还不上|缴不出|还不起|还唔到|付不起|交不起|没钱还|冇钱还|缴不起)"
    r"|\bi (?:just |really )?(?:can'?t|cannot|can not|am unable to|'m unable to) (?:pay|afford"
    r"|keep up|make)"
    r"|i have no money|my payment|funeral cost|my loan|my instal"
)
_THEIR_LOAN = re.compile(
    r"贷|借款|借钱|借咗|借了|欠|户口|账户|帐户|账号|帐号|卡|债|客户|遗产|继承|他的|她的|佢嘅|名下|还款|缴款|催收|催款"
    r"|\b(?:loan|debt|account|card|borrow\w*|owed?|customer|estate|executor|probate|his|her"
    r"|their)\b"
)
_SPEAKS_FOR = re.compile(
    rf"我(?:是|系)(?:他|她|佢|机主|借款人)(?:的|嘅)?{CHINESE_RELATIVE}"
    rf"|(?:i am|i'?m|this is) (?:his|her|their) {ENGLISH_RELATIVE}"
)
_STATE = re.compile(
    r"怎么样|怎样|点样|点呀|点啊|点喇|成点|有结果|结果(?:如何|出来|呢|未)|进展|进度|消息|处理(?:得|到|好|完|了没|未|成)|查(?:得|到|好|完"
    r"|清).{0,4}[没吗未呢了]|回复(?:了)?[没吗未呢]"
    r"|状态|到哪|几时(?:有|先)|什么时候(?:有|能|给|才)|搞掂未|办得"
    r"|what about|how about|any (?:news|update|progress|word|answer)|update on|status"
    r"|happening (?:with|to)|happened (?:with|to)"
    r"|looked (?:into|at)|heard (?:back|anything)|progress|how is|how'?s|where (?:is"
    r"|are) (?:you|we|my)|when will|still waiting|follow(?:ing)? up"
)
_CASE = re.compile(
    r"投诉|申诉|异议|争议|案件|个?案|case|工单|单嘢|编号|反映|举报|complaint|dispute|reference|ticket|\bc[0-9a-f]{8}\b"
)
_CALLBACK = re.compile(
    r"回(?:个|我)?(?:电|拨)|打(?:个)?电话给我|打给我|给我(?:回|打)|致电(?:给)?我|来电|打返|打俾我|打畀我|覆电|复电|拨给我"
    r"|叫.{0,6}打(?:电话|嚟|来)|可以打.{0,4}我|电话联系我|电话联络我"
    r"|call(?:ed)? ?back|call me|ring me|phone me|give me a (?:call|ring)|speak on the phone"
    r"|by phone|callback"
)
_DATA = {
    "sign_out": (
        r"登出|退出(?:登录|登入|账号|帐号)|注销登录|签出|(?:这台|这个|呢部|这支|呢个|这部)(?:设备|手机|电脑|装置|机).{0,6}(?:忘|清|删)"
        r"|(?:忘记|忘掉|清除|唔好记住).{0,2}我(?!的(?:资料|数据|信息))"
        r"|log ?(?:me )?(?:out|off)|sign ?(?:me )?(?:out|off)|forget me|(?:on"
        r"|from) this (?:device|phone|computer|browser)"
    ),
    "delete": (
        r"删|销毁|抹除|抹掉|清空|不要(?:再)?(?:保留|存)|cancel my data|delete|erase|remove"
        r"|right to be forgotten|wipe|get rid"
    ),
    "export": (
        r"导出|汇出|下载|拷贝|复制|副本|一份|复本"
        r"|export|download|copy|portab|take out|send me (?:all )?my"
    ),
    "see": (
        r"看|查|知道|有(?:我)?(?:什么|哪些|咩|乜)|掌握|睇"
        r"|(?:what|which) .{0,24}(?:know|hold|have|keep|store"
        r"|data|info)|see|view|access|show me|look at"
    ),
    "notice": (
        r"隐私|私隐|个资|怎么(?:用|使用|处理|保护)|如何(?:用|使用|处理|保护)|点样?(?:用|处理)"
        r"|用(?:来|作|于|嚟)|分享给|卖给|泄露|安全吗"
        r"|保存多久|保留多久"
        r"|privacy|policy|notice|how (?:do|will|are|is) .{0,12}(?:use|data|info|process"
        r"|protect|stor)|share my|sell my|who (?:sees|can see)|how long|safe"
    ),
}


def dispute_kind(text: str) -> str | None:
    """The gravest first; None where the words do not say what is disputed."""
    return _first(_DISPUTES, text)


def is_harassment(text: str) -> bool:
    return re.search(_HARASSMENT, fold(text)) is not None


def is_incapacity(text: str) -> bool:
    """Somebody lives and cannot act; a death in the same words is the death."""
    folded = fold(text)
    return re.search(_INCAPACITY, folded) is not None and _DIED.search(folded) is None


def is_own_hardship(text: str) -> bool:
    """Who writes cannot pay themself: the loss is their reason, not the borrower's death."""
    return _OWN_HARDSHIP.search(fold(text)) is not None


def is_about_the_loan_of_the_dead(text: str) -> bool:
    return _THEIR_LOAN.search(fold(text)) is not None


def asks_about_a_case(text: str) -> bool:
    folded = fold(text)
    return _CASE.search(folded) is not None and _STATE.search(folded) is not None


def asks_how_it_stands(text: str) -> bool:
    """Of whatever is open: a case need not be named."""
    return _STATE.search(fold(text)) is not None


def names_a_death(text: str) -> bool:
    return _DIED.search(fold(text)) is not None


def speaks_for_the_borrower(text: str) -> bool:
    """Somebody else writes: "I am his wife"."""
    return _SPEAKS_FOR.search(fold(text)) is not None


def wants_a_call(text: str) -> bool:
    return _CALLBACK.search(fold(text)) is not None


def data_wish(text: str) -> str | None:
    """sign_out, delete, export, see or notice."""
    return _first(_DATA, text)


def _first(patterns: Mapping[str, str], text: str) -> str | None:
    folded = fold(text)
    return next((name for name, words in patterns.items() if re.search(words, folded)), None)
