import { register } from '../register.ts';
import { ValueBars } from './value-bars.ts';

register('value-bars', ValueBars);
