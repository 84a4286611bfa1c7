/** Registers `<value-tagger>`; what only some of its views need it fetches, and registers, when they are wanted. */
import { register } from './register.ts';
import { ValueTagger } from './value-tagger/value-tagger.ts';

register('value-tagger', ValueTagger);
