import { register } from '../register.ts';
import { ValueList } from './value-list.ts';

register('value-list', ValueList);
