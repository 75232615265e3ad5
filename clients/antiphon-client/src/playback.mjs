// SPDX-License-Identifier: Apache-2.0
/** Voices made audible, one element each. */
export class Playback {
  #elements = new Map();
  #silent;

  /** @param silent called when the browser wants a gesture before it plays */
  constructor(silent) {
    this.#silent = silent;
  }

  add(track) {
    const audio = new Audio();
    audio.autoplay = true;
    audio.srcObject = new MediaStream([track]);
    audio.play().catch(fault => fault.name === 'NotAllowedError' && this.#silent());
    this.#elements.set(track.id, audio);
  }

  /** Plays what the browser held back; call it from a gesture. */
  async resume() {
    await Promise.allSettled([...this.#elements.values()].map(audio => audio.play()));
  }

  stop() {
    this.#elements.forEach(audio => (audio.srcObject = null));
    this.#elements.clear();
  }
}
