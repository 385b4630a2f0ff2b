/* tool_routes - prints the routes of the program, one a line: method, path. */
#include <stdio.h>

#include "http/route.h"

int main(void) {
    size_t n = 0;
    const http_route *r = http_routes(&n);
    for (size_t i = 0; i < n; i++) printf("%s %s\n", http_method_name(r[i].method), r[i].path);
    return 0;
}
