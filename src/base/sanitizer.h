/* sanitizer.h - whether this build runs under the address sanitizer: UNDER_ASAN. gcc and clang say it each in their own
 * way. */
#ifndef JIQUN_BASE_SANITIZER_H
#define JIQUN_BASE_SANITIZER_H

#if defined(__SANITIZE_ADDRESS__)
#define UNDER_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define UNDER_ASAN 1
#endif
#endif

#endif
