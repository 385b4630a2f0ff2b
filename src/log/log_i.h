/* log_i.h - what all files of this floor share. */
#ifndef JIQUN_LOG_LOG_I_H
#define JIQUN_LOG_LOG_I_H

#include <stddef.h>

/* Zeroed memory, freed by free(); ends the process when there is none. */
void *log_zeroed(size_t n);

#endif
