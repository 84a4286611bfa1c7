/**
 * Whether this browser has an IndexedDB database of that name; makes none.
 * @throws {DOMException} where the browser allows no database
 */
export function databaseExists(name: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name);
    let missing = false;
    request.onupgradeneeded = () => {
      // What was not there is being made: an upgrade that is given up leaves nothing.
      missing = true;
      request.transaction?.abort();
    };
    request.onsuccess = () => {
      request.result.close();
      resolve(true);
    };
    request.onerror = (event) => {
      event.preventDefault();
      if (missing) resolve(false);
      else reject(request.error ?? new Error(`The database ${name} could not be opened.`));
    };
  });
}
