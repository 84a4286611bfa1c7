export { contradiction, reviewActivation, type Activation, type ActivationReview } from './activation.ts';
export { fetchFolder, previewFolder, type FetchFolderOptions, type FolderPreview } from './fetch-folder.ts';
export { droppedFiles, filesOf, pickedFiles, type NamedFile } from './gather.ts';
export { inspect, type InspectOptions } from './inspect.ts';
export { IMPORT_LIMITS, type ImportLimits } from './limits.ts';
export { makeBundle, probe, sourceOf, type BundleChoices, type LabelChoice, type ProbeRows } from './make-bundle.ts';
export { matchLabels, readLabelList, type LabelMatch } from './match-labels.ts';
export { deleteModel, deleteModels, keepModel, keptBundle, keptFolders, keptModels, type KeepOptions, type KeptModel, type UnreadableModel } from './store.ts';
export type { CheckedBundle, PlainFolder } from './types.ts';
