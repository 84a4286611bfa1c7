import * as Comlink from 'comlink';
import { LexiconService } from '../src/lexicon/lexicon-service.ts';
import { serve } from '../src/runtime/serve.ts';

Comlink.expose(serve(new LexiconService()));
