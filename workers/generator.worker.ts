import * as Comlink from 'comlink';
import { Generator } from '../src/runtime/generator/generator.ts';
import { silence } from '../src/runtime/generator/quiet.ts';
import { serve } from '../src/runtime/generator/serve.ts';

silence();
Comlink.expose(serve(new Generator()));
