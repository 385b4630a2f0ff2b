/* diag_text_standard.c - what is said about facts, units, standards and samples: E1xx, W1xx. */
#include "rules/diag_text.h"

const rules_diag_table rules_diag_texts_standard = {NULL, 0};
