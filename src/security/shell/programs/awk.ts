import type { Argument } from '../argument.ts';
import { awkPrograms } from '../checks/meaning.ts';
import { growsFast } from './awkGrowth.ts';
import { makesMuch, mayNeverEnd } from './awkLoops.ts';
import { fitsNothing } from './jq.ts';
import { judgeKind } from './kinds.ts';
import type { Call, Program, Use } from './program.ts';

/** `awk` only looks as long as its program is written out and neither runs, writes, loads nor chooses other files. */
export const awkProgram: Program = {
  names: ['awk', 'gawk', 'mawk', 'nawk'],
  check: awkPrograms,
  optionsFirst: true,
  flags: '--posix --traditional --re-interval --characters-as-bytes --non-decimal-data',
  values: { '-F --field-separator': 'text', '-v --assign': assignment },
  operands: { first: [awkText], rest: fileOrAssignment, least: 1 },
  judge: noFarValues,
  output: 'text',
  match: [
    "awk -v n=10 'BEGIN{for(i=0;i<n;i++)print i}'",
    'awk \'{print $1 "%"; printf "%d%%\\n", $2}\' a',
    "awk 'function p(x) {print x} {for(i=1;i<=NF;i++)p($i)}' a",
    'awk \'{for(i=1;i<=NF;i++){gsub(/x/,"",$i);sub(/^a/,"",s)}}\' a',
    "awk '{print $1}' a",
    "awk -F: '$3 > 100 {print $1, $3}' a",
    "awk -F',' 'NR>1 {sum += $2} END {print sum/NR}' a",
    'awk \'/foo|bar/ {print NR": "$0}\' a b',
    'ls -l | awk \'{ s += $5 } END { printf "%d\\n", s }\'',
    "awk -v n=3 'NR==n' a",
    'awk \'BEGIN{FS=","} $1 ~ /^a/ && $2 != "x" {print}\' a',
    'awk \'length($0) > 80 {print FILENAME":"FNR}\' *.ts',
    "awk '{ if ($1 > 5) print $2; else print $3 }' a",
    "awk '!seen[$0]++' a",
    'awk \'{gsub(/a\\/b/, "c"); print}\' a',
    "awk '{for (i = 1; i <= NF; i++) print $i}' a",
    "awk 'NR>=10 && NR<=20' a",
    "awk '{ x = $1 / 2; y = $2 / 3; print x, y }' a",
    'awk \'{for (i = NF; i > 0; i--) printf "%s ", $i; print ""}\' a',
    "awk '{for (k in a) if (a[k] > 1) { n++; print k, a[k] }}' a",
    "awk '{a[n++] = $0} END {for (i = 0; i < n; i++) print a[i]}' a",
    "awk '{s = $0; while (match(s, /[0-9]+/)) { print substr(s, RSTART, RLENGTH); s = substr(s, RSTART + RLENGTH) }}' a",
    "awk '{while (i++ < NF) print $i; i = 0}' a",
    'awk \'{s = s "," $1; x = x * x} END {print s, x}\' a',
    "awk 'function twice(x) { return 2 * x } {print twice($1)}' a",
    "awk '{for (i = 1; i <= length($0); i += 2) print substr($0, i, 1)}' a",
  ],
  notMatch: [
    'awk \'{print > "out"}\' a',
    "awk '{print $1 > $2}' a",
    'awk \'{print >> "out"}\' a',
    'awk \'{print | "sh"}\' a',
    'awk \'BEGIN{system("rm x")}\'',
    'awk \'BEGIN{"date" | getline d}\'',
    'awk \'BEGIN{while ((getline l < "/etc/passwd") > 0) print l}\'',
    'awk \'@load "x"\'',
    'awk \'BEGIN{f="system"; @f("ls")}\'',
    'awk -f prog a',
    'awk --file=prog a',
    "awk -i inplace '{print}' a",
    "awk -l x 'BEGIN{}'",
    "awk -o '{print}' a",
    "awk --dump-variables '1' a",
    'awk "$x" a',
    'awk \'BEGIN{ARGV[1]="/etc/passwd";ARGC=2}{print}\'',
    'awk \'{print $1,\n$2 > "out"}\' a',
    'awk \'a / system("x") / b\' f',
    'awk \'{printf("%s", $1) > "out"}\' a',
    'awk \'BEGIN { print ENVIRON["X"] }\'',
    'awk \'BEGIN{bindtextdomain("/tmp"); print dcgettext("a")}\'',
    'awk \'{print $1 |& "sh"}\' a',
    "awk '1' a ARGV=x",
    'awk \'/[/]/ { print > "/x" }\' a',
    "awk -v 'ENVIRON=1' 1",
    'awk \'if (x) /"/; system("x"); /"/\' a',
    'awk -e \'BEGIN{system("x")}\'',
    'awk --exec x',
    'awk -E x',
    'awk 1 a -F .env',
    "awk -vn=$(git rev-parse a .env) '{print}' b",
    "awk '{print}' n=$(git rev-parse a .env) b",
    "awk 'BEGIN{while(1)x=1}'",
    "awk 'BEGIN{for(;;)x=1}'",
    "awk 'BEGIN{while(!x)y++}'",
    "awk 'BEGIN{for(i=1;i>0;i++)x=i}'",
    "awk 'BEGIN{for(i=0;i<9;i++)i=0}'",
    "awk 'BEGIN{for(i=0;i<9;i++){n=1; --i}}'",
    "awk '{for(i=1;i<=NF;i++)$(i+1)=1}' a",
    "awk '{for(i=1;i<=NF;i++)NF=NF+1}' a",
    "awk 'BEGIN{for(i=0;i<n;i++)n++}'",
    "awk 'BEGIN{for(i=0;i<1e12;i++)x=i}'",
    "awk 'BEGIN{while(match(s,/x/))y=1}'",
    "awk 'function f(n){return f(n)} BEGIN{f(1)}'",
    "awk 'BEGIN{for(i=0;i<9;i++)for(j=0;j<2;j++)i=0}'",
    "awk 'BEGIN{for(i=0;i<9;i++)if(x)y=1;else i=0}'",
    "awk '{while(match(s,/x*/)){s=substr(s,RSTART+RLENGTH)}}' a",
    'awk \'{while(match(s,"")){s=substr(s,RSTART+RLENGTH)}}\' a',
    "awk '{while(match(s,/c/)){match(t,/z/);s=substr(s,RSTART+RLENGTH)}}' a",
    "awk '{while(match(s,/c/)){RLENGTH=0;s=substr(s,RSTART+RLENGTH)}}' a",
    "awk '{while(match(s,/c/)){if(0)s=substr(s,RSTART+RLENGTH)}}' a",
    "awk '{while(match(s,/c/)){continue;s=substr(s,RSTART+RLENGTH)}}' a",
    'awk \'{while(match(s,/c/)){s=substr(s,RSTART+RLENGTH) "c"}}\' a',
    'awk \'{while(match(s,/c/)){s=substr(s,RSTART+RLENGTH);sub(/$/,"c",s)}}\' a',
    "awk 'function g(){i=0} BEGIN{for(i=0;i<5;i++)g()}'",
    "awk 'BEGIN{for(i=0;i<a[1];i++)a[1]++}'",
    "awk 'BEGIN{for(i=0;i<9^99;i++)x=i}'",
    "awk 'BEGIN{for(i=0;i<exp(99);i++)x=i}'",
    'awk \'BEGIN{for(i=0;i<"a";i++)x=i}\'',
    "awk 'BEGIN{n=2^60;for(i=0;i<n;i++)x=i}'",
    "awk -v n=1e18 'BEGIN{for(i=0;i<n;i++)x=i}'",
    "awk 'BEGIN{for(i=0;i<n;i++)x=i}' n=1e99 a",
    'awk \'{for(i=1;i<=NF;i++)sub(/$/," x")}\' a',
    "awk '{for(i=1;i<=NF;i++){j=i+1;$j=1}}' a",
    "awk '{for(i=1;i<=NF;i++)$++n=1}' a",
    "awk 'BEGIN{for(i=0;i<5;i++)for(i in a)x=1}'",
    'awk \'BEGIN{x="a";for(i=0;i<60;i++){y=x x;x=y}}\'',
    'awk \'BEGIN{x="a";for(i=0;i<60;i++)x=sprintf("%s%s",x,x)}\'',
    "awk 'BEGIN{for(i=0;i<9999999;i++)for(j=0;j<9999999;j++)x=j}'",
    "awk 'BEGIN{NF=1000000000}'",
    "awk 'BEGIN{$1000000000=1}'",
    "awk 'BEGIN{$(2^30)=1}'",
    'awk \'BEGIN{printf "%*s", 1000000000, 1}\'',
    'awk \'BEGIN{x=sprintf("%" 2^30 "s", 1)}\'',
    "awk -v OFMT=%.999999999f 'BEGIN{print 1.5}'",
    "awk 'BEGIN{do x=1; while (1 == 1)}'",
    "awk '{x = x x}' a",
    "awk '{s = s $0 s}' a",
    'awk \'{gsub(/./, "&&", s); s = s "x"}\' a',
    "awk '{n = n * 2 + 1; for (i = 0; i < n; i++) x++}' a",
    'awk \'BEGIN{x="a"; for(i=0;i<60;i++)x=x "" x}\'',
    'awk \'BEGIN{printf "%1000000000s", 1}\'',
  ],
};

function awkText({ text, at }: Argument, use: Use): void {
  const problem = text === undefined ? 'It is only known when it runs.' : problemOf(text);
  if (problem !== undefined) use.report(awkPrograms, `The program of awk is not known to only look. ${problem}`, at);
}

const variable = /^([A-Za-z_]\w*)=/;
const forbidden = new Set(
  'system getline ARGV ARGC ENVIRON PROCINFO SYMTAB FUNCTAB close fflush bindtextdomain'.split(' '),
);

function assignment(word: Argument, use: Use): void {
  const name = variable.exec(word.head)?.[1];
  if (name === undefined || forbidden.has(name)) use.report(awkPrograms, 'This is not a plain assignment.', word.at);
}

function fileOrAssignment(word: Argument, use: Use): void {
  if (variable.test(word.head)) assignment(word, use);
  else judgeKind('file', word, use);
}

/** Words after which a slash begins a pattern and not a division. */
const beforePattern = new Set('print printf return else do exit delete in case if while for'.split(' '));

/** Reads a program token by token; a sentence where something in it may run, write or load, or is not understood. */
function problemOf(program: string): string | undefined {
  let rest = program;
  /** What came before, as far as it decides what a slash is: an operand, an operator, or it is not certain. */
  let before: 'operand' | 'operator' | 'unclear' = 'operator';
  let printing = false;
  const brackets: boolean[] = [];
  const tokens: string[] = [];
  /** The same with what stands in the texts. */
  const written: string[] = [];
  let control = false;
  while (rest !== '') {
    const space = /^(?:[ \t]+|\\\n|#[^\n]*)/.exec(rest)?.[0];
    if (space !== undefined) {
      rest = rest.slice(space.length);
      continue;
    }
    const text = /^"(?:[^"\\\n]|\\[^\n])*"/.exec(rest)?.[0];
    const word = /^[A-Za-z_]\w*/.exec(rest)?.[0];
    const number = /^(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/.exec(rest)?.[0];
    if (rest.startsWith('"') && text === undefined) return 'A text in it has no end.';
    if (word !== undefined) {
      if (forbidden.has(word)) return `It uses ${word}.`;
      printing ||= word === 'print' || word === 'printf';
      control = word === 'if' || word === 'while' || word === 'for';
      before = beforePattern.has(word) ? 'operator' : 'operand';
    } else if (text !== undefined || number !== undefined) {
      before = 'operand';
    } else if (rest.startsWith('/') && before !== 'operand') {
      const pattern = before === 'operator' ? /^\/(?:[^/\\\n]|\\[^\n])*\//.exec(rest)?.[0] : undefined;
      // A slash in brackets ends the pattern for some versions of awk and not for others.
      if (pattern === undefined || !bracketsClosed(pattern)) return 'A slash in it can be read in two ways.';
      rest = rest.slice(pattern.length);
      written.push('//');
      tokens.push(fitsNothing(pattern.slice(1, -1)) ? '/?/' : '//');
      before = 'operand';
      continue;
    }
    const token = word ?? text ?? number ?? /^(?:\+\+|--|\*\*=?|&&|\|\||[=!<>+\-*/%^]=|[\s\S])/.exec(rest)?.[0] ?? rest;
    rest = rest.slice(token.length);
    written.push(token);
    tokens.push(text === undefined ? token : '""');
    if (text !== undefined && isWide(text, program)) return 'What it prints may be wider than anybody reads.';
    if (word !== undefined || text !== undefined || number !== undefined) continue;
    if (['|', '@', '&', '`', "'", '\\'].includes(token)) return `It holds ${token}.`;
    if (/[^\x20-\x7E\n]/.test(token)) return 'It holds an unusual character.';
    if (token.startsWith('>') && (printing || rest.startsWith('>'))) return 'It may write to a file.';
    if (token === ';' || token === '}') printing = false;
    if (token === '(') brackets.push(control);
    const closes = token === ')' ? brackets.pop() : undefined;
    control = false;
    if (token === ')') before = closes ? 'operator' : 'operand';
    else if (token === ']' || token === '$') before = token === ']' ? 'operand' : 'unclear';
    else before = token === '++' || token === '--' ? 'unclear' : 'operator';
  }
  if (mayNeverEnd(tokens)) return 'It may never end.';
  return growsFast(tokens, written) ? 'It may make twice as much each time.' : makesMuch(tokens);
}

/** A form that ends before the letter of what it asks for, so that the width is put on. */
const openForm = /printf\s*\(?\s*"(?:[^"%\\]|\\.|%%|%[-+ #0\d.]*[a-zA-Z])*%[-+ #0]*\d*\.?"/;

/** Whether a text is a form with a width that is large, or is given or put on beside it. */
function isWide(text: string, program: string): boolean {
  if (/%[-+ #0]*\d*\.?\d{5}/.test(text) || openForm.test(program)) return true;
  return /printf|FMT/.test(program) && /%[-+ #0]*\d*\.?\*|^"(?:[^%]|%%)*%[-+ #0]*\d+\.?"$/.test(text);
}

/** A number that is given by its name may be the bound of a loop, and a form the one in which numbers are printed. */
function noFarValues({ options, operands }: Call, use: Use): void {
  const [program, ...rest] = operands;
  for (const word of [
    ...rest,
    ...options.flatMap(({ name, value }) => (/^-v|^--assign$/.test(name) && value ? value : [])),
  ]) {
    const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(word.text ?? '') ?? [];
    if (name === undefined || value === undefined) continue;
    const loops = new RegExp(`\\b(?:for|while)\\b[^{]*\\b${name}\\b`).test(program?.text ?? '');
    if ((loops && !/^\d{0,7}$/.test(value)) || (/^(?:OFMT|CONVFMT|NF)$/.test(name) && /\d{5}/.test(value)))
      use.report(awkPrograms, 'The program of awk may never end with this value.', word.at);
  }
}

function bracketsClosed(pattern: string): boolean {
  const plain = pattern.replace(/\\./g, '');
  let open = false;
  for (let at = 0; at < plain.length; at += 1) {
    if (!open && plain[at] === '[') {
      open = true;
      if (plain[at + 1] === '^') at += 1;
      if (plain[at + 1] === ']') at += 1;
    } else if (open && plain[at] === '[' && /^[:.=]$/.test(plain[at + 1] ?? '')) {
      at = plain.indexOf(']', at + 1);
      if (at < 0) return false;
    } else if (open && plain[at] === ']') open = false;
  }
  return !open;
}
