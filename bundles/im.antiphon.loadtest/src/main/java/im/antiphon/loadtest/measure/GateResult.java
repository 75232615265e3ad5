// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.measure;

/**
 * Whether a gate was passed, and by what figure.
 *
 * @param meaning what is looked at, in words
 */
public record GateResult(String gate, String meaning, String measured, boolean passed) {}
