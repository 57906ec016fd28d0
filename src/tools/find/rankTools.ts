import type { KnownTool } from '../../agent/tool.ts';

/** How much a word counts by where it stands. */
const weights = { name: 4, keywords: 3, description: 1, parameters: 0.5 } as const;

/** The usual parameters of BM25: how soon a word that comes again counts less, and how much long texts are held back. */
const saturation = 1.2;
const lengthShare = 0.5;

/** A tool whose score is less than this share of the best one's is no answer. */
const weakest = 0.5;

const stopWords: ReadonlySet<string> = new Set(
  'a an and are as at be by can do does for from get has have how i in into is it its me my need not of on one or our so some that the their them then there these this to tool tools use used using want was we what when where which with you your'.split(
    ' ',
  ),
);

/**
 * The tools that fit words best, the best first: BM25 over names, keywords, descriptions and parameters, each with a
 * weight of its own (Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009, section
 * 3.6). Equal questions get equal answers.
 */
export function rankTools(query: string, tools: readonly KnownTool[], most: number): readonly KnownTool[] {
  const words = [...new Set(wordsOf(query))];
  const documents = tools.map((tool) => ({ tool, counts: weighted(tool) }));
  const mean = documents.reduce((sum, { counts }) => sum + sizeOf(counts), 0) / Math.max(1, documents.length);
  const scored = documents.map(({ tool, counts }) => {
    const length = 1 - lengthShare + lengthShare * (sizeOf(counts) / mean);
    const score = words.reduce((sum, word) => {
      const count = (counts.get(word) ?? 0) / length;
      const holding = documents.filter((other) => other.counts.has(word)).length;
      const rarity = Math.log(1 + (documents.length - holding + 0.5) / (holding + 0.5));
      return sum + (rarity * count) / (saturation + count);
    }, 0);
    return { tool, score };
  });
  const best = Math.max(0, ...scored.map(({ score }) => score));
  return scored
    .filter(({ score }) => score > 0 && score >= best * weakest)
    .sort((one, other) => other.score - one.score || (one.tool.name < other.tool.name ? -1 : 1))
    .slice(0, most)
    .map(({ tool }) => tool);
}

function weighted({ name, keywords, description, inputSchema }: KnownTool): Map<string, number> {
  const counts = new Map<string, number>();
  const add = (text: string, weight: number): void => {
    for (const word of wordsOf(text)) counts.set(word, (counts.get(word) ?? 0) + weight);
  };
  add(name, weights.name);
  add(keywords, weights.keywords);
  add(description, weights.description);
  add(JSON.stringify(inputSchema.properties ?? {}), weights.parameters);
  return counts;
}

function sizeOf(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

/** Words of a text in small letters, cut to their stems; names are split at their seams. */
function wordsOf(text: string): string[] {
  return text
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 1 && !stopWords.has(word))
    .map(stem);
}

/** Good enough for English as tools are described in it: renames, renaming, renamed and rename are one. */
function stem(word: string): string {
  const cut = word.replace(/(?:ies|y)$/, 'i').replace(/(?<=\p{L}{3})(?:ations?|ions?|ings?|ed|es|e|s)$/u, '');
  return cut.replace(/([b-df-hj-np-rtv-z])\1$/u, '$1');
}
