// SPDX-License-Identifier: Apache-2.0
/**
 * How loud everybody is, several times a second, as 0..1 on a scale a meter can show: 0 is -60 dB, 1 is -6 dB.
 */

const QUIETEST_DECIBELS = -60;
const LOUDEST_DECIBELS = -6;
const FALL_PER_SECOND = 2.4;
/** A source that has not been heard of for so long is silent. */
const STALE_MILLIS = 400;

/** Amplitude 0..1 → meter 0..1. */
export function meterOf(amplitude) {
  if (!(amplitude > 0)) {
    return 0;
  }
  const decibels = 20 * Math.log10(amplitude);
  return Math.min(1, Math.max(0, (decibels - QUIETEST_DECIBELS) / (LOUDEST_DECIBELS - QUIETEST_DECIBELS)));
}

/** Listens to our own microphone. */
class MicrophoneLevel {
  #context;
  #analyser;
  #samples;

  constructor(stream) {
    this.#context = new AudioContext();
    this.#analyser = this.#context.createAnalyser();
    this.#analyser.fftSize = 1024;
    this.#samples = new Float32Array(this.#analyser.fftSize);
    this.#context.createMediaStreamSource(stream).connect(this.#analyser);
    this.#context.resume().catch(() => {});
  }

  amplitude() {
    this.#analyser.getFloatTimeDomainData(this.#samples);
    const energy = this.#samples.reduce((sum, sample) => sum + sample * sample, 0);
    // root mean square to peak of a sine, to be on the scale the others' levels are on
    return Math.sqrt((2 * energy) / this.#samples.length);
  }

  close() {
    this.#context.close().catch(() => {});
  }
}

/** Asks all sources in step with the display; `show(publisher, level)` with null for ourselves. */
export class Levels {
  #show;
  #everyMillis;
  #own = null;
  #voices = () => [];
  #muted = () => false;
  #shown = new Map();
  #frame = 0;
  #before = 0;

  constructor(show) {
    this.#show = show;
    this.#everyMillis = matchMedia('(prefers-reduced-motion: reduce)').matches ? 250 : 50;
  }

  start(stream, muted, voices) {
    this.stop();
    this.#own = stream ? new MicrophoneLevel(stream) : null;
    this.#muted = muted;
    this.#voices = voices;
    const step = now => {
      this.#frame = requestAnimationFrame(step);
      if (now - this.#before >= this.#everyMillis) {
        this.#measure((now - this.#before) / 1000);
        this.#before = now;
      }
    };
    this.#frame = requestAnimationFrame(step);
  }

  stop() {
    cancelAnimationFrame(this.#frame);
    this.#own?.close();
    this.#own = null;
    this.#shown.clear();
  }

  #measure(seconds) {
    if (this.#own) {
      this.#set(null, this.#muted() ? 0 : this.#own.amplitude(), seconds);
    }
    const now = performance.timeOrigin + performance.now();
    for (const { publisher, receiver } of this.#voices()) {
      const source = receiver.getSynchronizationSources()[0];
      // browsers differ in whether the time stamp counts from 1970 or from the page's start
      const age = source ? Math.min(now - source.timestamp, Math.abs(performance.now() - source.timestamp)) : Infinity;
      this.#set(publisher, age < STALE_MILLIS ? source.audioLevel ?? 0 : 0, seconds);
    }
  }

  /** Rises at once, falls slowly: the eye follows syllables, not samples. */
  #set(key, amplitude, seconds) {
    const before = this.#shown.get(key) ?? 0;
    const level = Math.max(meterOf(amplitude), before - FALL_PER_SECOND * Math.min(seconds, 0.5), 0);
    if (level !== before || !this.#shown.has(key)) {
      this.#shown.set(key, level);
      this.#show(key, level);
    }
  }
}
