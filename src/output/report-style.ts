/** Style of the report; it stands in the file. Colours of labels follow it. */
export const REPORT_STYLE = `:root { color-scheme: light dark; --paper: light-dark(#fdfcf9, #17181b); --ink: light-dark(#211f1c, #e6e3dc); --soft: light-dark(#625d55, #aaa69d); --rule: light-dark(#dedad1, #35373c) }
* { box-sizing: border-box }
body { max-width: 60rem; margin: 0 auto; padding: 2.5rem clamp(1rem, 4vw, 3rem) 4rem; background: var(--paper); color: var(--ink); font: 0.875rem/1.5 system-ui, 'Segoe UI', 'Helvetica Neue', 'Liberation Sans', Arial, sans-serif }
h1 { margin: 0 0 0.5rem; font: 400 2rem/1.2 'Iowan Old Style', Palatino, Charter, Georgia, 'Liberation Serif', serif; text-wrap: balance }
h2 { margin: 2.5rem 0 0.75rem; padding-top: 0.75rem; border-top: 1px solid var(--rule); font-size: 1rem }
h3 { margin: 1rem 0 0; font-size: 0.875rem }
p { max-width: 70ch; margin: 0.25rem 0 }
.soft { color: var(--soft) }
.charts { display: grid; grid-template-columns: minmax(16rem, 1fr) minmax(20rem, 1.1fr); gap: 2rem; align-items: start }
figure { margin: 0 }
figure svg { display: block; width: 100%; height: auto }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums }
caption { padding-bottom: 0.25rem; color: var(--soft); text-align: start }
th, td { padding: 0.1875rem 0.5rem 0.1875rem 0; border-bottom: 1px solid var(--rule); text-align: end; vertical-align: top; font-weight: 400 }
th:first-child, .wide td { text-align: start }
thead th { color: var(--soft) }
.charts td, thead th { white-space: nowrap }
.wide td { overflow-wrap: anywhere }
.wide th { width: 8rem; color: var(--soft); white-space: nowrap }
ul { margin: 0.25rem 0; padding-inline-start: 1.25rem }
li, .text { font: 400 1.0625rem/1.75 'Iowan Old Style', Palatino, Charter, Georgia, 'Liberation Serif', serif }
li { line-height: 1.45 }
.text { max-width: 44rem; white-space: pre-wrap; overflow-wrap: break-word }
mark { background: none; color: inherit; text-decoration: underline var(--line, solid) var(--label, currentColor) 1.5px; text-underline-offset: 0.25em }
.code { color: var(--label, var(--soft)); font: 600 0.6875rem/1 system-ui, sans-serif; letter-spacing: 0.02em }
sup { margin-inline-start: 0.25em; line-height: 1 }
@media (max-width: 44rem) { .charts { grid-template-columns: minmax(0, 1fr) } }
@media print {
:root { color-scheme: light }
body { max-width: none; padding: 0; font-size: 10pt }
h2, h3 { break-after: avoid }
figure, tr, li { break-inside: avoid }
.charts { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr) }
}`;
