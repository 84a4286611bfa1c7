import type { ModelAddress } from './protocol.ts';

/** Where the files of generators are kept between visits, by their addresses. */
export const GENERATOR_CACHE = 'value-tagger-generators-1';

/** Address of a model's folder, with a slash at the end. */
export const folderOf = ({ host, path, id, revision }: ModelAddress): string => host + path.replaceAll('{model}', id).replaceAll('{revision}', encodeURIComponent(revision));

const NOTE = '?sha256';

/** Address of what is noted of a kept file, beside it. */
export const noteOf = (url: string): string => url + NOTE;

export const isNote = (url: string): boolean => url.endsWith(NOTE);
