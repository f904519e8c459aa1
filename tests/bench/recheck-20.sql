-- rule | fails where | left side | right side; cell rr,c of the form is column crrc of the table.
1|c011 <> c021 + c031 + c041 + c051|c011|c021 + c031 + c041 + c051
2|c012 <> c022 + c032 + c042 + c052|c012|c022 + c032 + c042 + c052
3|c013 <> c023 + c033 + c043 + c053|c013|c023 + c033 + c043 + c053
4|c014 <> c024 + c034 + c044 + c054|c014|c024 + c034 + c044 + c054
5|c061 <> c071 - c081 + c091 - c101 + c111|c061|c071 - c081 + c091 - c101 + c111
6|c062 <> c072 - c082 + c092 - c102 + c112|c062|c072 - c082 + c092 - c102 + c112
7|c063 <> c073 - c083 + c093 - c103 + c113|c063|c073 - c083 + c093 - c103 + c113
8|c022 < c021|c022|c021
9|c032 < c031|c032|c031
10|c121 < 0|c121|0
11|c131 > c121|c131|c121
12|c122 < c121 - c123|c122|c121 - c123
13|c132 > c122|c132|c122
14|c121 > 0 AND c141 <= 0|c141|0
15|c013 > 0 AND (c011 * 10 < c013 * 7 OR c011 * 10 > c013 * 15) OR c013 < 0 AND (-c011 * 10 < -c013 * 7 OR -c011 * 10 > -c013 * 15)|CASE WHEN c013 > 0 THEN c011 * 10 ELSE -c011 * 10 END|CASE WHEN c013 > 0 THEN CASE WHEN c011 * 10 < c013 * 7 THEN c013 * 7 ELSE c013 * 15 END ELSE CASE WHEN -c011 * 10 < -c013 * 7 THEN -c013 * 7 ELSE -c013 * 15 END END
16|c144 > 0 AND (c142 * 1000 < c144 OR c142 > c144 * 1000)|c142 * 1000|CASE WHEN c142 * 1000 < c144 THEN c144 ELSE c144 * 1000000 END
17|abs(c151 - c161) * 100 > 2 * CASE WHEN abs(c151) > abs(c161) THEN abs(c151) ELSE abs(c161) END|c151|c161
18|abs(c152 + c162 - c172) > 2|c152 + c162|c172
19|c153 > 0 AND c163 > 0 AND c173 < c153|c173|c153
20|c124 + c134 > 40 * c174|c124 + c134|40 * c174
