"""Cases that real worlds and real models produce, and the tests that show how each of them ends."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parent

CASES = {
    # ------------------------------------------------------------ names and ids
    "a position's name holds commas and slashes": (
        "world/test_positions.py::test_a_name_joins_organization_and_role_whatever_they_hold",
        "life/test_careers.py::test_a_wish_given_as_text_is_never_cut_at_a_comma_or_a_slash",
        "life/test_careers.py::test_whoever_moves_leaves_nothing_of_the_old_position_behind",
    ),
    "a person's name has titles, dots, commas, accents or Chinese characters": (
        "world/test_names.py::test_an_exact_name_is_itself_however_it_is_punctuated",
        "world/test_world_mistakes.py::test_hard_names_live_here_too",
        "life/test_contact_rounds.py::test_names_of_any_script_with_dots_and_commas_write_and_meet",
        "life/test_year_end.py::test_names_of_any_script_are_rated",
    ),
    "a name that holds a comma stands in a list": (
        "world/test_lists.py::test_pieces_of_one_name_are_that_name",
        "life/test_contact_rounds.py::test_a_name_that_holds_a_comma_is_one_person_in_every_list",
        "life/test_private_segments.py::"
        "test_a_segment_for_somebody_whose_name_holds_a_comma_reaches_them_alone",
    ),
    "a name looks as if it had an ending": (
        "store/test_names_on_disk.py::"
        "test_hard_names_and_positions_live_on_disk_under_just_these_names",
        "world/test_memory.py::test_names_are_kept_composed_and_without_ending",
    ),
    "a name is used as a path": (
        "world/test_memory.py::"
        "test_a_name_that_would_leave_the_folder_or_fits_no_file_system_is_refused",
        "world/test_world_mistakes.py::test_a_name_that_some_system_cannot_keep_is_told",
        "analysis/test_rundir.py::test_a_name_is_never_a_path_out_of_the_run",
    ),
    # ------------------------------------------------------------ known but not simulated
    "somebody who is not simulated is written to or invited": (
        "life/test_contact_rounds.py::"
        "test_somebody_who_is_known_but_not_simulated_cannot_be_reached",
    ),
    "somebody who is not simulated is rated": (
        "life/test_year_end.py::test_people_who_are_not_simulated_have_no_rewards",
        "life/test_year_end.py::test_oneself_and_people_who_are_not_simulated_are_never_rated",
        "reward/test_life_reward.py::"
        "test_ratings_by_and_of_people_who_are_not_simulated_count_for_nothing",
    ),
    # ------------------------------------------------------------ forms of actions
    "an action comes as a tag, a call in a text or JSON": (
        "questions/test_parsing.py::test_an_action_is_read_in_every_unambiguous_form",
        "questions/test_parsing.py::test_actions_in_any_mix_of_forms_read_back_identically",
    ),
    "an action comes as a function call under its own name": (
        "policies/chat/test_answers_read.py::"
        "test_role_actions_called_as_functions_are_read_like_any_others",
        "policies/chat/test_answers_read.py::test_every_action_can_be_called_under_its_own_name",
    ),
    "an action is said twice": (
        "questions/test_parsing.py::test_repeats_are_dropped_and_the_order_is_kept",
        "policies/chat/test_answers_read.py::test_actions_in_text_and_as_functions_count_once_each",
        "life/test_contact_rounds.py::"
        "test_exact_duplicates_are_delivered_once_and_do_not_use_up_the_limit",
    ),
    "a name is short, misspelt or has stray spaces": (
        "world/test_names.py::test_a_name_is_resolved_where_one_person_fits",
        "life/test_contact_rounds.py::"
        "test_a_message_to_a_name_is_delivered_where_one_acquaintance_is_meant",
    ),
    "a name fits several people or nobody": (
        "world/test_names.py::test_an_ambiguous_name_is_refused_with_both_suggestions",
        "life/test_contact_rounds.py::test_a_name_that_is_too_far_off_comes_back_with_a_suggestion",
        "life/test_contact_rounds.py::test_the_reason_of_a_refusal_is_read_in_the_next_round",
    ),
    "a person writes to themselves": (
        "world/test_names.py::test_oneself_is_refused_whether_or_not_among_the_candidates",
        "life/test_contact_rounds.py::"
        "test_a_message_to_a_name_is_delivered_where_one_acquaintance_is_meant",
    ),
    # ------------------------------------------------------------ proposals that cannot be
    "a time does not exist": (
        "life/test_contact_rounds.py::test_a_time_that_cannot_be_comes_back_with_the_reason",
        "life/test_contact_rounds.py::test_a_day_after_the_end_of_the_run_comes_back",
        "life/test_brief_days.py::"
        "test_days_that_do_not_exist_are_ignored_and_of_two_answers_the_first_counts",
    ),
    "a place does not exist or is closed": (
        "life/test_contact_rounds.py::test_a_place_that_is_not_there_or_closed_comes_back",
        "life/test_days_alone.py::test_a_day_alone_is_spent_at_a_public_place_or_at_home",
    ),
    "only oneself is invited": (
        "life/test_contact_rounds.py::test_an_invitation_without_anybody_else_comes_back",
        "life/test_contact_rounds.py::test_oneself_among_the_invited_is_left_out",
    ),
    "somebody is required but not invited": (
        "life/test_contact_rounds.py::"
        "test_a_required_participant_who_is_not_invited_makes_it_come_back",
    ),
    "an activity's name is used twice": (
        "life/test_contact_rounds.py::test_a_name_can_be_used_only_once",
        "life/test_contact_rounds.py::test_a_name_stays_taken_while_the_activity_is_still_to_come",
    ),
    "an invitation that was never made is answered": (
        "life/test_contact_rounds.py::"
        "test_an_answer_to_an_invitation_never_made_comes_back_with_the_open_ones",
    ),
    # ------------------------------------------------------------ scenes
    "the environment model ends a scene": (
        "life/test_scenes.py::test_the_environment_model_ends_a_scene",
        "life/test_scenes.py::test_a_scene_without_an_end_signal_goes_on_to_its_limit",
    ),
    "somebody says farewell and leaves": (
        "life/test_scenes.py::"
        "test_a_leavers_farewell_is_heard_and_verified_and_with_one_left_it_ends",
        "life/test_scenes.py::test_the_others_go_on_and_the_leaver_hears_no_more",
    ),
    "the last utterance is against the principles": (
        "life/test_scenes.py::test_the_last_utterance_is_verified_too",
    ),
    # ------------------------------------------------------------ failed and rejected answers
    "a failed answer would be an utterance": (
        "life/test_scenes.py::test_a_failed_answer_is_no_utterance_and_the_scene_goes_on",
        "questions/test_parsing.py::test_the_words_for_silence_are_nothing_said",
        "life/test_whole_lives.py::test_the_word_for_no_answer_is_never_said_sent_or_remembered",
    ),
    "a failed answer would be a memory": (
        "life/test_whole_lives.py::test_a_society_in_which_nobody_ever_answers_leaves_no_words",
        "life/test_memory_calls.py::test_a_diary_is_written_and_an_unwritten_week_leaves_none",
        "store/test_traces.py::test_a_failed_generation_is_a_record_of_its_own_and_nothing_else",
        "fakeserver/test_faulty_year.py::test_no_failed_text_is_remembered_or_said",
    ),
    "a failed answer would be a training sample": (
        "analysis/test_rft_data.py::"
        "test_no_rejected_refused_failed_or_empty_answer_is_ever_written",
        "store/test_traces.py::test_a_failed_generation_is_a_record_of_its_own_and_nothing_else",
        "fakeserver/test_faulty_year.py::test_no_failed_text_becomes_training_data",
    ),
    "a question fails and the society goes on": (
        "store/test_traces.py::test_a_failed_generation_is_a_record_of_its_own_and_nothing_else",
        "policies/chat/test_backends.py::test_a_single_question_that_is_refused_later_is_an_event",
        "life/test_whole_lives.py::test_rolling_dice_for_answers_breaks_nothing",
        "fakeserver/test_faulty_year.py::test_the_year_is_lived_to_its_end_without_an_exception",
    ),
    "one of several answers is rejected": (
        "life/test_scenes.py::"
        "test_a_rejected_answer_is_given_once_more_and_only_its_own_record_is_marked",
        "store/test_traces.py::test_exactly_the_answer_that_counted_is_marked_as_rejected",
        "analysis/test_rundir.py::"
        "test_only_an_accepted_answer_that_says_something_may_be_learned_from",
    ),
    # ------------------------------------------------------------ numbers, changes, purchases
    "a price is negative or absurd": (
        "life/test_days_alone.py::test_an_offer_with_an_absurd_price_is_not_made",
        "life/test_brief_days.py::test_an_absurd_price_is_never_paid",
        "world/test_economy.py::test_offers_with_absurd_prices_or_without_a_name_are_dropped",
    ),
    "a number is given as text": (
        "life/test_scenes.py::test_numbers_given_as_text_are_taken_for_what_they_say",
        "life/test_days_alone.py::test_a_price_given_as_text_is_taken_for_what_it_says",
        "life/test_days_alone.py::test_a_price_that_is_no_sane_number_buys_nothing_worth_anything",
    ),
    "a change is beyond its limits": (
        "world/test_state.py::test_no_activity_changes_a_person_beyond_the_table",
        "life/test_hostile_environment.py::test_no_activity_changes_more_than_its_limits",
    ),
    "a change is for somebody absent": (
        "life/test_scenes.py::test_a_change_for_somebody_absent_is_dropped",
    ),
    "a participant is missing from an outcome": (
        "life/test_scenes.py::test_an_unusable_outcome_changes_nobody_and_the_society_goes_on",
    ),
    "a refusal to buy mentions what was on offer": (
        "life/test_days_alone.py::test_a_refusal_that_mentions_an_item_buys_nothing",
        "life/test_brief_days.py::test_an_item_on_a_day_of_another_kind_buys_nothing",
    ),
    # ------------------------------------------------------------ careers and vitality
    "more people are accepted than a position holds": (
        "life/test_careers.py::test_capacity_holds_over_all_rounds",
        "life/test_careers.py::"
        "test_capacity_holds_in_one_round_whatever_the_environment_model_accepts",
    ),
    "somebody is accepted who does not meet the requirements": (
        "life/test_careers.py::test_requirements_are_checked_by_code",
        "world/test_positions.py::test_skills_are_hard_requirements_whatever_their_capitals",
    ),
    "skills grow from a position": (
        "life/test_careers.py::test_skills_grow_weekly_from_the_new_position",
    ),
    "a new position replaces the old one in the profile": (
        "life/test_careers.py::"
        "test_a_wish_is_granted_and_the_profile_of_the_next_year_holds_the_whole_position",
        "life/test_careers.py::test_whoever_moves_leaves_nothing_of_the_old_position_behind",
        "world/test_loading.py::test_a_profile_is_written_with_the_whole_of_its_new_position",
    ),
    "the unemployed apply again a year later": (
        "life/test_careers.py::"
        "test_who_is_beyond_the_age_limit_becomes_unemployed_and_can_apply_again",
    ),
    "vitality would stay at its end and mood at its top": (
        "life/test_whole_lives.py::test_a_life_of_ten_weeks_does_not_wear_people_out",
        "envmodel/test_heuristic_days.py::test_rest_restores_and_work_and_study_tire",
    ),
    # ------------------------------------------------------------ ratings
    "several people get the same score": (
        "reward/test_standing.py::"
        "test_equal_scores_share_the_mean_weight_of_their_ranks_when_ties_are_shared",
        "reward/test_standing.py::test_equal_scores_are_ordered_by_name_by_default",
        "life/test_year_end.py::test_equal_scores_follow_the_alphabet_unless_ties_are_shared",
        "analysis/test_recompute.py::test_ties_and_weights_come_from_the_runs_config",
    ),
    # ------------------------------------------------------------ crashes
    "a crash leaves a torn line": (
        "store/test_damaged_directories.py::test_torn_and_surplus_lines_are_cut_off",
        "store/test_journal.py::test_a_torn_last_line_is_cut_off_and_the_rest_is_there",
    ),
    "a crash would have lines written twice": (
        "store/test_damaged_directories.py::"
        "test_a_finished_run_without_its_pointer_gets_no_second_copy_of_its_last_lines",
        "store/test_creation.py::test_a_commit_that_failed_repeats_nothing_when_it_is_tried_again",
    ),
    "a crash comes while profiles and positions change": (
        "store/test_damaged_directories.py::"
        "test_positions_and_profiles_on_disk_are_never_newer_than_the_checkpoint",
        "store/test_damaged_directories.py::"
        "test_what_was_to_be_replaced_with_the_checkpoint_is_replaced_by_rolling_back",
    ),
    "a crash comes at any moment": (
        "store/test_killed_runs.py::"
        "test_a_process_killed_at_random_moments_ends_as_if_it_had_never_been_killed",
        "store/test_killed_runs.py::"
        "test_a_run_killed_again_and_again_between_its_changes_of_files_ends_the_same",
        "store/test_journal.py::"
        "test_a_run_killed_ten_times_is_answered_at_most_those_in_flight_twice",
    ),
    # ------------------------------------------------------------ answers shared between runs
    "two runs differ in their seed": (
        "store/test_journal.py::test_a_recorded_run_is_replayed_without_asking_anybody",
        "policies/chat/test_backends.py::"
        "test_the_seed_depends_on_run_and_question_and_not_on_the_order",
    ),
    "two runs differ in the model or its sampling": (
        "store/test_journal.py::test_another_model_is_another_recording",
        "store/test_journal.py::test_other_sampling_is_another_recording",
    ),
    # ------------------------------------------------------------ text as data
    "a text forges tags, headers, notices or outcomes": (
        "prompts/test_quoting.py::test_hostile_text_forges_no_tag_header_or_notice",
        "prompts/test_quoting.py::test_a_hostile_message_is_delimited_and_attributed",
        "prompts/test_quoting.py::test_a_possession_with_a_hostile_name_stays_in_its_line",
    ),
    "a text forges the speech of another": (
        "prompts/test_quoting.py::test_an_utterance_cannot_forge_the_speech_of_another",
        "envmodel/test_heuristic_company.py::test_a_quotation_cannot_forge_notices_or_speech",
    ),
    "a text quotes an action": (
        "questions/test_parsing.py::test_an_action_inside_a_text_is_never_carried_out",
    ),
    "a text would become another's memory": (
        "life/test_scenes.py::test_what_another_proposed_does_not_become_ones_own_memory",
    ),
}


@cache
def functions_of(path: str) -> set[str]:
    """The functions of a file by name, read without importing it."""
    tree = ast.parse((TESTS / path).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("case", CASES)
def test_every_case_is_shown_by_tests_that_exist(case):
    assert CASES[case]
    for shown in CASES[case]:
        path, _, name = shown.partition("::")
        assert (TESTS / path).is_file(), f"there is no tests/{path}"
        assert name.startswith("test_"), shown
        assert name in functions_of(path), f"tests/{path} has no {name}"
