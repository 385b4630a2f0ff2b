/* events.c - GET /api/v1/events: what changes within the jurisdiction of whoever is signed in (changes.h). */
#include "http/api/api_i.h"
#include "http/service_i.h"

enum http_step http_api_events(http_exchange *x) {
    const app_viewer viewer = http_api_viewer(x);
    base_str last = http_header(x, "Last-Event-ID");
    uint64_t after = UINT64_MAX;
    /* A browser's EventSource sends the header by itself when it comes back, and can send nothing at first. */
    if (last.n == 0) http_query(x, "after", &last);
    if (last.n > 0 && !base_number_parse(last, &after)) {
        return http_problem(x, 400,
                            (rules_text){BASE_STR("Last-Event-ID 应为事件的序号"),
                                         BASE_STR("Last-Event-ID must be the number of an event")});
    }
    return http_changes_stream(x->service->changes, x, &viewer, after);
}
