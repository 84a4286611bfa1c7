/** Folder beside the page in which models are looked for, where nothing else is said. */
const BESIDE = 'models/generators/{model}/';

/** Where the page finds language models, as the tag `<meta name="value-tagger-generators">` says. */
export interface GeneratorPlace {
  /** Absolute address, and the path below it with `{model}` in it. */
  readonly host: string;
  readonly path: string;
  /** Address of a list of models in place of the toolkit's own. */
  readonly catalog: string | undefined;
  /** Another server than the page's own, by its name. */
  readonly foreign: string | undefined;
}

export function generatorPlace(): GeneratorPlace {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="value-tagger-generators"]');
  const pattern = meta?.content.includes('{model}') ? meta.content : BESIDE;
  const at = pattern.indexOf('{model}');
  const host = new URL(pattern.slice(0, at), document.baseURI);
  const catalog = meta?.dataset['catalog'];
  return {
    host: host.href,
    path: pattern.slice(at).replace(/\/?$/, '/'),
    catalog: catalog === undefined ? undefined : new URL(catalog, document.baseURI).href,
    foreign: host.origin === location.origin ? undefined : host.host,
  };
}
