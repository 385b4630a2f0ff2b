/* arena.h - memory that is freed all at once.
 *
 * A compilation, a scenario or a request owns one arena. Allocation never returns NULL: input sizes are limited by the
 * readers, so an arena that passes its maximum, or a machine without memory, is a fault of the program or the machine
 * and ends the process with a message (as Redis and git do). This keeps every caller free of checks that no test
 * could reach. */
#ifndef JIQUN_BASE_ARENA_H
#define JIQUN_BASE_ARENA_H

#include "base/str.h"

typedef struct base_arena base_arena;

/* `max` is the largest sum of bytes it may ever hold. */
base_arena *base_arena_new(size_t max);
/* The same with a first block of `first` bytes (at least 256): for the many that stay small. */
base_arena *base_arena_new_sized(size_t max, size_t first);
/* NULL is allowed. */
void base_arena_free(base_arena *arena);
/* Zeroed, aligned for any type; n 0 gives a valid pointer. */
void *base_arena_alloc(base_arena *arena, size_t n);
/* `count` * `size` with overflow checked. */
void *base_arena_array(base_arena *arena, size_t count, size_t size);
/* Copies `n` bytes. */
void *base_arena_copy(base_arena *arena, const void *p, size_t n);
/* A copy with a NUL after it, so that .p may also go where a C string is wanted. */
base_str base_arena_str(base_arena *arena, base_str s);
/* printf into the arena. */
base_str base_arena_fmt(base_arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Drops everything; keeps room for as much as it held, up to 4 MiB, for the next use. */
void base_arena_reset(base_arena *arena);
size_t base_arena_used(const base_arena *arena);
/* Bytes that it takes from the system, what is not handed out yet included. */
size_t base_arena_held(const base_arena *arena);

/* Grows an array kept in the arena: returns `items` or a larger copy with room for at least `count` + 1 elements of
 * `size` bytes; `*cap` is kept by the caller (0 at first). The old block stays in the arena. */
void *base_arena_grow(base_arena *arena, void *items, size_t count, size_t *cap, size_t size);

/* n elements of `size` bytes of the heap, all zero, to be freed with free(); never NULL: without memory the process
 * ends. */
void *base_zeroed(size_t n, size_t size) __attribute__((malloc, returns_nonnull));

/* Prints the message to stderr and ends the process with status 70 (EX_SOFTWARE). */
_Noreturn void base_fatal(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
