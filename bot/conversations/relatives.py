"""Words for the people of a family, as fragments of patterns over folded text."""

from __future__ import annotations

CHINESE_RELATIVE = (
    r"(?:爸|妈|爹|娘|父亲|母亲|父母|家父|家母|老人家?|老伴|老公|老婆|丈夫|妻子|先生|太太|"
    r"媳妇|爷爷|阿爷|奶奶|嫲嫲|阿嫲|阿嬷|外公|外婆|阿公|阿婆|姥姥|姥爷|公公|婆婆|岳父|"
    r"岳母|丈母娘|老豆|老窦|老母|阿妈|阿爸|哥|姐|弟|妹|细佬|家姐|大佬|阿哥|儿子?|女儿|囡|"
    r"个仔|个女|仔女|孩子?|小孩|细路|娃|宝宝|bb|孙|舅|叔|姨|姑|伯|家人|亲人|家里人|家属|"
    r"另一半|室友|屋企人)"
)
ENGLISH_RELATIVE = (
    r"(?:mum|mom|mam|mummy|mother|dad|father|parents?|wife|husband|hubby|missus|partner|"
    r"son|daughter|kids?|child(?:ren)?|baby|gran|grandma|grandmother|granny|nan|nana|"
    r"grandad|granddad|grandpa|grandfather|brother|sister|uncle|aunt(?:ie)?|cousin|niece|"
    r"nephew|fiancee?|boyfriend|girlfriend|best (?:friend|mate)|in-laws?|(?:mother|"
    r"father)-in-law|stepdad|stepmum|stepfather|stepmother|little (?:one|girl|boy)|twins?|"
    r"toddler|newborn|family member|lad|lass|boys?|girls?|folks|papa|other half|"
    r"better half|spouse|step(?:son|daughter)|grandkids?|grandson|granddaughter)"
)
