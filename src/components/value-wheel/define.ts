import { register } from '../register.ts';
import { ValueWheel } from './value-wheel.ts';

register('value-wheel', ValueWheel);
