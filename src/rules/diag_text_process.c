/* diag_text_process.c - what is said about levels, cases, actions, guards, dates, proofs and the whole book: E2xx to
 * E5xx, W2xx to W5xx. */
#include "rules/diag_text.h"

const rules_diag_table rules_diag_texts_process = {NULL, 0};
