// SPDX-License-Identifier: Apache-2.0
package im.antiphon.observe;

/**
 * One thing a node must have before it can serve, looked at.
 *
 * @param name one word
 * @param up whether it is there
 * @param detail a few words for the operator
 */
public record Check(String name, boolean up, String detail) {}
