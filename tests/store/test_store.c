/* The contract of the store, the same for every driver: SQLite, or PostgreSQL when JIQUN_TEST_DB names one. */
#include "support.h"

#include "contract_entries.h"
#include "contract_groups.h"
#include "contract_kept.h"
#include "contract_random.h"
#include "contract_register.h"
#include "contract_schema.h"
#include "contract_standing.h"
#include "contract_turns.h"

int main(void) {
    const struct CMUnitTest tests[] = {
        STORE_TEST(an_empty_store_has_nothing),
        STORE_TEST(what_is_read_is_what_was_written),
        STORE_TEST(the_search_index_has_lines),
        STORE_TEST(a_group_taken_back_is_not_there),
        STORE_TEST(a_failed_write_spoils_the_group),
        STORE_TEST(of_one_key_the_last_row_counts),
        STORE_TEST(derived_rows_are_dropped_and_made_again),
        STORE_TEST(events_of_a_stream_go_back_to_the_first),
        STORE_TEST(rows_that_can_not_be_are_refused),
        STORE_TEST(calls_out_of_turn_are_refused),
        STORE_TEST(a_reader_sees_one_moment),
        STORE_TEST(who_waits_too_long_is_told),
        STORE_TEST(threads_and_processes_take_turns),
        STORE_TEST(settings_are_kept),
        STORE_TEST(signed_heads_are_kept),
        STORE_TEST(of_two_who_save_a_draft_one_wins),
        STORE_TEST(drafts_come_by_path_until_enough),
        STORE_TEST(kept_rows_go_with_an_open_transaction),
        STORE_TEST(the_newest_refusals_are_kept),
        STORE_TEST(attachments_are_listed),
        STORE_TEST(attachments_are_found_and_go),
        STORE_TEST(messages_wait_until_they_are_done),
        STORE_TEST(personal_data_is_erased),
        STORE_TEST(personal_data_is_sealed_anew),
        STORE_TEST(of_two_who_put_an_entry_one_wins),
        STORE_TEST(entries_come_by_key),
        STORE_TEST(entries_come_when_they_are_due),
        STORE_TEST(entries_go_with_an_open_transaction),
        STORE_TEST(entries_that_can_not_be_are_refused),
        STORE_TEST(a_database_of_schema_1_is_brought_forward),
        STORE_TEST(any_part_of_a_name_finds_it),
        STORE_TEST(a_new_name_is_found_and_the_old_one_is_not),
        STORE_TEST(filters_and_any_of_them_together),
        STORE_TEST(pages_follow_one_another),
        STORE_TEST(what_waits_is_found_by_place),
        STORE_TEST(what_waits_comes_in_pages),
        STORE_TEST(roots_are_watched_from_a_day),
        STORE_TEST(roots_of_a_kind_and_cases_of_a_stream),
        STORE_TEST(rounds_and_tallies_are_replaced),
        STORE_TEST(any_history_agrees_with_the_model),
    };
    return cmocka_run_group_tests(tests, NULL, teardown_all);
}
