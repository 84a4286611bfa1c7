import * as Comlink from 'comlink';
import { LexiconService } from '../src/lexicon/lexicon-service.ts';
import { reportRequests } from '../src/runtime/requests.ts';
import { serve } from '../src/runtime/serve.ts';

reportRequests();
Comlink.expose(serve(new LexiconService()));
