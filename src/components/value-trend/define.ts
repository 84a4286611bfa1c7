import { register } from '../register.ts';
import { ValueTrend } from './value-trend.ts';

register('value-trend', ValueTrend);
