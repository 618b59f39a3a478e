"""Attributes that are asked for by name and must be spoken of: a fare, a deficit, patents, a telephone number.

A paragraph that nowhere says the attribute, in either language, does not give it, whatever else it says of the thing asked
about. An attribute is added in one line: what the question calls it, what a paragraph may call it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.spans import fold_text

#: (in the folded question, in the folded paragraph, its headings or its counterpart; empty: the same words)
_ATTRIBUTES: tuple[tuple[str, str], ...] = (
    # how to reach, when to go
    (
        r"电话|热线号码|\b(?:tele)?phone (?:number|line)?|\bhotline number\b"
        r"|\bnumber (?:do|can|should) (?:i|we|you) (?:call|ring|dial)\b",
        r"电话|热线|\bphone|\btelephone|\bhotline|\btel\b|(?<!\d)\d{4} ?\d{4}(?!\d)",
    ),
    (
        r"餐厅|茶楼|食肆|酒楼|点心|\brestaurants?\b|\bdim sum\b|\bcaf[eé]s?\b",
        r"餐厅|茶楼|食肆|酒楼|餐饮|\brestaurant|\bcaf[eé]|\bcatering",
    ),
    (r"电邮|邮箱|\be-?mail\b", ""),
    (
        r"几点(?!钟?头)|营业时间|\b(?:opening|business|office) hours\b|\bwhat time of day\b",
        r"上午|下午|小时|\d[时点]|\bhours?\b|\b[ap]\.?m\.?\b",
    ),
    (r"表格|申请表|\b(?:application |what )forms?\b", r"表格|申请表|\bforms?\b|网上|\bonline\b"),
    # money
    (r"车费|车资|票价|\bfares?\b|\btickets?\b", r"车费|车资|票价|收费|门票|\bfares?\b|\bprice|\btickets?\b|\bfees?\b"),
    (
        r"薪[酬金水俸]|工资|时薪|月薪|年薪|\bwages?\b|\bsalar(?:y|ies)\b",
        r"薪|工资|酬金|津贴|\bwage|\bsalar|\bpay\b|\bremunerat|\ballowance|\bstipend",
    ),
    (
        r"造价|工程费|建筑费|\bconstruction cost|\bcosts? to build\b|\bprice tag\b",
        r"造价|工程|建筑费|成本|费用|开支|支出|预算|\bconstruct|\bcosts?\b|\bworks\b|\bbuild|\bexpend|\bspend|\bestimate",
    ),
    (r"赤字|\bdeficits?\b", ""),
    (r"盈余|\bsurplus(?:es)?\b", ""),
    (r"租金|\brent(?:s|al)?\b", ""),
    (r"罚款|罚则|\bpenalt(?:y|ies)\b|\bfined\b", r"罚|\bpenalt|\bfine"),
    (r"(?<!扣)税率|利得税|\btax rate\b|\bprofits tax\b", ""),
    (r"贷款|借贷|\bloans?\b|\blend(?:s|ing)?\b|\blent\b", r"贷款|借|\bloan|\blend|\blent\b"),
    (
        r"\bgdp\b|本地生产总值|\bgross domestic product\b",
        r"\bgdp\b|生产总值|\bgross domestic",
    ),
    (r"自资|\bself-financ(?:ed|ing)\b", r"自资|自负盈亏|\bself-financ"),
    (r"学费|\btuition\b", ""),
    (r"会费|入会费|\bmembership fees?\b", r"会费|\bmembership|\bfees?\b"),
    (r"按金|\bdeposits?\b", ""),
    (r"股价|\bshare price\b", r"股价|每股|\bshare price|\bper share"),
    (r"市值|估值|\bmarket (?:value|cap)|\bvaluation\b", r"市值|估值|\bmarket (?:value|cap)|\bvalu"),
    (r"(?<!非)盈利|利润|(?<!non-)(?<!non )\bprofits?\b(?! tax)", r"盈利|利润|溢利|利得|\bprofit"),
    (r"亏损|\blosses\b|\bnet loss\b", r"亏损|损失|\bloss"),
    (r"负债|债务|\bdebts?\b|\bindebted", r"债|\bdebt|\bbond"),
    (r"利率|\binterest rates?\b", r"利率|利息|厘|\binterest"),
    (r"捐款|捐赠|\bdonat(?:ions?|ed|es?)\b", r"捐|\bdonat"),
    (r"赞助|\bsponsor(?:s|ed|ship)?\b", ""),
    (r"通胀|\binflation\b", ""),
    (r"保费|保险|\binsurance\b|\bpremiums?\b", r"保费|保险|投保|\binsur|\bpremium"),
    (r"退休金|\bpensions?\b", ""),
    # what is counted
    (r"失业|\bunemploy(?:ed|ment)\b", ""),
    (r"投诉|\bcomplaints?\b", r"投诉|申诉|\bcomplain"),
    (r"诉讼|官司|\blawsuits?\b|\bsued\b", r"诉讼|官司|诉|\blawsuit|\bsue|\bcourt"),
    (r"拘捕|被捕|\barrest(?:s|ed)\b", ""),
    (
        r"伤亡|死亡|受伤|\bcasualt|\binjur(?:ed|ies)\b|\bdeaths?\b|\bdied\b",
        r"[伤亡死]|\bcasualt|\binjur|\bdea(?:d|th)|\bdie",
    ),
    (r"意外(?!收)|\baccidents?\b", r"意外|事故|\baccident|\bincident"),
    (r"空缺|\bvacanc(?:y|ies)\b", r"空缺|职位|\bvacan|\bposts?\b|\bposition"),
    (r"辞职|离职|\bresign(?:ed|s|ation)?\b", r"辞|离职|离任|\bresign|\bdepart|\bstep"),
    (r"泊位|泊车|车位|停车|\bparking\b", r"泊|车位|停车|\bparking|\bcar ?park"),
    (r"电梯|升降机|\blifts\b|\belevators?\b|\bescalators?\b", r"电梯|升降机|扶手|\blift|\belevator|\bescalator"),
    (r"座位|\bseats\b|\bseating\b", r"座位|席|\bseat"),
    (
        r"晶片|芯片|\bchips?\b|\bgpus?\b|显示卡|显卡",
        r"晶片|芯片|集成电路|半导体|微电子|\bchip|\bgpu|\bsemicond|显示卡|显卡",
    ),
    (r"伺服器|服务器|\bservers?\b", r"伺服|服务器|\bserver"),
    (r"flops\b|浮点", r"flops|浮点"),
    (r"碳排放|\b(?:carbon|emissions?)\b", r"碳|排放|\bcarbon|\bemission|\bnet.zero"),
    (
        r"用电量|耗电|电力|\belectricity\b|\bmegawatts?\b|兆瓦",
        r"电[量力]|用电|耗电|兆瓦|千瓦|\bpower\b|\belectric|\bmegawatt|\bkwh?\b|\bmw\b",
    ),
    (r"电动车|\belectric (?:vehicles?|cars?)\b", r"电动|新能源|\belectric|\bev"),
    (r"成功率|\bsuccess rate\b", r"成功|\bsucce"),
    (r"满意度|\bsatisf(?:action|ied)\b", r"满意|\bsatisf"),
    (r"准确率|\baccuracy\b", r"准确|\baccura"),
    (r"女性|女生|\bwomen\b|\bfemales?\b|\bgirls\b", r"女|妇|\bwom[ae]n|\bfemale|\bgirl|\bgender"),
    (
        r"岁|年龄|\baged?\b(?! of)|\bhow old\b|\byears old\b",
        r"岁|年龄|龄|长者|青年|\bag(?:e|ed|es)\b|\bold|\belder|\bsenior|\byou(?:ng|th)",
    ),
    (r"国籍|\bnationalit(?:y|ies)\b", r"国籍|国家|\bnational|\bcountr"),
    (r"出生|\bborn\b|\bbirth", r"生于|出生|\bborn|\bbirth"),
    (r"体重|重量|\bweigh(?:t|s)?\b", r"重|\bweigh|\bkg\b|\btonn?e"),
    (r"气温|温度|\btemperatures?\b", r"温|\btemperature|\bdegrees? c"),
    (r"时速|车速|\b(?:top|average|maximum) speed\b|\bspeed (?:of|limit)\b", r"速|\bspeed|\bfast|\bmbps|\bgbps"),
    (r"轮候|\bwaiting (?:list|time)\b", r"轮候|等候|\bwait"),
    (r"人口|\bpopulation\b", ""),
    (r"投票率|\bturnout\b", ""),
    (r"专利|\bpatent(?:s|ed)?\b", ""),
    (r"金牌|奖牌|\bmedals?\b", r"奖|\bmedal|\baward"),
    (r"独角兽|\bunicorns?\b", ""),
    (r"镜头|摄像|\bcameras?\b", ""),
    (r"租户|租客|\btenants?\b", r"租|\btenant|\bleas"),
    (r"毕业生|\bgraduates?\b", r"毕业|\bgraduat"),
    (r"上市|挂牌|\blisted on\b|\bipos?\b", r"上市|挂牌|交易所|\blisted\b|\blisting\b|\bipo\b|\bgo(?:ing)? public\b"),
    (
        r"(?:出席|入场|参加|参观)人[数次]|参观者|\battendance\b|\b(?:how many|number of) (?:[\w-]+ ){0,2}visitors?\b",
        r"人[次数]|参观|出席|入场|\bvisit|\battend|\bparticipants?\b",
    ),
    (
        r"报名|\bput (?:his|her|their) names? down\b|\bappl(?:ied|icants?)\b|\bsigned up\b",
        r"报名|登记|申请|应征|\bregist|\bappl|\bsign(?:ed)? up\b|\benrol",
    ),
    (r"工作[天日]|\b(?:working|business) days?\b", r"工作[天日]|\b(?:working|business) days?\b"),
    (r"房间|床位|宿位|\b(?:bed)?rooms?\b(?! for)|\bbeds\b", r"房|宿|床|\broom|\bbed|\bflats?\b|\bunits?\b"),
    # what becomes of it
    (r"黑客|骇客|\bhack(?:ers?|ed)\b", r"黑客|骇客|入侵|\bhack|\bintru|\bbreach"),
    (r"承建商|建筑公司|承包商|\bcontractors?\b", r"承建|承包|承办|\bcontract(?:or|ed)"),
    (r"发展商|\bdevelopers?\b(?! of)", r"发展商|开发商|投得|\bdeveloper|\btender"),
    (r"建筑师|\barchitects?\b", r"建筑师|设计|\barchitect|\bdesign"),
    (r"核数|审计师|\bauditors?\b", r"核数|审计|\baudit"),
    (
        r"律师|\blawyers?\b(?! are)|\bsolicitors?\b|\bbarristers?\b",
        r"律师|法律|\blawyer|\bsolicitor|\bbarrister|\blegal",
    ),
    (r"供应商|\bsuppliers?\b", r"供应|\bsuppl"),
    (r"伙伴|\bpartners?\b", r"伙伴|合作|共同|联手|\bpartner|\bcollaborat|\bcooperat|\bco-operat|\bjoint"),
    (r"聊天|\bchat(?:bots?)?\b", r"聊天|对话|\bchat"),
    (r"签证|\bvisas?\b", r"签证|入境|\bvisa|\badmission"),
    (r"撤出|撤走|撤离|\bwithdr[ae]w\b|\bleave\b|\bleft\b", r"撤|离开|退出|\bwithdr|\bleav|\bleft\b|\bpull(?:ed)? out"),
    (r"进驻|入驻|迁入|\bmov(?:e|es|ing) (?:in|onto|into)\b", r"进驻|入驻|迁入|落户|租|\bmov(?:e|ing)|\boccup|\btenant"),
)
_COMPILED = tuple((re.compile(asked), re.compile(said or asked)) for asked, said in _ATTRIBUTES)


def attribute_unsaid(question: str, said: Sequence[str]) -> bool:
    """Whether the question speaks of an attribute that none of the texts says."""
    folded = fold_text(question)
    wanted = [name for asked, name in _COMPILED if asked.search(folded)]
    if not wanted:
        return False
    told = " ".join(fold_text(text) for text in said)
    return any(not name.search(told) for name in wanted)
