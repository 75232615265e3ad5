// SPDX-License-Identifier: Apache-2.0
package im.antiphon.deploy.admission;

import im.antiphon.api.plugin.DeploymentException;
import im.antiphon.api.plugin.DeploymentException.Reason;
import im.antiphon.deploy.jar.JarLimits;
import im.antiphon.deploy.jar.JarReading;
import im.antiphon.deploy.jar.PluginJar;
import im.antiphon.deploy.signature.JarSignature;
import im.antiphon.deploy.signature.SignaturePolicy;
import im.antiphon.deploy.signature.Signing;
import im.antiphon.deploy.signature.Signing.State;
import im.antiphon.deploy.signature.TrustedCertificates;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Date;

/**
 * All that a jar has to pass before it is installed.
 *
 * @param limits on its size
 * @param signatures whether it has to be signed
 * @param trusted the folder with the certificates that the operator trusts, read at each check
 */
public record Gate(JarLimits limits, SignaturePolicy signatures, Path trusted) {
    /**
     * Reads the jar and checks it against all rules.
     *
     * @throws DeploymentException for the first rule it breaks
     */
    public Admitted check(Path jar, Surroundings here, long epochMillis) {
        PluginJar read = JarReading.read(jar, limits);
        Signing signing = signatures == SignaturePolicy.OFF
                ? new Signing(State.UNCHECKED, null, "")
                : verify(jar, read, new Date(epochMillis));
        new Admission(here).check(read);
        return new Admitted(read.manifest(), signing);
    }

    private Signing verify(Path jar, PluginJar read, Date now) {
        Signing signing;
        try {
            signing = new JarSignature(TrustedCertificates.read(trusted), trusted.toString(), now).verify(jar);
        } catch (IOException e) {
            throw new DeploymentException(
                    Reason.UNREADABLE, read.manifest().label() + " cannot be read: " + e.getMessage(), e);
        }
        boolean refused =
                switch (signing.state()) {
                    case TRUSTED, UNCHECKED -> false;
                    case UNSIGNED, UNTRUSTED -> signatures == SignaturePolicy.REQUIRE;
                    case TAMPERED -> true;
                };
        if (refused) {
            throw new DeploymentException(
                    Reason.SIGNATURE, read.manifest().label() + " is refused: " + signing.message() + ".");
        }
        return signing;
    }
}
