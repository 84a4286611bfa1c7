import type { OnnxFile } from '../runtime/onnx-file.ts';
import type { Manifest } from '../runtime/manifest.ts';

/** A bundle whose every file was checked: what can be kept and used. */
export interface CheckedBundle {
  readonly kind: 'bundle';
  readonly json: string;
  readonly manifest: Manifest;
  /** By name, all that the manifest names. */
  readonly files: ReadonlyMap<string, Blob>;
}

/** A model in the form that converters for the web leave it in: no manifest, so a person has to say what its outputs mean. */
export interface PlainFolder {
  readonly kind: 'plain';
  readonly title: string;
  readonly graph: { readonly name: string; readonly onnx: OnnxFile };
  /** Name of the output that is read. */
  readonly output: string;
  /** Names of the outputs' places as the configuration has them, such as `LABEL_0`. */
  readonly outputLabels: readonly string[];
  readonly problemType: string | undefined;
  /** Most tokens that the model reads. */
  readonly maxTokens: number;
  readonly architecture: string | undefined;
  readonly model: string | undefined;
  /** Graph, weights, tokenizer and its configuration, under plain names. */
  readonly files: ReadonlyMap<string, Blob>;
  readonly externalData: readonly string[];
}
