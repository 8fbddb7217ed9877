"""What the embedded people call one another."""

import pytest

from agentopia_env.policies.heuristic.calling import called


@pytest.mark.parametrize(
    ("name", "note", "said"),
    [
        ("Tahmina Chowdhury", "Ma: I've done her books since I was thirteen.", "Ma"),
        ("Mei-Lin Tsao", "ma: i've slept over the stairs since i was 8", "Ma"),
        ("Lionel Pinnock", "Mr. Pinnock lent me nine hundred.", "Mr. Pinnock"),
        ("Otis Fenner", "Mr Otis Fenner put a crab into my minutes.", "Mr Otis Fenner"),
        ("Elowen Trask", "I named Elowen for the swim; Mrs. Trask objected.", "Elowen"),
        ("Samia Chowdhury", "Her mother's tins pay for it.", "Samia"),
        ("Samia Chowdhury", "", "Samia"),
    ],
)
def test_a_name_is_said_as_the_note_says_it(name, note, said):
    assert called(name, "en", note) == said


@pytest.mark.parametrize(
    ("name", "note", "said"),
    [
        ("陈静姝", "军训时陈老师蹲下来看我贴在树上的值日表。", "陈老师"),
        ("何秀兰", "我娘，把老屋卖了。", "娘"),
        ("倪红", "妈，我梦见她在收衣服。", "妈"),
        ("裴昭", "裴昭是裴老师的女儿。", "裴昭"),
        ("秦雨桐", "雨桐的琴，是秦老师教的。", "雨桐"),
        ("乔木生", "木生书店第三排有本地图集，乔老板由着我看。", "乔老板"),
        ("马德顺", "那以后老马把架子搬到了窗下。", "老马"),
        ("蓝伯庸", "蓝老先生从第几级台阶讲起。", "蓝老先生"),
        ("欧阳澈", "他弹琴，我听。", "欧阳澈"),
        ("林知夏", "她扶过我一回。", "知夏"),
        ("林知夏", "", "林知夏"),
        ("温嘉言", "温嘉言（男，27岁，二级教师）。在“读书会”上我想认识温嘉言。", "温老师"),
        ("彭浩然", "彭浩然（男，17岁，高二学生）。在“读书会”上我想认识彭浩然。", "彭浩然"),
    ],
)
def test_a_chinese_name_is_said_as_the_note_says_it(name, note, said):
    assert called(name, "zh", note) == said
