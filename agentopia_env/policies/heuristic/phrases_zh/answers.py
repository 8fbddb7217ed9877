"""Chinese: answers to particular questions, and how one asks out whom one has long known."""

from __future__ import annotations

ANSWERS: dict[str, tuple[str, ...]] = {
    "answer_place": (
        "得空就来。这儿比外头看着清静。",
        "隔三差五吧，我爱看来来往往的都是谁。",
        "来得比该来的勤。坐吧，{object}边上还有地方。",
        "从前没什么由头来，往后说不定有了。",
        "顺路，今天又没人等我。",
        "您坐，没人。我叫{me}，坐到一块儿也是缘分。",
        "光想听别人说话的日子，我就来。",
        "多半是为了看一眼{object}，有人做伴更好。",
    ),
    "invite": (
        "{to}，{day}有空吗？我要去{place}，一起吧。",
        "{to}，{day}去{place}，{idea}，你要是没别的事就来。",
        "{day}我在{place}，{to}，过来一块儿{idea}。",
        "{to}，咱俩都该松快松快了：{day}，{place}，{idea}。",
        "{to}，我想起你来了。{day}在{place}，{idea}，行不行？",
        "{idea}，{to}，你看怎么样？{day}我能到{place}。",
        "趁这阵子还没忙完，{to}，{day}在{place}，{idea}吧。",
        "{to}，{day}给我留着，咱们去{place}，{idea}。",
    ),
    "answer_heavy": (
        "我就回家，把门一关，自己慢慢想。",
        "找个信得过的人，走一段长路。",
        "干活，干到累得倒头就睡，也不算个好法子。",
        "写下来，不寄。",
        "谁还醒着就找谁，{to}，我不讲究这个面子。",
        "有那么一个人，名字就不说了，省得人家难为情。",
        "眼下还没有谁。我也在想，该有一个了。",
        "我跟{object}说，它到现在还没告诉过别人。",
    ),
}
