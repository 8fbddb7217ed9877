"""What the embedded people call one another."""

import pytest

from agentopia_env.policies.heuristic.calling import called
from agentopia_env.policies.heuristic.manners import Speaker, formally
from agentopia_env.world.persona import Face

SCHOOL = "The young say Master and the surname to their masters, Mr, Mrs or Miss to other people."
TOWN = "A brick house in a big town, with a yard."
PUPIL, PORTER = Speaker(12, "School/Pupil", SCHOOL), Speaker(41, "Lodge/Porter", SCHOOL)


@pytest.mark.parametrize(
    ("name", "note", "said"),
    [
        ("Tahmina Chowdhury", "Ma: I've done her books since I was thirteen.", "Ma"),
        ("Mei-Lin Tsao", "ma: i've slept over the stairs since i was 8", "Ma"),
        ("Lionel Pinnock", "Mr. Pinnock lent me nine hundred.", "Mr. Pinnock"),
        ("Otis Fenner", "Mr Otis Fenner put a crab into my minutes.", "Mr Otis Fenner"),
        ("Elowen Trask", "I named Elowen for the swim; Mrs. Trask objected.", "Elowen"),
        ("Beryl Pascoe", "Mistress Pascoe is landlady of thunder.", "Mistress Pascoe"),
        ("Morwenna Trask", "The Office received Ferrymaster Trask.", "Ferrymaster Trask"),
        ("Ned Farthing", "Farthing. Late on three slacks.", "Farthing"),
        ("Ned Farthing", "Farthing's fiddle woke me.", "Ned"),
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


@pytest.mark.parametrize(
    ("gender", "age", "role", "speaker", "said"),
    [
        ("male", 54, "Master of Weights", PUPIL, "Master Thole"),
        ("male", 54, "Master of Weights", PORTER, "Master Thole"),
        ("male", 54, "Master of Weights", Speaker(46, "School/Master of Heat", SCHOOL), ""),
        ("male", 54, "Master Mechanic", Speaker(41, "", TOWN), ""),
        ("male", 30, "Fiddler", PUPIL, "Mr Thole"),
        ("female", 60, "Laundress", PUPIL, "Mrs Thole"),
        ("female", 23, "Assistant Teacher", PUPIL, "Miss Thole"),
        ("female", 60, "Laundress", Speaker(12, "", TOWN), "Ms. Thole"),
        ("female", 60, "Laundress", PORTER, ""),
        ("female", 18, "Pupil", PUPIL, ""),
        ("male", 20, "Baker", Speaker(16, "", SCHOOL), ""),
        ("", 60, "", PUPIL, ""),
        ("male", 16, "Rector's Scholar", PUPIL, ""),
    ],
)
def test_the_young_call_their_elders_by_title_and_everybody_an_office(
    gender, age, role, speaker, said
):
    assert formally(Face("Orlan Thole", gender, age, "", role), speaker) == said


def test_a_new_acquaintance_is_called_by_what_the_note_says_can_be_seen():
    note = "Hepzibah Snell (female, 60, Laundress). I met Hepzibah Snell: “Tea”"
    assert called("Hepzibah Snell", "en", note, PUPIL) == "Mrs Snell"
    assert called("Hepzibah Snell", "en", note, PORTER) == "Hepzibah"
    assert called("Cher", "en", "Cher (female, 60). We met.", PUPIL) == "Cher"
