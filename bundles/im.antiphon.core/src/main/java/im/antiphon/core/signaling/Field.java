// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

import com.fasterxml.jackson.databind.JsonNode;
import im.antiphon.core.session.RoomName;
import java.util.function.Predicate;

/**
 * One member that a payload may have.
 *
 * @param required whether it must be there
 * @param permitted decides on its value
 * @param expectation what {@code permitted} wants, for the error's detail
 */
record Field(String name, boolean required, Predicate<JsonNode> permitted, String expectation) {
    static Field room() {
        return new Field(
                "room", true, node -> node.isTextual() && RoomName.isValid(node.textValue()), RoomName.EXPECTED);
    }

    static Field participantName() {
        return new Field(
                "name",
                false,
                node -> node.isTextual()
                        && !node.textValue().isBlank()
                        && node.textValue().length() <= SignalingLimits.NAME_LENGTH
                        && node.textValue().codePoints().noneMatch(Field::isUnfitForNames),
                "1 to " + SignalingLimits.NAME_LENGTH + " characters, none of them a control character");
    }

    static Field text(String name) {
        return new Field(name, true, JsonNode::isTextual, "a string");
    }

    static Field nonEmptyText(String name) {
        return new Field(
                name, true, node -> node.isTextual() && !node.textValue().isBlank(), "a non-empty string");
    }

    static Field optionalText(String name) {
        return new Field(name, false, node -> node.isTextual() || node.isNull(), "a string or null");
    }

    /** A number that {@code seq} may have. */
    static Field number(String name) {
        return new Field(
                name,
                true,
                node -> node.isIntegralNumber() && node.canConvertToLong() && node.longValue() >= 0,
                "an integer, not below 0");
    }

    static Field optionalInteger(String name) {
        return new Field(name, false, node -> node.isIntegralNumber() || node.isNull(), "an integer or null");
    }

    private static boolean isUnfitForNames(int codePoint) {
        return Character.isISOControl(codePoint) || Character.getType(codePoint) == Character.SURROGATE;
    }
}
