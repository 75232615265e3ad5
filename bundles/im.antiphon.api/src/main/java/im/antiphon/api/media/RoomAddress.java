// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.media;

/**
 * Which room is meant: a name says it within a tenant only. Two tenants that use one name have a room each, and nothing
 * that happens in one is seen or heard in the other.
 *
 * @param tenant whose members enter it
 * @param name unique within the tenant
 */
public record RoomAddress(String tenant, String name) implements Comparable<RoomAddress> {
    /** By name, rooms of one name by tenant. */
    @Override
    public int compareTo(RoomAddress other) {
        int byName = name.compareTo(other.name);
        return byName != 0 ? byName : tenant.compareTo(other.tenant);
    }

    /** For logs: {@code tenant/name}. */
    @Override
    public String toString() {
        return tenant + "/" + name;
    }
}
