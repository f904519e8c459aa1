/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/measure.h"

#include <string.h>

#define MEASURE(id, dimension, exponent, zh, en)                                                   \
  {                                                                                                \
    id, dimension, exponent, { (char *)zh, (char *)en }                                            \
  }

/* Ids are the singular of the English name, followed by the multiple. Counted things (sets, pieces,
 * vehicles …) are dimensions of their own: they are never added to one another. */
static const ZbMeasure measures[] = {
    MEASURE ("CNY", "CNY", 0, "元", "yuan"),
    MEASURE ("CNY100", "CNY", 2, "百元", "hundred yuan"),
    MEASURE ("CNY1000", "CNY", 3, "千元", "thousand yuan"),
    MEASURE ("CNY10000", "CNY", 4, "万元", "ten thousand yuan"),
    MEASURE ("CNY1000000", "CNY", 6, "百万元", "million yuan"),
    MEASURE ("CNY100000000", "CNY", 8, "亿元", "hundred million yuan"),
    MEASURE ("USD", "USD", 0, "美元", "US dollars"),
    MEASURE ("USD1000", "USD", 3, "千美元", "thousand US dollars"),
    MEASURE ("USD10000", "USD", 4, "万美元", "ten thousand US dollars"),
    MEASURE ("USD100000000", "USD", 8, "亿美元", "hundred million US dollars"),
    MEASURE ("HKD", "HKD", 0, "港元", "Hong Kong dollars"),
    MEASURE ("HKD10000", "HKD", 4, "万港元", "ten thousand Hong Kong dollars"),
    MEASURE ("EUR", "EUR", 0, "欧元", "euros"),
    MEASURE ("EUR10000", "EUR", 4, "万欧元", "ten thousand euros"),
    MEASURE ("JPY", "JPY", 0, "日元", "yen"),
    MEASURE ("JPY10000", "JPY", 4, "万日元", "ten thousand yen"),

    MEASURE ("PERSON", "person", 0, "人", "persons"),
    MEASURE ("PERSON10000", "person", 4, "万人", "ten thousand persons"),
    MEASURE ("VISIT", "visit", 0, "人次", "visits"),
    MEASURE ("VISIT10000", "visit", 4, "万人次", "ten thousand visits"),
    MEASURE ("HOUSEHOLD", "household", 0, "户", "households"),
    MEASURE ("FIRM", "firm", 0, "家", "firms"),

    MEASURE ("KG", "tonne", -3, "千克", "kilograms"),
    MEASURE ("TONNE", "tonne", 0, "吨", "tonnes"),
    MEASURE ("TONNE1000", "tonne", 3, "千吨", "thousand tonnes"),
    MEASURE ("TONNE10000", "tonne", 4, "万吨", "ten thousand tonnes"),
    MEASURE ("TONNE100000000", "tonne", 8, "亿吨", "hundred million tonnes"),
    MEASURE ("DWT", "deadweight tonne", 0, "载重吨", "deadweight tonnes"),
    MEASURE ("DWT10000", "deadweight tonne", 4, "万载重吨", "ten thousand deadweight tonnes"),
    MEASURE ("TCE", "tonne of coal equivalent", 0, "吨标准煤", "tonnes of coal equivalent"),
    MEASURE ("TCE10000",
             "tonne of coal equivalent",
             4,
             "万吨标准煤",
             "ten thousand tonnes of coal equivalent"),

    MEASURE ("KWH", "kWh", 0, "千瓦时", "kilowatt hours"),
    MEASURE ("KWH10000", "kWh", 4, "万千瓦时", "ten thousand kilowatt hours"),
    MEASURE ("KWH100000000", "kWh", 8, "亿千瓦时", "hundred million kilowatt hours"),
    MEASURE ("KW", "kW", 0, "千瓦", "kilowatts"),
    MEASURE ("KW10000", "kW", 4, "万千瓦", "ten thousand kilowatts"),
    MEASURE ("GJ", "GJ", 0, "百万千焦", "gigajoules"),
    MEASURE ("GJ10000", "GJ", 4, "万百万千焦", "ten thousand gigajoules"),

    MEASURE ("METRE", "metre", 0, "米", "metres"),
    MEASURE ("KILOMETRE", "metre", 3, "公里", "kilometres"),
    MEASURE ("METRE10000", "metre", 4, "万米", "ten thousand metres"),
    MEASURE ("METRE100000000", "metre", 8, "亿米", "hundred million metres"),
    MEASURE ("SQUARE-METRE", "square metre", 0, "平方米", "square metres"),
    MEASURE ("SQUARE-METRE10000", "square metre", 4, "万平方米", "ten thousand square metres"),
    MEASURE ("CUBIC-METRE", "cubic metre", 0, "立方米", "cubic metres"),
    MEASURE ("CUBIC-METRE10000", "cubic metre", 4, "万立方米", "ten thousand cubic metres"),
    MEASURE ("CUBIC-METRE100000000", "cubic metre", 8, "亿立方米", "hundred million cubic metres"),
    MEASURE ("LITRE", "litre", 0, "升", "litres"),
    MEASURE ("KILOLITRE", "litre", 3, "千升", "kilolitres"),
    MEASURE ("KILOLITRE10000", "litre", 7, "万千升", "ten thousand kilolitres"),

    MEASURE ("MACHINE", "machine", 0, "台", "machines"),
    MEASURE ("MACHINE10000", "machine", 4, "万台", "ten thousand machines"),
    MEASURE ("VEHICLE", "vehicle", 0, "辆", "vehicles"),
    MEASURE ("VEHICLE10000", "vehicle", 4, "万辆", "ten thousand vehicles"),
    MEASURE ("SHIP", "ship", 0, "艘", "ships"),
    MEASURE ("VEHICLE-OR-SHIP", "vehicle or ship", 0, "辆（艘）", "vehicles or vessels"),
    MEASURE ("SET", "set", 0, "套", "sets"),
    MEASURE ("SET10000", "set", 4, "万套", "ten thousand sets"),
    MEASURE ("SET-OR-UNIT10000", "set or unit", 4, "万套（台、个）", "ten thousand sets or units"),
    MEASURE ("PIECE", "piece", 0, "件", "pieces"),
    MEASURE ("PIECE10000", "piece", 4, "万件", "ten thousand pieces"),
    MEASURE ("PIECE100000000", "piece", 8, "亿件", "hundred million pieces"),
    MEASURE ("PAIR", "pair", 0, "双", "pairs"),
    MEASURE ("PAIR10000", "pair", 4, "万双", "ten thousand pairs"),
    MEASURE ("FRAME", "frame", 0, "副", "frames"),
    MEASURE ("FRAME10000", "frame", 4, "万副", "ten thousand frames"),
    MEASURE ("ARTICLE", "article", 0, "条", "articles"),
    MEASURE ("ARTICLE10000", "article", 4, "万条", "ten thousand articles"),
    MEASURE ("UNIT", "unit", 0, "只", "units"),
    MEASURE ("UNIT10000", "unit", 4, "万只", "ten thousand units"),
    MEASURE ("UNIT100000000", "unit", 8, "亿只", "hundred million units"),
    MEASURE (
        "NATURAL-UNIT10000", "natural unit", 4, "万只（自然只）", "ten thousand natural units"),
    MEASURE ("ITEM", "item", 0, "个", "items"),
    MEASURE ("ITEM10000", "item", 4, "万个", "ten thousand items"),
    MEASURE ("BLOCK", "block", 0, "块", "blocks"),
    MEASURE ("BLOCK10000", "block", 4, "万块", "ten thousand blocks"),
    MEASURE ("BLOCK100000000", "block", 8, "亿块", "hundred million blocks"),
    MEASURE ("SHEET", "sheet", 0, "片", "sheets"),
    MEASURE ("SHEET10000", "sheet", 4, "万片", "ten thousand sheets"),
    MEASURE ("BOARD", "board", 0, "面", "boards"),
    MEASURE ("BOARD10000", "board", 4, "万面", "ten thousand boards"),
    MEASURE ("STICK", "stick", 0, "支", "sticks"),
    MEASURE ("STICK10000", "stick", 4, "万支", "ten thousand sticks"),
    MEASURE ("STICK100000000", "stick", 8, "亿支", "hundred million sticks"),
    MEASURE ("DOCUMENT", "document", 0, "份", "documents"),
    MEASURE ("PROJECT", "project", 0, "项", "projects"),

    MEASURE ("SEAT", "seat", 0, "客位", "seats"),
    MEASURE ("SEAT10000", "seat", 4, "万客位", "ten thousand seats"),
    MEASURE ("TEU", "TEU", 0, "TEU", "twenty-foot equivalent units"),
    MEASURE ("TEU10000", "TEU", 4, "万TEU", "ten thousand twenty-foot equivalent units"),
    MEASURE ("PERSON-KM", "person kilometre", 0, "人公里", "person kilometres"),
    MEASURE ("PERSON-KM10000", "person kilometre", 4, "万人公里", "ten thousand person kilometres"),
    MEASURE ("TONNE-KM", "tonne kilometre", 0, "吨公里", "tonne kilometres"),
    MEASURE ("TONNE-KM10000", "tonne kilometre", 4, "万吨公里", "ten thousand tonne kilometres"),

    MEASURE ("TIMES", "ratio", 0, "倍", "times"),
    MEASURE ("PERCENT", "ratio", -2, "%", "percent"),
    MEASURE ("PERMILLE", "ratio", -3, "‰", "per mille"),
    MEASURE ("HOUR", "hour", 0, "小时", "hours"),
    MEASURE ("DAY", "day", 0, "天", "days"),
    MEASURE ("MONTH", "month", 0, "月", "months"),
    MEASURE ("YEAR", "year", 0, "年", "years"),
};

const ZbMeasure *
zb_measure_find (const char *id_or_name)
{
  for (guint i = 0; i < G_N_ELEMENTS (measures); i++) {
    const ZbMeasure *measure = &measures[i];

    if (strcmp (id_or_name, measure->id) == 0 || strcmp (id_or_name, measure->name.zh) == 0 ||
        strcmp (id_or_name, measure->name.en) == 0)
      return measure;
  }
  return NULL;
}

const ZbMeasure *
zb_measure_at (guint index)
{
  return index < G_N_ELEMENTS (measures) ? &measures[index] : NULL;
}

gboolean
zb_measure_shift (const ZbMeasure *from, const ZbMeasure *to, int *ret_exponent)
{
  if (strcmp (from->dimension, to->dimension) != 0)
    return FALSE;
  *ret_exponent = from->exponent - to->exponent;
  return TRUE;
}
