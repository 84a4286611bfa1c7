/** Registers an element. Two copies of the package may meet on one page; the first one keeps the names. */
export function register(name: string, element: CustomElementConstructor): void {
  if (!customElements.get(name)) customElements.define(name, element);
}
