import type { LoadReport } from '../runtime/protocol.ts';
import type { EncoderWorker } from './encoder-worker.ts';
import type { LiveWorker } from './start-worker.ts';
import type { Order } from './work-queue.ts';

/** An order that a worker has. */
export interface Flight {
  readonly order: Order;
  readonly recall: AbortController;
  /** Texts of it that are not done. */
  open: number;
}

/** A worker of the pool and the orders that it has. */
export class PoolMember {
  readonly live: LiveWorker;
  readonly flights = new Set<Flight>();

  constructor(live: LiveWorker) {
    this.live = live;
  }

  get worker(): EncoderWorker {
    return this.live.worker;
  }

  get report(): LoadReport {
    return this.live.report;
  }

  /** What it still has to do, in plain texts; orders that were recalled are as good as over. */
  get openTexts(): number {
    let open = 0;
    for (const flight of this.flights) if (!flight.recall.signal.aborted) open += flight.open * flight.order.work.cost;
    return open;
  }

  /** True while it has orders that were recalled, and has not told yet what it did of them. */
  get recalling(): boolean {
    return [...this.flights].some(({ recall }) => recall.signal.aborted);
  }

  /** Takes an order on. */
  begin(order: Order): Flight {
    const flight: Flight = { order, recall: new AbortController(), open: order.indices.length };
    this.flights.add(flight);
    return flight;
  }

  /** Notes that an order is over. @returns false where that was known */
  end(flight: Flight): boolean {
    return this.flights.delete(flight);
  }

  /** Notes that all orders are over. @returns them */
  endAll(): Order[] {
    const orders = [...this.flights].map(({ order }) => order);
    this.flights.clear();
    return orders;
  }

  /** Stops orders; each is over within a batch. */
  recall(which: (order: Order) => boolean): void {
    for (const { order, recall } of this.flights) if (which(order)) recall.abort();
  }
}
