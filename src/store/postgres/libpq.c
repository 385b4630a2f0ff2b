/* libpq.c - libpq, loaded when the first record on PostgreSQL is opened.
 *
 * It brings some twenty libraries with it (LDAP, Kerberos, SASL …), whose loading takes longer than opening a county's
 * record on SQLite does. So the program is not linked with it: each of its functions that the driver calls stands here
 * under its own name and hands over to the library (base/library.h). */
#include "base/library.h"
#include "store/postgres/pg.h"

typedef struct {
    __typeof__(PQclear) *PQclear;
    __typeof__(PQcmdStatus) *PQcmdStatus;
    __typeof__(PQcmdTuples) *PQcmdTuples;
    __typeof__(PQconnectdbParams) *PQconnectdbParams;
    __typeof__(PQconninfoFree) *PQconninfoFree;
    __typeof__(PQconninfoParse) *PQconninfoParse;
    __typeof__(PQconsumeInput) *PQconsumeInput;
    __typeof__(PQenterPipelineMode) *PQenterPipelineMode;
    __typeof__(PQerrorMessage) *PQerrorMessage;
    __typeof__(PQexec) *PQexec;
    __typeof__(PQfinish) *PQfinish;
    __typeof__(PQfreemem) *PQfreemem;
    __typeof__(PQgetResult) *PQgetResult;
    __typeof__(PQgetisnull) *PQgetisnull;
    __typeof__(PQgetlength) *PQgetlength;
    __typeof__(PQgetvalue) *PQgetvalue;
    __typeof__(PQmakeEmptyPGresult) *PQmakeEmptyPGresult;
    __typeof__(PQnfields) *PQnfields;
    __typeof__(PQntuples) *PQntuples;
    __typeof__(PQparameterStatus) *PQparameterStatus;
    __typeof__(PQpipelineSync) *PQpipelineSync;
    __typeof__(PQresultErrorField) *PQresultErrorField;
    __typeof__(PQresultMemorySize) *PQresultMemorySize;
    __typeof__(PQresultStatus) *PQresultStatus;
    __typeof__(PQsendPrepare) *PQsendPrepare;
    __typeof__(PQsendQueryParams) *PQsendQueryParams;
    __typeof__(PQsendQueryPrepared) *PQsendQueryPrepared;
    __typeof__(PQserverVersion) *PQserverVersion;
    __typeof__(PQsetNoticeReceiver) *PQsetNoticeReceiver;
    __typeof__(PQsocket) *PQsocket;
    __typeof__(PQstatus) *PQstatus;
} functions;

static const base_function called[] = {
    {"PQclear", offsetof(functions, PQclear)},
    {"PQcmdStatus", offsetof(functions, PQcmdStatus)},
    {"PQcmdTuples", offsetof(functions, PQcmdTuples)},
    {"PQconnectdbParams", offsetof(functions, PQconnectdbParams)},
    {"PQconninfoFree", offsetof(functions, PQconninfoFree)},
    {"PQconninfoParse", offsetof(functions, PQconninfoParse)},
    {"PQconsumeInput", offsetof(functions, PQconsumeInput)},
    {"PQenterPipelineMode", offsetof(functions, PQenterPipelineMode)},
    {"PQerrorMessage", offsetof(functions, PQerrorMessage)},
    {"PQexec", offsetof(functions, PQexec)},
    {"PQfinish", offsetof(functions, PQfinish)},
    {"PQfreemem", offsetof(functions, PQfreemem)},
    {"PQgetResult", offsetof(functions, PQgetResult)},
    {"PQgetisnull", offsetof(functions, PQgetisnull)},
    {"PQgetlength", offsetof(functions, PQgetlength)},
    {"PQgetvalue", offsetof(functions, PQgetvalue)},
    {"PQmakeEmptyPGresult", offsetof(functions, PQmakeEmptyPGresult)},
    {"PQnfields", offsetof(functions, PQnfields)},
    {"PQntuples", offsetof(functions, PQntuples)},
    {"PQparameterStatus", offsetof(functions, PQparameterStatus)},
    {"PQpipelineSync", offsetof(functions, PQpipelineSync)},
    {"PQresultErrorField", offsetof(functions, PQresultErrorField)},
    {"PQresultMemorySize", offsetof(functions, PQresultMemorySize)},
    {"PQresultStatus", offsetof(functions, PQresultStatus)},
    {"PQsendPrepare", offsetof(functions, PQsendPrepare)},
    {"PQsendQueryParams", offsetof(functions, PQsendQueryParams)},
    {"PQsendQueryPrepared", offsetof(functions, PQsendQueryPrepared)},
    {"PQserverVersion", offsetof(functions, PQserverVersion)},
    {"PQsetNoticeReceiver", offsetof(functions, PQsetNoticeReceiver)},
    {"PQsocket", offsetof(functions, PQsocket)},
    {"PQstatus", offsetof(functions, PQstatus)},
};

static functions libpq;
static base_library client = {.file = "libpq.so.5",
                              .version = "15",
                              .package = "libpq5",
                              .function = called,
                              .n = sizeof called / sizeof *called,
                              .table = &libpq,
                              .lock = PTHREAD_MUTEX_INITIALIZER};

bool pg_library(base_err *e) { return base_library_load(&client, e); }

/* Loads it, should one of the functions be called before pg_library; then, without a library, there is no going on. */
static const functions *library(void) {
    (void)pg_library(NULL);
    return &libpq;
}

/* The names of the parameters are ours: those of another edition of its header may be others. */
/* NOLINTBEGIN(readability-inconsistent-declaration-parameter-name) */

void PQclear(PGresult *r) { library()->PQclear(r); }

char *PQcmdStatus(PGresult *r) { return library()->PQcmdStatus(r); }

char *PQcmdTuples(PGresult *r) { return library()->PQcmdTuples(r); }

PGconn *PQconnectdbParams(const char *const *keyword, const char *const *value, int expand) {
    return library()->PQconnectdbParams(keyword, value, expand);
}

void PQconninfoFree(PQconninfoOption *options) { library()->PQconninfoFree(options); }

PQconninfoOption *PQconninfoParse(const char *text, char **error) { return library()->PQconninfoParse(text, error); }

int PQconsumeInput(PGconn *c) { return library()->PQconsumeInput(c); }

int PQenterPipelineMode(PGconn *c) { return library()->PQenterPipelineMode(c); }

char *PQerrorMessage(const PGconn *c) { return library()->PQerrorMessage(c); }

PGresult *PQexec(PGconn *c, const char *sql) { return library()->PQexec(c, sql); }

void PQfinish(PGconn *c) { library()->PQfinish(c); }

void PQfreemem(void *p) { library()->PQfreemem(p); }

PGresult *PQgetResult(PGconn *c) { return library()->PQgetResult(c); }

int PQgetisnull(const PGresult *r, int row, int column) { return library()->PQgetisnull(r, row, column); }

int PQgetlength(const PGresult *r, int row, int column) { return library()->PQgetlength(r, row, column); }

char *PQgetvalue(const PGresult *r, int row, int column) { return library()->PQgetvalue(r, row, column); }

PGresult *PQmakeEmptyPGresult(PGconn *c, ExecStatusType status) { return library()->PQmakeEmptyPGresult(c, status); }

int PQnfields(const PGresult *r) { return library()->PQnfields(r); }

int PQntuples(const PGresult *r) { return library()->PQntuples(r); }

const char *PQparameterStatus(const PGconn *c, const char *name) { return library()->PQparameterStatus(c, name); }

int PQpipelineSync(PGconn *c) { return library()->PQpipelineSync(c); }

char *PQresultErrorField(const PGresult *r, int code) { return library()->PQresultErrorField(r, code); }

size_t PQresultMemorySize(const PGresult *r) { return library()->PQresultMemorySize(r); }

ExecStatusType PQresultStatus(const PGresult *r) { return library()->PQresultStatus(r); }

int PQsendPrepare(PGconn *c, const char *name, const char *sql, int n, const Oid *type) {
    return library()->PQsendPrepare(c, name, sql, n, type);
}

int PQsendQueryParams(PGconn *c, const char *sql, int n, const Oid *type, const char *const *value, const int *length,
                      const int *format, int wanted) {
    return library()->PQsendQueryParams(c, sql, n, type, value, length, format, wanted);
}

int PQsendQueryPrepared(PGconn *c, const char *name, int n, const char *const *value, const int *length,
                        const int *format, int wanted) {
    return library()->PQsendQueryPrepared(c, name, n, value, length, format, wanted);
}

int PQserverVersion(const PGconn *c) { return library()->PQserverVersion(c); }

PQnoticeReceiver PQsetNoticeReceiver(PGconn *c, PQnoticeReceiver receiver, void *ctx) {
    return library()->PQsetNoticeReceiver(c, receiver, ctx);
}

int PQsocket(const PGconn *c) { return library()->PQsocket(c); }

ConnStatusType PQstatus(const PGconn *c) { return library()->PQstatus(c); }

/* NOLINTEND(readability-inconsistent-declaration-parameter-name) */
