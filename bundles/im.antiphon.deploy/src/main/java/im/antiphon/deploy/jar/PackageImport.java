// SPDX-License-Identifier: Apache-2.0
package im.antiphon.deploy.jar;

import org.osgi.framework.VersionRange;

/**
 * A package that a bundle imports.
 *
 * @param name of the package
 * @param range in which its version has to be
 * @param optional whether the bundle resolves without it
 */
public record PackageImport(String name, VersionRange range, boolean optional) {}
