import { TaggerError } from '../../errors.ts';

const PAGE = 65_536;

/** Gives out the kernel's memory from the beginning on. What was given out after {@link keep} is given out anew after {@link drop}. */
export class KernelMemory {
  readonly #memory: WebAssembly.Memory;
  #kept: number;
  #end: number;

  /** @param start first free byte */
  constructor(memory: WebAssembly.Memory, start: number) {
    this.#memory = memory;
    this.#kept = this.#end = Math.ceil(start / 64) * 64;
  }

  /** First byte that was not given out. */
  get end(): number {
    return this.#end;
  }

  /** @returns the address of so many bytes, which are there after {@link ensure} */
  take(bytes: number): number {
    const at = this.#end;
    this.#end = Math.ceil((at + bytes) / 64) * 64;
    return at;
  }

  keep(): void {
    this.#kept = this.#end;
  }

  drop(): void {
    this.#end = this.#kept;
  }

  /** Makes the memory this large. @throws {TaggerError} `out-of-memory` */
  ensure(bytes: number): void {
    const missing = bytes - this.#memory.buffer.byteLength;
    if (missing <= 0) return;
    try {
      this.#memory.grow(Math.ceil(missing / PAGE));
    } catch (cause) {
      throw new TaggerError('out-of-memory', `Memory ran out: the kernel could not have ${Math.ceil(missing / 1e6)} MB more.`, 'Close other tabs, or tag a shorter text.', { cause });
    }
  }

  set(at: number, bytes: Uint8Array): void {
    new Uint8Array(this.#memory.buffer, at, bytes.length).set(bytes);
  }

  /** A view, good until the memory grows. */
  floats(at: number, count: number): Float32Array {
    return new Float32Array(this.#memory.buffer, at, count);
  }

  /** As {@link floats}. */
  integers(at: number, count: number): Int32Array {
    return new Int32Array(this.#memory.buffer, at, count);
  }
}
