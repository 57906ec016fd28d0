import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from '../../src/security/sanitise.ts';
const root = process.cwd();
const size = 1 << 20;
const rep = (u: string) => u.repeat(Math.ceil(size / u.length)).slice(0, size);
const units = ['pwd=','_PW=','pwd|','pwd|\n','pw ','token ','psk ','pass','pass\n','password="','"password": "','token=$','api_key=','://','?code=','-passin pass:','secrets:\n','secrets: {','"jwt": {','[tokens]\n','variable "token" {','variable ','result": "','VALUES (','INSERT INTO t (token) VALUES (','user ','user a on ','--set a.tokens.x=','login(','key=','-p ','-A ','"name": "sid"','code=','Unseal','oken:','"tokens":{"a":"x"},','tokens:\n a: x\n', 'password ', 'token || "', 'TOKEN=b\'', 'insert into t (token)\nvalues\n', 'elasticsearch-reset-password', 'azure.account.key'];
for (const u of units) {
  const raw = rep(u);
  let best = 1e9;
  for (let i = 0; i < 2; i++) { const s = performance.now(); inspect(raw); best = Math.min(best, performance.now() - s); if (best > 3000) break; }
  console.log(JSON.stringify(u).padEnd(40), Math.round(best));
}
const src = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((n) => n.endsWith('.ts')).map((n) => readFileSync(join(root, 'src', n), 'utf8')).join('\n');
for (const [n, t] of Object.entries({ src, lock: readFileSync('package-lock.json', 'utf8'), persian: 'می‌خواهم این کتاب‌ها را بخوانم. ' })) {
  const raw = t.repeat(Math.ceil(size / t.length)).slice(0, size); let best = 1e9;
  for (let i = 0; i < 9; i++) { const s = performance.now(); inspect(raw); best = Math.min(best, performance.now() - s); }
  console.log(n, best.toFixed(1));
}
process.exit(0);
