"""Why a borrower cannot pay, by the words for it in each language."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .mentions import Mention
from .numbered_text import NumberedText

REASONS = {
    "job_loss": (
        (
            r"失业|下岗|被裁|裁员|裁咗|裁掉|被炒|炒咗|炒我|炒鱿鱼|炒鱿|待业|没(?:了|有)?工作|"
            r"冇工|冇咗份工|丢了(?:饭碗|工作)|工作(?:没了|丢了|没有了|冇咗)|被辞退?|辞退|"
            r"被开除|被优化|优化掉|毕业了.{0,4}公司|离职|被遣散|资遣|非自愿离职|无薪假|冇嘢做|"
            r"找不到工作|揾唔到工|搵唔到工|停工|公司(?:倒闭|倒了|执笠|破产|结业|关门|没了)|"
            r"工厂(?:倒闭|关门|停产)|失咗业|没班上|手停口停|被解雇|解雇|砸了饭碗|丢工作|辞职|"
            r"辞咗职|辞了职|没活干|没活儿?干|冇工做|未揾到工|未搵到工|没找到工作|还没找到|"
            r"没找着工作|没上班|没出工|没班|厂子?(?:搬走|倒闭|关门|停产)|公司执咗?笠?|炒咗我|"
            r"炒我|炒鱿|被layoff|被lay ?off|被fire[d]?|shi ye|打零工|工作丢|丢掉工作|"
            r"饭碗(?:没|丢)|接不到案子|执咗笠"
        ),
        (
            r"(?<![a-z])(?:lost (?:(?:my|his|her|the|our) )?job|laid[- ]?off|redundan(?:t|cy)|"
            r"unemployed|out of work|made redundant|got fired|was fired|been fired|sacked|"
            r"let (?:me )?go(?= (?:from|by|last|this|in))|been let go|got let go|was let go|"
            r"furlough(?:ed)?|between jobs|no job|jobless|job loss|contract (?:ended|"
            r"wasn'?t renewed|was not renewed|got cut)|no work(?:ing)?(?= (?:at|since|right|"
            r"now|for|coming))|company (?:closed|shut|folded|went (?:bust|under)))|"
            r"(?<![a-z])(?:fired|lost one of my|(?:factory|plant|warehouse|place) (?:closed|"
            r"shut)|no work|out of a job|(?:i|had to|she|he) stop(?:ped)? working|"
            r"looking for (?:a job|work)|job hunting|let off|job (?:ended|finished|went)|"
            r"lost (?:my )?work|not allowed to work|strike pay|contract (?:finished|is up|up)|"
            r"dismissed|terminated|cant find (?:a job|work)|can't find (?:a job|"
            r"work))(?![a-z])"
        ),
    ),
    "income_drop": (
        (
            r"降薪|减薪|砍薪|扣(?:了)?工资|拖欠?工资|欠薪|(?:工资|薪水|人工|收入|薪资|业绩|"
            r"提成|奖金|单量)[^,;.!?]{0,6}?(?:少了|变少|降到|降至|跌到|减到|减少|下降|降了|"
            r"减咗|少咗|没发|不发|发不出|拖着|拖了|延迟|砍半|腰斩|减半|一半都不到|没了|冇咗|"
            r"缩水|跌|不稳|没下来|拖)|发不出工资|没发工资|不发工资|冇出粮|未出粮|无薪|"
            r"没(?:有)?收入|冇收入|没什么收入|收入锐减|少了一半工资|冇咗OT|冇OT|冇ot|"
            r"没(?:有)?加班费|开工不足|开工唔足|淡季|放无薪假|手头紧|单子少|跑单少|没单|冇单|"
            r"减咗人工|减人工|扣人工|没订单|欠(?:了|咗)?我[^,;.!?]{0,8}(?:工资|工钱|薪|粮|"
            r"人工|尾款|血汗钱)|积欠[^,;.!?]{0,6}薪水?|(?:爭|争)我[^,;.!?]{0,4}粮|(?:工资|"
            r"工钱|薪水)[^,;.!?]{0,4}(?:没给|没结|没拿到)|(?:收入|工资|"
            r"薪水)[^,;.!?]{0,8}(?:掉到|剩|三分之一|降一?半|发一?半)|工时被砍|hours被cut|"
            r"只发基本|底薪|效益不好|接不到(?:案子|活|单)|没接到|没(?:什么)?生意做|行情不好|"
            r"当兵没|没(?:什么)?(?:单子|活儿)|冇开工|开工少|放假没钱|没income|生意淡"
        ),
        (
            r"(?<![a-z])(?:(?:hours|shifts|my pay|salary|wages?|income|overtime|"
            r"commission)(?: (?:has|have|had|got|were|was|been|is|are|being|just))*(?: been|"
            r" got)? (?:cut|reduced|slashed|dropped|halved|down|less|delayed|late|stopped|"
            r"gone down)|(?:reduced|fewer|less|lower|cut) (?:hours|my pay|income|shifts|work|"
            r"wages)|pay ?cut|cut (?:my|our|his|her) (?:hours|pay|wages|shifts|salary)|"
            r"income (?:drop|dropped|fell|went down)|no income|earning less|"
            r"haven'?t been paid|not been paid|didn'?t get paid|benefits? (?:were |was |"
            r"got )?(?:stopped|cut|sanctioned)|universal credit|zero hours|gig work)|"
            r"(?<![a-z])(?:not getting paid|no pay(?= |$|[,.])|(?:boss|employer|company|"
            r"work) (?:hasn'?t|hasnt|has not|didn'?t|didnt|won'?t|not|still hasn'?t) paid|"
            r"docked my|no money coming in|not earning|(?:tips|work|orders|jobs|"
            r"gigs) (?:dried up|slowed|slow|down)|cut (?:everyone|us|me) (?:down )?to|"
            r"cut (?:my|our|all) overtime|no overtime|lost (?:my )?overtime|waiting (?:for|"
            r"on) my (?:first )?(?:wage|pay|salary)|wages? (?:late|not in|delayed)|"
            r"on benefits|stopped paying and i relied|reduced to part[- ]time|"
            r"part[- ]time now|half pay|statutory pay|short time)(?![a-z])"
        ),
    ),
    "illness_injury": (
        (
            r"生病|病了|大病|重病|生了场病|患病|住院|入院|手术|开刀|癌|肿瘤|化疗|骨折|受伤|"
            r"摔断|摔伤|断(?:了)?(?:腿|手)|车祸|工伤|中风|透析|洗肾|尿毒|心脏病|脑梗|心梗|"
            r"医药费|医疗费|看病|治病|养病|病假|病咗|病倒|抑郁症|躁郁|忧郁症|焦虑症|确诊|新冠|"
            r"染疫|动手术|做手术|睇医生|入咗医院|医院(?=里|躺|治)|icu|出了意外|意外受伤|撞车|"
            r"跌亲|整亲|伤咗|身体(?:不好|出问题|垮了|唔好|变差)|残疾|伤残|怀孕|流产|坐月子|"
            r"病重|病危|病得|伤了?(?:腿|手|腰|脚|到)|扭伤|摔(?:了|倒|跤)|脚受伤|腰(?:伤|椎)|"
            r"肺炎|糖尿病|高血压|肝病|肾病|白血病|瘫痪|癌症|重症|急诊|得了(?:病|重病)|病倒|"
            r"晕倒|骨裂|断骨|跌断|入急症|长期病|开咗刀|身体检查出|查出(?!来)|烧伤|精神病|产假|"
            r"坐月|戒毒|进icu|感染|隔离"
        ),
        (
            r"(?<![a-z])(?:(?:(?:am|'m|im|been|fell|got|very|really|is|was|too|seriously|"
            r"mentally|so|feeling|being|critically) ill(?! (?:pay|be|do|have|need|try|see|get|"
            r"let|give|send|transfer|just|call))|illness)(?= |$|[,.;!?])|"
            r"(?<!worried )(?<!feel )(?<!feeling )(?<!makes me )sick(?!ening| of| and tired|"
            r" with worry)|hospital(?:i[sz]ed)?|surgery|operation|cancer|stroke|injur(?:y|ed)|"
            r"accident|broke (?:my|his|her) (?:leg|arm|back|ankle|wrist|hip|hand|foot)|"
            r"medical (?:bills?|expenses?|emergency|leave)|chemo(?:therapy)?|diagnosed|"
            r"disab(?:led|ility(?! (?:check|benefit|payment|money)))|covid|heart attack|"
            r"depression|mental health|maternity|"
            r"sick leave|signed off(?: work)?|pregnan(?:t|cy)|miscarriage|long covid|unwell|"
            r"in a(?:n)? icu|back injury|car crash)(?![a-z])|(?<![a-z])(?:rehab|"
            r"intensive care|in icu|cancer|pneumonia|diabetes|kidney|my back|hurt my (?:back|"
            r"leg|arm|hand|foot|knee|shoulder|neck|ankle|hip)|injury|recovering|"
            r"health (?:issues?|problems?)|off sick|been off work|bedridden|dialysis|"
            r"burnt? my|fractured?|broken (?:leg|arm|back|ankle|wrist|hip|hand|foot))(?![a-z])"
        ),
    ),
    "bereavement": (
        (
            r"去世|过世|过身|离世|走了(?=.{0,6}(?:丧|葬|后事))|(?:爸|妈|父亲|母亲|父母|老公|"
            r"老婆|丈夫|妻子|爷爷|奶奶|外公|外婆|阿公|阿嬷|阿妈|阿爸|儿子|女儿|哥哥|弟弟|姐姐|"
            r"妹妹|家人|亲人|先生|太太)(?:刚|上个?月|前几天|最近|上周|突然|今年|去年|"
            r"刚刚)?(?:走了|死了|没了|不在了|唔喺度|过咗身|走咗)|丧事|办后事|白事|奔丧|丧葬|"
            r"殡葬|葬礼|出殡|往生|帛金|丧偶|丧亲|病逝|逝世|(?:老窦|老竇|老豆|老母|爹|娘|外婆|"
            r"哥|姐|弟|妹|奶奶|大伯|舅舅|岳父|岳母|公公|婆婆)[^,;.!?]{0,6}(?:走了|死了|没了|"
            r"走咗|过咗身|唔在|不在了)"
        ),
        (
            r"(?<![a-z])(?:passed away|bereave(?:d|ment)|funeral|(?:my |our )?(?:mum|mom|"
            r"mother|dad|father|wife|husband|partner|son|daughter|brother|sister|gran|grandma|"
            r"grandmother|grandad|grandfather|nan)(?: (?:just|recently|suddenly))? (?:died|"
            r"passed)|death in (?:the|my) family|lost my (?:mum|mom|mother|dad|father|wife|"
            r"husband|partner|son|daughter|brother|sister|gran|baby|child)|(?:he|she) died|"
            r"widow(?:ed|er)?|burial)|(?<![a-z])(?:grandmother was dying|lost my (?:nan|"
            r"grandma|grandad|grandfather|grandmother|uncle|aunt|friend)|(?:he|she|"
            r"they) passed)(?![a-z])"
        ),
    ),
    "family_care": (
        (
            r"(?:照顾|照料|伺候|服侍|看护|凑|带)(?:住)?(?:生病的|年迈的|卧床的|老|我|我的|"
            r"家里|个|两个|三个|细|小)?(?:的)?(?:爸|妈|父母|父亲|母亲|老人|孩子|小孩|家人|"
            r"老公|老婆|爷爷|奶奶|婆婆|公公|娃|老母|老豆|仔女|仔|囡|宝宝|长辈|家里人|阿嬷|"
            r"阿公|先生|太太)|(?:孩子|小孩|儿子|女儿|仔|囡|女|老人|父母|父亲|母亲|爸爸|妈妈|"
            r"爸|妈|老婆|老公|家人|家里人|老豆|老母|阿妈|阿爸|婆婆|公公|岳父|岳母|爷爷|奶奶|"
            r"外婆|外公|阿嬷|阿公)(?:们)?(?:刚|上个?月|又|突然|最近|得了|得咗|患了|要|在|正在|"
            r"现在)*(?:生病|病了|住院|入院|入咗|手术|做手术|动手术|开刀|癌|病咗|中风|化疗|"
            r"病重|重病|大病|住进|摔|病倒|得了|发烧|急诊|早产|icu|瘫痪|失智|洗肾)|家里有病人|"
            r"家人重病|上有老下有小|(?:刚|要|快)?生(?:了|完)?(?:孩子|宝宝|小孩|娃)|"
            r"生(?:孩子|小孩|咗bb)|"
            r"奶粉钱|赡养(?!费)|长照|卧床|照护|生二胎|二胎|(?:老婆|太太|媳妇|"
            r"妻子)[^,;.!?]{0,6}(?:怀孕|身体|生产|要生|快生|病|生病)|(?:老豆|老母|老窦|阿妈|"
            r"阿爸|婆婆)[^,;.!?]{0,4}病|照顾(?:家|生病|病)|(?:一个人|自己)(?:养|带)|单亲|抚养|"
            r"早产|孩子(?:学费|补习)|(?:爸|妈|父母|老人)[^,;.!?]{0,4}(?:身体不好|身体差|"
            r"需要人)|要人(?:睇|照顾)"
        ),
        (
            r"(?<![a-z])(?:(?:car(?:ing|er)|look(?:ing)? after|tak(?:e|ing) care)(?: (?:for|"
            r"of))?(?: (?:my|our|a|his|her|the|two|three|sick|elderly|disabled))* (?:mum|mom|"
            r"mother|dad|father|parents?|wife|husband|partner|son|daughter|kids?|"
            r"child(?:ren)?|gran(?:dma|dmother)?|grandparents?|family|brother|sister|baby|"
            r"relatives?)|(?:my |our )(?:mum|mom|mother|dad|father|parents?|wife|husband|"
            r"partner|son|daughter|kid|kids|child|baby|gran|grandma|brother|sister)(?:'s| is|"
            r" are| was| has been| got| fell)* (?:very |really |seriously |"
            r"critically )?(?:sick|ill|in (?:the )?hospital|in icu|having surgery|in surgery|"
            r"needs? surgery|needs? (?:an )?operation|disabled|diagnosed|unwell|poorly)|"
            r"new ?born|childcare|full[- ]time carer|my carer)|"
            r"(?<![a-z])(?:(?:just )?had a baby|baby (?:in intensive|in nicu|is due|"
            r"on the way)|dementia|care for (?:her|him|them)|single (?:mum|mom|mother|parent|"
            r"dad)|twins|my (?:mum|mom|dad|wife|husband|son|daughter|baby)(?:'s)? (?:care|"
            r"treatment|operation|surgery|illness)|elderly (?:parents?|mother|father)|"
            r"disabled son|disabled daughter)(?![a-z])"
        ),
    ),
    "separation": (
        (
            r"离婚|离咗婚|分居|分手|前夫|前妻|净身出户|抚养费|赡养费|老公跑了|老婆跑了|"
            r"老公走佬|打官司离|婚变|家暴|离了婚|分咗手|老公走咗|离家|被家暴|前任|跟老公分开|"
            r"跟老婆分开|夫妻分开"
        ),
        (
            r"(?<![a-z])(?:divorc(?:e|ed|ing)|separat(?:ed|ion)(?! (?:account|bill|email))|"
            r"split (?:up )?(?:from|with) my|split up|broke up|break ?up|ex[- ](?:husband|"
            r"wife|partner)|my ex(?![a-z])|child support|alimony|(?:husband|wife|partner|"
            r"boyfriend|girlfriend) (?:left|walked out)|domestic (?:violence|abuse))|"
            r"(?<![a-z])(?:walked out|left me|husband left|wife left|custody|"
            r"moved out)(?![a-z])"
        ),
    ),
    "business_failure": (
        (
            r"生意(?:不好|差|淡|失败|亏|垮|做不下去|难做|冇晒|唔好|倒|没了|都没|黄了|赔|"
            r"不景气|惨淡|一落千丈)|创业失败|店(?:铺|面)?(?:倒闭|关了|关门|倒了|执咗|执笠|亏|"
            r"开不下去|没生意|黄了|收了|赔)|铺头执|执笠|做生意(?:亏|赔|失败|蚀)|亏本|亏损|"
            r"赔本|蚀本|蚀晒|血本无归|资金链|周转不(?:灵|过来|开)|周转唔|货款(?:收不回|没收回|"
            r"未收)|客户(?:跑路|不给钱|拖欠|跑了|走数)|被拖欠?货款|工程款(?:没|收不|拖|"
            r"不给|未)|公司(?:亏|资金)|"
            r"投资失败|厂(?:子)?(?:倒|关|停)(?:了|闭)|档口|结业|歇业|倒店|餐厅收|(?:店|厂|"
            r"公司|生意|餐厅|饭店|工厂|铺|档|餐馆|摊子|店面)[^,;.!?]{0,5}(?:倒闭|倒了|执笠|"
            r"执咗|执左|关了|收掉|收起来|收了|亏|赔|开不下去|黄了|蚀|结束)|执咗(?:间|个|笠|"
            r"档)|生意(?:很|好|太|非常|真的|越来越)?(?:差|惨|烂)|客(?:户)?走数|死光|全死了|"
            r"猪瘟|收成|货款|投资(?:亏|失败|赔)|炒股(?:亏|赔)|股票(?:亏|赔|套)|亏光|亏了|"
            r"蚀到执|要不回来|烂尾"
        ),
        (
            r"(?<![a-z])(?:(?:my |our |the )?(?:business|shop|store|restaurant|company|cafe|"
            r"firm|startup)(?:'s)?(?: (?:has|have|had|is|was|just|has just|went|"
            r"recently))* (?:failed|failing|closed(?: down)?|shut(?: down)?|collapsed|folded|"
            r"bust|under|bankrupt|struggling|slow|losing money|dried up|dead|gone)|"
            r"clients? (?:haven'?t|didn'?t|won'?t|not|hasn'?t) pa(?:y|id)|"
            r"customers? (?:haven'?t|didn'?t|won'?t|owe)|cash ?flow|lost my (?:business|shop|"
            r"clients?|biggest client)|no customers|self[- ]employed and (?:no|slow)|"
            r"invoices? (?:unpaid|not paid))|(?<![a-z])(?:business is not|business isn'?t|"
            r"not making (?:any )?money|harvest failed|crops?|bust|bankrupt|clients? (?:left|"
            r"gone)|no bookings|bookings (?:down|dried)|sales (?:down|dropped|fell)|"
            r"lost (?:my )?investment|stock market)(?![a-z])"
        ),
    ),
    "disaster": (
        (
            r"地震|洪水|水灾|水浸|火灾|失火|着火|火烛|台风|打风|淹了|被淹|泥石流|山火|旱灾|"
            r"受灾|灾情|疫情|封城|封控|被封控|爆管|房子(?:烧|塌|淹)|屋企(?:火烛|水浸)|暴雨|"
            r"雪灾|天灾|风灾|战争|发大水|大水|淹了|泡了|停电|火灾|烧毁|烧咗|爆炸|龙卷风|水淹|"
            r"吹坏|吹倒"
        ),
        (
            r"(?<![a-z])(?:flood(?:ed|ing)?|earthquake|house fire|(?:a |the )fire(?= |$|"
            r"[,.;!?])(?! me)|typhoon|hurricane|storm|wildfire|burn(?:ed|t) down|"
            r"natural disaster|lockdown|pandemic|tornado|landslide)|(?<![a-z])(?:burn(?:ed|"
            r"t) (?:to|my|our)|tornado|government shutdown|gov shutdown|shutdown|hurricane|"
            r"flood)(?![a-z])"
        ),
    ),
    "fraud_victim": (
        (
            r"被骗|骗了我|被诈骗?|遇到诈骗|电信诈骗|杀猪盘|刷单|骗光|骗走|被人呃|俾人呃|"
            r"畀人呃|呃咗|骗咗|诈骗(?:集团)?骗|中了骗局|网骗|被盗刷|盗刷|卡被偷刷|钱被偷|被偷|"
            r"身份被盗|假投资|被坑|传销|假冒客服|资金盘|被套路|跑路了?(?!.*店)|被坑|被诈骗|"
            r"骗光|骗走|卷款|被人骗|遇到骗子|碰到骗子|呃晒|俾人呃|冒用|被偷|钱包被|遭窃|"
            r"投资骗局"
        ),
        (
            r"(?<![a-z])(?:scammed|(?:got|been|was|were) (?:conned|defrauded|hacked|robbed|"
            r"tricked)|fell for a scam|(?:victim|victims) of (?:a )?(?:fraud|scam)|(?:a |"
            r"the )scam(?:mer)?s? (?:took|stole|cleaned|got|emptied)|romance scam|"
            r"fell for (?:a )?phishing|stole my (?:card|identity|money)|"
            r"identity (?:was )?(?:theft|stolen)|investment scam|pig[- ]butcher)|"
            r"(?<![a-z])(?:fraudster|conned|burgled|robbed|stole|stolen|"
            r"borrowed everything i had and disappeared|ripped off)(?![a-z])"
        ),
    ),
    "over_indebted": (
        (
            r"以贷养贷|拆东墙|借新还旧|多头借贷|欠(?:了)?(?:很多|好多|太多|一堆|几家|好几家|"
            r"十几家|一屁股)(?:家|的)?(?:平台|网贷|贷款|钱|债|银行)?|负债(?:累累|太多|很多|"
            r"几十万|过高|率)|网贷(?:太多|好几家|十几家|一堆|逾期)|其他(?:贷款|平台|网贷|"
            r"银行)(?:也|都)?(?:要还|逾期|欠)|好几(?:家|个)(?:平台|银行|网贷)(?:要还|逾期|"
            r"都)?|全面逾期|全部逾期|债台高筑|撸口子|卡债|卡数(?:太多|好多|还唔|冚唔)|碌爆|"
            r"刷爆|借贷太多|债务太多|一身债|爆了通讯录|赌|输(?:光|晒|了钱)|滚雪球|好多债|"
            r"周身债|借咗好多|信贷太多|财仔|财务公司|(?:借|欠)(?:了|咗)?[^,;.!?]{0,3}(?:十?几|"
            r"好多|很多|多)(?:间|家)|担保.{0,6}(?:跑|债)|利滚利|越滚越|多头|套路贷|还不过来|"
            r"欠了?一屁股|到处借|爭卡数"
        ),
        (
            r"(?<![a-z])(?:over[- ]?indebted|too (?:much|many) (?:debts?|loans?|cards?)|"
            r"drowning in debt|debts? (?:everywhere|piling|piled|all over)|(?:other|several|"
            r"multiple|many|lots of|loads of) (?:other )?(?:loans|debts|cards|lenders|"
            r"creditors)|robbing peter|maxed[- ]out|max(?:ed)? out|debt spiral|gambl(?:ed|"
            r"ing)|borrow(?:ing|ed)? (?:from one )?to pay|payday loans|juggling (?:loans|"
            r"debts|cards|bills)|behind on everything|bankrupt(?! ?cy court))|"
            r"(?<![a-z])(?:credit cards and this|payday loan to pay|last payday loan|"
            r"debts? (?:mount|pil|everywhere)|loan to pay|other loans|other cards|"
            r"owe everyone|up to my (?:neck|eyes))(?![a-z])"
        ),
    ),
    "student_or_training": (
        (
            r"还在(?:上学|读书|念书|上大学|读大学|读研)|在读(?!书人)|大学生|学生|读研|考研|"
            r"实习期?|毕业(?:生|找)|没毕业|刚毕业|研究生|仲读紧书|读紧(?:书|大学)|我系学生|"
            r"培训(?:期|班|中)|进修|学徒|应届|培训贷|机构跑路|还在读(?!取)|念大学|还在念书|"
            r"在上学(?!费)|交学费|备考|职业学校|训练班|毕业半年|未毕业|未返工|读大学|就读"
        ),
        (
            r"(?<![a-z])(?:(?:full[- ]time |college |uni(?:versity)? |"
            r"still a )?student(?! loan| debt)|still (?:in|at) (?:school|college|"
            r"uni(?:versity)?)|studying|apprentice(?:ship)?|in training|"
            r"intern(?:ship)?(?![a-z])|just graduated|unpaid placement|doing my (?:degree|"
            r"masters|phd))|(?<![a-z])(?:at uni(?:versity)?|at college|in (?:college|school|"
            r"uni(?:versity)?)|training course|student loan hasn'?t|tuition|my grant|"
            r"graduate(?:d)?|first wage)(?![a-z])"
        ),
    ),
    "detained": (
        (
            r"拘留|被抓|坐牢|入狱|服刑|看守所|监狱|关进去|羁押|坐监|差馆|俾差人拉|被捕|"
            r"蹲(?:号子|监|了|过)|进去过|刚出来.{0,4}(?:监|牢)|强制戒毒|戒毒所|判刑|被关|收押|"
            r"出狱|出册|放监|坐咗监|关押|刚放出来|看守|拘役|取保"
        ),
        (
            r"(?<![a-z])(?:in (?:jail|prison|custody)|detained|arrested|incarcerated|"
            r"behind bars|locked up|released from (?:jail|prison)|got out of (?:jail|prison)|"
            r"serving time|immigration detention)|(?<![a-z])(?:on bail|on probation|"
            r"ice detention|in detention|put away)(?![a-z])"
        ),
    ),
    "other": (
        (
            r"房租(?:涨|太高|贵)|物价|通胀|油价|车(?:坏|抛锚)|修车|漏水|搬家|被房东|突发|"
            r"意外支出|急用钱|急需用钱|家里(?:出事|有事|出了事)|屋企有事"
        ),
        (
            r"(?<![a-z])(?:rent (?:went|has gone|is|got) up|prices? (?:went|have gone|are|"
            r"keep) (?:up|going up)|cost of living|inflation|car (?:broke|died|broke down)|"
            r"broke down|repairs? took|boiler (?:broke|died|packed)|evict(?:ed|ion)|"
            r"mortgage doubled|unexpected (?:bill|expense)s?|energy bills?|visa (?:got|"
            r"expired|ran out|is stuck|was)|on strike|strike at work|"
            r"family emergency)(?![a-z])"
        ),
    ),
}
"""Patterns over folded text by reason: the Chinese written languages, then English."""

_CHINESE = {reason: re.compile(chinese) for reason, (chinese, _) in REASONS.items()}
_ENGLISH = {reason: re.compile(english) for reason, (_, english) in REASONS.items()}
_NOT_SO = re.compile(
    r"(?:没有?|不是|会|可能|差点|恐怕|让我|要我|并非|唔系|冇|未|别|如果|要是|万一|假如|"
    r"会不会|怕)(?:被|再|在|"
    r"有)?$|(?<![a-z])(?:not|never|n't|no|if i|if i'm|if i get|if i'd|wasn't|haven't|"
    r"isn't|don't) (?:been |being |a |get |got |in |any |have |want to )?$"
)
_FAMILY = re.compile(
    r"(?:爸爸?|妈妈?|父亲|母亲|父母|老人|孩子|小孩|儿子|女儿|老公|老婆|丈夫|妻子|爷爷|"
    r"奶奶|外婆|外公|阿妈|阿爸|老豆|老母|家人|家里人|个仔|个女|囡囡|岳父|岳母|婆婆|公公|"
    r"阿嬷|阿公|先生|太太|哥哥|弟弟|姐姐|妹妹|宝宝|娃)[^,;.!?我]{0,8}$"
    r"|(?<![a-z])(?:(?:my|our|the) )?(?:mum|mom|mother|dad|father|parents?|wife|husband|partner|"
    r"son|daughter|kids?|child|baby|gran|grandma|brother|sister)(?:'s)?(?![a-z])[^,;.!?]{0,20}$"
)


def find_hardship_reasons(text: NumberedText) -> Iterator[Mention]:
    """Reasons, each once; what is denied or only feared is none."""
    for patterns in (_CHINESE,) * text.has_chinese + (_ENGLISH,) * text.has_english:
        for reason, pattern in patterns.items():
            if mention := _first(text.folded, reason, pattern):
                yield mention


def _first(text: str, reason: str, pattern: re.Pattern[str]) -> Mention | None:
    for match in pattern.finditer(text):
        before = text[max(0, match.start() - 40) : match.start()]
        if _NOT_SO.search(before):
            continue
        is_care = reason == "illness_injury" and _FAMILY.search(before)
        return Mention("hardship_reason", "family_care" if is_care else reason, *match.span())
    return None
