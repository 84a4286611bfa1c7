/** Bytes that are gathered before the browser may put them out of memory. */
const GATHER = 8 * 1024 * 1024;

/** A file that comes in pieces. */
export class Gathered {
  #blobs: Blob[] = [];
  #parts: Uint8Array<ArrayBuffer>[] = [];
  #waiting = 0;
  #size = 0;

  /** Bytes so far. */
  get size(): number {
    return this.#size;
  }

  /** Takes a copy of a piece. */
  add(part: Uint8Array): void {
    this.#parts.push(new Uint8Array(part));
    this.#waiting += part.length;
    this.#size += part.length;
    if (this.#waiting >= GATHER) this.#flush();
  }

  blob(): Blob {
    this.#flush();
    return new Blob(this.#blobs);
  }

  #flush(): void {
    if (this.#parts.length > 0) this.#blobs.push(new Blob(this.#parts));
    this.#parts = [];
    this.#waiting = 0;
  }
}
