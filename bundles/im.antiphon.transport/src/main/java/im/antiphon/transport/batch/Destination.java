// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.batch;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Where datagrams go, as a batch knows it: made by {@link DatagramBatch#destination}, kept by whoever sends there often, so that no
 * address is looked up for each datagram. Means something to the batch that made it only, and to its event loop.
 */
@ProviderType
public interface Destination {}
