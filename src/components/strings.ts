import { english } from './locale/languages.ts';

/** Figures and lists in English, for what is said in English alone. */

/** 1,234 */
export function count(value: number): string {
  return english.strings.count(value);
}

/** 1,234 sentences; 1 sentence */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** 23.4 MB */
export function megabytes(bytes: number): string {
  return english.strings.megabytes(bytes);
}

export function list(parts: readonly string[]): string {
  return english.strings.list(parts);
}

/** .50 */
export function fraction(value: number): string {
  return english.strings.fraction(value);
}

/** 6 % */
export function percent(share: number): string {
  return english.strings.percent(share);
}
