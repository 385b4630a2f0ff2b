/* diag_text.c - the texts about a rulebook's form (E0xx, W0xx), and the way from a code to its text.
 *
 * A code, once published, keeps its meaning: tests and editors rely on it. A text says what is wrong there, its hint
 * what to do about it. */
#include "rules/diag_text.h"

/* Codes: E00x and E01x lines and tokens, E02x merging, E09x what a phrase lacks (cursor.h). */
static const rules_diag_text form[] = {
    {"E001", RULES_ERROR, "文本过大：{0} 字节", "the text is too large: {0} bytes", "一份规则文本至多 {1} 字节，请拆分",
     "a text has at most {1} bytes; split it"},
    {"E002", RULES_ERROR, "行数过多，此行以后未读", "too many lines; from here on nothing was read",
     "一份规则文本至多 {0} 行", "a text has at most {0} lines"},
    {"E003", RULES_ERROR, "此行过长：{0} 个字符", "the line is too long: {0} characters",
     "一行至多 {1} 个字符；写不下时另起一行并多缩进两格",
     "a line has at most {1} characters; go on in a line indented by two more"},
    {"E004", RULES_ERROR, "制表符", "a tab", "请用空格，每层缩进两格；全文其余制表符不再逐一列出",
     "use blanks, two for each level; further tabs of this text are not listed"},
    {"E005", RULES_ERROR, "不是 UTF-8 编码，此行从这里起未读", "not UTF-8; the line was not read from here on",
     "请将文件另存为 UTF-8 编码", "save the file as UTF-8"},
    {"E006", RULES_ERROR, "不可见字符 {0}", "an invisible character {0}", "请删除：所见与所读必须一致",
     "delete it: what is seen must be what is read"},
    {"E007", RULES_ERROR, "引号之外的全角符号“{0}”", "full-width “{0}” outside a string", "请改用半角“{1}”",
     "write “{1}”"},
    {"E008", RULES_ERROR, "此处不能用字符“{0}”", "the character “{0}” has no meaning here",
     "文字请放在双引号内；注释以 # 开头", "text belongs in double quotes; a comment begins with #"},
    {"E009", RULES_ERROR, "引号未闭合", "the string has no end", "在本行内补上半角双引号 \"",
     "end it with \" on the same line"},
    {"E010", RULES_ERROR, "引号内不认识的转义“\\{0}”", "unknown escape “\\{0}” in a string", "只有 \\\" 和 \\\\ 两种",
     "only \\\" and \\\\ exist"},
    {"E011", RULES_ERROR, "“{0}”不是日期", "“{0}” is not a date", "日期写作 2022-09-13，月日写作 04-30",
     "write a date as 2022-09-13, a month and day as 04-30"},
    {"E012", RULES_ERROR, "“{0}”既不是数字也不是名称", "“{0}” is neither a number nor a name",
     "名称不以数字开头；数字与单位之间留一空格",
     "a name does not begin with a digit; put a blank between number and unit"},
    {"E013", RULES_ERROR, "此行词语过多，从这里起未读", "too many words in the line; from here on it was not read",
     "一行至多 {0} 个词语；写不下时另起一行并多缩进两格",
     "a line has at most {0} tokens; go on in a line indented by two more"},
    {"E014", RULES_ERROR, "此行缩进与上文任何一层都不对齐", "the indentation agrees with no line above",
     "同层的行缩进相同，每深一层多两格", "lines of one level begin in one column, each level two blanks deeper"},
    {"E015", RULES_ERROR, "缩进层数过多", "nested too deep", "至多 {0} 层", "there are at most {0} levels"},
    {"E016", RULES_ERROR, "首行不应缩进", "the first line is indented", "请顶格书写", "begin it in the first column"},
    {"E017", RULES_ERROR, "全文词语过多，从这里起未读", "too many words in the text; from here on nothing was read",
     "一份规则文本至多 {0} 个词语", "a text has at most {0} tokens"},
    {"E018", RULES_ERROR, "此处不能用单引号", "a single quote has no meaning here", "文字请放在双引号 \" 内",
     "text belongs in double quotes"},
    {"E019", RULES_ERROR, "此处不能用“{0}”", "“{0}” has no meaning here", "逻辑关系写作 not、and、or",
     "write not, and, or"},
    {"E020", RULES_ERROR, "要删去的“{0}”在原规则中不存在", "what is dropped here is not in the base: “{0}”", "", ""},
    {"E021", RULES_ERROR, "要补充的操作“{0}”在原规则中不存在", "the action to be added to is not in the base: “{0}”",
     "须写在所属的 case 之下", "it stands under its case"},
    {"E022", RULES_ERROR, "drop 之后须写种类和名称", "“drop” needs a kind and a name", "例如 drop action withdraw",
     "for example: drop action withdraw"},
    {"E023", RULES_ERROR, "also action 之后须写且只写操作名称",
     "“also action” takes the action's name and nothing else", "补充的内容写在下面缩进的行里",
     "what is added stands in the indented lines below"},
    {"E024", RULES_ERROR, "“{0}”在本文本中写了两次", "“{0}” stands twice in this text", "同一种类同一名称只写一次",
     "write each kind and name once"},
    {"E025", RULES_ERROR, "合并后的规则过大", "the merged rulebook is too large", "合并后至多 {0} 行",
     "it has at most {0} lines"},
    {"E090", RULES_ERROR, "此处应为{0}，而不是“{2}”", "expected {1}, found “{2}”", "", ""},
    {"E091", RULES_ERROR, "此行不完整，还应有{0}", "the line ends where {1} was expected", "", ""},
    {"E092", RULES_ERROR, "行末多出“{2}”", "“{2}” is left over at the end of the line", "请删去，或检查前面的写法",
     "delete it, or look at what stands before it"},
    {"E093", RULES_ERROR, "数字“{2}”不在 {0} 之内", "the number “{2}” is not within {0}", "", ""},
    {"W001", RULES_WARNING, "此行有 {0} 个字符", "the line has {0} characters",
     "超过 {1} 个字符不便阅读，可另起一行并多缩进两格",
     "over {1} it is hard to read; go on in a line indented by two more"},
};

const rules_diag_table rules_diag_texts_form = {form, sizeof form / sizeof form[0]};

const rules_diag_table *rules_diag_table_at(size_t i) {
    static const rules_diag_table *const tables[RULES_DIAG_TABLES] = {
        &rules_diag_texts_form, &rules_diag_texts_standard, &rules_diag_texts_process};
    return tables[i];
}

const rules_diag_text *rules_diag_text_find(const char *code) {
    for (size_t t = 0; t < RULES_DIAG_TABLES; t++) {
        const rules_diag_table *table = rules_diag_table_at(t);
        for (size_t i = 0; i < table->n; i++)
            if (strcmp(table->item[i].code, code) == 0) return &table->item[i];
    }
    return NULL;
}
