/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Rules as they are needed for the forms of the first systems, one of each kind. */
static const char *const zb_real_rules[] = {
    /* B204-1 */
    "#1 hard each c in 1..4 : [A.01,c] >= [A.02,c]",
    "#3 hard each c in 1..4 : sum([B.*,c]) = [A.01,c] within rounding",
    "#4 hard each x in [A.*,*] [B.*,*] [C.*,*] : x >= 0",
    "#5 hard each r in A.* B.* C.* : [r,2] >= [r,1] and [r,4] >= [r,3]",
    "#6 hard when joint : blank([A.*,1]) and blank([A.*,3])",
    "#7 soft each r in A.* : when not first => [r,2] = [r,2]@prev + [r,1]",
    "#9 soft each r in A.* B.* C.* : [r,3] = [r,1]@-1y and [r,4] = [r,2]@-1y",
    "#10 soft when [A.01,3] > 0 => [A.01,1] / [A.01,3] between 0.7 and 1.5",
    "#13 soft when [A.01,1] / [A.01,1]@prev in bands(9..11, 900..1100, 9000..11000) or its inverse "
    "=> false message unit-slip",
    "#15 soft 0.5 <= ([A.01,1] / [A.05,1]) / ([A.01,1]@-1m / [A.05,1]@-1m) <= 2",
    "#16 quasi when [A.01,1] > 0 => count(B.*) >= 1\n"
    "    soft when count(B.*) >= 1 => has(B, unit.industry)",
    "#17 soft each r in B.* : when attr(r, has_products) => has(C, prefix key(r))",
    "#19 hard each r in C.* : each c in 1..4 : [r,c] <= [C.parent(r),c]",
    "#20 soft when [A.03,2] > 0 => B203:[301,1] / [A.03,2] between 0.7 and 1.5",
    "#21 soft [A.05,2] = 205-1:[33,5] within 10%",
    "#22 soft [A.04,2] = WZ-01:[05,2] * $usd_rate CNY/USD within 30%",
    "#23 soft when reg.status = \"2\" => [A.01,1] = 0",
    "#24 info not consecutive([A.01,1], 4)",
    /* B203 */
    "calc-check quasi [323] = [301]-[307]-[309]-[312]-[313]-[331]-[317]+[330]+[322]+[334]+[321]"
    "+[333]+[320]+[329] within rounding",
    "#8 hard each r in 201,202,205,206,213,301,307,401,601,602 : [r] >= 0",
    "#13 soft [401,1] / [602,1] / months between 2000 CNY and 40000 元",
    "#15 quasi each r in 301,307,309,312,401 : when not first => [r,1] >= [r,1]@prev",
    "#18 soft [319,1] >= 0 and [318,1] >= 0 and "
    "abs([317,1]-([319,1]-[318,1])) <= 0.5*max(100,[319,1]+[318,1])",
    "#22 soft when month = 12 => [213,1] = KQ-01:[34,E] within 1%",
    /* 205-1 and the other forms of the first system */
    "#5 soft each r in E.* : abs([r,1]+[r,2]+[S.(prefix(key(r))),1]-[r,5]-[r,10]) = 0 "
    "within max(1, 1%)",
    "#7 quasi each r in E.* : [r,2] > 0 <=> [r,4] > 0",
    "#9 soft each r in E.* : [r,11] between 0.8 * attr(r, coefficient) and 1.2 * attr(r, "
    "coefficient)",
    "#10 calc [40,5] := sum(r in E.* : [r,5] * [r,11])",
    "#20 calc [20,1] := round([12,1] / [08,1], 0)",
    "#12 soft [12,1] / [08,1] / months between $minimum_wage and 60000 CNY",
    "#2 hard uscc_ok(head.101) and orgcode_ok(substr(head.101, 9, 9))",
    "#5 hard unit.industry in leaf(industry) and unit.industry in (06..46, 53..60)",
    "#6 hard substr([105-1,1], 1, 4) = \"3502\" and [105-1,1] in list(areas)",
    "#9 soft when reg.registration in 2* => reg.holding in (4,9,1,2,3)",
    "soft side bureau : reg.size = size_class(unit.industry, [192,1], [193,1])",
    "soft side bureau reg.size = size_class(unit.industry, [192,1], [193,1])",
    "#2 hard choices([21,1]) <= 3 and (not chosen([21,1], \"99\") or filled([22,1]))",
    "#1 hard 中文表:[项目,本月] = sum(中文表:[甲..丁,本月])",
    /* the others */
    "#7 soft each r in 11..22 except 20,21 : [r,1] = [r,2] + [r,3] within 0.02",
    "#8 hard sum([C.*,认缴额]) = [B.13,1] within rounding",
    "#12 quasi [70,E] = [70,B] + KQ-02:[24,C] - ([69,E] - [69,B]) - JS-04:[31,本年] within "
    "rounding",
    "#13 quasi [34,B] = [34,E]@ye-1",
    "#1 hard each c in E,B : [14,c] = sum([1..13,c] except [8a,c] [8b,c] [9a..9b,c])",
    "#12 hard when filled([61a..61e,E]) => [61,E] = sum([61a..61e,E])",
    "#16 severity(CZ-00:head.F09 <> \"1\" ? soft : info) KB-03:[61,2] >= [27,2] - [15,2]",
    "#3 hard head.F03 = head.F02@-1y",
    "#7 soft [12,1] between 0.2 * avg([12,1] @ -12m..-1m) and 5 * avg([12,1] @ -12m..-1m)",
    "#14 soft [14,1] = sum([16,1] @ ys..-1q) within 0.01",
    "#5 hard [5,1] = [5,1]@-1m + [4,1] blank = zero explain 20",
    "#14 hard each r in 1..5 : calc [r,14] := round([r,13] / (1 + 13%) * 13%, 2)",
    "soft B203:[301,1] = VAT-1:[M.1,2] + VAT-1:[M.5,2] within 10%",
    "calc [18,1] := if([17,1] < [11,1], [17,1], [11,1])",
    "#12 hard [12,1] = max(0, [10,1]) * 25% within max(0.01, 0.1%)",
    "#2 quasi count(r in C.*@prev : not has(C, key(r))) = 0",
    "#9 hard exists B204-1:[A.01,1] and unique([C.*,1])",
    "#1 hard [\"9a\",1] > 0 or len([22,1]) > 4 and nz([3,1]) >= number([4,1])",
};
