/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/language/diagnostic-words.h"

#include "forms/measure.h"

#include <string.h>

#define MOST_PARTS 6

/* %s stands for what was put in; in the Chinese, 1 to 6 between braces for its number. The more
 * particular pattern comes first. */
static const struct {
  const char *english, *chinese;
} patterns[] = {
    /* signs and words */
    {"the closing quote is missing on this line", "本行缺少右引号"},
    {"a rule name must follow the #", "# 后面应是规则名称"},
    {"a name must follow the $", "$ 后面应是参数名称"},
    {"this sign has no meaning in a rule", "规则中不使用这个符号"},
    {"a number of periods up to 999 is missing here", "此处缺少期数（最大 999）"},
    {"a whole number of periods is missing here", "此处应是整数期数"},
    {"m (months), q (quarters), h (half-years), y (years) or d (ten-day periods) is missing here",
     "此处缺少 m（月）、q（季）、h（半年）、y（年）或 d（旬）"},
    {"%s is no period: write prev, ys, ye-1, -1m, -1q or -1y",
     "{1}不是期别：请写 prev、ys、ye-1、-1m、-1q 或 -1y"},
    {"a row or column code is missing before %s", "{1}之前缺少行或栏代码"},
    {"the last code of the range is missing here", "此处缺少区间的末尾代码"},
    {"the word “in” is missing after “%s”", "“{1}”之后缺少“in”（在）"},
    {"the word “and” and the upper bound are missing after “between”",
     "between（介于）之后缺少“and”和上限"},
    {"a value to compare with is missing before %s", "{1}之前缺少用于比较的值"},
    {"the name of a code list is missing here", "此处缺少代码表名称"},
    {"a number in a rule has at most 18 digits", "规则中的数最多 18 位"},
    {"a name is missing after the dot", "点号之后缺少名称"},
    {"cells in brackets are missing after “except”", "except（除）之后缺少方括号单元格"},
    {"%s (…) needs %s value%s, it has %s", "{1}(…) 需要 {2} 个值，现有 {4} 个"},
    {"%s (…) takes at most %s value%s, it has %s", "{1}(…) 最多取 {2} 个值，现有 {4} 个"},
    {"there is no parameter “%s”, so that the check is never made%s",
     "没有参数“{1}”，该审核关系永远不会执行{2}"},
    {"there is no function “%s”%s", "没有函数“{1}”{2}"},
    {"a value is missing before %s", "{1}之前缺少值"},
    {"a rule has at most %s parts", "一条规则最多 {1} 个部分"},
    {"brackets are nested more than %s deep", "括号嵌套超过 {1} 层"},
    {"a level is missing here: hard, quasi, soft or info",
     "此处缺少级别：hard（强制）、quasi（准强制）、soft（核实）或 info（提示）"},
    {"“both” or “bureau” is missing after “side”", "side 之后缺少 both（两端）或 bureau（市局）"},
    {"the sign => is missing after the condition of “when”", "when（当）的条件之后缺少 =>（则）"},
    {"the cell to compute is missing after “calc”", "calc（计算）之后缺少要计算的单元格"},
    {"only a rule marked “calc” may set a cell with :=",
     "只有标明 calc（计算）的规则才能用 := 赋值"},
    {"a tolerance is missing after “within”: a number, a number with %, or “rounding”",
     "within（允差）之后缺少允差：数值、百分数或 rounding（舍入）"},
    {"zero, skip or fail is missing after “blank =”", "blank = 之后应为 zero、skip 或 fail"},
    {"the number of characters that an explanation needs is missing after “explain”",
     "explain（说明）之后缺少说明的最少字数"},
    {"the name of a message is missing here", "此处缺少消息名称"},
    {"%s is not expected here: the rule before it is complete",
     "{1}不应出现在这里：前一条规则已经完整"},
    {"the text of the message is missing here, in quotes", "此处缺少消息文字（加引号）"},
    {"message “%s” needs a text in zh and in en", "消息“{1}”须有中文（zh）和英文（en）"},
    {"a rules file begins with “form FORM-ID revision NUMBER”",
     "规则文件以“form 表号 revision 修订号”开头"},
    {"the form's id is missing after “form”", "form（表）之后缺少表号"},
    {"the word “revision” and a number are missing here", "此处缺少 revision（修订）和修订号"},
    {"the revision is a number from 1 to 999999", "修订号为 1 至 999999 的整数"},
    {"this rule needs a name of its own", "本规则须有自己的名称"},
    {"a form has at most %s rules", "一张表最多 {1} 条规则"},
    {"%s is missing before %s", "{2}之前缺少{1}"},
    /* cells, rows, columns */
    {"“except” names a cell that is not among those before it",
     "except（除）所列单元格不在前面的范围内"},
    {"the rows of one section whose rows are chosen are needed here, as in B.*",
     "此处应是一个自选行部分的所有行，如 B.*"},
    {"all rows of a section are counted, as in B.*", "计数对象是一个部分的所有行，如 B.*"},
    {"section %s has fixed rows: count its filled cells, as in count ([%s.*,column])",
     "{1} 部分的行是固定的：请对已填单元格计数，如 count([{2}.*,栏])"},
    {"section %s has fixed rows: a row chosen from a code list cannot be looked up there",
     "{1} 部分的行是固定的，不能按代码表所选的行查找"},
    {"section %s has fixed rows: their codes cannot be computed",
     "{1} 部分的行是固定的，行代码不能计算得出"},
    {"section %s has fixed rows", "{1} 部分的行是固定的"},
    {"“exists” asks for a cell or a header field", "exists（存在）只用于单元格或表头项目"},
    {"a section is needed here, as in has (C, …)", "此处应是表的一个部分，如 has(C, …)"},
    {"rows have no value: count them with count (…)", "行没有数值：请用 count(…) 计数"},
    {"name the column, as in [row,column]", "请写明栏，如 [行,栏]"},
    {"a column cannot be computed", "栏代码不能计算得出"},
    {"“%s” runs over rows, not over columns", "“{1}”遍历的是行，不是栏"},
    {"the list %s has no entry “%s”", "代码表 {1} 中没有“{2}”"},
    {"“%s” cannot name a row", "“{1}”不能用作行"},
    {"“%s” does not run over rows", "“{1}”不是遍历行的变量"},
    {"one cell is needed here; several go into sum (…), count (…), avg (…), min (…) or max (…)",
     "此处只能是一个单元格；多个单元格请用 sum、count、avg、min 或 max"},
    {"“%s” runs over %s: name a cell, as in [%s]", "“{1}”遍历的是{2}：请写明单元格，如 [{3}]"},
    {"rows chosen from a code list have no ranges", "从代码表选择的行不能用区间"},
    {"a range of periods runs from an earlier to a later one in one unit, as in @-12m..-1m, or "
     "from "
     "the year's start, as in @ys..prev",
     "期别区间应由早到晚、使用同一单位，如 @-12m..-1m，或自年初起，如 @ys..prev"},
    {"%s is a %s form: it has no period %s away", "{1} 是{2}，没有相隔 {3} 的一期"},
    {"name the section, as in [%s.…]: %s has %s", "请写明部分，如 [{1}.…]：{2} 有 {3}"},
    {"%s has no section “%s”, it has %s", "{1} 没有“{2}”部分，有 {3}"},
    {"%s has no sections", "{1} 没有任何部分"},
    {"rows are looked up in one period", "行只能在一个期别中查找"},
    {"the average of rows in several periods is not worked out: divide a sum by a count",
     "不计算多个期别各行的平均数：请用合计除以个数"},
    {"%s has no header field “%s”%s", "{1} 的表头没有“{2}”{3}"},
    {"a header field is looked up in one period", "表头项目只能在一个期别中查找"},
    {"section %s has no %s “%s”%s", "{1} 部分没有{2}“{3}”{4}"},
    {"the range %s..%s runs backwards: ranges are in printed order",
     "区间 {1}..{2} 顺序颠倒：区间按表上印刷顺序书写"},
    {"form “%s” is not installed: what looks at it cannot be evaluated%s",
     "表“{1}”尚未安装，涉及该表的规则暂时无法审核{2}"},
    {"it cannot be told of which section “%s” is a column: name the section of the cells it stands "
     "in",
     "无法判断“{1}”是哪个部分的栏：请写明所在单元格的部分"},
    {"a rule runs over rows of its own form and period", "规则只能遍历本表本期的行"},
    {"a rule runs over cells of its own form and period", "规则只能遍历本表本期的单元格"},
    {"the rows of section %s are chosen when the form is filled in: write %s",
     "{1} 部分的行在填表时选择：请写 {2}"},
    {"name rows and columns of the cells, as in [A.*,*]", "请写明单元格的行和栏，如 [A.*,*]"},
    {"a set names codes, it does not compute them", "集合只列代码，不能计算"},
    {"“except” leaves nothing of the set", "except（除）之后集合为空"},
    {"“%s” is not used in the rule", "变量“{1}”在规则中没有用到"},
    {"“%s” stands for rows and for columns", "“{1}”既当行又当栏使用"},
    /* kinds and measures */
    {"each of these rows brings its own measure, so their figures cannot be taken together; number "
     "(…) takes a figure without its measure",
     "这些行各有计量单位，数值不能合在一起；number(…) 可取不带单位的数值"},
    {"the units of these figures lie too far apart", "这些数值的计量单位相差过大"},
    {"the units on the two sides lie too far apart", "两边的计量单位相差过大"},
    {"%s (…) takes cells in brackets", "{1}(…) 只取方括号单元格"},
    {"%s (…) has no cells left", "{1}(…) 中没有剩下单元格"},
    {"%s and %s cannot be taken together", "{1}与{2}不能合在一起"},
    {"a rule has at most %s variables", "一条规则最多 {1} 个变量"},
    {"%s cannot be compared with %s", "{1}不能与{2}比较"},
    {"%s cannot be added to %s", "{1}不能与{2}相加"},
    {"%s cannot be subtracted from %s", "{1}与{2}不能相减"},
    {"%s cannot be the alternative of %s", "{1}与{2}不能作为两种取值"},
    {"%s cannot be %s", "{1}不能这样使用：{2}"},
    {"“%s” has more digits than a rule can hold", "“{1}”位数过多"},
    {"there is no measure “%s”", "没有计量单位“{1}”"},
    {"“%s” is neither a word of the language nor a variable%s; cells stand in brackets",
     "“{1}”既不是规则用词，也不是变量{2}；单元格要写在方括号中"},
    {"more than %s dimensions meet in this product", "这个乘积中计量单位超过 {1} 种"},
    {"this product has too many decimals", "这个乘积小数位过多"},
    {"a division by zero: the rule would say nothing", "除数为零，本规则不起审核作用"},
    {"%s is needed here, this is %s", "此处需要{1}，现为{2}"},
    {"conditions are joined by and, or, <=>, not compared",
     "条件之间用 and、or、<=> 连接，不能比较大小"},
    {"“%s” is no figure that can be compared here", "“{1}”不是可在此比较的数值"},
    {"a figure is compared with figures, not with “%s*”", "数值应与数值比较，不能与“{1}*”比较"},
    {"a text has no inverse", "文本没有倒数"},
    {"a condition is in no list", "条件不能属于列表"},
    {"only a ratio has an inverse to compare", "只有比率才能与其倒数比较"},
    {"number (…) takes a figure or a text, not a condition", "number(…) 取数值或文本，不取条件"},
    {"a whole number from 0 to %s is needed here", "此处应是 0 至 {1} 的整数"},
    {"the third value of round (…) can only be “even”", "round(…) 的第三个值只能是 even"},
    {"the name of a variable that runs over rows is needed here", "此处应是遍历行的变量"},
    {"rows of a fixed section have no entry in a code list", "固定行没有对应的代码表条目"},
    {"the name of an attribute is needed here", "此处应是属性名称"},
    {"a pattern in quotes is needed here: 9 stands for a digit, A for a letter, X for either, ? "
     "for "
     "any character, * for any rest",
     "此处应是带引号的格式：9 表示数字，A 表示字母，X 表示数字或字母，? 表示任意字符，* "
     "表示其余部分"},
    {"characters are counted from 1", "字符从 1 开始计数"},
    {"the name of a code list is needed here", "此处应是代码表名称"},
    {"there is no code list “%s”", "没有代码表“{1}”"},
    {"the size class needs whole persons and whole yuan", "划分规模须用整数人数和整数元"},
    {"one cell of this period is needed here", "此处应是本期的一个单元格"},
    {"two periods at least are compared", "至少比较两个期别"},
    {"“prefix” stands only inside has (…)", "prefix 只能用在 has(…) 中"},
    {"a tolerance in %s does not fit a difference in %s", "允差的单位{1}与差额的单位{2}不符"},
    {"the tolerance “%s” cannot be held exactly here", "允差“{1}”在此无法精确表示"},
    {"“within” has nothing to widen: no two figures are compared",
     "within（允差）没有作用对象：规则中没有两个数值的比较"},
    /* rules as a whole */
    {"this never changes: it looks at no cell", "结果固定不变：规则没有涉及任何单元格"},
    {"a rule computes cells of its own form and period", "规则只能计算本表本期的单元格"},
    {"only a figure of a known measure can be computed", "只能计算计量单位已知的数值"},
    {"the form does not say that this cell is computed, so people may type it",
     "表式没有规定该单元格由公式计算，填报人可以录入"},
    {"a formula holds always: use if (condition, …, …) instead of “when”",
     "公式总是成立：请用 if(条件, …, …) 代替 when（当）"},
    {"a cell in %s cannot be set to %s", "单位为{1}的单元格不能赋值为{2}"},
    {"the formula looks at the cell that it computes", "公式引用了它自己计算的单元格"},
    {"this rule is nested too deeply to be run", "规则嵌套过深，无法运行"},
    {"this rule may look at more than %s cells of one report",
     "本规则在一份报表中可能涉及 {1} 个以上单元格，开销过大"},
    {"a rule runs over the chosen rows of one section: “%s” and “%s” are two",
     "一条规则只能遍历一个部分的自选行：“{1}”和“{2}”是两个"},
    {"these rules are for form “%s”, not for %s", "这些规则属于表“{1}”，不是 {2}"},
    {"there is no message “%s”%s", "没有消息“{1}”{2}"},
    {"there are two rules #%s", "有两条规则同名 #{1}"},
    {"no rule computes [%s], which the form says is computed",
     "表式规定 [{1}] 由公式计算，但没有规则计算它"},
    {"two rules compute the same cell", "两条规则计算同一个单元格"},
    {"the formulas run in a circle: this one needs a cell that is computed from its own",
     "公式循环引用：本公式需要由它自己算出的单元格"},
    /* relations of other tools */
    {"%s has no column %s with a row %s: write %s:[row,column]",
     "{1} 没有第 {2} 栏第 {3} 行：请写 {4}:[行,栏]"},
    {"%s has no place in %s: say where the sheet begins, as in “grid %s”",
     "{1} 在 {2} 中没有对应位置：请说明表格起点，如“grid {3}”"},
    {"a span has its first and its last cell, as in [C3:C8]", "区域要有首末单元格，如 [C3:C8]"},
    {"a span runs down one column or along one row", "区域只能沿一栏或一行"},
    {"the spans of one relation must run over the same rows, or the same columns",
     "同一关系式中的区域须跨相同的行或相同的栏"},
    {"%s has no row “%s”, or several%s", "{1} 没有行“{2}”，或有多个{3}"},
    {"a cell is missing after the form or the period", "表号或期别之后缺少单元格"},
};

/* What may be put in, word for word. */
static const struct {
  const char *english, *chinese;
} phrases[] = {
    {"row", "行"},
    {"rows", "行"},
    {"column", "栏"},
    {"columns", "栏"},
    {"yearly", "年报"},
    {"half-yearly", "半年报"},
    {"quarterly", "季报"},
    {"monthly", "月报"},
    {"the end of the file", "文件末尾"},
    {"a text", "文本"},
    {"a figure", "数值"},
    {"a condition", "条件"},
    {"a ratio", "比率"},
    {"a plain number", "无单位的数"},
    {"a figure without a measure", "无计量单位的数值"},
    {"decimals", "小数部分"},
    {"the closing bracket ]", "右方括号 ]"},
    {"the closing parenthesis )", "右括号 )"},
    {"the number of years, as in ye-1,", "年数（如 ye-1）"},
    {"a name for what runs over the set", "遍历集合的变量名"},
    {"the colon after the set", "集合之后的冒号"},
    {"a code list in parentheses", "括号中的代码表"},
    {"a dot and a name", "点号和名称"},
    {"the opening parenthesis after “severity”", "severity 之后的左括号"},
    {"the opening parenthesis after “max”", "max 之后的左括号"},
    {"the question mark after the condition", "条件之后的问号"},
    {"the colon before the other level", "另一级别之前的冒号"},
    {"the sign := after the cell", "单元格之后的 :="},
    {"the sign = after “blank”", "blank 之后的等号"},
};

/* Finds the parts that @message puts into @pattern; each literal is sought from the left, the last
 * one at the end. */
static gboolean
match (const char *pattern, const char *message, char **parts, guint *ret_n)
{
  const char *hole = strstr (pattern, "%s");
  gsize length = hole == NULL ? strlen (pattern) : (gsize)(hole - pattern);

  *ret_n = 0;
  if (strncmp (message, pattern, length) != 0)
    return FALSE;
  message += length;
  while (hole != NULL) {
    const char *next = strstr (hole + 2, "%s"), *found;
    g_autofree char *literal =
        next == NULL ? g_strdup (hole + 2) : g_strndup (hole + 2, (gsize)(next - hole - 2));

    if (next == NULL)
      found = g_str_has_suffix (message, literal) ? message + strlen (message) - strlen (literal)
                                                  : NULL;
    else
      found = *literal == '\0' ? message : strstr (message, literal);
    if (found == NULL || *ret_n == MOST_PARTS)
      return FALSE;
    parts[(*ret_n)++] = g_strndup (message, (gsize)(found - message));
    message = found + strlen (literal);
    hole = next;
  }
  return *message == '\0';
}

static char *
measure_in_chinese (const char *english)
{
  const ZbMeasure *measure;

  for (guint i = 0; (measure = zb_measure_at (i)) != NULL; i++) {
    if (strcmp (measure->name.en, english) == 0)
      return g_strdup (measure->name.zh);
  }
  return NULL;
}

/* "; did you mean “01”?" */
static char *
hint_in_chinese (const char *english)
{
  static const char start[] = "; did you mean “", end[] = "”?";
  gsize length = strlen (english);

  if (!g_str_has_prefix (english, start) || !g_str_has_suffix (english, end))
    return NULL;
  return g_strdup_printf ("；是不是“%.*s”？", (int)(length - strlen (start) - strlen (end)),
                          english + strlen (start));
}

static char *
part_in_chinese (const char *english)
{
  const char *hint = strstr (english, "; did you mean “");
  g_autofree char *suggestion = hint == NULL ? NULL : hint_in_chinese (hint);
  char *chinese = suggestion == NULL
                      ? NULL
                      : g_strdup_printf ("%.*s%s", (int)(hint - english), english, suggestion);

  if (chinese == NULL)
    chinese = measure_in_chinese (english);
  for (gsize i = 0; chinese == NULL && i < G_N_ELEMENTS (phrases); i++) {
    if (strcmp (phrases[i].english, english) == 0)
      chinese = g_strdup (phrases[i].chinese);
  }
  return chinese == NULL ? g_strdup (english) : chinese;
}

static char *
fill_in (const char *chinese, char *const *parts, guint n)
{
  GString *text = g_string_new (NULL);

  for (const char *at = chinese; *at != '\0'; at++) {
    guint number =
        at[0] == '{' && g_ascii_isdigit (at[1]) && at[2] == '}' ? (guint)(at[1] - '0') : 0;

    if (number == 0 || number > n) {
      g_string_append_c (text, *at);
      continue;
    }
    {
      g_autofree char *part = part_in_chinese (parts[number - 1]);

      g_string_append (text, part);
    }
    at += 2;
  }
  return g_string_free (text, FALSE);
}

char *
zb_diagnostic_to_chinese (const char *message)
{
  char *chinese = NULL;

  for (gsize i = 0; chinese == NULL && i < G_N_ELEMENTS (patterns); i++) {
    char *parts[MOST_PARTS] = {NULL};
    guint n;

    if (match (patterns[i].english, message, parts, &n))
      chinese = fill_in (patterns[i].chinese, parts, n);
    for (guint j = 0; j < MOST_PARTS; j++)
      g_free (parts[j]);
  }
  return chinese;
}
