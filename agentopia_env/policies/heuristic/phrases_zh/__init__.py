"""Chinese: the phrasebook."""

from __future__ import annotations

from agentopia_env.policies.heuristic.phrases import Phrases
from agentopia_env.policies.heuristic.phrases_zh.answers import ANSWERS
from agentopia_env.policies.heuristic.phrases_zh.days import DAYS
from agentopia_env.policies.heuristic.phrases_zh.messages import MESSAGES
from agentopia_env.policies.heuristic.phrases_zh.scenes import SCENES
from agentopia_env.policies.heuristic.phrases_zh.skills import GIGS, SKILL_PASTIMES
from agentopia_env.policies.heuristic.phrases_zh.thoughts import THOUGHTS
from agentopia_env.policies.heuristic.phrases_zh.together import (
    LIKED,
    PASTIMES,
    PLACES,
    RELATIONS,
)

CHINESE = Phrases(
    say={**MESSAGES, **SCENES, **ANSWERS, **DAYS, **THOUGHTS},
    styles={
        "thrift": "今年我想省着过，挣来的都留住。",
        "spending": "今年我想过得好一点，不再一个子儿一个子儿地数。",
        "work": "今年我想下苦功，做出点样子来。",
        "study": "今年我想能学多少学多少。",
        "rest": "今年我想慢慢来，好好照顾自己。",
        "company": "今年我想多和人待在一起。",
        "solitude": "今年我想多留点时间给自己。",
        "breadth": "今年我想多认识些人，不求多深。",
        "depth": "今年我想有几个知心的朋友。",
        "warmth": "今年我想待人比从前和气些。",
        "bluntness": "今年我想有什么说什么，讨不讨喜都无所谓。",
    },
    goals={
        "skill": "目标：把{skill}练到{n}点。",
        "position": "目标：找到一个位置，为此先把{skill}练到{n}点。",
        "save": "目标：攒钱，攒到{n}为止。",
        "friend": "目标：多和{name}来往，成为知心朋友。",
        "mend": "目标：和{name}言归于好。",
        "company": "目标：多认识些人，少一个人待着。",
        "calm": "目标：睡够，沉住气，天天有个好心情。",
        "comfort": "目标：过得舒服些，有几样自己喜欢的东西。",
    },
    aims={
        "skill": "把{skill}练好",
        "position": "找个用得上{skill}的位置",
        "save": "攒够{n}块钱",
        "friend": "跟{name}多走动走动",
        "mend": "跟{name}和好",
        "company": "多认识些人",
        "calm": "把日子过安稳",
        "comfort": "把住处收拾得舒服点",
        "": "平平顺顺过完这一年",
    },
    kinds={
        "work": "打工",
        "study": "学习",
        "rest": "休息",
        "leisure": "消遣",
        "shop": "买东西",
        "together": "会友",
    },
    doing={
        "work": "打工挣钱",
        "study": "琢磨{skill}",
        "rest": "补觉",
        "leisure": "{liking}",
        "shop": "添置东西",
        "together": "会朋友",
        "": "零碎杂事",
    },
    plan_days="安排：",
    feeling="好感{affection}，敬重{respect}；来往{met}次，最近一次{last}。",
    events={
        "good": (
            "“{what}”，那天处得很好。",
            "“{what}”挺顺，说说笑笑的。",
            "“{what}”那天过得开心。",
            "经过“{what}”，我们更近了。",
        ),
        "plain": (
            "“{what}”，没什么特别的。",
            "一起“{what}”，还行。",
            "“{what}”，平平淡淡就过去了。",
            "“{what}”，还算愉快。",
        ),
        "bad": (
            "“{what}”弄得很不愉快。",
            "“{what}”回来一肚子气。",
            "“{what}”留下了疙瘩。",
            "“{what}”那天还是忘了好。",
        ),
        "wrote": (
            "互相发了几句话。",
            "来回传了几次话。",
            "断断续续有联系。",
            "隔空说了说近况。",
        ),
    },
    relations=RELATIONS,
    praise=("帮", "教会", "指点", "讲得", "领着", "手艺", "谢", "认真听"),
    blame=("迟到", "忘了", "马虎", "吹牛", "挖苦", "不理", "没礼貌", "笨手笨脚"),
    refusals=("去不了", "来不了", "去不成", "这次就算了", "不去", "取消了"),
    likings=(
        r"(?<![不没])(?:喜欢|热爱|爱好(?!者)|偏爱|最?爱(?=[^情护人惜心国憎恨])|钟情于?|迷上了?|享受)"
        r"(?:的?是|有|包括)?[：:]?",
        r"[。；！？;!\n]|讨厌|不喜欢|不爱|但|可是|只是|却|受不了|厌恶|最怕|害怕",
    ),
    splits=r"[，、,]|(?<![暖平温柔缓随谐说])(?:和|与|以及|还有|跟)(?!平|气|善|解|睦|蔼)",
    places=PLACES,
    pastimes=PASTIMES,
    liked=LIKED,
    fewest_pastimes=6,
    skill_pastimes=SKILL_PASTIMES,
    gigs=GIGS,
    words={
        "and": "和",
        "with": "和{names}一起",
        "meeting": "在{place}的偶遇",
        "home": "我家",
        "somebody": "某个人",
        "day": "第{day}天",
        "later": "下{day}",
        "things": "天天用得上的东西",
        "craft": "手边的活计",
        "door": "门",
        "title": "{idea}（{me}、{other}）",
        "goals": "目标",
        "gap": "",
        "stop": "。",
        "next": "；",
        "colon": "：",
        "comma": "，",
    },
    head=4,
    weekdays=("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    asks=(
        ("answer_place", ("常来", "这个位子", "怎么想起来")),
        ("answer_heavy", ("去找谁", "怎么熬", "心里沉", "怎么办")),
        ("answer_goal", ("今年", "图什么", "念想", "奔着", "打算", "目标")),
        ("answer_week", ("这周", "一周", "星期", "顺吗", "过得怎么样", "忙什么", "最近怎么样")),
        ("answer_free", ("白给你", "闲下来", "放一天假")),
        ("answer_help", ("替你做", "帮你", "搭把手")),
        ("answer_change", ("看法变了", "想法变了", "改了主意")),
        ("answer_learn", ("跟谁学", "怎么学", "谁教")),
    ),
    liking_size=(2, 14, 1),
    not_liked=r"^(?:不|也|但|都|却|她|他|我|是|在|把|被|的|又|就|更|最|很|而|因|每|能|会|要|从)",
    titles=(
        *("老师", "校长", "主任", "院长", "馆长", "教练", "医生", "大夫", "警官", "师傅", "教授"),
        *("阿姨", "叔叔", "伯伯", "大爷", "大妈", "爷爷", "奶奶", "外婆", "外公", "姥姥", "姥爷"),
        *("先生", "女士", "太太", "伯母", "博士"),
    ),
    names_tell=True,
    suits={
        "work": r"店|铺|面馆|图书|食堂|早市|市场|集市|医院|文印|小卖部|茶|工坊|车间|码头",
        "study": r"图书|教室|自习|机房|画室|琴|书店|棋|实验",
        "shop": r"店|铺|小卖部|早市|市场|集市|商场|超市",
    },
    polite=(("你们", "\x00"), ("你", "您"), ("\x00", "你们")),
)
