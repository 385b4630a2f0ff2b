/* Any bytes as a wide table of facts: as they are, and as the lines below a header that fits. */
#include "facts_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char HEADER[] = "id,region,output.2020,output.2021,output.2022,revenue.2022,land,plan,accident\n";
    const size_t n = sizeof HEADER - 1;
    char *text = malloc(n + size);
    must(text != NULL);
    memcpy(text, HEADER, n);
    if (size > 0) memcpy(text + n, data, size);
    read_facts((base_str){text, n + size}, false);
    if (size > 0 && data[0] != '{' && data[0] != '[') read_facts((base_str){text + n, size}, false);
    free(text);
    return 0;
}
