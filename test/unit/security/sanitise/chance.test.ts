import { describe, expect, it, test } from 'vitest';
import { isDrawn } from '../../../../src/security/sanitise/chance.ts';
import { sanitise } from '../../../../src/security/sanitise.ts';

const small = 'abcdefghijklmnopqrstuvwxyz';
const capitals = small.toUpperCase();
const digits = '0123456789';
const alphabets: Readonly<Record<string, string>> = {
  'letters of both cases': small + capitals,
  'small letters': small,
  capitals,
  base32: `${capitals}234567`,
  'base32 in small letters': `${small}234567`,
  hex: `${digits}abcdef`,
  'hex in capitals': `${digits}ABCDEF`,
  base62: small + capitals + digits,
  base64: `${small}${capitals}${digits}+/`,
  base64url: `${small}${capitals}${digits}-_`,
};

const places: Readonly<Record<string, (value: string) => string>> = {
  'a setting': (value) => `API_KEY=${value}\n`,
  'a setting in the middle of a command': (value) => `docker run -e CLIENT_SECRET=${value} x`,
  JSON: (value) => `{"client_secret": "${value}"}`,
  YAML: (value) => `db:\n  password: ${value}\n`,
  code: (value) => `const apiKey = "${value}";`,
  properties: (value) => `secret_key = ${value}\n`,
  'an option': (value) => `x --api-key ${value} y`,
  'an address': (value) => `https://a.example/x?access_token=${value}&y=1`,
  'a log': (value) => `12:01 INFO token: ${value} used\n`,
  'a header': (value) => `X-Api-Key: ${value}\n`,
  XML: (value) => `<apiKey>${value}</apiKey>`,
};

/** Always the same numbers, so that a failure can be repeated. */
function generator(): (below: number) => number {
  let state = 1;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return Math.floor(((state >>> 0) / 2 ** 32) * below);
  };
}

/** What may stay of a thousand values, by their length. */
const lengths: readonly [number, number][] = [
  [16, 40],
  [20, 20],
  [24, 10],
  [32, 3],
  [40, 2],
  [64, 0],
];

describe.each(Object.entries(alphabets))('a thousand values of %s', (_, alphabet) => {
  it.each(lengths)('of %d letters are masked but for %d, wherever a name is beside them', (length, most) => {
    const next = generator();
    const left = Array.from({ length: 1000 }, () =>
      Array.from({ length }, () => alphabet.charAt(next(alphabet.length))).join(''),
    ).filter((value) => !isDrawn(value));
    // What is not told from words may still be told by how it is woven.
    for (const [place, around] of Object.entries(places)) {
      const plain = left.filter((value) => sanitise(around(value)).includes(value));
      expect({ place, left: plain.length <= most ? [] : plain }).toEqual({ place, left: [] });
    }
    const drawn = Array.from({ length: 20 }, () =>
      Array.from({ length }, () => alphabet.charAt(next(alphabet.length))).join(''),
    ).filter(isDrawn);
    for (const around of Object.values(places))
      for (const value of drawn) expect(sanitise(around(value))).not.toContain(value);
  });
});

test('so are identifiers of UUID', () => {
  const next = generator();
  for (let round = 0; round < 1000; round++) {
    const value = '********-****-4***-a***-************'.replaceAll('*', () => '0123456789abcdef'.charAt(next(16)));
    expect(isDrawn(value)).toBe(true);
  }
});

const written = [
  'getAccessTokenFromRequestHeaders DefaultAWSCredentialsProviderChain my-application-token-secret org.springframework.security',
  'com.amazonaws.services.secretsmanager AZURE_CLIENT_SECRET_NAME GITLAB_RUNNER_TOKEN_DEV AWS_SDK_UA_APP_ID my-app-db-pwd-dev1',
  'kubernetes-dashboard-token-x correcthorsebatterystaple thisisaverysecretkey ChangeMePlease1234 salasanavaatimukset',
  'Datenschutzgrundverordnung przechowywanie_hasla wachtwoordherstellen contrasenaincorrecta motdepasseoublie',
  'abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ234567 0123456789abcdef aaaaaaaaaaaaaaaaaaaa 1234567890123456789',
  '0x00007fff5fbfec38 2026-11-28-22-30-00 192.168.100.100/24 password123456789 x-amz-security-token GHSA-xvch-5gv4-984h',
  'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 SCRAM-SHA-256-PLUS X509v3CRLDistributionPoints pbkdf2_sha256_iterations',
].flatMap((line) => line.split(' '));

test.each(written)('%s was written by a person', (value) => {
  expect(isDrawn(value)).toBe(false);
});
