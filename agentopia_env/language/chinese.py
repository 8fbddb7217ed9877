"""The society's own sentences in Chinese, by the English they stand for."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    # ------------------------------------------------------------ reading an answer
    "the answer is empty": "回答是空的",
    "the answer is longer than {most} characters": "回答超过了{most}个字符",
    "{field}: {problem}": "{field}：{problem}",
    "{first}; {second}": "{first}；{second}",
    "Field required": "缺少这个字段",
    "Input should be a valid string": "需要文字",
    "Input should be a valid boolean": "需要 true 或 false",
    "Input should be a valid boolean, unable to interpret input": "需要 true 或 false",
    "Input should be a valid number": "需要数字",
    "Input should be a valid number, unable to parse string as a number": "需要数字",
    "Input should be a valid integer": "需要整数",
    "Input should be a valid integer, unable to parse string as an integer": "需要整数",
    "Input should be a valid tuple": "需要列表",
    "Input should be a valid list": "需要列表",
    "Input should be a valid dictionary": "需要对象",
    "Input should be an object": "需要对象",
    "Input should be {names}": "只能是 {names}",
    "{problem}": "不符合要求",
    "choose from {names}": "只能从这些里选：{names}",
    'answer with one JSON object, like {"key": "value"}, and nothing around it': (
        '请只回答一个 JSON 对象，形如 {"字段": "内容"}，前后不要有别的内容'
    ),
    "the JSON has a {token} where none fits; {expected}": (
        "JSON 中有一个 {token} 放错了位置；{expected}"
    ),
    "the JSON is never closed; {expected}": "JSON 没有结束；{expected}",
    "the answer holds several different JSON objects; {expected}": (
        "回答里有好几个不同的 JSON 对象；{expected}"
    ),
    "the JSON is nested more than {most} deep": "JSON 的嵌套超过了{most}层",
    "the JSON is not valid ({problem}); {expected}": "JSON 无效；{expected}",
    'escape quotes inside strings as \\" and close every string': (
        '字符串里的引号要写成 \\"，每个字符串都要有结束的引号'
    ),
    "a string in the JSON is never closed, or what follows it fits nowhere": (
        "JSON 里有一个字符串没有结束，或者它后面的内容放错了位置"
    ),
    "answer": "回答",
    "it was cut off at the longest an answer may be; answer more briefly": (
        "超过了回答的最大长度，被截断了；请回答得简短些"
    ),
    "it was empty": "回答是空的",
    "a content filter withheld it; put it differently": "被内容过滤拦下了；请换一种说法",
    "it declined to answer; this is a decision of the person or world you play": (
        "没有回答；这是你所扮演的人或世界要作的决定"
    ),
    "it repeated itself over and over; say it once": "同样的话翻来覆去；请只说一遍",
    "it was written in another language than the world's": "没有用这个世界的语言来写",
    "the model's function call could not be read": "函数调用没有读出来",
    "the question is longer than what the model can read": "问题太长，读不下",
    "the server refuses this question": "服务器拒绝了这个问题",
    "the server failed on this question again and again": "服务器在这个问题上一再出错",
    # ------------------------------------------------------------ actions, calls, speech
    (
        "no action could be read; write each as "
        '<role_action>contact(to="Name", message="…")</role_action> or answer with JSON '
        '{{"actions": [{{"name": "contact", "arguments": {{"to": "Name", "message": "…"}}}}]}}; '
        "the actions are {actions}"
    ): (
        "没有读出任何行动；每个行动请写成 "
        '<行动>联系(对象="姓名", 消息="…")</行动>，'
        '或者用 JSON 回答：{{"行动": [{{"名称": "联系", "参数": {{"对象": "姓名", '
        '"消息": "…"}}}}]}}；可用的行动有联系、提议活动、答复邀请、取消活动'
    ),
    "an argument is given twice, or without its name": "有一个参数写了两次，或者没有写参数名",
    "there is no comma between two arguments": "两个参数之间缺少逗号",
    "there are too many arguments": "参数太多",
    "it is unclear where a text ends and the next call begins": (
        "分不清一段文字在哪里结束、下一个调用从哪里开始"
    ),
    "a quoted text is never closed": "有一段引号里的文字没有结束",
    "it is unclear where a text ends": "分不清一段文字在哪里结束",
    "it is unclear whether what follows is part of a text": "分不清后面的内容是不是文字的一部分",
    (
        'answer with what you say as plain text, or with one JSON object {"speech": "…", '
        '"private": "…", "gift": {"to": "…", "item": "…"}, "exit": false}'
    ): (
        "请用普通文字写出你说的话，或者回答一个 JSON 对象 "
        '{"话语": "…", "私下": "…", "赠送": {"对象": "…", "物品": "…"}, "离开": false}'
    ),
    (
        'a deed could not be read; write gift(to="Name", item="…") or exit_activity(), '
        "and at most {most} of them"
    ): '有一个举动没有读出来；请写成 赠送(对象="姓名", 物品="…") 或 离场()，最多{most}个',
    "say or do something": "说点什么，或者做点什么",
    "choice must be null or 1 to {most}": "选择必须是 null 或者 1 到 {most}",
    "participants lacks {names}": "参加者里缺少 {names}",
    "there is nobody called {name} to choose from; there are {names}": (
        "可选的人里没有叫{name}的；可以选的有：{names}"
    ),
    "there is no home of {name} in it": "里面没有{name}的家",
    "there is nothing new in it": "里面没有新的东西",
    # ------------------------------------------------------------ people and places
    "you cannot contact yourself": "不能联系自己",
    "nobody has a name as long as '{name}…'; write one name": (
        "没有人的名字像“{name}…”这么长；请只写一个姓名"
    ),
    "write the name of a person": "请写一个人的姓名",
    "'{name}' could be {names}; which one?": "“{name}”可能是 {names}；是哪一位？",
    "nobody called '{name}' here": "这里没有叫“{name}”的人",
    "nobody called '{name}' here; did you mean {names}?": (
        "这里没有叫“{name}”的人；你是不是指 {names}？"
    ),
    "{name}": "{name}",
    "{names} or {name}": "{names} 或 {name}",
    "{name} cannot be reached at present": "目前联系不上 {name}",
    "there is no place {name!r}": "没有“{name}”这个地点",
    "{place} is a private home; {owner} would have to take part": (
        "{place} 是私人住宅；要有 {owner} 参加才行"
    ),
    # ------------------------------------------------------------ refused actions
    "{actions}: at most {most} actions a round": "{actions}：每轮最多{most}个行动",
    "Not done: {what}": "没有办成：{what}",
    "messages have at most {most} characters": "消息最多{most}个字符",
    "the message is empty": "消息是空的",
    "invite somebody other than yourself": "要邀请自己以外的人",
    "invite at most {most} people": "最多邀请{most}人",
    "{name} is required but not invited": "{name} 是必须到场的人，却没有被邀请",
    "you have {name} on that day": "那天你已经有“{name}”了",
    "give the activity a name": "请给活动起个名字",
    "there is an activity called {title!r} already; choose another name": (
        "已经有一个叫“{title}”的活动了；请换个名字"
    ),
    "{time!r} is not a time like {example}": "“{time}”不是像 {example} 这样的时间",
    "name a day like {example}, D1 to D{days}": "请写像 {example} 这样的日子，从 D1 到 D{days}",
    "{time}: a year has the weeks 1 to {weeks}": "{time}：一年只有第 1 到第 {weeks} 周",
    "{time} is too early": "{time} 太早了",
    "propose at most {weeks} weeks ahead": "最多只能提前{weeks}周提议",
    "{time} lies after the end of this life": "{time} 已经在这段人生结束之后了",
    "you have no invitation to {title!r}{hint}": "你没有收到“{title}”的邀请{hint}",
    "; open are {names}": "；还没有答复的邀请有 {names}",
    "{name} has called {title!r} off": "{name} 已经取消了“{title}”",
    "decision must be yes or no": "答复必须是“去”或“不去”",
    "you have proposed or agreed no activity called {title!r}": (
        "你没有提议过、也没有答应过叫“{title}”的活动"
    ),
    "({title} is called off)": "（“{title}”取消了）",
    "yes": "去",
    "no": "不去",
    "You live {standard} this week: {wanted!r} was refused, {reason}.": (
        "你这周按 {standard} 生活：“{wanted}”不行，{reason}。"
    ),
    "you cannot pay it": "你付不起",
    # ------------------------------------------------------------ what is agreed, met, done
    "{name} takes place with {people}.": "“{name}”会举行，参加的有 {people}。",
    "{name} does not take place: {reason}.": "“{name}”办不成了：{reason}。",
    "{name} called it off": "{name} 取消了",
    "{name} is engaged that day": "{name} 那天有别的安排",
    "{names} cannot come": "{names} 来不了",
    "nobody who was invited is coming": "受邀的人都不来",
    "Encounter of {first} and {second}": "{first}与{second}的偶遇",
    "{name} wrote to me.": "{name}给我写过信。",
    "I met {name}: {how}": "我见到了{name}：{how}",
    "{name} ({gender}, {age}). {how}": "{name}（{gender}，{age}岁）。{how}",
    "{name} ({gender}, {age}, {role}). {how}": "{name}（{gender}，{age}岁，{role}）。{how}",
    "At {event} I wanted to get to know {name}, and it was mutual.": (
        "在“{event}”上我想认识{name}，对方也想认识我。"
    ),
    "At {event} I wanted to get to know {name}.": "在“{event}”上我想认识{name}。",
    "{name} and I: we both work as {role} at {organization}.": (
        "{name}和我是同事，都在{organization}做{role}。"
    ),
    "{giver} gives {item} to {receiver}": "{giver}把{item}送给了{receiver}",
    "{name} leaves": "{name}离开了",
    "{name} does something in private": "{name}悄悄做了些什么",
    "{first} and {second} are at {place}.": "{first}和{second}都在{place}。",
    "Bought {name} for {price:g}.": "花{price:g}买了{name}。",
    "nothing in particular": "没做什么特别的事",
    "unsound": "不合理",
    "{name}'s home": "{name}的家",
    "The home of {name}.": "{name}住的地方。",
    "table": "桌子",
    "bed": "床",
    # ------------------------------------------------------------ memory files
    "{file!r} is no memory file: use general, characters/<person> or others/<topic>": (
        "“{file}”不是记忆文件：请用 总记、人物/<人名> 或 其他/<主题>"
    ),
    "the name after the folder is empty or padded with spaces": (
        "文件夹后面的名字是空的，或者前后有空格"
    ),
    "{name!r} holds a character that file names cannot have": "“{name}”里有文件名不能用的字符",
    "{name!r} cannot be a file name": "“{name}”不能做文件名",
    "the name is longer than 120 bytes": "名字超过了 120 个字节",
    "(no files)": "（没有文件）",
    "error: {problem}": "出错了：{problem}",
    "there is no function {name!r}; use {known}": "没有“{name}”这个函数；请用 {known}",
    "nobody here is called {name!r}; use general or others/<topic>": (
        "这里没有叫“{name}”的人；请用 总记 或 其他/<主题>"
    ),
    "there is no file {file}": "没有 {file} 这个文件",
    "read_file {file} before updating it": "更新 {file} 之前要先用“读文件”读它",
    "there are already {most} files; update one of them": "已经有{most}个文件了；请更新其中一个",
    "the new text is empty": "新的内容是空的",
    "the text is longer than {most} characters": "内容超过了{most}个字符",
    "{file} updated": "{file} 已更新",
}
