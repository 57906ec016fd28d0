/** A value of a JSON text with the place where it stands: offsets of its first character and of the one after its last. */
export interface JsonNode {
  readonly start: number;
  end: number;
  /** Of an array, in order. */
  readonly items?: JsonNode[];
  /** Of an object, in order. */
  readonly entries?: JsonEntry[];
}

export interface JsonEntry {
  readonly key: string;
  /** Offset of the key's opening quote. */
  readonly start: number;
  readonly value: JsonNode;
}

/** The tree of a text that `JSON.parse` accepts; of any other text it says nothing true. */
export function jsonTree(text: string): JsonNode {
  const root: JsonNode = { start: 0, end: text.length, items: [] };
  const open: JsonNode[] = [root];
  let key: { text: string; start: number } | undefined;
  let at = 0;

  const add = (node: JsonNode): void => {
    const parent = open.at(-1);
    if (parent?.entries && key) parent.entries.push({ key: key.text, start: key.start, value: node });
    else parent?.items?.push(node);
    key = undefined;
  };
  const scalar = (): void => {
    const start = at;
    while (at < text.length && !' \t\r\n,:[]{}"'.includes(text[at] ?? '')) at++;
    add({ start, end: at });
  };

  while (at < text.length) {
    const character = text[at];
    switch (character) {
      case '{':
      case '[': {
        const node: JsonNode = { start: at, end: at, ...(character === '{' ? { entries: [] } : { items: [] }) };
        add(node);
        open.push(node);
        at++;
        break;
      }
      case '}':
      case ']': {
        const node = open.pop();
        at++;
        if (node) node.end = at;
        break;
      }
      case '"': {
        if (open.at(-1)?.entries && !key) {
          const end = stringEnd(text, at);
          key = { text: String(JSON.parse(text.slice(at, end))), start: at };
          at = end;
        } else {
          const end = stringEnd(text, at);
          add({ start: at, end });
          at = end;
        }
        break;
      }
      default:
        if (' \t\r\n,:'.includes(character ?? '')) at++;
        else scalar();
    }
  }
  return root.items?.[0] ?? root;
}

/** Offset after the closing quote of a string that begins at `start`. */
export function stringEnd(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let escapes = 0;
    while (text[at - 1 - escapes] === '\\') escapes++;
    if (escapes % 2 === 0) return at + 1;
  }
  return text.length;
}
