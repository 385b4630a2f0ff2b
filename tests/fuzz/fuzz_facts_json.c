/* Any bytes as a facts file that begins as JSON does: it ends in dossiers that can be assessed, or in an error with its
 * place. */
#include "facts_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *text = malloc(size + 1);
    must(text != NULL);
    /* An object or an array; what follows is the fuzzer's. The copy ends where the text does. */
    text[0] = size % 3 == 0 ? '[' : '{';
    if (size > 0) memcpy(text + 1, data, size);
    const bool begins = size > 0 && (data[0] == '{' || data[0] == '[');
    read_facts(begins ? (base_str){text + 1, size} : (base_str){text, size + 1}, true);
    free(text);
    return 0;
}
