// SPDX-License-Identifier: Apache-2.0
/**
 * Congestion control: how many bits per second one peer may be sent.
 *
 * <p>A vendor implements {@link im.antiphon.api.congestion.CongestionControllerFactory}; the media path asks
 * {@link im.antiphon.api.congestion.CongestionControllers} for products and never sees which plugin serves.
 */
@Export
@Version("0.1.0")
@NullMarked
package im.antiphon.api.congestion;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
