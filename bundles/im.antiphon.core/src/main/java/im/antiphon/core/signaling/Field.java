// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

import com.fasterxml.jackson.databind.JsonNode;
import im.antiphon.api.auth.UserAddress;
import im.antiphon.core.session.RoomName;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * One member that a payload may have.
 *
 * @param required whether it must be there
 * @param permitted decides on its value
 * @param expectation what {@code permitted} wants, for the error's detail
 */
record Field(String name, boolean required, Predicate<JsonNode> permitted, String expectation) {
    private static final Pattern CALL = Pattern.compile("[A-Za-z0-9_-]{1,31}\\.[A-Za-z0-9_-]{1,32}");
    private static final String CALL_EXPECTED = "the id of a call";
    private static final int MAXIMUM_MILLIS = 60_000;

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

    static Field call() {
        return new Field("call", true, Field::isCall, CALL_EXPECTED);
    }

    static Field optionalCall() {
        return new Field("call", false, Field::isCall, CALL_EXPECTED);
    }

    static Field users() {
        return new Field(
                "users",
                true,
                node -> !node.isEmpty() && areUsers(node, SignalingLimits.INVITED_USERS),
                "an array of 1 to " + SignalingLimits.INVITED_USERS + " names of users");
    }

    static Field watchedUsers() {
        return new Field(
                "users",
                false,
                node -> areUsers(node, SignalingLimits.WATCHED_USERS),
                "an array of at most " + SignalingLimits.WATCHED_USERS + " names of users");
    }

    static Field flag(String name) {
        return new Field(name, false, JsonNode::isBoolean, "true or false");
    }

    static Field oneOf(String name, String... values) {
        Set<String> permitted = Set.of(values);
        return new Field(
                name, false, node -> permitted.contains(node.textValue()), "one of " + String.join(", ", values));
    }

    static Field fraction(String name) {
        return new Field(
                name, false, node -> node.isNumber() && node.doubleValue() >= 0 && node.doubleValue() <= 1, "0..1");
    }

    static Field millis(String name) {
        return new Field(
                name,
                false,
                node -> node.isNumber() && node.doubleValue() >= 0 && node.doubleValue() <= MAXIMUM_MILLIS,
                "0.." + MAXIMUM_MILLIS);
    }

    private static boolean areUsers(JsonNode node, int most) {
        return node.isArray()
                && node.size() <= most
                && StreamSupport.stream(node.spliterator(), false)
                        .allMatch(user -> user.isTextual() && UserAddress.isName(user.textValue()));
    }

    private static boolean isCall(JsonNode node) {
        return node.isTextual() && CALL.matcher(node.textValue()).matches();
    }

    private static boolean isUnfitForNames(int codePoint) {
        return Character.isISOControl(codePoint) || Character.getType(codePoint) == Character.SURROGATE;
    }
}
