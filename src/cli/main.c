/* The program. Each subcommand has a file of its own beside this one. */
#include <stdio.h>

int main(void) {
    puts("用法 usage: jiqun COMMAND");
    return 0;
}
