/** What the code checks anyway, and says in its complaint where a value does not fit. */
const unsaid: ReadonlySet<string> = new Set([
  '$schema',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
]);

type Json = Readonly<Record<string, unknown>>;

/** A JSON Schema for a model's eyes: its types, names and words, without bounds, which cost tokens in each request. */
export function leanSchema(schema: Json): Json {
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key, value]) => !unsaid.has(key) && !(key === 'additionalProperties' && value === false))
      .map(([key, value]) => [key, key === 'properties' ? eachProperty(value) : lean(value)]),
  );
}

/** Below `properties` stand names of the tool's own, which may be any words. */
function eachProperty(value: unknown): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, schema]) => [name, lean(schema)]));
}

function lean(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lean);
  return isObject(value) ? leanSchema(value) : value;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
