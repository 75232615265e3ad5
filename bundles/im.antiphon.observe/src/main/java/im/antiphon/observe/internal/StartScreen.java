// SPDX-License-Identifier: Apache-2.0
package im.antiphon.observe.internal;

import im.antiphon.api.auth.Admission;
import im.antiphon.api.http.HttpServerInfo;
import im.antiphon.api.media.MediaServer;
import im.antiphon.api.plugin.Plugins;
import im.antiphon.observe.StartText;
import java.util.function.Supplier;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * There from the moment calls can come in; the launcher waits for it and prints its text. Types of the JDK alone are
 * between the two, as the launcher stands outside the framework.
 */
@Component(service = Supplier.class, property = "antiphon.start.screen=text")
public final class StartScreen implements Supplier<String> {
    private final StartText text;
    private final HttpServerInfo http;
    private final Plugins plugins;
    private final Admission admission;

    /** @param media not asked for anything: without it no call can come in */
    @Activate
    public StartScreen(
            BundleContext context,
            @Reference HttpServerInfo http,
            @Reference Plugins plugins,
            @Reference Admission admission,
            @Reference MediaServer media) {
        this.http = http;
        this.plugins = plugins;
        this.admission = admission;
        this.text = new StartText(
                property(context, "antiphon.version"),
                Runtime.version() + " (" + System.getProperty("java.vendor") + ")",
                property(context, "antiphon.home"));
    }

    @Override
    public String get() {
        return text.of(http, admission.unvouched(), plugins.list());
    }

    private static String property(BundleContext context, String key) {
        String value = context.getProperty(key);
        return value == null ? "" : value;
    }
}
