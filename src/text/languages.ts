/** What the segmenter knows of a language. All words are in lower case. */
export interface LanguageRules {
  /**
   * Abbreviations that a sentence practically never ends with, since something has to follow: a name after `Dr.`, an
   * example after `e.g.`. Inner spaces are left out: `z. B.` is `z.b.`.
   */
  readonly open: readonly string[];
  /** Abbreviations only where a number follows: `No. 5`, `Fig. 2`. */
  readonly counted: readonly string[];
  /** Abbreviations that may end a sentence; they do where the next word is one that sentences begin with. */
  readonly final: readonly string[];
  /** Words that often begin a sentence and seldom stand, with a capital, inside one. */
  readonly starters: readonly string[];
  /** Frequent words by which the language of a text is guessed. */
  readonly frequent: readonly string[];
}

const words = (list: string): readonly string[] => list.split(/\s+/);

export const languages: Readonly<Record<string, LanguageRules>> = {
  en: {
    open: words(
      `dr. mr. mrs. ms. mx. prof. rev. hon. gen. sen. rep. gov. pres. capt. cmdr. lt. col. maj. sgt. cpl. adm. fr. mt. messrs. e.g. i.e. cf. vs. viz. approx. esp. incl. ca. c.f.`,
    ),
    counted: words(
      `no. nos. nr. fig. figs. eq. eqs. sec. sect. ch. chap. vol. vols. p. pp. par. para. art. app. ed. eds. l. ll. n.
      jan. feb. mar. apr. jun. jul. aug. sep. sept. oct. nov. dec. op.`,
    ),
    final: words(
      `etc. et.al. al. inc. ltd. co. corp. bros. jr. a.m. p.m. u.s. u.k. u.n. e.u. d.c. ph.d. m.d. b.a. m.a. b.c. a.d.
      b.c.e. c.e. dept. univ. ave. blvd. rd. st. ft.`,
    ),
    starters: words(
      `the a an this that these those he she it they we i you there here his her its their our my your in on at by for
      from with without to of as if when while whenever where wherever what who whom whose which why how and but or nor so
      yet then thus hence therefore however moreover furthermore nevertheless meanwhile instead also although though
      because since after before until unless once now today yesterday tomorrow not no yes nobody nothing nowhere none
      somebody everybody everyone someone anyone all both each every some many most much few several another other others
      one two three let do does did is are was were has have had can could will would should must may might please
      people only even just still perhaps maybe finally first second next`,
    ),
    frequent: words('the and of to is that it was for with not are this be have'),
  },
  de: {
    open: words(
      `dr. prof. hr. hrn. fr. z.b. d.h. bzw. ca. vgl. s.o. s.u. z.t. z.zt. u.u. i.d.r. i.a. m.e. o.g. sog. inkl.
      exkl. zzgl. ggf. evtl. geb. gest. lt. dipl. ing. frl. zw. allg. bes. insb.`,
    ),
    counted: words('nr. abb. tab. bd. bde. s. kap. art. abs. anm. aufl. jg. ziff. str. mio. mrd. tsd. § ff.'),
    final: words('usw. etc. u.a. v.a. st. u.s.w. usf. u.ä. o.ä. u.v.m. n.chr. v.chr. chr. jh. jhd. mio. mrd. ff. gmbh. e.v. ag.'),
    starters: words(
      `der die das den dem des ein eine einen einem einer eines er sie es wir ihr ich du man dies diese dieser dieses
      diesen jene jeder jede jedes alle viele manche einige kein keine niemand jemand nichts etwas und aber oder denn doch
      sondern dann danach dabei dadurch damit daher darum deshalb deswegen trotzdem jedoch allerdings außerdem wenn als ob
      weil da obwohl während bevor nachdem sobald solange im am in an auf aus bei beim mit nach seit von vom vor zu zum zur
      für gegen ohne um unter über durch zwischen was wer wen wem wessen welche wo wohin woher wann warum wie hier dort
      heute gestern morgen jetzt nun nur auch noch schon so sogar nicht mein dein sein unser ihre seine unsere meine ja
      nein`,
    ),
    frequent: words('der die und das ist nicht ein eine zu den mit von für auf im sich es'),
  },
  fr: {
    open: words(
      `mm. mme. mmes. mlle. mlles. dr. pr. mgr. ste. p.ex. cf. env. av. éd. vs. ch.`,
    ),
    counted: words('n. no. nos. fig. p. pp. t. vol. chap. art. al. §'),
    final: words('etc. j.-c. s.a. s.v.p. cie. av.j.-c. apr.j.-c.'),
    starters: words(
      `le la les l un une des du de ce cet cette ces il elle ils elles on nous vous je tu j c qui que quoi quand où
      comment pourquoi combien mais et ou donc or ni car si comme lorsque puis alors ainsi cependant pourtant toutefois
      dans sur sous avec sans pour par en à au aux chez vers selon après avant depuis pendant tout tous toute toutes
      chaque plusieurs certains aucun personne rien son sa ses leur leurs mon ma mes notre votre nos vos oui non ici là
      aujourd hier demain`,
    ),
    frequent: words('le la les et des est que une dans pour qui pas du il sur'),
  },
  es: {
    open: words(
      `sr. sra. sres. sras. srta. srtas. dr. dra. dres. dña. prof. profa. ud. uds. vd. vds. lic. ing. gral. p.ej. v.gr. cf. aprox. excmo. excma. avda. av. vs.`,
    ),
    counted: words('n. no. núm. núms. nro. fig. figs. pág. págs. p. pp. vol. cap. art. arts. t. §'),
    final: words('etc. ee.uu. s.a. s.l. cía. a.c. d.c. j.c. a.m. p.m. jr.'),
    starters: words(
      `el la los las lo un una unos unas este esta estos estas ese esa eso esto aquel aquella yo tú él ella nosotros
      ustedes ellos ellas usted se me te le les nos mi tu su sus mis tus nuestro nuestra y e pero o ni sino aunque porque
      si cuando donde como mientras después antes luego entonces también además sin con por para en de desde hasta a al
      del hay no sí qué quién quiénes cuál cuándo dónde cómo todo toda todos todas cada muchos muchas algunos algunas nadie
      nada nunca siempre hoy ayer mañana aquí allí ya`,
    ),
    frequent: words('el la los las que es una por con para no se del en su'),
  },
  it: {
    open: words('sig. sigg. sig.ra sig.na dott. dott.ssa prof. prof.ssa avv. ing. p.es. ad.es. cfr. ca. vs.'),
    counted: words('n. nn. fig. p. pp. pag. pagg. vol. cap. art. artt.'),
    final: words('ecc. s.p.a. s.r.l. a.c. d.c.'),
    starters: words(
      `il lo la i gli le un uno una questo questa questi queste quello quella lui lei noi voi loro io tu e ed ma o però
      quindi così se quando dove come perché mentre dopo prima poi non ci si è con senza per in nel nella di da dal a al
      alla tutti tutto ogni molti alcuni nessuno chi che cosa oggi ieri domani`,
    ),
    frequent: words('il che di la è non un per una sono con gli della nel anche'),
  },
  nl: {
    open: words('dhr. mevr. mw. dr. prof. drs. mr. ds. bijv. d.w.z. o.a. m.b.t. i.v.m. ca. vgl. t.a.v. i.p.v. resp.'),
    counted: words('nr. nrs. fig. blz. p. pp. art. hfst. jl. afb.'),
    final: words('enz. etc. b.v. n.v. n.chr. v.chr. e.d.'),
    starters: words(
      `de het een deze dit dat die hij zij ze wij we ik jij je u er en maar of want dus dan toch als wanneer waar wat wie
      waarom hoe in op aan bij met naar van voor uit over door na om niet geen alle veel iedereen niemand iets niets nu
      vandaag gisteren morgen ook hier daar mijn zijn haar hun onze`,
    ),
    frequent: words('de het een en van is dat niet op te zijn voor met die'),
  },
};

/**
 * Language of `sample` among those above, by its frequent words; undefined where too few are found or two languages
 * tie. Good enough to decide what `3. Oktober` is, and used for nothing else.
 */
export function guessLanguage(sample: string): string | undefined {
  const counts = new Map<string, number>();
  for (const word of sample.toLowerCase().match(/\p{L}+/gu) ?? []) counts.set(word, (counts.get(word) ?? 0) + 1);
  const scored = Object.entries(languages)
    .map(([id, { frequent }]) => ({ id, hits: frequent.reduce((sum, word) => sum + (counts.get(word) ?? 0), 0) }))
    .sort((a, b) => b.hits - a.hits);
  const [first, second] = scored;
  return first === undefined || first.hits < 2 || first.hits === second?.hits ? undefined : first.id;
}
