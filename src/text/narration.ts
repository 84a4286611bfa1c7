/** Past tense of frequent irregular verbs, without forms that are also present (put, set) or mostly something else (left, saw the noun). */
const PAST = new Set(
  `was were had did said went came took gave told asked thought knew felt found heard saw left stood sat ran got made kept held
  brought bought caught began became broke chose drew drank drove ate fell fought flew forgot froze grew hung hid knelt laid led lent lay
  lost meant met paid rang rode rose sang sank sold sent shook shone shot showed shut slept slid spoke spent sprang stole
  stuck struck swore swam swung taught tore threw understood woke wore won wrote crept dug fed fled leapt lit sought spat split stung
  swept trod wept blew bent bit built burnt dealt dreamt spun`.split(/\s+/),
);
/** Words in -ed that are no past tense, or seldom. */
const NOT_PAST = new Set('need indeed red bed feed seed speed breed weed deed greed bleed shed sled embed succeed proceed exceed supposed based hundred naked sacred wicked kindred agreed'.split(' '));
/** Present and modal verbs, imperatives to the reader, and the joints of an argument: a sentence with one of them claims or judges. */
const CLAIM =
  /\b(?:is|are|am|isn|aren|has|have|does|do|don|doesn|can|cannot|could|will|won|would|shall|should|must|may|might|ought|need|needs|if|because|therefore|thus|hence|means|want|wants|think|believe|know|let|why|people|everyone|nobody should|today|wrong|right to)\b|\w['’](?:m|re|ve|ll|s (?:a|an|the|not|just|so|no|wrong))\b/iu;

/** Direct speech within a line; between single quotation marks only where it begins with a capital and ends with a mark. */
const SPEECH = /["“”„][^"“”„\n]{0,1000}["“”]|(?<=^|[\s(—])[‘'](?=\p{Lu})[^\n]{0,600}?[,.!?…—-][’'](?=[\s.,;:!?)]|$)/gmu;

/** `text` with a blank in place of what stands between quotation marks: what persons say there is not what the text says. */
export function withoutSpeech(text: string): string {
  return text.replace(SPEECH, ' ');
}

/**
 * Whether an English sentence tells what happened: it has a verb in the past tense, and neither a present or modal verb nor a word
 * of reasoning.
 */
export function tells(sentence: string): boolean {
  if (CLAIM.test(sentence)) return false;
  const words = sentence.toLowerCase().match(/[\p{L}'’]+/gu) ?? [];
  return words.some((word) => PAST.has(word) || (word.length > 3 && word.endsWith('ed') && !NOT_PAST.has(word)));
}
