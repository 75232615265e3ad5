// SPDX-License-Identifier: Apache-2.0
/**
 * Turns `getStats` into figures a person can read: loss, jitter, round trip and bit rate of every voice, over the last
 * second. Loss is 0..1, times are milliseconds, `null` stands for "not known yet".
 */

const EVERY_MILLIS = 1000;

export class Statistics {
  #show;
  #timer = 0;
  #before = new Map();

  /** @param show called with (own, voices): own figures, and a Map from mid to figures */
  constructor(show) {
    this.#show = show;
  }

  start(connection) {
    this.stop();
    const step = async () => {
      const timer = this.#timer;
      // a call that rings, or moves, has no connection for a moment
      const report = (await connection()?.getStats()) ?? new Map();
      // stopped meanwhile, or started anew with a timer of its own
      if (timer === this.#timer) {
        this.#show(this.#own(report), this.#voices(report));
        this.#timer = setTimeout(step, EVERY_MILLIS);
      }
    };
    this.#timer = setTimeout(step, EVERY_MILLIS);
  }

  stop() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#before.clear();
  }

  #own(report) {
    const outbound = first(report, 'outbound-rtp', audio);
    const remote = outbound && report.get(outbound.remoteId);
    const own = {
      lossFraction: remote?.fractionLost ?? null,
      jitterMillis: millis(remote?.jitter),
      roundTripMillis: millis(remote?.roundTripTime) ?? roundTrip(report),
      bitsPerSecond: null,
    };
    if (outbound) {
      own.bitsPerSecond = this.#delta(outbound, { bytes: outbound.bytesSent }).bitsPerSecond;
    }
    return own;
  }

  #voices(report) {
    const voices = new Map();
    const trip = roundTrip(report);
    report.forEach(entry => {
      if (entry.type === 'inbound-rtp' && audio(entry) && entry.mid) {
        const { bitsPerSecond, lossFraction } = this.#delta(entry, {
          bytes: entry.bytesReceived, packets: entry.packetsReceived, lost: entry.packetsLost });
        voices.set(entry.mid, {
          lossFraction,
          jitterMillis: millis(entry.jitter),
          roundTripMillis: millis(report.get(entry.remoteId)?.roundTripTime) ?? trip,
          bitsPerSecond,
        });
      }
    });
    return voices;
  }

  /** What has happened since the last look at the same stream. */
  #delta(entry, { bytes, packets = 0, lost = 0 }) {
    const before = this.#before.get(entry.id);
    this.#before.set(entry.id, { time: entry.timestamp, bytes, packets, lost });
    if (!before || entry.timestamp <= before.time) {
      return { bitsPerSecond: null, lossFraction: null };
    }
    const seconds = (entry.timestamp - before.time) / 1000;
    // late packets count backwards: a second may have lost less than nothing
    const missing = Math.max(0, lost - before.lost);
    const expected = packets - before.packets + missing;
    return {
      bitsPerSecond: Math.max(0, (8 * (bytes - before.bytes)) / seconds),
      lossFraction: expected > 0 ? missing / expected : null,
    };
  }
}

const audio = entry => entry.kind === 'audio';
const millis = seconds => (typeof seconds === 'number' ? seconds * 1000 : null);

function first(report, type, matches) {
  for (const entry of report.values()) {
    if (entry.type === type && matches(entry)) {
      return entry;
    }
  }
  return null;
}

function roundTrip(report) {
  const pair = first(report, 'candidate-pair', entry => entry.nominated && entry.state === 'succeeded');
  return millis(pair?.currentRoundTripTime);
}
