export { chartFile, chartsOf, type ChartKind } from './charts.ts';
export { longCsv, wideCsv } from './csv.ts';
export { fileName } from './file-name.ts';
export { gather, type Findings, type FoundSentence, type RunResult } from './findings.ts';
export { resultJson } from './json.ts';
export { svgToPng } from './png.ts';
export { reportHtml } from './report.ts';
export { runManifest, type RunManifest } from './run-manifest.ts';
