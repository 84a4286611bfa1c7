import * as Comlink from 'comlink';
import { Generator } from '../src/runtime/generator/generator.ts';
import { silence } from '../src/runtime/generator/quiet.ts';
import { serve } from '../src/runtime/generator/serve.ts';
import { reportRequests } from '../src/runtime/requests.ts';

silence();
reportRequests();
Comlink.expose(serve(new Generator()));
