import * as Comlink from 'comlink';
import { Encoder } from '../src/runtime/encoder.ts';
import { serve } from '../src/runtime/serve.ts';

Comlink.expose(serve(new Encoder()));
