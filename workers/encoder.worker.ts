import * as Comlink from 'comlink';
import { Encoder } from '../src/runtime/encoder.ts';
import { reportRequests } from '../src/runtime/requests.ts';
import { serve } from '../src/runtime/serve.ts';

reportRequests();
Comlink.expose(serve(new Encoder()));
