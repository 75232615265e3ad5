// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.plugin;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * The name by which configuration chooses a plugin among those of its kind: put it on the component class of a
 * factory. It becomes the service property {@value #PROPERTY}.
 */
@ComponentPropertyType
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.CLASS)
public @interface PluginName {
    /** Put before the property name that Declarative Services derives from this type ({@code plugin.name}). */
    String PREFIX_ = "antiphon.";

    /** The service property this annotation becomes. */
    String PROPERTY = "antiphon.plugin.name";

    /** Lower-case letters, digits and {@code -}; unique within the kind but for newer versions of the same plugin. */
    String value();
}
