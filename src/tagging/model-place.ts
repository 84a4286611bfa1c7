/** Folder of the bundle that ships, where nobody says otherwise: beside the page. */
let place: string | URL = 'models/embedded/';

/** Address of the folder with the bundle that ships. */
export function defaultModelUrl(): string {
  return new URL(place, document.baseURI).href;
}

/** Says where that folder is, for builds that bring it along. */
export function setDefaultModelUrl(url: URL): void {
  place = url;
}
