// SPDX-License-Identifier: Apache-2.0
/**
 * The bus between nodes through a Redis server: a stream for each node, its sessions in a hash that expires with it, and
 * what changes in there by Pub/Sub.
 */
@NullMarked
package im.antiphon.bus.redis;

import org.jspecify.annotations.NullMarked;
