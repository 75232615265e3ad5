// SPDX-License-Identifier: Apache-2.0
/** Spans as OpenTelemetry records them, and their way to a collector. Nothing here is exported. */
@NullMarked
package im.antiphon.telemetry.otel;

import org.jspecify.annotations.NullMarked;
