// SPDX-License-Identifier: Apache-2.0
// The rules of ./bench recheck in DuckDB: node recheck-duckdb.mjs FOLDER TABLE.csv CELLS QUERY.sql THREADS…
// FOLDER holds node_modules. Prints a line for each number of threads and for the sums of each rule.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder, table, cells, queryFile, ...threads] = process.argv.slice(2);
const resolve = createRequire(pathToFileURL(join(folder, 'x.js')));
const { DuckDBInstance } = resolve('@duckdb/node-api');
const query = readFileSync(queryFile, 'utf8');
const columns = ['id', ...cells.split(',')];
const types = columns.map((name) => `'${name}': 'BIGINT'`).join(', ');

const instance = await DuckDBInstance.create(':memory:');
const connection = await instance.connect();
await connection.run(
  `CREATE TABLE reports AS SELECT * FROM read_csv('${table}', header = false, columns = {${types}})`);

async function seconds(n) {
  let best = Infinity;
  await connection.run(`SET threads = ${n}`);
  for (let i = 0; i < 4; i++) {
    await connection.run('DROP TABLE IF EXISTS violations');
    const begun = process.hrtime.bigint();
    await connection.run(`CREATE TABLE violations AS ${query}`);
    best = Math.min(best, Number(process.hrtime.bigint() - begun) / 1e9);
  }
  return best;
}

console.log('version', (await connection.runAndReadAll('SELECT version()')).getRows()[0][0]);
for (const n of threads) console.log('seconds', n, await seconds(Number(n)));
const sums = await connection.runAndReadAll(
  'SELECT rule, count(*), sum(id), sum(lhs), sum(rhs), sum(difference) FROM violations GROUP BY rule ORDER BY rule');
for (const row of sums.getRows()) console.log('sums', row.map(String).join(' '));
