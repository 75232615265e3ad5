// SPDX-License-Identifier: Apache-2.0

const LEAST_BITS_PER_SECOND = 6_000;
const MOST_BITS_PER_SECOND = 510_000;
const WORTH_IT = 0.05;

/** Sets the rate of an Opus sender as the server advises, unless it hardly differs from what is set. */
export async function adaptSender(sender, targetBitsPerSecond) {
  const target = Math.round(targetBitsPerSecond ?? 0);
  if (!sender || target <= 0) {
    return;
  }
  const bits = Math.min(MOST_BITS_PER_SECOND, Math.max(LEAST_BITS_PER_SECOND, target));
  const parameters = sender.getParameters();
  const encoding = parameters.encodings?.[0];
  if (!encoding || Math.abs(bits - (encoding.maxBitrate ?? 0)) < (encoding.maxBitrate ?? 0) * WORTH_IT) {
    return;
  }
  encoding.maxBitrate = bits;
  // refused while an offer is under way: the next second brings the next advice
  await sender.setParameters(parameters).catch(() => {});
}
