import { readFileSync } from 'node:fs';

const FIXTURES = 'test/fixtures/generators/tiny';

export interface Named {
  readonly name: string;
  /** Content of a tokenizer.json. */
  readonly json: unknown;
}

const read = (name: string): Named => ({ name, json: JSON.parse(readFileSync(`${FIXTURES}/${name}/tokenizer.json`, 'utf8')) as unknown });

/** Tokens whose bytes lie across everything that an answer is made of: quotes with what is around them, parts of characters. */
function awkward(): Named {
  const pieces = Array.from({ length: 256 }, (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`);
  pieces.push('"', '", "', '"}', '"]}', '{"', '": "', '": ', ', ', '▁', '\\"', '\\n', 'a', 'care', 'care"', 'fair', 'ness"], "', 'né', '漢', '字"', '🕊️', '0.', '0', '1.0', '}]}', '"▁', 'x'.repeat(40), '\n', '\t');
  return { name: 'awkward', json: { decoder: { type: 'ByteFallback' }, model: { type: 'BPE', vocab: Object.fromEntries(pieces.map((piece, id) => [piece, id])) }, added_tokens: [] } };
}

export const TOKENIZERS: readonly Named[] = [read('Llama-Instruct'), read('Qwen3-ONNX'), read('gemma-3-it-ONNX'), awkward()];
