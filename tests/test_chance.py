from random import Random

from agentopia_env.chance import chance, key


def test_chance_gives_the_numbers_of_the_standard_generator_with_its_key():
    ours, standard = chance(7, "Y2020-W03", "Ada"), Random(key(7, "Y2020-W03", "Ada"))
    for draw in (Random.random, Random.normalvariate, lambda r: r.sample(range(50), 5)):
        assert [draw(ours) for _ in range(3)] == [draw(standard) for _ in range(3)]


def test_places_and_seeds_do_not_share_their_chance():
    drawn = {chance(seed, place).random() for seed in (1, 2) for place in ("a", "b", 3)}
    assert len(drawn) == 6
    assert chance(1, "a").random() in drawn
