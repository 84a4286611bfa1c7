import { withCallback } from '../with-callback.ts';
import type { GeneratorService } from './protocol.ts';

/** A generator as a worker offers it over its port: callbacks are given back. */
export function serve(generator: GeneratorService): GeneratorService {
  return {
    announce: (lockName) => generator.announce(lockName),
    probe: () => generator.probe(),
    measure: (request) => generator.measure(request),
    load: (request, onProgress) => withCallback(onProgress, () => generator.load(request, onProgress)),
    generate: (request, onText) => withCallback(onText, () => generator.generate(request, onText)),
    score: (request, onLife) => withCallback(onLife, () => generator.score(request, onLife)),
    cancel: (id) => generator.cancel(id),
  };
}
