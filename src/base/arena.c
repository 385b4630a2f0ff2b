/* arena.c - memory that is freed all at once.
 *
 * A list of blocks, each twice as large as the one before up to a megabyte; a request that does not fit the current
 * block gets a new one. Under the address sanitizer what was not handed out is poisoned and every piece is followed by
 * a gap, so that a read past the end of a piece is found although the block goes on. */
#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "base/sanitizer.h"

#ifdef UNDER_ASAN
#include <sanitizer/asan_interface.h>
enum { GAP = 16 };
static void hide(const void *p, size_t n) { ASAN_POISON_MEMORY_REGION(p, n); }
static void show(const void *p, size_t n) { ASAN_UNPOISON_MEMORY_REGION(p, n); }
#else
enum { GAP = 0 };
static void hide(const void *p, size_t n) { (void)p, (void)n; }
static void show(const void *p, size_t n) { (void)p, (void)n; }
#endif

enum {
    ALIGN = 16,
    LEAST_BLOCK = 256,
    FIRST_BLOCK = 16 * 1024,
    LARGE_BLOCK = 256 * 1024,
    LARGEST_BLOCK = 1024 * 1024,
    KEPT_BLOCK = 4 * LARGEST_BLOCK,
    EX_SOFTWARE = 70
};

struct block {
    struct block *next; /* older */
    size_t cap, used;
    _Alignas(ALIGN) char data[];
};

struct base_arena {
    struct block *top;
    size_t max, used, next_cap;
};

_Noreturn void base_fatal(const char *format, ...) {
    va_list args;
    va_start(args, format);
    (void)fputs("jiqun: ", stderr);
    (void)vfprintf(stderr, format, args);
    (void)fputc('\n', stderr);
    va_end(args);
    exit(EX_SOFTWARE);
}

void *base_zeroed(size_t n, size_t size) {
    void *p = calloc(n, size);
    if (p == NULL)
        base_fatal("内存不足：需要 %zu × %zu 字节。Out of memory: %zu × %zu bytes wanted.", n, size, n, size);
    return p;
}

/* A large block will be filled: its pages come in one call instead of one fault each, which is where a program that has
 * just begun spends most of its time on some virtual machines. Only a favour: Linux before 5.14 knows no such thing. */
static void fetch_pages(void *p, size_t n) {
    enum { PAGE = 4096, POPULATE_WRITE = 23 };
    const size_t skip = (PAGE - (uintptr_t)p % PAGE) % PAGE;
    if (n >= LARGE_BLOCK) (void)madvise((char *)p + skip, (n - skip) / PAGE * PAGE, POPULATE_WRITE);
}

static struct block *block_new(size_t cap, struct block *next) {
    struct block *b = cap > SIZE_MAX / 2 ? NULL : malloc(sizeof *b + cap);
    if (b == NULL) base_fatal("内存不足：需要 %zu 字节。Out of memory: %zu bytes wanted.", cap, cap);
    fetch_pages(b, sizeof *b + cap);
    *b = (struct block){.next = next, .cap = cap};
    hide(b->data, cap);
    return b;
}

static void block_free(struct block *b) {
    show(b->data, b->cap);
    free(b);
}

base_arena *base_arena_new_sized(size_t max, size_t first) {
    base_arena *arena = malloc(sizeof *arena);
    if (arena == NULL) base_fatal("内存不足。Out of memory.");
    if (first < LEAST_BLOCK) first = LEAST_BLOCK;
    *arena = (base_arena){.max = max, .top = block_new(first, NULL), .next_cap = first * 2};
    return arena;
}

base_arena *base_arena_new(size_t max) { return base_arena_new_sized(max, FIRST_BLOCK); }

/* Frees every block but the oldest, which becomes the top. */
static void free_newer(base_arena *arena) {
    while (arena->top->next != NULL) {
        struct block *b = arena->top;
        arena->top = b->next;
        block_free(b);
    }
}

void base_arena_free(base_arena *arena) {
    if (arena == NULL) return;
    free_newer(arena);
    block_free(arena->top);
    free(arena);
}

/* Bytes that its blocks take, as far as they are kept for the next use. */
static size_t room_kept(const base_arena *arena) {
    size_t held = 0;
    for (const struct block *b = arena->top; b != NULL && held < KEPT_BLOCK; b = b->next) held += b->cap;
    return held < KEPT_BLOCK ? held : KEPT_BLOCK;
}

/* What is filled again and again soon lies in one block: fresh pages from the system cost more than the work on them.
 */
void base_arena_reset(base_arena *arena) {
    const size_t kept = room_kept(arena);
    free_newer(arena);
    if (kept > arena->top->cap) {
        block_free(arena->top);
        arena->top = block_new(kept, NULL);
    }
    hide(arena->top->data, arena->top->cap);
    arena->top->used = 0;
    arena->used = 0;
    arena->next_cap = arena->top->cap < LARGEST_BLOCK / 2 ? arena->top->cap * 2 : LARGEST_BLOCK;
}

size_t base_arena_used(const base_arena *arena) { return arena->used; }

size_t base_arena_held(const base_arena *arena) {
    size_t held = sizeof *arena;
    for (const struct block *b = arena->top; b != NULL; b = b->next) held += sizeof *b + b->cap;
    return held;
}

static void add_block(base_arena *arena, size_t need) {
    const size_t cap = need > arena->next_cap ? need : arena->next_cap;
    arena->top = block_new(cap, arena->top);
    if (arena->next_cap < LARGEST_BLOCK) arena->next_cap *= 2;
}

/* `n` bytes that are not cleared. */
static void *take(base_arena *arena, size_t n) {
    if (n > arena->max || n > SIZE_MAX / 2)
        base_fatal("内存区超过上限 %zu 字节。Arena over its limit of %zu bytes.", arena->max, arena->max);
    const size_t room = n == 0 ? ALIGN : (n + ALIGN - 1) / ALIGN * ALIGN;
    if (room > arena->max - arena->used)
        base_fatal("内存区超过上限 %zu 字节。Arena over its limit of %zu bytes.", arena->max, arena->max);
    if (room + GAP > arena->top->cap - arena->top->used) add_block(arena, room + GAP);
    struct block *b = arena->top;
    char *p = b->data + b->used;
    b->used += room + GAP;
    arena->used += room;
    show(p, n);
    return p;
}

void *base_arena_alloc(base_arena *arena, size_t n) {
    void *p = take(arena, n);
    memset(p, 0, n);
    return p;
}

void *base_arena_array(base_arena *arena, size_t count, size_t size) {
    size_t n;
    if (__builtin_mul_overflow(count, size, &n))
        base_fatal("数组过大：%zu × %zu 字节。Array too large: %zu × %zu bytes.", count, size, count, size);
    return base_arena_alloc(arena, n);
}

void *base_arena_copy(base_arena *arena, const void *p, size_t n) {
    void *copy = take(arena, n);
    if (n > 0) memcpy(copy, p, n);
    return copy;
}

base_str base_arena_str(base_arena *arena, base_str s) {
    char *copy = take(arena, s.n + 1);
    if (s.n > 0) memcpy(copy, s.p, s.n);
    copy[s.n] = '\0';
    return (base_str){copy, s.n};
}

base_str base_arena_fmt(base_arena *arena, const char *format, ...) {
    char first[256]; /* most texts are short: formatted once, then copied */
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    const int n = vsnprintf(first, sizeof first, format, args);
    va_end(args);
    if (n < 0) base_fatal("格式化失败。Formatting failed.");
    char *p = take(arena, (size_t)n + 1);
    if ((size_t)n < sizeof first)
        memcpy(p, first, (size_t)n + 1);
    else
        (void)vsnprintf(p, (size_t)n + 1, format, again);
    va_end(again);
    return (base_str){p, (size_t)n};
}

void *base_arena_grow(base_arena *arena, void *items, size_t count, size_t *cap, size_t size) {
    if (count < *cap) return items;
    const size_t wanted = count < 4 ? 8 : count > SIZE_MAX / 2 ? SIZE_MAX : count * 2;
    char *larger = base_arena_array(arena, wanted, size);
    if (count > 0) memcpy(larger, items, count * size);
    *cap = wanted;
    return larger;
}
