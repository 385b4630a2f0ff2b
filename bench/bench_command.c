/* bench_command.c - how long a command takes from its start to its end, and how much memory: RUNS times after one that
 * is not counted. What it prints goes nowhere.
 *
 *     bench_command NAME RUNS COMMAND [ARGUMENTS…] */
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "record_i.h"

static void once(char **command, double *ms, double *megabytes) {
    struct rusage use;
    int status = 0;
    double from = bench_now();
    pid_t child = fork();
    if (child == 0) {
        int nowhere = open("/dev/null", O_WRONLY);
        if (nowhere >= 0) (void)dup2(nowhere, 1);
        execvp(command[0], command);
        _exit(127);
    }
    if (child < 0 || wait4(child, &status, 0, &use) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        fprintf(stderr, "bench_command: %s failed\n", command[0]);
        exit(1);
    }
    *ms = (bench_now() - from) * 1e3;
    *megabytes = (double)use.ru_maxrss / 1024;
}

int main(int argc, char **argv) {
    size_t runs = argc > 3 ? strtoul(argv[2], NULL, 10) : 0;
    double *ms = calloc(runs + 1, sizeof *ms), *megabytes = calloc(runs + 1, sizeof *megabytes);
    char name[96];
    if (runs == 0 || ms == NULL || megabytes == NULL) return 2;
    for (size_t i = 0; i <= runs; i++) once(argv + 3, &ms[i], &megabytes[i]);
    (void)snprintf(name, sizeof name, "%s.ms", argv[1]);
    bench_figure(name, ms + 1, runs);
    (void)snprintf(name, sizeof name, "%s.megabytes", argv[1]);
    bench_figure(name, megabytes + 1, runs);
    return 0;
}
