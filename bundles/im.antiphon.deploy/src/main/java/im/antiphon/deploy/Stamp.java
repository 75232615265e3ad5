// SPDX-License-Identifier: Apache-2.0
package im.antiphon.deploy;

import java.nio.file.attribute.FileTime;

/** By what it is seen that a file has changed. */
record Stamp(long bytes, FileTime modified) {}
