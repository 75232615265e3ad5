// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.internal;

import im.antiphon.api.auth.Admission;
import im.antiphon.api.http.HttpReply;
import im.antiphon.api.http.HttpRequest;
import im.antiphon.api.http.HttpResource;
import im.antiphon.api.http.Upload;
import im.antiphon.api.http.UploadResource;
import im.antiphon.api.plugin.PluginChoices;
import im.antiphon.api.plugin.PluginDeployer;
import im.antiphon.api.plugin.Plugins;
import im.antiphon.core.http.OperatorTasks;
import im.antiphon.core.http.PluginApi;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** The plugins, and what may be done with them. */
@Component(service = HttpResource.class, property = HttpResource.PATH + "=" + PluginApi.PATH)
public final class PluginsResource implements UploadResource {
    /** The deployer has limits of its own, which its operator may set lower. */
    private static final long MAXIMUM_UPLOAD_BYTES = 256L << 20;

    private final OperatorTasks tasks = new OperatorTasks();
    private final PluginApi api;
    private volatile @Nullable PluginDeployer deployer;

    @Activate
    public PluginsResource(
            @Reference Plugins plugins, @Reference PluginChoices choices, @Reference Admission admission) {
        api = new PluginApi(
                new PluginApi.Services(plugins, choices, () -> deployer, admission), tasks, MAXIMUM_UPLOAD_BYTES);
    }

    @Deactivate
    void deactivate() {
        tasks.close();
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindDeployer(PluginDeployer service) {
        deployer = service;
    }

    void unbindDeployer(PluginDeployer service) {
        if (deployer == service) {
            deployer = null;
        }
    }

    @Override
    public @Nullable Upload upload(HttpRequest head) {
        return api.upload(head);
    }

    @Override
    public CompletionStage<HttpReply> handle(HttpRequest request) {
        return api.handle(request);
    }
}
