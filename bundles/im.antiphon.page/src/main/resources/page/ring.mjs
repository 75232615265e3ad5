// SPDX-License-Identifier: Apache-2.0
/** A call that comes in is heard: two notes, one answering the other. Where the browser wants a gesture first, it is silent. */

const EVERY_MILLIS = 3_000;
const NOTES = [
  { hertz: 587.33, at: 0 },
  { hertz: 440, at: 0.45 },
];
const NOTE_SECONDS = 0.9;
const LOUDNESS = 0.12;

export class Ring {
  #context = null;
  #timer = 0;

  start() {
    if (this.#context) {
      return;
    }
    this.#context = new AudioContext();
    this.#context.resume().catch(() => {});
    this.#once();
    this.#timer = setInterval(() => this.#once(), EVERY_MILLIS);
  }

  stop() {
    clearInterval(this.#timer);
    this.#context?.close().catch(() => {});
    this.#context = null;
  }

  #once() {
    for (const { hertz, at } of NOTES) {
      const begin = this.#context.currentTime + at;
      const tone = new OscillatorNode(this.#context, { type: 'triangle', frequency: hertz });
      const loudness = new GainNode(this.#context, { gain: 0 });
      loudness.gain.setValueAtTime(0, begin);
      loudness.gain.linearRampToValueAtTime(LOUDNESS, begin + 0.03);
      loudness.gain.exponentialRampToValueAtTime(0.001, begin + NOTE_SECONDS);
      tone.connect(loudness).connect(this.#context.destination);
      tone.start(begin);
      tone.stop(begin + NOTE_SECONDS);
    }
  }
}
