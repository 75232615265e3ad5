// SPDX-License-Identifier: Apache-2.0
package im.antiphon.deploy.internal;

import im.antiphon.api.plugin.DeploymentException;
import im.antiphon.api.plugin.DeploymentException.Reason;
import im.antiphon.deploy.jar.Shown;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/** Asks Declarative Services how a plugin's components fare: a bundle that runs with dead components is of no use. */
final class ComponentReport {
    private static final String SERVICE_COMPONENT = "Service-Component";

    private final ServiceComponentRuntime runtime;

    ComponentReport(ServiceComponentRuntime runtime) {
        this.runtime = runtime;
    }

    /** @throws DeploymentException naming each component that has failed, or waits for something */
    void verify(Bundle bundle) {
        Collection<ComponentDescriptionDTO> descriptions = runtime.getComponentDescriptionDTOs(bundle);
        String label = FrameworkPlugins.label(bundle);
        if (descriptions.isEmpty() && bundle.getHeaders().get(SERVICE_COMPONENT) != null) {
            throw new DeploymentException(
                    Reason.START,
                    label + " names component descriptions (Service-Component) that Declarative Services cannot read."
                            + " Let bnd write them from the annotations; the log says more.");
        }
        List<String> problems = new ArrayList<>();
        for (ComponentDescriptionDTO description : descriptions) {
            Collection<ComponentConfigurationDTO> configurations = runtime.getComponentConfigurationDTOs(description);
            if (configurations.isEmpty()
                    && runtime.isComponentEnabled(description)
                    && "require".equals(description.configurationPolicy)) {
                problems.add(wantsConfiguration(description));
            }
            for (ComponentConfigurationDTO each : configurations) {
                switch (each.state) {
                    case ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION -> problems.add(
                            wantsConfiguration(description));
                    case ComponentConfigurationDTO.UNSATISFIED_REFERENCE -> problems.add(
                            wantsServices(description, each));
                    case ComponentConfigurationDTO.FAILED_ACTIVATION -> problems.add(
                            "component " + description.name + " fails as it is activated: " + failure(each.failure));
                    default -> {
                        // Satisfied or active.
                    }
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new DeploymentException(
                    Reason.START,
                    label + " does not work and was taken out again: " + String.join("; ", problems) + ".");
        }
    }

    private static String wantsConfiguration(ComponentDescriptionDTO component) {
        String pid = component.configurationPid.length == 0 ? component.name : component.configurationPid[0];
        return "component " + component.name + " wants a configuration: write conf/" + pid
                + ".cfg.json first, or let the component do without (ConfigurationPolicy.OPTIONAL)";
    }

    private static String wantsServices(ComponentDescriptionDTO component, ComponentConfigurationDTO configuration) {
        List<String> services = new ArrayList<>();
        for (UnsatisfiedReferenceDTO each : configuration.unsatisfiedReferences) {
            for (int i = 0; i < component.references.length; i++) {
                if (component.references[i].name.equals(each.name)) {
                    services.add(component.references[i].interfaceName
                            + (each.target == null || each.target.isEmpty() ? "" : " " + each.target));
                }
            }
        }
        return "component " + component.name + " wants services that nobody has registered: " + services
                + "; put in first what registers them, or make the reference optional";
    }

    /** The stack trace's last cause, which is the plugin's own word. */
    private static String failure(String trace) {
        String told = trace == null ? "" : trace;
        int cause = told.lastIndexOf("Caused by: ");
        String line = told.substring(cause < 0 ? 0 : cause + "Caused by: ".length())
                .lines()
                .findFirst()
                .orElse("");
        return Shown.text(line) + " (the log has the rest)";
    }
}
