// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.measure;

/** Whether a gate was passed, and by what figure. */
public record GateResult(String gate, String measured, boolean passed) {}
