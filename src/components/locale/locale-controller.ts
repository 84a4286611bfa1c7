import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { english, loadedLanguage, loadLanguage, localeOf, type Language } from './languages.ts';
import type { Strings } from './strings.ts';

type Host = ReactiveControllerHost & HTMLElement;

const hosts = new Set<LocaleController>();
let watcher: MutationObserver | undefined;

/**
 * Keeps an element in the language of its own `lang`, or of the nearest element around it that has one, across shadow roots.
 * While a language is fetched the one before is spoken.
 */
export class LocaleController implements ReactiveController {
  readonly #host: Host;
  readonly #onChange: (() => void) | undefined;
  #language: Language = english;

  /** @param onChange called when another language is spoken from now on, before the element is drawn anew */
  constructor(host: Host, onChange?: () => void) {
    this.#host = host;
    this.#onChange = onChange;
    host.addController(this);
  }

  get language(): Language {
    return this.#language;
  }

  get strings(): Strings {
    return this.#language.strings;
  }

  hostConnected(): void {
    hosts.add(this);
    // The page's own language may change under us; that of elements in between is read when they are moved or drawn.
    watcher ??= new MutationObserver(languagesMayDiffer);
    watcher.observe(document.documentElement, { attributes: true, attributeFilter: ['lang'] });
    this.update();
  }

  hostDisconnected(): void {
    hosts.delete(this);
    if (hosts.size > 0) return;
    watcher?.disconnect();
    watcher = undefined;
  }

  /** Looks anew which language to speak. */
  update(): void {
    const locale = localeOf(langOf(this.#host));
    const there = loadedLanguage(locale);
    if (there) this.#speak(there);
    else {
      loadLanguage(locale).then(
        () => this.update(),
        // Without a network the language before goes on.
        () => undefined,
      );
    }
  }

  #speak(language: Language): void {
    if (language === this.#language) return;
    this.#language = language;
    this.#onChange?.();
    this.#host.requestUpdate();
  }
}

/** Has all elements look anew which language to speak: one of them, and so those within it, was given another. */
export function languagesMayDiffer(): void {
  for (const controller of hosts) controller.update();
}

/** The language of the nearest element with one, the element itself first. */
function langOf(element: Element): string {
  for (let at: Element | undefined = element; at; ) {
    const found: Element | null = at.closest('[lang]');
    const lang = found?.getAttribute('lang');
    if (lang) return lang;
    const root = at.getRootNode();
    at = root instanceof ShadowRoot ? root.host : undefined;
  }
  return '';
}
