/* child.c - see child.h. */
#include "base/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void give(posix_spawn_file_actions_t *f, int fd, int as) {
    if (fd >= 0)
        (void)posix_spawn_file_actions_adddup2(f, fd, as);
    else
        (void)posix_spawn_file_actions_addopen(f, as, "/dev/null", as == STDIN_FILENO ? O_RDONLY : O_WRONLY, 0);
}

/* This process's environment with `secret` in front, instead of what it names; to be freed. NULL: no memory. */
static const char **with_secret(const char *secret) {
    size_t n = 0, kept = 0;
    while (environ[n] != NULL) n++;
    const char **all = calloc(n + 2, sizeof *all);
    if (all == NULL) return NULL;
    const size_t name = (size_t)(strchr(secret, '=') - secret) + 1;
    all[kept++] = secret;
    for (size_t i = 0; i < n; i++) {
        if (strncmp(environ[i], secret, name) != 0) all[kept++] = environ[i];
    }
    return all;
}

int base_child_start(const char *program, const char *const *words, const char *secret, int in, int out, int err,
                     pid_t *child) {
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t all, none;
    const char **env = secret != NULL ? with_secret(secret) : NULL;
    if (secret != NULL && env == NULL) return ENOMEM;
    sigfillset(&all);
    sigemptyset(&none);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    posix_spawn_file_actions_init(&files);
    give(&files, in, STDIN_FILENO);
    give(&files, out, STDOUT_FILENO);
    give(&files, err, STDERR_FILENO);
    posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
    /* The call has no `const` for words that it does not change. */
    const int failed =
        posix_spawn(child, program != NULL ? program : "/proc/self/exe", &files, &attributes,
                    (char *const *)(uintptr_t)words, env != NULL ? (char *const *)(uintptr_t)env : environ);
    free(env);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    return failed;
}

int base_child_wait(pid_t child) {
    int status = 0;
    while (waitpid(child, &status, 0) < 0) {
        if (errno != EINTR) return -1;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
