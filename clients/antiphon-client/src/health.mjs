// SPDX-License-Identifier: Apache-2.0
/**
 * How the device fares, as the server's relay decision wants to know it: `{cpuLoad, memoryLoad, networkJitterIndex}`, each
 * 0 to 1. Browsers tell little: what one does not tell is left out.
 */

/** A jitter of so many seconds is as bad as it gets. */
const WORST_JITTER_SECONDS = 0.1;
const PRESSURE = { nominal: 0.1, fair: 0.4, serious: 0.75, critical: 1 };

export class DeviceHealth {
  #pressure = null;
  #observer = null;

  /** Begins to observe; what has been observed is in the next report. */
  start() {
    if (typeof PressureObserver !== 'function' || this.#observer) {
      return;
    }
    this.#observer = new PressureObserver(records => (this.#pressure = PRESSURE[records.at(-1)?.state] ?? null));
    this.#observer.observe('cpu', { sampleInterval: 2_000 }).catch(() => (this.#observer = null));
  }

  stop() {
    this.#observer?.disconnect();
    this.#observer = null;
    this.#pressure = null;
  }

  /** @param peerConnection whose statistics tell of the network, or null */
  async report(peerConnection) {
    const health = {};
    if (this.#pressure !== null) {
      health.cpuLoad = this.#pressure;
    }
    const memory = performance.memory;
    if (memory?.jsHeapSizeLimit > 0) {
      health.memoryLoad = round(memory.usedJSHeapSize / memory.jsHeapSizeLimit);
    }
    const link = peerConnection && (await linkOf(peerConnection));
    if (link) {
      Object.assign(health, link);
    }
    return health;
  }
}

async function linkOf(peerConnection) {
  let jitter = -1;
  let lost = 0;
  let received = 0;
  let roundTrip = -1;
  for (const entry of (await peerConnection.getStats()).values()) {
    if (entry.type === 'inbound-rtp' && entry.kind === 'audio') {
      jitter = Math.max(jitter, entry.jitter ?? -1);
      lost += Math.max(0, entry.packetsLost ?? 0);
      received += entry.packetsReceived ?? 0;
    } else if (entry.type === 'candidate-pair' && entry.nominated && entry.currentRoundTripTime !== undefined) {
      roundTrip = entry.currentRoundTripTime;
    }
  }
  const link = {};
  if (jitter >= 0) {
    link.networkJitterIndex = round(Math.min(1, jitter / WORST_JITTER_SECONDS));
  }
  if (lost + received > 0) {
    link.lossFraction = round(lost / (lost + received));
  }
  if (roundTrip >= 0) {
    link.roundTripMillis = Math.round(roundTrip * 1_000);
  }
  return link;
}

const round = value => Math.round(value * 1_000) / 1_000;
