import { describeShare, sharesOf } from '../components/shares.ts';
import { english } from '../components/locale/languages.ts';
import { count, counted, fraction, percent } from '../components/strings.ts';
import { getLabel } from '../taxonomy/registry.ts';
import type { LabelId } from '../taxonomy/types.ts';
import { chartsOf, drawChart } from './charts.ts';
import { escapeMarkup as esc } from './escape.ts';
import type { Findings, FoundSentence } from './findings.ts';
import { bothThemes, patterns } from './paint.ts';
import { REPORT_STYLE } from './report-style.ts';
import { runManifest } from './run-manifest.ts';

/** What a browser may do with the report: show it. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** A report as one file: no script, nothing fetched, light and dark, made to be printed too. */
export function reportHtml(findings: Findings): string {
  const { title, view, confidence, profile, model } = findings;
  const paint = bothThemes(view.taxonomy);
  const charts = chartsOf(profile).slice(0, 1);
  const colors = [...patterns(view.taxonomy)].map(([id, pattern]) => `.l${labelIndex(findings, id)} { --label: ${paint.label(id)}; --line: ${pattern} }`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${esc(title)}: ${esc(view.taxonomy.title)}</title>
<style>
${REPORT_STYLE}
${colors.join('\n')}
</style>
</head>
<body>
<header>
<h1>${esc(title)}</h1>
<p>${esc(view.taxonomy.title)}. ${counted(profile.sentences, 'sentence')}, ${count(profile.tagged)} of them tagged at confidence ${fraction(confidence)}.</p>
<p class="soft">Tags are guesses of a small model about what a sentence appeals to. They say nothing about who wrote or read it.</p>
</header>
<main>
<section class="profile">
<h2>Profile of the text</h2>
<div class="charts">${charts.map((kind) => `<figure>${drawChart(kind, profile, paint)}</figure>`).join('')}
${labelTable(findings)}
</div>
</section>
${strongest(findings)}
<section>
<h2>The text</h2>
<div class="text" dir="auto">${taggedText(findings)}</div>
</section>
<section class="run">
<h2>How it was made</h2>
${runTable(findings)}
<p class="soft">${esc(model.credit.length > 0 ? `The model was made from ${model.credit.join(', ')}.` : '')}</p>
</section>
</main>
</body>
</html>
`;
}

const labelIndex = ({ view }: Findings, id: LabelId): number => view.taxonomy.labels.findIndex((label) => label.id === id);

function labelTable({ profile }: Findings): string {
  const rows = sharesOf(profile).map(
    (share) =>
      `<tr title="${esc(describeShare(share, english.strings))}"><th scope="row"><span class="code l${profile.taxonomy.labels.indexOf(share.label)}">${esc(share.label.code)}</span> ${esc(share.label.name)}</th><td>${count(share.sentences)}</td><td>${percent(share.share)}</td><td>${percent(share.low)} – ${percent(share.high)}</td></tr>`,
  );
  return `<table><caption>Sentences that appeal to each label</caption><thead><tr><th scope="col">Label</th><th scope="col">Sentences</th><th scope="col">Share</th><th scope="col">95 % interval</th></tr></thead><tbody>${rows.join('\n')}</tbody></table>`;
}

/** Labels of which a report quotes sentences. */
const QUOTED = 6;

function strongest({ profile, found, view }: Findings): string {
  const frequent = profile.labels.filter((label) => label.count > 0).toSorted((a, b) => b.count - a.count).slice(0, QUOTED);
  if (frequent.length === 0) return '';
  const parts = frequent.map(({ label, strongest: places }) => {
    const known = getLabel(view.taxonomy, label);
    const quotes = places.map((place) => `<li dir="auto">${esc(found[place]?.sentence.text ?? '')}</li>`);
    return `<h3>${esc(known?.name ?? label)}</h3><p class="soft">${esc(known?.definition ?? '')}</p><ul>${quotes.join('')}</ul>`;
  });
  return `<section><h2>Strongest sentences</h2>${parts.join('\n')}</section>`;
}

/** The whole text as it stands, with its sentences marked; what lies between them stays too. */
function taggedText(findings: Findings): string {
  const { text, found } = findings;
  const parts: string[] = [];
  let at = 0;
  for (const one of found.toSorted((a, b) => a.sentence.start - b.sentence.start)) {
    if (one.sentence.start < at) continue;
    parts.push(esc(text.slice(at, one.sentence.start)), marked(one, findings));
    at = one.sentence.end;
  }
  parts.push(esc(text.slice(at)));
  return parts.join('');
}

function marked({ sentence, tags }: FoundSentence, findings: Findings): string {
  const [first] = tags;
  if (!first) return esc(sentence.text);
  const names = tags.map(({ label, confidence }) => `${getLabel(findings.view.taxonomy, label)?.name ?? label} ${fraction(confidence)}`);
  const codes = tags.map(({ label }) => `<span class="code l${labelIndex(findings, label)}">${esc(getLabel(findings.view.taxonomy, label)?.code ?? label)}</span>`);
  return `<mark class="l${labelIndex(findings, first.label)}" title="${esc(names.join(', '))}">${esc(sentence.text)}</mark><sup>${codes.join(' ')}</sup>`;
}

function runTable(findings: Findings): string {
  const run = runManifest(findings);
  const rows: readonly (readonly [name: string, value: string])[] = [
    ['Date', run.date],
    ['Tool', `${run.tool.name} ${run.tool.version}`],
    ['Model', `${run.model.title}, revision ${run.model.revision}, licence ${run.model.licence}`],
    ['Model digest', run.model.digest],
    ['Device', run.device],
    ['Label set', `${run.taxonomy.title} (${run.taxonomy.id}). ${run.taxonomy.source}`],
    ...(run.crosswalk ? [['Read through', `${run.crosswalk.from} to ${run.crosswalk.to}, ${run.crosswalk.rule}. ${run.crosswalk.source}`] as const] : []),
    ['Confidence', `${fraction(run.confidence)}; each label’s own threshold lies at .50`],
    ['Thresholds', `${run.thresholdSource}: ${Object.entries(run.thresholds).map(([label, { used }]) => `${label} ${fraction(used)}`).join(', ')}`],
    ['Segmentation', run.segmentation.method],
    ['Text', `${count(run.text.length)} UTF-16 units, SHA-256 ${run.text.sha256}`],
    ...(run.truncated > 0 ? [['Cut', `${counted(run.truncated, 'sentence')} longer than the model reads`] as const] : []),
    ...run.notices.map((notice) => ['Note', notice] as const),
  ];
  return `<table class="wide">${rows.map(([name, value]) => `<tr><th scope="row">${esc(name)}</th><td>${esc(value)}</td></tr>`).join('\n')}</table>`;
}
