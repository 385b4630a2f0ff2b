/* gcrypt.h - libgcrypt, made ready once a process.
 *
 * It does what OpenSSL does slowly (SM3, by a fifth) or, as Debian builds it, not at all (SM4 in GCM). */
#ifndef JIQUN_LOG_GCRYPT_H
#define JIQUN_LOG_GCRYPT_H

/* To be called before anything of the library is used, by any thread, as often as one likes. */
void log_gcrypt_ready(void);

#endif
