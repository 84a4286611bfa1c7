import { register } from '../register.ts';
import { ValueCompare } from './value-compare.ts';

register('value-compare', ValueCompare);
