/**
 * How often one letter follows another in the words of source code and manuals, rows by the first, columns by the second:
 * twice as often as chance would have it for each number above six, half as often for each below.
 */
const table = [
  '36763462615868160878554352',
  '85558433752843751775732352',
  '73548318617643842657631241',
  '75569443833644742664643341',
  '64785553423668354886354641',
  '74558732901744841766712250',
  '73449467711657641865733134',
  '83349223813555832657613050',
  '65766560213769751677260405',
  '85668444724334864485745332',
  '74459555823646653585625252',
  '83468431813733740366642171',
  '86459321823563781364622232',
  '73777583735435641478552042',
  '55664452525779660866756332',
  '83448346714733760867623250',
  '41454443413645453564925332',
  '84669452805565740676543150',
  '63748437705544663478734251',
  '72549427822543740776613262',
  '67656551613778460878221322',
  '84539443812344631454432231',
  '83458337814537741774223420',
  '65758635733563582468421643',
  '76657552723677681587445344',
  '83449325834553742353534356',
];
const asChance = 6;

/** Bits by which a value must be likelier as the work of chance. */
const bits = 2;
export const shortestDrawn = 16;
/** Between signs, shorter parts are abbreviations as often as not: `my-app-db-pwd`. */
const shortestPart = 5;

/**
 * True of a value whose letters and digits follow one another as chance has them, and not as words do, in whatever case
 * they are written. It says nothing about short values, and nothing about what has other signs in it.
 */
export function isDrawn(value: string): boolean {
  if (value.length < shortestDrawn || !/^[\w+/.~-]+={0,2}$/.test(value) || /^0x/i.test(value)) return false;
  if (/^\d[\d.,/_-]*$/.test(value) || ordered.test(value)) return false;
  if (isHex(value)) return true;
  let sum = 0;
  for (const part of value.split(/[^A-Za-z0-9]+/)) if (part.length >= shortestPart) sum += likeness(part);
  return sum <= -bits;
}

/** Of fewer letters more is asked, as names are among them that have little of words. */
const bitsOfWord = 8;

/** The same of 8 to 15 letters of both cases: one name in five hundred looks it, and four of five that were drawn. */
export function isDrawnWord(value: string): boolean {
  return /^(?=[A-Z]*[a-z])(?=[a-z]*[A-Z])[A-Za-z]{8,15}$/.test(value) && likeness(value) <= -bitsOfWord;
}

/** Whole alphabets, which programs have to draw from; runs of one sign. */
const ordered = /abcdefgh|ABCDEFGH|01234567|12345678|(.)\1{5}/;

/** Its letters are too few to look like words or not. */
function isHex(value: string): boolean {
  return /^[\da-f-]+$|^[\dA-F-]+$/.test(value) && (value.match(/\d/g)?.length ?? 0) >= 3 && /[A-Fa-f]/.test(value);
}

/** In bits, by how much likelier a run of letters and digits is a name than drawn. */
function likeness(part: string): number {
  const mixed = /[a-z]/.test(part) && /[A-Z]/.test(part);
  let sum = 0;
  for (let at = 1; at < part.length; at++) {
    const one = part.charCodeAt(at - 1);
    const next = part.charCodeAt(at);
    if (isDigit(one) || isDigit(next)) sum += isDigit(one) && isDigit(next) ? 0.5 : -1.5;
    // A word begins.
    else if (isSmall(one) && !isSmall(next)) sum -= 1;
    else {
      sum += Number(table[(one | 0x20) - 0x61]?.[(next | 0x20) - 0x61]) - asChance;
      if (mixed) sum += isSmall(one) ? 1 : isSmall(next) ? -0.5 : -1.5;
    }
  }
  return sum;
}

function isDigit(code: number): boolean {
  return code <= 0x39;
}

function isSmall(code: number): boolean {
  return code >= 0x61;
}
