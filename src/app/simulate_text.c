/* simulate_text.c - names and figures of clusters that do not exist. The counties are real, so that channels, regions
 * and jurisdiction mean something; the products are words that a search has something to find in; and every name says
 * that it is demonstration data, wherever it is shown. Figures are drawn so that most dossiers meet the standard and
 * the others miss it by one criterion. */
#include "app/simulate_i.h"

enum { SERIAL_DIGITS = 7, PROVINCES = 31 };

/* ---- the country ---- */

static bool may_hold_clusters(const core_division *d) {
    return d->level == CORE_COUNTY && d->channel != NULL && !d->retired && d->valid_until == BASE_DATE_NONE;
}

static base_str province_of(const core_division *d) { return (base_str){d->code.p, 2}; }

/* Which provinces take part: an order of its own for every seed. */
static bool chosen(const app_sim *s, base_str province, base_str *order, size_t n) {
    size_t most = s->o.provinces == 0 ? n : s->o.provinces;
    for (size_t i = 0; i < n && i < most; i++) {
        if (base_str_eq(order[i], province)) return true;
    }
    return false;
}

static size_t shuffle_provinces(const app_sim *s, const core_divisions *all, base_str order[PROVINCES]) {
    size_t n = 0;
    for (size_t i = 0; i < core_divisions_count(all) && n < PROVINCES; i++) {
        const core_division *d = core_division_at(all, i);
        if (d->level == CORE_PROVINCE && d->channel != NULL) order[n++] = province_of(d);
    }
    for (size_t i = n; i > 1; i--) {
        app_sim_due d = {.dossier = APP_SIM_NOBODY, .n = (uint8_t)i};
        size_t j = app_sim_below(s, d, 'o', (uint32_t)i);
        base_str swap = order[i - 1];
        order[i - 1] = order[j];
        order[j] = swap;
    }
    return n;
}

static base_str place_name(app_sim *s, const core_divisions *all, const core_division *d) {
    const core_division *above = core_division_find(all, d->parent);
    base_str head = above != NULL ? above->name : (base_str){NULL, 0};
    if (d->channel->kind == CORE_CHANNEL_CORPS) head = d->channel->name;
    return base_arena_fmt(s->keep, "%.*s%.*s", (int)head.n, head.p, (int)d->name.n, d->name.p);
}

static uint16_t channel_place(app_sim *s, const core_channel *c) {
    size_t i = 0;
    while (i < s->n_channels && !base_str_eq(s->channel[i].code, c->code)) i++;
    if (i < s->n_channels) return (uint16_t)i;
    s->channel[s->n_channels++] = (app_sim_channel){.code = base_arena_str(s->keep, c->code),
                                                    .name = base_arena_str(s->keep, c->name),
                                                    .separate = c->separate,
                                                    .west = c->region == CORE_REGION_WEST};
    return (uint16_t)i;
}

/* The world may be made anew while it is written to: what is needed of it is kept. */
bool app_sim_places(app_sim *s) {
    const core_divisions *all = core_world_divisions(s->to.world(s->to.ctx));
    base_str order[PROVINCES];
    if (all == NULL) return base_err_fmt(s->e, BASE_ERR_MISSING, "记录中没有行政区划", "the record holds no divisions");
    size_t n = shuffle_provinces(s, all, order);
    s->place = base_arena_array(s->keep, core_divisions_count(all), sizeof *s->place);
    s->channel = base_arena_array(s->keep, core_channels_count(all), sizeof *s->channel);
    for (size_t i = 0; i < core_divisions_count(all); i++) {
        const core_division *d = core_division_at(all, i);
        if (!may_hold_clusters(d) || !chosen(s, province_of(d), order, n)) continue;
        s->place[s->n_places++] =
            (app_sim_place){base_arena_str(s->keep, d->code), place_name(s, all, d), channel_place(s, d->channel)};
    }
    return s->n_places > 0 ||
           base_err_fmt(s->e, BASE_ERR_MISSING, "行政区划表中没有县级单位", "the table of divisions has no counties");
}

const app_sim_place *app_sim_place_of(const app_sim *s, uint32_t dossier) {
    app_sim_due d = {.dossier = dossier, .what = SIM_REGISTER};
    return &s->place[app_sim_below(s, d, 'c', (uint32_t)s->n_places)];
}

app_sim_channel *app_sim_channel_of(const app_sim *s, uint32_t dossier) {
    return &s->channel[app_sim_place_of(s, dossier)->channel];
}

/* ---- names of cases ---- */

base_str app_sim_path(app_sim *s, uint32_t dossier) {
    return base_arena_fmt(s->group, "c%0*u%.*s", SERIAL_DIGITS, dossier + 1, (int)s->suffix.n, s->suffix.p);
}

base_str app_sim_case(app_sim *s, app_sim_due d, const char *name) {
    return base_arena_fmt(s->group, "c%0*u%.*s/%s%u", SERIAL_DIGITS, d.dossier + 1, (int)s->suffix.n, s->suffix.p, name,
                          d.year);
}

base_str app_sim_under(app_sim *s, base_str path, const char *name, unsigned n) {
    return base_arena_fmt(s->group, "%.*s/%s%u", (int)path.n, path.p, name, n);
}

base_str app_sim_round(app_sim *s, int year) {
    return base_arena_fmt(s->group, "r%d%.*s", year, (int)s->suffix.n, s->suffix.p);
}

base_str app_sim_day_text(app_sim *s, base_date day) {
    int y = 0, m = 0, d = 0;
    base_date_split(day, &y, &m, &d);
    return base_arena_fmt(s->group, "%04d-%02d-%02d", y, m, d);
}

/* ---- what a cluster is called and makes ---- */

typedef struct {
    const char *name, *industry; /* letter and class of GB/T 4754-2017 */
} product;

static const product products[] = {
    {"预制蔬菜", "C1371"},     {"肉制品", "C1353"},     {"精制茶", "C1530"},       {"白酒", "C1512"},
    {"复合调味品", "C1469"},   {"毛巾", "C1772"},       {"运动服装", "C1821"},     {"皮鞋", "C1952"},
    {"箱包皮具", "C1922"},     {"羽绒制品", "C1942"},   {"木质家具", "C2110"},     {"教学仪器", "C2413"},
    {"珠宝首饰", "C2438"},     {"玩具", "C2452"},       {"涂料", "C2641"},         {"化妆品", "C2682"},
    {"香料", "C2684"},         {"中药饮片", "C2730"},   {"疫苗", "C2762"},         {"锦纶纤维", "C2821"},
    {"生物基纤维", "C2831"},   {"橡胶管带", "C2912"},   {"泡沫塑料", "C2924"},     {"隔热材料", "C3034"},
    {"玻璃纤维", "C3061"},     {"电子陶瓷", "C3073"},   {"艺术陶瓷", "C3075"},     {"钢材压延", "C3130"},
    {"稀有金属", "C3239"},     {"铝材", "C3252"},       {"钢结构", "C3311"},       {"手工具", "C3322"},
    {"刀剪", "C3324"},         {"厨房用具", "C3381"},   {"水暖洁具", "C3352"},     {"法兰锻造", "C3393"},
    {"起重机械", "C3432"},     {"阀门", "C3443"},       {"轴承", "C3451"},         {"齿轮传动", "C3453"},
    {"紧固件", "C3482"},       {"工业机器人", "C3491"}, {"油气钻采装备", "C3512"}, {"模具", "C3525"},
    {"半导体设备", "C3562"},   {"医疗器械", "C3584"},   {"眼镜", "C3587"},         {"环保装备", "C3591"},
    {"安全应急装备", "C3595"}, {"新能源汽车", "C3612"}, {"汽车零部件", "C3670"},   {"轨道交通装备", "C3720"},
    {"海洋工程装备", "C3737"}, {"航空配套", "C3744"},   {"自行车", "C3761"},       {"电动两轮车", "C3770"},
    {"电动机", "C3812"},       {"变压器", "C3821"},     {"光伏设备", "C3825"},     {"电线电缆", "C3831"},
    {"锂离子电池", "C3841"},   {"制冷电器", "C3851"},   {"照明电器", "C3871"},     {"通信设备", "C3921"},
    {"车载设备", "C3962"},     {"集成电路", "C3973"},   {"光电子器件", "C3976"},   {"电子材料", "C3985"},
    {"分析仪器", "C4014"},     {"工业软件", "I6513"},   {"云计算", "I6540"},       {"大数据处理", "I6550"},
};
static const char *const manners[] = {"",     "智能", "绿色",   "高端",   "精密",   "新型", "节能",   "特种",
                                      "数字", "环保", "轻量化", "高性能", "功能性", "配套", "定制化", "模块化"};
enum { PRODUCTS = sizeof products / sizeof *products, MANNERS = sizeof manners / sizeof *manners };

static const product *product_of(const app_sim *s, uint32_t dossier) {
    return &products[app_sim_below(s, (app_sim_due){.dossier = dossier, .what = SIM_REGISTER}, 'p', PRODUCTS)];
}

static uint32_t manner_of(const app_sim *s, uint32_t dossier) {
    return app_sim_below(s, (app_sim_due){.dossier = dossier, .what = SIM_REGISTER}, 'm', MANNERS);
}

base_str app_sim_name(app_sim *s, uint32_t dossier, bool renamed) {
    base_str at = app_sim_place_of(s, dossier)->name;
    return base_arena_fmt(s->group, "演示·%.*s%s%s%s集群 %0*u%.*s（虚构）", (int)at.n, at.p,
                          manners[manner_of(s, dossier)], product_of(s, dossier)->name, renamed ? "制造业" : "产业",
                          SERIAL_DIGITS, dossier + 1, (int)s->suffix.n, s->suffix.p);
}

base_str app_sim_industry(app_sim *s, uint32_t dossier) { return base_str_of(product_of(s, dossier)->industry); }

/* Narrower than a class, as the notice of the first round asks. */
base_str app_sim_subfield(app_sim *s, uint32_t dossier) {
    return base_arena_fmt(s->group, "%s-%02u", product_of(s, dossier)->industry, manner_of(s, dossier) + 1);
}

/* ---- the figures of an application, in hundredths of 亿元 ---- */

/* What is weak about it: by thousands, invented. */
enum {
    WEAK_GROWTH = 60,
    WEAK_SMES = 100,
    WEAK_LEADING = 130,
    WEAK_TIERS = 150,
    WEAK_OUTPUT = 180,
    WEAK_OUTPUT_WEST = 400
};
enum { OUTPUT_LEAST = 4000 };

typedef struct {
    int output[3], smes, leading, land;
    bool tiers;
} figures;

static app_sim_due of_year(app_sim_due d) {
    return (app_sim_due){.dossier = d.dossier, .what = SIM_APPLY, .year = d.year};
}

static figures draw(const app_sim *s, app_sim_due of) {
    app_sim_due d = of_year(of);
    int weak = (int)app_sim_below(s, d, 'w', 1000);
    bool west = app_sim_channel_of(s, d.dossier)->west;
    bool small = weak >= WEAK_TIERS && weak < (west ? WEAK_OUTPUT_WEST : WEAK_OUTPUT);
    int growth = weak < WEAK_GROWTH ? app_sim_between(s, d, 'g', 20, 90) : app_sim_between(s, d, 'g', 110, 240);
    figures f = {.tiers = weak < WEAK_LEADING || weak >= WEAK_TIERS, .land = app_sim_between(s, d, 'l', 8, 112)};
    f.output[0] = small ? app_sim_between(s, d, 'b', 2600, 3900) : app_sim_between(s, d, 'b', OUTPUT_LEAST, 24000);
    for (int i = 1; i < 3; i++) f.output[i] = f.output[i - 1] + f.output[i - 1] * growth / 1000;
    bool few_smes = weak >= WEAK_GROWTH && weak < WEAK_SMES, diffuse = weak >= WEAK_SMES && weak < WEAK_LEADING;
    f.smes = f.output[2] * (few_smes ? app_sim_between(s, d, 's', 52, 69) : app_sim_between(s, d, 's', 71, 93)) / 100;
    f.leading = f.output[2] * (diffuse ? app_sim_between(s, d, 'h', 55, 70) : app_sim_between(s, d, 'h', 72, 95)) / 100;
    return f;
}

bool app_sim_misses_output(const app_sim *s, app_sim_due d) { return draw(s, d).output[0] < OUTPUT_LEAST; }

static void put(core_arg *arg, size_t *n, base_str key, base_str value) { arg[(*n)++] = (core_arg){key, value}; }

static base_str hundredths(app_sim *s, int v) { return base_arena_fmt(s->group, "%d.%02d", v / 100, v % 100); }

static void put_number(app_sim *s, core_arg *arg, size_t *n, const char *key, int v) {
    put(arg, n, base_str_of(key), base_arena_fmt(s->group, "%d", v));
}

static void put_tiers(app_sim *s, app_sim_due d, bool good, core_arg *arg, size_t *n) {
    put_number(s, arg, n, "champions", good ? app_sim_between(s, d, '1', 0, 2) : 0);
    put_number(s, arg, n, "little_giants", good ? app_sim_between(s, d, '2', 1, 12) : 0);
    put_number(s, arg, n, "specialised", good ? app_sim_between(s, d, '3', 4, 60) : 3);
    put_number(s, arg, n, "innovative", good ? app_sim_between(s, d, '4', 4, 90) : 3);
    put_number(s, arg, n, "high_tech", good ? app_sim_between(s, d, '5', 3, 50) : 3);
}

void app_sim_form(app_sim *s, app_sim_due of, core_arg *arg, size_t *n) {
    static const char *const statement[][2] = {{"pillar", "演示：本县支柱产业，列入县域发展规划"},
                                               {"leader", "演示：细分领域国内领先，有区域品牌"},
                                               {"layout", "演示：龙头与配套企业分工明确，就近配套"},
                                               {"innovation_platforms", "演示：与高校共建技术中心"},
                                               {"infrastructure", "演示：建有工业互联网公共平台"},
                                               {"green", "演示：开展节能诊断，建有绿色工厂"},
                                               {"opening", "演示：参加国内外展会，有出口业务"},
                                               {"governance", "演示：设有运营管理机构和公共服务平台"},
                                               {"plan", "演示：三年发展规划，含年度目标"}};
    app_sim_due d = of_year(of);
    figures f = draw(s, d);
    for (int i = 0; i < 3; i++)
        put(arg, n, base_arena_fmt(s->group, "output.%d", d.year - 3 + i), hundredths(s, f.output[i]));
    put(arg, n, base_arena_fmt(s->group, "sme_output.%d", d.year - 1), hundredths(s, f.smes));
    put(arg, n, base_arena_fmt(s->group, "leading_output.%d", d.year - 1), hundredths(s, f.leading));
    put_number(s, arg, n, "land", f.land);
    put_tiers(s, d, f.tiers, arg, n);
    put_number(s, arg, n, "firms", app_sim_between(s, d, '6', 80, 900));
    put_number(s, arg, n, "staff", app_sim_between(s, d, '7', 2000, 60000));
    for (size_t i = 0; i < sizeof statement / sizeof *statement; i++)
        put(arg, n, base_str_of(statement[i][0]), base_str_of(statement[i][1]));
}
