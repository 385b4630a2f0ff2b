/* problem.c - see problem.h. */
#include "http/problem.h"

#include "app/show.h"
#include "http/page.h"

static const struct {
    unsigned status;
    rules_text words;
} known[] = {
    {400, {BASE_STR("请求有误"), BASE_STR("Bad request")}},
    {401, {BASE_STR("请先登录"), BASE_STR("Sign in first")}},
    {403, {BASE_STR("无此权限"), BASE_STR("Not permitted")}},
    {404, {BASE_STR("没有这一页"), BASE_STR("Not found")}},
    {405, {BASE_STR("此地址不支持这种方法"), BASE_STR("Method not allowed")}},
    {409, {BASE_STR("不予办理"), BASE_STR("Refused")}},
    {412, {BASE_STR("内容已被他人修改"), BASE_STR("Changed by somebody else")}},
    {413, {BASE_STR("内容过大"), BASE_STR("Too large")}},
    {414, {BASE_STR("地址过长"), BASE_STR("Address too long")}},
    {415, {BASE_STR("不支持的内容类型"), BASE_STR("Unsupported type of content")}},
    {416, {BASE_STR("所求范围不存在"), BASE_STR("No such range")}},
    {422, {BASE_STR("填写有误"), BASE_STR("Something is filled in wrongly")}},
    {428, {BASE_STR("须写明版本"), BASE_STR("A version is wanted")}},
    {429, {BASE_STR("过于频繁"), BASE_STR("Too many requests")}},
    {500, {BASE_STR("系统出错"), BASE_STR("The system failed")}},
    {503, {BASE_STR("暂时不能服务"), BASE_STR("Not available for now")}},
};

rules_text http_status_words(unsigned status) {
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (known[i].status == status) return known[i].words;
    }
    return (rules_text){BASE_STR("出错"), BASE_STR("Error")};
}

bool http_is_api(const http_exchange *x) { return base_str_starts(x->target, BASE_STR("/api/")); }

static base_str pick(const http_exchange *x, rules_text t) {
    base_str first = x->zh ? t.zh : t.en;
    return first.n > 0 ? first : (x->zh ? t.en : t.zh);
}

static void begin(http_exchange *x, base_json *j, unsigned status, rules_text detail) {
    base_buf_clear(&x->out);
    http_answer(x, status, "application/problem+json");
    base_json_init(j, &x->out);
    base_json_obj(j);
    base_json_text(j, "type", BASE_STR("about:blank"));
    base_json_text(j, "title", pick(x, http_status_words(status)));
    base_json_number(j, "status", status);
    base_json_text(j, "detail", pick(x, detail));
}

enum http_step http_problem(http_exchange *x, unsigned status, rules_text detail) {
    base_json j;
    x->fill = NULL;
    if (!http_is_api(x)) return http_error_page(x, status, detail);
    begin(x, &j, status, detail);
    base_json_obj_end(&j);
    return HTTP_NOW;
}

enum http_step http_problem_of(http_exchange *x, const base_err *e) {
    static const unsigned status[] = {
        [BASE_ERR_NONE] = 500,    [BASE_ERR_INPUT] = 400, [BASE_ERR_RANGE] = 400,
        [BASE_ERR_MISSING] = 404, [BASE_ERR_LIMIT] = 413, [BASE_ERR_IO] = 503,
    };
    return http_problem(x, status[e->kind], (rules_text){base_str_of(e->zh), base_str_of(e->en)});
}

enum http_step http_problem_refused(http_exchange *x, const app_answer *a) {
    base_json j;
    begin(x, &j, 409, (rules_text){BASE_STR("下列条件未满足"), BASE_STR("these needs are not met")});
    base_json_name(&j, "needs");
    app_put_reasons(&j, a->answer.refusal, a->answer.n_refusals);
    base_json_obj_end(&j);
    return HTTP_NOW;
}
