"""Which written language a message is in, as far as its characters tell."""

from __future__ import annotations

import re

LOCALES = ("en", "zh_Hans_CN", "zh_Hant_TW", "zh_Hant_HK")

# Characters of everyday messages that only one script has, in pairs: simplified, traditional.
_PAIRS = (
    "们們这這个個来來为為会會还還钱錢贷貸债債款款欠欠办辦单單帐帳账賬号號电電话話时時间間"
    "没沒过過对對说說请請问問谢謝还還实實难難费費罚罰缓緩减減总總额額给給让讓应應该該报報"
    "银銀门門车車医醫疗療业業务務员員转轉换換认認证證见見观觀开開关關发發点點线線经經济濟"
    "计計让讓议議诉訴讼訟误誤读讀谁誰课課调調谈談论論设設访訪评評试試诈詐诚誠费費贴貼资資"
    "赔賠赚賺赖賴赶趕迟遲连連进進远遠违違选選邮郵针針钟鐘铁鐵错錯锁鎖随隨险險难難页頁项項"
    "顺順须須预預领領题題颜顏风風饭飯馆館马馬骗騙验驗体體乐樂习習书書买買卖賣产產亲親从從"
    "价價伤傷众眾优優传傳兴興养養内內决決况況净淨几幾压壓厂廠历歷参參双雙变變后後"
    "吗嗎听聽员員图圖团團场場坏壞处處备備复復够夠头頭夫夫奖獎妈媽学學宁寧宝寶审審导導将將"
    "岁歲师師带帶帮幫干幹广廣库庫废廢张張强強归歸当當录錄彻徹忆憶怀懷态態总總户戶护護担擔"
    "择擇拥擁挂掛损損据據掉掉摆擺数數断斷旧舊显顯晚晚权權条條极極构構样樣检檢欢歡欠欠残殘"
    "气氣汇匯沟溝济濟测測温溫满滿灭滅灾災点點热熱爱愛爷爺状狀独獨现現环環画畫疗療监監盘盤"
    "码碼礼禮离離种種积積称稱穷窮笔筆签簽简簡类類纸紙级級约約红紅纯純练練组組细細终終结結"
    "续續网網罗羅职職联聯胜勝脑腦虽雖补補装裝视視觉覺讲講词詞诉訴译譯诺諾象象负負责責败敗"
    "货貨质質购購贫貧赏賞跟跟轻輕较較辞辭达達迁遷运運这這适適递遞遗遺释釋钥鑰闹鬧阳陽阴陰"
    "陈陳额額饿餓驾駕鱼魚齐齊龙龍两兩万萬与與严嚴丧喪临臨举舉义義争爭亏虧云雲亚亞仅僅仓倉"
    "仪儀们們伙夥伟偉债債倾傾偿償儿兒冻凍击擊划劃则則刚剛创創别別刘劉剩剩劳勞势勢励勵动動"
)
_SIMPLIFIED = frozenset(a for a, b in zip(_PAIRS[::2], _PAIRS[1::2], strict=True) if a != b)
_TRADITIONAL = frozenset(b for a, b in zip(_PAIRS[::2], _PAIRS[1::2], strict=True) if a != b)
_CANTONESE = re.compile(
    "[嘅咗唔冇嚟咁啲佢哋嗰噉咩嘢畀俾睇諗攞揾搵攰冧黐瞓嘥喺]"
    "|幾多|點解|點算|點樣|點還|邊度|邊個|而家|琴日|聽日|係咪|爭住|先得|乜嘢|幾時|找數|碌卡|卡數"
)
_HAN = re.compile(r"[\u3400-\u9fff]")
# Commands, markup, addresses of pages and of people: of no language.
_NO_PROSE = re.compile(r"(?<!\S)/\S+|<[^<>]*>|\S+://\S+|\S+@\S+")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")


def detect_locale(text: str, *, current: str) -> str | None:
    """The locale that a message shows, or None where it could be the current one.

    Traditional without Cantonese words stays with the current Traditional locale, otherwise it
    is Taiwan's. English needs two words, since "OK" is said in every language.
    """
    if _HAN.search(text):
        return _detect_chinese(text, current)
    if len(_LATIN_WORD.findall(_NO_PROSE.sub(" ", text))) > 1 and current != "en":
        return "en"
    return None


def _detect_chinese(text: str, current: str) -> str | None:
    if _CANTONESE.search(text):
        found = "zh_Hant_HK"
    else:
        simplified = sum(c in _SIMPLIFIED for c in text)
        traditional = sum(c in _TRADITIONAL for c in text)
        if simplified == traditional:
            found = current if current.startswith("zh") else "zh_Hans_CN"
        elif simplified > traditional:
            found = "zh_Hans_CN"
        else:
            found = current if current.startswith("zh_Hant") else "zh_Hant_TW"
    return found if found != current else None


def says_nothing(text: str) -> bool:
    """Whether there is no letter or digit in it in any script: blank, emoji, punctuation."""
    return not any(c.isalnum() for c in text)
