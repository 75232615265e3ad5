// SPDX-License-Identifier: Apache-2.0
package im.antiphon.deploy.jar;

/** What comes from a jar nobody has vouched for, made fit for a log line. */
public final class Shown {
    private static final int LONGEST = 200;

    private Shown() {}

    /** The text on one line, without control characters, shortened. */
    public static String text(String hostile) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < hostile.length() && i < LONGEST; i++) {
            char c = hostile.charAt(i);
            shown.append(Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c);
        }
        return hostile.length() > LONGEST ? shown + "…" : shown.toString();
    }
}
